/** Noting a visit, a letter or a call that happened outside the hub. */

import { useState, type FormEvent } from "react";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Area, Button, Dialog, Field, Seg } from "~/parts";
import { serverNow } from "~/wire/clock";
import type { Commands } from "~/wire/protocol";
import { fieldValue } from "../logic/moments";
import type { FoundCustomer } from "../queries";
import { composerWords } from "../words/composer";
import { FindCustomer } from "./FindCustomer";

type Logged = Commands["log_interaction"];

export function LogVisit({ onClose }: { onClose: () => void }) {
  const w = useWords(composerWords);
  const c = useWords(common);
  const [customer, setCustomer] = useState<FoundCustomer | null>(null);
  const [medium, setMedium] = useState<Logged["medium"]>("in_person");
  const [direction, setDirection] = useState<Logged["direction"]>("inbound");
  const [at, setAt] = useState(() => fieldValue(new Date(serverNow())));
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<{ who?: string; subject?: string }>({});
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const bad: typeof wrong = {};
    if (customer === null) bad.who = w.chooseCustomer;
    if (subject.trim() === "") bad.subject = w.needSubject;
    setWrong(bad);
    if (customer === null || Object.keys(bad).length > 0) return;
    const when = new Date(at);
    setBusy(true);
    const told = await act("log_interaction", {
      customer_id: customer.id, medium, direction, subject: subject.trim(), text: text.trim(),
      happened_at: Number.isNaN(when.getTime()) ? null : when.toISOString(),
    });
    setBusy(false);
    if (!told.ok) return void warn(refusal(c, told));
    tell(w.saved);
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={w.logTitle} wide footer={<><Button onClick={onClose}>{w.cancel}</Button><Button kind="pri" type="submit" form="log-visit" disabled={busy}>{w.save}</Button></>}>
      <form id="log-visit" className="layer-body" onSubmit={(event) => void submit(event)}>
        <FindCustomer label={w.find} chosen={customer} error={wrong.who ?? ""} onChoose={setCustomer} onText={() => setWrong({})} />
        <div className="row">
          <Seg label={w.logWhat} value={medium} onChange={setMedium} choices={[
            { value: "in_person", label: w.inPerson, icon: "users" }, { value: "letter", label: w.letter, icon: "file" }, { value: "phone", label: w.phone, icon: "phone" },
          ]} />
          <Seg label={w.logWhat} value={direction} onChange={setDirection} choices={[{ value: "inbound", label: w.inbound }, { value: "outbound", label: w.outbound }]} />
        </div>
        <Field label={w.when} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
        <Field label={w.subject} value={subject} error={wrong.subject} onChange={(event) => setSubject(event.target.value)} />
        <Area label={w.logText} rows={5} value={text} onChange={(event) => setText(event.target.value)} />
      </form>
    </Dialog>
  );
}
