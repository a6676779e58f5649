/** A bubble: what was said in chat or by SMS, with its channel, time and how far it got. */

import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Avatar, Icon, mediumGlyph } from "~/parts";
import type { Medium, ThreadRow } from "~/wire/protocol";
import { threadWords } from "../words/thread";
import { AfterSend, Delivery } from "./Delivery";
import { Files } from "./Files";
import { SaidText } from "./SaidText";

export function Bubble({ row, mine, customer, customerName }: { row: ThreadRow; mine: boolean; customer: string; customerName: string }) {
  const w = useWords(threadWords);
  const code = useLanguage();
  const out = row.direction !== "inbound";
  const name = row.author_name !== "" ? row.author_name : out ? w.automatic : customerName;
  const mood = row.state === "failed" ? " lost" : row.state === "unknown" ? " doubt" : "";
  const medium: Medium = row.medium ?? "chat";
  const face = <Avatar id={out ? (row.author_id ?? "hub") : customer} name={name} size="s" />;
  return (
    <div className={out ? "msg out" : "msg"} data-testid="line" data-direction={row.direction} data-state={row.state ?? ""} data-id={row.id}>
      {!out && face}
      <div className={`bub${mood}`}>
        <span className="sr">{w.said(mine ? w.you : name, w.mediums[medium], "")}</span>
        {row.files.length > 0 && <Files files={row.files} pictures />}
        {row.text !== "" && <SaidText text={row.text} lang={row.language} />}
        <span className="meta">
          <span className={`mch ${medium}`}><Icon name={mediumGlyph[medium]} />{w.mediums[medium]}</span>
          <time dateTime={row.at} title={format.full(row.at, code, Date.now())}>{format.clock(row.at, code)}</time>
          {row.automatic && <span>{w.automatic}</span>}
          {out && row.state !== null && <Delivery state={row.state} reason={row.state_reason} />}
        </span>
      </div>
      {out && face}
      <AfterSend row={row} mine={mine} />
    </div>
  );
}
