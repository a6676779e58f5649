/** What stands under a card: the dispute and its end, and coaching notes. */

import { useState } from "react";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { day, full } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Area, Banner, Button, Chip, Dialog, Field, useServerNow } from "~/parts";
import { me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import type { CoachingInfo, DisputeInfo } from "~/wire/protocol";
import type { Answers } from "./score";
import { quality } from "./words";

export function Disputes({ items, agent }: { items: readonly DisputeInfo[]; agent: string }) {
  const w = useWords(quality);
  const code = useLanguage();
  const now = useServerNow(60_000);
  return (
    <>
      {items.map((one) => (
        <div key={one.at} className="q-box" data-testid="dispute">
          <p className="f12 t3">{w.disputeBy(agent)} · <span className="num">{full(one.at, code, now)}</span></p>
          <p data-their-words>{one.reason}</p>
          {one.settled_at && (
            <>
              <p className="f12 t3">{one.outcome === "changed" ? w.changedBy(one.settled_by_name) : w.upheldBy(one.settled_by_name)} · <span className="num">{full(one.settled_at, code, now)}</span></p>
              <p data-their-words>{one.answer}</p>
            </>
          )}
        </div>
      ))}
    </>
  );
}

/** The agent does not agree, and says why. */
export function DisputeForm({ review, onDone }: { review: string; onDone: () => void }) {
  const w = useWords(quality);
  const c = useWords(common);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const send = async (): Promise<void> => {
    const answer = await act("dispute_review", { review_id: review, reason });
    if (!answer.ok) return void warn(refusal(c, answer));
    setOpen(false);
    tell(w.disputeSent);
    onDone();
  };
  return (
    <>
      <Button icon="frown" data-testid="dispute-open" aria-haspopup="dialog" onClick={() => setOpen(true)}>{w.dispute}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={w.disputeTitle} footer={<><Button onClick={() => setOpen(false)}>{c.cancel}</Button><Button kind="pri" disabled={reason.trim() === ""} data-testid="dispute-send" onClick={() => void send()}>{w.dispute}</Button></>}>
        <div className="layer-body"><Area label={w.disputeWhy} rows={5} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} /></div>
      </Dialog>
    </>
  );
}

/** The supervisor ends it: as it was, or by what is changed on the card above. */
export function SettleForm({ review, changed, answers, comment, onDone }: { review: string; changed: boolean; answers: Answers; comment: string; onDone: () => void }) {
  const w = useWords(quality);
  const c = useWords(common);
  const [said, setSaid] = useState("");
  const settle = async (outcome: "upheld" | "changed"): Promise<void> => {
    const filled = outcome === "changed" ? { answers: { ...answers }, comment } : {};
    const answer = await act("settle_review", { review_id: review, outcome, answer: said, ...filled });
    if (!answer.ok) return void warn(refusal(c, answer));
    tell(w.settled);
    onDone();
  };
  return (
    <section className="q-part" aria-label={w.settleTitle} data-testid="settle">
      <h3>{w.settleTitle}</h3>
      <Banner icon="edit">{w.settleHow}</Banner>
      <Area label={w.settleAnswer} rows={2} value={said} onChange={(event) => setSaid(event.target.value)} />
      <div className="row">
        <Button kind={changed ? "plain" : "pri"} disabled={said.trim() === "" || changed} data-testid="uphold" onClick={() => void settle("upheld")}>{w.uphold}</Button>
        <Button kind={changed ? "pri" : "plain"} disabled={said.trim() === "" || !changed} data-testid="change" onClick={() => void settle("changed")}>{w.change}</Button>
      </div>
    </section>
  );
}

/** Notes to an agent; the agent marks them read, a supervisor done. */
export function Notes({ items, onChange }: { items: readonly CoachingInfo[]; onChange: () => void }) {
  const w = useWords(quality);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const mine = useDesk((state) => me(state)?.id ?? "");
  const answered = async (name: "see_coaching_note" | "finish_coaching_note", id: string, done: boolean): Promise<void> => {
    const answer = name === "see_coaching_note" ? await act(name, { note_id: id }) : await act(name, { note_id: id, done });
    if (!answer.ok) return void warn(refusal(c, answer));
    onChange();
  };
  if (items.length === 0) return <p className="t3 f12">{w.noNotes}</p>;
  return (
    <>
      {items.map((note) => (
        <div key={note.id} className="q-box note" data-testid="coaching-note">
          <p className="f12 t3"><span data-their-words>{note.author_name}</span> · <span className="num">{full(note.at, code, now)}</span>{note.follow_up !== "" && <> · {w.followUpOn(day(`${note.follow_up}T12:00:00Z`, code, now))}</>}</p>
          <p data-their-words>{note.text}</p>
          <div className="row g1">
            {note.seen_at && <Chip tone="ok" icon="check">{w.isSeen}</Chip>}
            {note.done_at && <Chip tone="ok" icon="check">{w.isDone}</Chip>}
            {note.agent_id === mine && !note.seen_at && <Button size="xs" icon="check" data-testid="note-seen" onClick={() => void answered("see_coaching_note", note.id, true)}>{w.markSeen}</Button>}
            {note.agent_id !== mine && <Button size="xs" kind="ghost" data-testid="note-done" onClick={() => void answered("finish_coaching_note", note.id, note.done_at === null)}>{note.done_at ? w.reopen : w.markDone}</Button>}
          </div>
        </div>
      ))}
    </>
  );
}

export function NoteForm({ agent, review = null, onDone }: { agent: string; review?: string | null; onDone: () => void }) {
  const w = useWords(quality);
  const c = useWords(common);
  const [text, setText] = useState("");
  const [until, setUntil] = useState("");
  const leave = async (): Promise<void> => {
    const answer = await act("write_coaching_note", { agent_id: agent, text, review_id: review, follow_up: until });
    if (!answer.ok) return void warn(refusal(c, answer));
    setText("");
    setUntil("");
    tell(w.noteSent);
    onDone();
  };
  return (
    <div className="q-note-f">
      <Area label={w.note} rows={2} value={text} data-testid="note-text" onChange={(event) => setText(event.target.value)} />
      <div className="row q-note-r">
        <Field label={w.followUp} type="date" scale="sm" value={until} onChange={(event) => setUntil(event.target.value)} />
        <Button disabled={text.trim() === ""} data-testid="note-send" onClick={() => void leave()}>{w.noteSend}</Button>
      </div>
    </div>
  );
}
