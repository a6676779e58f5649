/** Calls in the thread: one that goes on, one that is over with its figures and recordings, one that was missed. */

import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { ChannelTile, Icon, useServerNow } from "~/parts";
import { callOf, numberOf } from "~/state/calls";
import { useDesk } from "~/state/store";
import type { CallRow, ThreadRow, WorkRow } from "~/wire/protocol";
import { CallButton } from "../../phone/CallButton";
import { callable } from "../../phone/calling";
import { isSpoken } from "../logic/lines";
import { useNames } from "../names";
import { callWords } from "../words/calls";
import { Player } from "./Player";

type Words = (typeof callWords)["en"];

/** Seconds out of an event's data; 0 where it says nothing. */
export const secondsOf = (row: ThreadRow, name: string): number => Math.max(0, Number(row.data[`${name}_seconds`] ?? 0) || 0);

/** How it went, as one line: who, how long each part took, how it ended. Parts of no length are left out. */
export function figures(row: ThreadRow, w: Words, who: string): string {
  const part = (name: string, say: (time: string) => string): string => (secondsOf(row, name) > 0 ? say(format.timer(secondsOf(row, name))) : "");
  const people = Number(row.data["parties"] ?? 0);
  return [
    who, part("talk", w.talked), part("waited", w.waited), part("held", w.held), people > 2 ? w.people(people) : "", w.why[row.data["why"] ?? ""] ?? "",
  ].filter((one) => one !== "").join(" · ");
}

/** Is this event drawn as a call of its own and not as a line? */
export const isCall = isSpoken;

export function CallCard({ row, tapes, erased }: { row: ThreadRow; tapes: readonly ThreadRow[]; erased: ReadonlySet<string> }) {
  const w = useWords(callWords);
  const code = useLanguage();
  const names = useNames();
  const alone = row.event === "recording";
  const missed = row.event === "call_missed";
  const played = alone ? [row] : tapes;
  const title = alone ? (row.data["kind"] === "voicemail" ? w.voicemail : w.recording) : missed ? w.missed : row.data["direction"] === "outbound" ? w.outCall : w.inCall;
  const about = alone ? "" : missed ? (row.data["where"] === "menu" ? w.missedMenu : w.missedQueue(format.timer(secondsOf(row, "waited")))) : figures(row, w, row.author_name || names.agent(row.author_id ?? ""));
  return (
    <article className={missed ? "card lost" : "card"} data-testid="line" data-event={row.event} data-id={row.id}>
      <div className="ch-h">
        <ChannelTile medium={row.medium ?? "phone"} /><b className="none">{title}</b><span className="trunc">{about}</span>
        <span className="push none row g1">
          {missed && callable(row.address) && <CallButton callee={{ to: row.address, customer: row.customer_id }} label={w.callBack} />}
          {played.length > 0 && !alone && <><Icon name="rec" size="xs" />{w.recorded}</>}
          <time className="num" dateTime={row.at}>{format.clock(row.at, code)}</time>
        </span>
      </div>
      {played.map((tape) => <Tape key={tape.id} tape={tape} erased={erased.has(tape.data["recording_id"] ?? "")} />)}
    </article>
  );
}

function Tape({ tape, erased }: { tape: ThreadRow; erased: boolean }) {
  const w = useWords(callWords);
  const seconds = Math.max(0, Number(tape.data["seconds"] ?? 0) || 0);
  if (erased) return <p className="tape f12 t3 row g1"><Icon name="x" size="xs" />{w.erased(format.timer(seconds))}</p>;
  return <div className="tape"><Player id={tape.data["recording_id"] ?? ""} seconds={seconds} /></div>;
}

/** The call that goes on in this conversation, after everything that was said before. */
export function LiveCall({ work }: { work: WorkRow | null }) {
  const call = useDesk((state) => (work === null ? null : callOf(state, work.id)));
  return call === null || work === null ? null : <Live call={call} work={work} />;
}

function Live({ call, work }: { call: CallRow; work: WorkRow }) {
  const w = useWords(callWords);
  const now = useServerNow();
  const from = call.answered_at ?? call.began_at;
  return (
    <article className="card live" data-testid="live-call">
      <div className="ch-h">
        <ChannelTile medium={work.medium} /><b className="none">{call.direction === "outbound" ? w.outCall : w.inCall}</b>
        <span className="chip ok none num"><span className="dot" aria-hidden="true" />{w.live} <span aria-hidden="true">{format.timer(Math.max(0, (now - Date.parse(from)) / 1000))}</span></span>
        <span className="trunc num">{[work.queue_name, numberOf(call.number)].filter((one) => one !== "").join(" · ")}</span>
      </div>
    </article>
  );
}
