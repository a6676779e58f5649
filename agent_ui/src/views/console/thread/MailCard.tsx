/** A mail as a card: subject, addresses, what is said now; the quoted part folded, the original in a sealed frame. */

import { useState } from "react";
import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Button, ChannelTile, Icon } from "~/parts";
import type { ThreadRow } from "~/wire/protocol";
import { bareAddress } from "../logic/lines";
import { quotedPart } from "../logic/quotes";
import { threadWords } from "../words/thread";
import { AfterSend, Delivery } from "./Delivery";
import { Files } from "./Files";
import { SaidText } from "./SaidText";

export function MailCard({ row, mine, onForward }: { row: ThreadRow; mine: boolean; onForward?: ((row: ThreadRow) => void) | undefined }) {
  const w = useWords(threadWords);
  const code = useLanguage();
  const [unfolded, setUnfolded] = useState(false);
  const [original, setOriginal] = useState(row.has_html && row.text.trim() === "");
  const [images, setImages] = useState(false);
  const out = row.direction !== "inbound";
  const quoted = quotedPart(row);
  const mood = row.state === "failed" ? " lost" : row.state === "unknown" ? " doubt" : out ? " out" : "";
  const who = out ? w.to(bareAddress(row.address)) : w.from(bareAddress(row.address));
  const attached = row.files.filter((file) => !file.inline);
  return (
    <article className={`card${mood}`} data-testid="line" data-direction={row.direction} data-state={row.state ?? ""} data-id={row.id}>
      <div className="ch-h">
        <ChannelTile medium="email" />
        <b className="trunc">{row.subject === "" ? w.noSubject : row.subject}</b>
        <span className="trunc">{out && row.author_name !== "" ? `${row.author_name}, ${who}` : who}</span>
        {row.automatic && <span className="chip" style={{ height: 18 }}>{w.automatic}</span>}
        <span className="push row g1 none">
          {out && row.state !== null && <Delivery state={row.state} reason={row.state_reason} />}
          <time className="num" dateTime={row.at} title={format.full(row.at, code, Date.now())}>{format.clock(row.at, code)}</time>
          {onForward && <Button size="xs" kind="ghost" icon="transfer" bare onClick={() => onForward(row)}>{w.forward}</Button>}
        </span>
      </div>
      <div className="ch-b">
        {row.copies.length > 0 && <p className="f12 t3 trunc">{w.copy(row.copies.map(bareAddress).join(", "))}</p>}
        {original ? <Original id={row.id} images={images} /> : <SaidText text={row.text} lang={row.language} />}
        {unfolded && !original && <div className="quoted"><SaidText text={quoted} lang={row.language} /></div>}
        <div className="under">
          <Files files={attached} />
          {quoted !== "" && !original && (
            <button type="button" className="fold" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
              <Icon name="more" size="xs" />{unfolded ? w.hideQuoted : w.showQuoted}
            </button>
          )}
          {row.has_html && (
            <button type="button" className="fold" aria-expanded={original} onClick={() => setOriginal(!original)}>
              <Icon name="file" size="xs" />{original ? w.hideOriginal : w.showOriginal}
            </button>
          )}
          {original && row.has_remote_images && !images && (
            <button type="button" className="fold" onClick={() => setImages(true)}><Icon name="image" size="xs" />{w.showImages}</button>
          )}
        </div>
        <AfterSend row={row} mine={mine} />
      </div>
    </article>
  );
}

/** The mail's own HTML: no scripts, no forms, no way to the page; images from outside only when asked for. */
function Original({ id, images }: { id: string; images: boolean }) {
  const w = useWords(threadWords);
  return (
    <iframe
      className="mailframe"
      title={w.mailBody}
      sandbox=""
      referrerPolicy="no-referrer"
      loading="lazy"
      src={`/api/messages/${id}/html?images=${images ? "1" : "0"}`}
    />
  );
}
