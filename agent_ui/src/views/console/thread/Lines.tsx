/** One line of the thread, drawn by what it is. */

import { memo } from "react";
import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { ChannelTile, Icon } from "~/parts";
import { colleagues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { serverNow } from "~/wire/clock";
import type { ThreadRow } from "~/wire/protocol";
import { bareAddress } from "../logic/lines";
import { useNames } from "../names";
import { tell } from "../words/events";
import { threadWords } from "../words/thread";
import { Bubble } from "./Bubble";
import { CallCard, isCall } from "./CallCard";
import { Files } from "./Files";
import { MailCard } from "./MailCard";
import { SaidText } from "./SaidText";

interface Props {
  row: ThreadRow;
  mine: boolean;
  customer: string;
  customerName: string;
  onForward?: ((row: ThreadRow) => void) | undefined;
  /** Recordings to be heard with this call, and which are gone. */
  tapes?: readonly ThreadRow[];
  erased?: ReadonlySet<string>;
}

const NONE: readonly ThreadRow[] = [];
const NOTHING: ReadonlySet<string> = new Set();

export const ThreadLine = memo(function ThreadLine({ row, mine, customer, customerName, onForward, tapes = NONE, erased = NOTHING }: Props) {
  if (isCall(row)) return <CallCard row={row} tapes={tapes} erased={erased} />;
  if (row.kind === "event") return <EventLine row={row} />;
  if (row.kind === "note") return <NoteLine row={row} mine={mine} />;
  if (row.kind === "whisper") return <WhisperLine row={row} mine={mine} />;
  switch (row.medium) {
    case "email":
      return <MailCard row={row} mine={mine} onForward={onForward} />;
    case "phone":
    case "webcall":
    case "in_person":
    case "letter":
    case "callback":
      return <LoggedCard row={row} />;
    default:
      return <Bubble row={row} mine={mine} customer={customer} customerName={customerName} />;
  }
});

function NoteLine({ row, mine }: { row: ThreadRow; mine: boolean }) {
  const w = useWords(threadWords);
  const code = useLanguage();
  const people = useDesk(colleagues, sameList);
  const names = people.map((one) => one.name);
  return (
    <div className="noteb" data-testid="line" data-direction={row.direction} data-id={row.id}>
      <ChannelTile medium="note" />
      <div>
        <span className="m">{mine ? w.you : row.author_name}</span>{" "}
        <span className="t3 f12">{w.noteBy} · <time className="num" dateTime={row.at}>{format.clock(row.at, code)}</time></span>
        <div><SaidText text={row.text} lang={row.language} names={names} /></div>
        <Files files={row.files} />
      </div>
    </div>
  );
}

/** What a supervisor says to the handling agent alone: marked by a shape and by words, so that nobody takes it for more. */
function WhisperLine({ row, mine }: { row: ThreadRow; mine: boolean }) {
  const w = useWords(threadWords);
  const code = useLanguage();
  return (
    <div className="noteb whisp" data-testid="line" data-kind="whisper" data-id={row.id}>
      <Icon name="whisper" />
      <div>
        <span className="m">{mine ? w.you : row.author_name}</span>{" "}
        <span className="t3 f12">{w.whisperBy} · <time className="num" dateTime={row.at}>{format.clock(row.at, code)}</time></span>
        <div><SaidText text={row.text} lang={row.language} /></div>
      </div>
    </div>
  );
}

function EventLine({ row }: { row: ThreadRow }) {
  const code = useLanguage();
  const told = tell(row, useNames(), code, serverNow());
  return (
    <div className="ev" data-testid="line" data-event={row.event} data-id={row.id}>
      <Icon name={told.glyph} size="s" /><span className="w">{told.text}</span>
      <time className="num" dateTime={row.at}>{format.clock(row.at, code)}</time>
    </div>
  );
}

/** A call, visit or letter: who had it and what was noted about it. */
function LoggedCard({ row }: { row: ThreadRow }) {
  const w = useWords(threadWords);
  const code = useLanguage();
  const medium = row.medium ?? "phone";
  const called = medium === "phone" || medium === "webcall";
  const title = called ? (row.direction === "outbound" ? w.outCall : w.inCall) : w.mediums[medium];
  const about = [row.author_name, row.subject, row.address === "" ? "" : bareAddress(row.address)].filter((one) => one !== "").join(" · ");
  return (
    <article className="card" data-testid="line" data-direction={row.direction} data-id={row.id}>
      <div className="ch-h">
        <ChannelTile medium={medium} /><b className="none">{title}</b><span className="trunc">{about}</span>
        <time className="push num none" dateTime={row.at}>{format.clock(row.at, code)}</time>
      </div>
      {(row.text !== "" || row.files.length > 0) && (
        <div className="ch-b"><SaidText text={row.text} lang={row.language} /><Files files={row.files} /></div>
      )}
    </article>
  );
}
