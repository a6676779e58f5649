/** The profile: shown as a list, edited as a form. A change by somebody else meanwhile is told, not overwritten. */

import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { act } from "~/desk/commands";
import { tell } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Area, Banner, Button, Check, Field, Select } from "~/parts";
import { colleagues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { CustomerCard } from "~/wire/protocol";
import { customerWords } from "../console/words/customer";
import { customers } from "./words";

function Form({ card, onDone }: { card: CustomerCard; onDone: () => void }) {
  const w = useWords(customers);
  const c = useWords(common);
  const client = useQueryClient();
  const people = useDesk(colleagues, sameList);
  const [form, setForm] = useState({ name: card.name, language: card.language, time_zone: card.time_zone, region: card.region, note: card.note, vip: card.vip, preferred_agent_id: card.preferred_agent_id ?? "" });
  const [version] = useState(card.version);
  const [error, setError] = useState<{ field: string; text: string } | null>(null);
  const put = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const old = { ...card, preferred_agent_id: card.preferred_agent_id ?? "" };
    const changed = Object.fromEntries(Object.entries(form).filter(([key, value]) => old[key as keyof typeof form] !== value));
    if (Object.keys(changed).length === 0) return onDone();
    const answer = await act("update_customer", { customer_id: card.id, version, ...changed });
    if (!answer.ok) return setError({ field: answer.field, text: refusal(c, answer) });
    void client.invalidateQueries({ queryKey: ["customer", card.id] });
    tell(c.saved);
    onDone();
  };
  const bad = (field: string): string | undefined => (error?.field === field ? error.text : undefined);
  return (
    <form className="sec-f" onSubmit={(event) => void save(event)}>
      {error && !(error.field in form) && <Banner tone="bad">{error.text}</Banner>}
      <Field label={w.name} scale="sm" value={form.name} error={bad("name")} onChange={(event) => put({ name: event.target.value })} />
      <Field label={w.language} scale="sm" value={form.language} error={bad("language")} onChange={(event) => put({ language: event.target.value })} />
      <Field label={w.zone} scale="sm" placeholder="Europe/Moscow" value={form.time_zone} error={bad("time_zone")} onChange={(event) => put({ time_zone: event.target.value })} />
      <Field label={w.region} scale="sm" value={form.region} error={bad("region")} onChange={(event) => put({ region: event.target.value })} />
      <Select label={w.agent} scale="sm" value={form.preferred_agent_id} options={[{ value: "", label: w.noAgent }, ...people.map((row) => ({ value: row.id, label: row.name }))]} onChange={(event) => put({ preferred_agent_id: event.target.value })} />
      <Area label={w.note} rows={3} value={form.note} error={bad("note")} onChange={(event) => put({ note: event.target.value })} />
      <Check label={w.vipWord} checked={form.vip} onChange={(vip) => put({ vip })} />
      <div className="row"><Button kind="pri" size="xs" type="submit">{c.save}</Button><Button size="xs" onClick={onDone}>{c.cancel}</Button></div>
    </form>
  );
}

export function Profile({ card }: { card: CustomerCard }) {
  const w = useWords(customers);
  const p = useWords(customerWords);
  const [editing, setEditing] = useState(false);
  const agent = useDesk((state) => (card.preferred_agent_id ? (state.held.colleagues[card.preferred_agent_id]?.name ?? "") : ""));
  const rows: [string, string][] = [[w.language, p.languages[card.language] ?? card.language], [w.zone, card.time_zone], [w.region, card.region], [w.stage, card.stage ? p.stages[card.stage] : ""], [w.agent, agent], [w.note, card.note]];
  return (
    <section className="sec" aria-label={w.profile}>
      <div className="sech"><h2>{w.profile}</h2><span className="push" /><Button kind="ghost" size="xs" icon="edit" bare aria-expanded={editing} onClick={() => setEditing(!editing)}>{w.edit}</Button></div>
      {editing ? <Form card={card} onDone={() => setEditing(false)} /> : <dl className="dl">{rows.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}-v`}>{value === "" ? "–" : value}</dd>])}</dl>}
    </section>
  );
}
