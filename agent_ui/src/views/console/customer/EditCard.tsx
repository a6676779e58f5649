/** Changing the card in place. Only what was changed is sent; a change by somebody else is shown before it is lost. */

import { useState, type FormEvent } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Area, Banner, Button, Field, Select, Switch } from "~/parts";
import { useDesk } from "~/state/store";
import type { Commands, CustomerCard } from "~/wire/protocol";
import { cardKey } from "../queries";
import { customerWords } from "../words/customer";

interface Fields {
  name: string;
  language: string;
  time_zone: string;
  vip: boolean;
  note: string;
}

const fieldsOf = (card: CustomerCard): Fields => ({
  name: card.name, language: card.language, time_zone: card.time_zone, vip: card.vip, note: card.note,
});

/** The fields that differ from what the form began with. */
export function changed(before: Fields, now: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => before[key as keyof Fields] !== value)) as Partial<Fields>;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export function EditCard({ card, onClose }: { card: CustomerCard; onClose: () => void }) {
  const w = useWords(customerWords);
  const c = useWords(common);
  const client = useQueryClient();
  const languages = useDesk((state) => state.house?.languages) ?? ["en", "ru"];
  const [begun, setBegun] = useState({ version: card.version, fields: fieldsOf(card) });
  const [fields, setFields] = useState(begun.fields);
  const [stale, setStale] = useState(false);
  const [wrong, setWrong] = useState<Partial<Record<keyof Fields, string>>>({});
  const [busy, setBusy] = useState(false);
  const set = (patch: Partial<Fields>): void => setFields((was) => ({ ...was, ...patch }));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const bad: typeof wrong = {};
    if (fields.name.trim() === "") bad.name = w.nameNeeded;
    if (fields.time_zone !== "" && !isZone(fields.time_zone)) bad.time_zone = w.zoneWrong;
    setWrong(bad);
    if (Object.keys(bad).length > 0) return;
    const patch = changed(begun.fields, fields);
    if (Object.keys(patch).length === 0) return onClose();
    setBusy(true);
    const command: Commands["update_customer"] = { customer_id: card.id, version: begun.version, ...patch };
    const told = await act("update_customer", command);
    setBusy(false);
    if (told.ok) {
      tell(w.saved);
      void client.invalidateQueries({ queryKey: cardKey(card.id) });
      return onClose();
    }
    if (told.code !== "stale") return void warn(refusal(c, told));
    setStale(true);
    await client.refetchQueries({ queryKey: cardKey(card.id) });
    const fresh = client.getQueryData<CustomerCard>(cardKey(card.id) as unknown[]);
    if (fresh) {
      setBegun({ version: fresh.version, fields: fieldsOf(fresh) });
      setFields({ ...fieldsOf(fresh), ...patch });
    }
  };
  const known = [...new Set([...languages, card.language].filter((one) => one !== ""))];
  return (
    <form className="edit" onSubmit={(event) => void submit(event)} onKeyDown={(event) => { if (event.key === "Escape") onClose(); }}>
      {stale && <Banner tone="warn">{w.stale}</Banner>}
      <Field label={w.name} scale="sm" autoFocus value={fields.name} error={wrong.name} onChange={(event) => set({ name: event.target.value })} />
      <div className="row" style={{ alignItems: "flex-start" }}>
        <div className="grow"><Select label={w.language} scale="sm" value={fields.language} onChange={(event) => set({ language: event.target.value })}
          options={[{ value: "", label: w.unknownLanguage }, ...known.map((one) => ({ value: one, label: w.languages[one] ?? one }))]} /></div>
        <div className="grow"><Field label={w.timeZone} scale="sm" value={fields.time_zone} placeholder={w.zoneHint} error={wrong.time_zone} onChange={(event) => set({ time_zone: event.target.value })} /></div>
      </div>
      <Area label={w.note} rows={2} value={fields.note} onChange={(event) => set({ note: event.target.value })} />
      <div className="row">
        <Switch label={w.vip} checked={fields.vip} onChange={(vip) => set({ vip })} />
        <span className="push" />
        <Button onClick={onClose}>{w.cancel}</Button>
        <Button kind="pri" type="submit" disabled={busy}>{w.save}</Button>
      </div>
    </form>
  );
}
