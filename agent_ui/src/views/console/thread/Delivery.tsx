/** How far a message of ours got: a clock, one tick, two, filled; and what to do when it did not. */

import { act } from "~/desk/commands";
import { warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Icon, useServerNow, type Glyph } from "~/parts";
import type { DeliveryState, ThreadRow } from "~/wire/protocol";
import { refusalWords } from "../words/refusals";
import { threadWords } from "../words/thread";

const glyph: Record<DeliveryState, Glyph> = {
  pending: "clock", sent: "check", delivered: "ticks", read: "ticks", failed: "alert", unknown: "alert",
};

export function Delivery({ state, reason }: { state: DeliveryState; reason: string }) {
  const w = useWords(threadWords);
  const r = useWords(refusalWords);
  const bad = state === "failed" || state === "unknown";
  return (
    <span className={`mch ${bad ? "bad" : state === "pending" ? "" : "acc"}${state === "read" ? " full" : ""}`} title={reason === "" ? w.states[state] : r.why(reason)}>
      <Icon name={glyph[state]} />{w.states[state]}
    </span>
  );
}

/** Undo while it can be, try again or delete when it did not go. */
export function AfterSend({ row, mine }: { row: ThreadRow; mine: boolean }) {
  const failed = row.state === "failed" || row.state === "unknown";
  const undo = row.cancellable_until !== null && row.state === "pending" && mine;
  if (!failed && !undo) return null;
  return <span className="after">{undo ? <Undo row={row} /> : <Again row={row} />}</span>;
}

function Undo({ row }: { row: ThreadRow }) {
  const w = useWords(threadWords);
  const c = useWords(common);
  const now = useServerNow();
  const left = Math.ceil((Date.parse(row.cancellable_until ?? "") - now) / 1000);
  if (!(left > 0)) return null;
  const undo = async (): Promise<void> => {
    const told = await act("undo_send", { message_id: row.id });
    if (!told.ok) warn(refusal(c, told));
  };
  return <Button size="xs" action="undo" data-testid="undo-send" onClick={() => void undo()}>{w.undoIn(String(left))}</Button>;
}

function Again({ row }: { row: ThreadRow }) {
  const w = useWords(threadWords);
  const r = useWords(refusalWords);
  const c = useWords(common);
  const ask = async (name: "retry_send" | "undo_send"): Promise<void> => {
    const told = await act(name, { message_id: row.id });
    if (!told.ok) warn(refusal(c, told));
  };
  return (
    <>
      <span className="f12 t2">{row.state === "unknown" ? w.unknownHint : r.why(row.state_reason)}</span>
      <Button size="xs" icon="refresh" onClick={() => void ask("retry_send")}>{w.tryAgain}</Button>
      {row.state === "failed" && <Button size="xs" kind="ghost" onClick={() => void ask("undo_send")}>{w.remove}</Button>}
    </>
  );
}
