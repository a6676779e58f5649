/** Writing first: to a customer, or to an address nobody has yet. The new work is mine. */

import { useState, type FormEvent } from "react";
import { act } from "~/desk/commands";
import { warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Area, Button, Dialog, Field, Select } from "~/parts";
import { useDesk } from "~/state/store";
import { SmsCount } from "../composer/SmsCount";
import { readAddress } from "../customer/Identities";
import { bareAddress } from "../logic/lines";
import { readAddresses } from "../logic/reach";
import type { FoundCustomer } from "../queries";
import { composerWords } from "../words/composer";
import { FindCustomer } from "./FindCustomer";

export function NewMessage({ onClose, onStarted }: { onClose: () => void; onStarted: (conversation: string | null) => void }) {
  const w = useWords(composerWords);
  const c = useWords(common);
  const channels = useDesk((state) => state.house?.channels) ?? [];
  const able = channels.filter((one) => one.can_start && (one.medium === "email" || one.medium === "sms"));
  const [channelId, setChannel] = useState(able.find((one) => one.medium === "email")?.id ?? able[0]?.id ?? "");
  const channel = able.find((one) => one.id === channelId) ?? null;
  const [customer, setCustomer] = useState<FoundCustomer | null>(null);
  const [typed, setTyped] = useState("");
  const [copies, setCopies] = useState("");
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<{ to?: string; subject?: string; text?: string }>({});
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const known = customer?.identities.find((one) => channel !== null && one.startsWith(`${channel.medium}:`)) ?? "";
    const address = customer === null ? readAddress(typed) : known;
    const to = channel?.medium === "sms" ? address.replace(/^phone:/, "sms:") : address;
    const bad: typeof wrong = {};
    if (to === "" || channel === null) bad.to = w.needAddress;
    if (channel?.subject === true && subject.trim() === "") bad.subject = w.needSubject;
    if (text.trim() === "") bad.text = w.needText;
    setWrong(bad);
    if (channel === null || Object.keys(bad).length > 0) return;
    setBusy(true);
    const told = await act("start_conversation", {
      channel_id: channel.id, text: text.trim(), customer_id: customer?.id ?? null, to, subject: subject.trim(), copies: readAddresses(copies),
    });
    setBusy(false);
    if (!told.ok) return void warn(refusal(c, told));
    const id = (told.data as Record<string, unknown> | null)?.["conversation_id"];
    onStarted(typeof id === "string" ? id : null);
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={w.newTitle} wide footer={<><Button onClick={onClose}>{w.cancel}</Button><Button kind="pri" type="submit" form="new-message" disabled={busy} data-testid="new-send">{w.send}</Button></>}>
      <form id="new-message" className="layer-body" onSubmit={(event) => void submit(event)}
        onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit(event); }}>
        {able.length > 1 && <Select label={w.channelLabel} value={channelId} onChange={(event) => setChannel(event.target.value)} options={able.map((one) => ({ value: one.id, label: `${one.name} · ${bareAddress(one.address)}` }))} />}
        <FindCustomer label={w.address} hint={w.addressHint} chosen={customer} error={wrong.to ?? ""} onChoose={setCustomer} onText={setTyped} />
        {channel?.subject === true && <Field label={w.copies} value={copies} onChange={(event) => setCopies(event.target.value)} />}
        {channel?.subject === true && <Field label={w.subject} value={subject} error={wrong.subject} data-testid="new-subject" onChange={(event) => setSubject(event.target.value)} />}
        <Area label={w.text} rows={8} value={text} error={wrong.text} data-testid="new-text" aside={channel?.medium === "sms" ? <SmsCount text={text} price={channel.segment_price} /> : undefined} onChange={(event) => setText(event.target.value)} />
      </form>
    </Dialog>
  );
}
