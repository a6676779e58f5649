/** Note a meeting, a letter or a call that happened outside the hub. */

import { useEffect, useState, type FormEvent } from "react";
import { act } from "~/desk/commands";
import { tell } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Area, Banner, Button, Dialog, Field, Seg } from "~/parts";
import type { CustomerCard } from "~/wire/protocol";
import { customers } from "./words";

/** Now, as a local time field wants it. */
function localNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function LogInteraction({ card, open, onClose }: { card: CustomerCard; open: boolean; onClose: () => void }) {
  const w = useWords(customers);
  const c = useWords(common);
  const [medium, setMedium] = useState<"in_person" | "letter" | "phone">("in_person");
  const [direction, setDirection] = useState<"inbound" | "outbound">("inbound");
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const [when, setWhen] = useState(localNow);
  const [error, setError] = useState("");
  useEffect(() => {
    if (!open) return;
    setWhen(localNow());
    setError("");
  }, [open]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (text.trim() === "") return setError(w.needText);
    const at = new Date(when);
    const answer = await act("log_interaction", { customer_id: card.id, medium, direction, subject: subject.trim(), text: text.trim(), happened_at: Number.isNaN(at.getTime()) ? null : at.toISOString() });
    if (!answer.ok) return setError(refusal(c, answer));
    setSubject("");
    setText("");
    onClose();
    tell(w.logged);
  };
  return (
    <Dialog open={open} onClose={onClose} title={`${w.log}: ${card.name}`}>
      <form className="layer-body" onSubmit={(event) => void submit(event)} noValidate>
        {error !== "" && text.trim() !== "" && <Banner tone="bad">{error}</Banner>}
        <Seg label={w.logMedium} value={medium} onChange={setMedium} wide choices={[{ value: "in_person", label: c.media.in_person, icon: "users" }, { value: "phone", label: c.media.phone, icon: "phone" }, { value: "letter", label: c.media.letter, icon: "file" }]} />
        <Seg label={w.logDirection} value={direction} onChange={setDirection} wide choices={[{ value: "inbound", label: w.inbound }, { value: "outbound", label: w.outbound }]} />
        <Field label={w.logWhen} type="datetime-local" value={when} max={localNow()} onChange={(event) => setWhen(event.target.value)} />
        <Field label={w.logSubject} value={subject} onChange={(event) => setSubject(event.target.value)} />
        <Area label={w.logText} rows={4} autoFocus value={text} error={error !== "" && text.trim() === "" ? error : undefined} onChange={(event) => setText(event.target.value)} />
        <div className="row"><span className="push" /><Button onClick={onClose}>{c.cancel}</Button><Button kind="pri" type="submit">{c.save}</Button></div>
      </form>
    </Dialog>
  );
}
