/** One case: what was said, what it is, and how it came to be so. Each change is saved at once and can be taken back. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { act } from "~/desk/commands";
import { visited } from "~/desk/handoff";
import { tell, warn } from "~/desk/undo";
import { full } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Chip, Failed, Field, Select, Skeleton, useServerNow } from "~/parts";
import { colleagues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { get } from "~/wire/http";
import type { CasePage } from "~/wire/pages";
import { CaseStatusValues, CaseTypeValues, type CaseInfo, type CaseStatus, type CaseType, type Commands } from "~/wire/protocol";
import { useFresh } from "../lists";
import { caseTone } from "./Cases";
import { History, Said } from "./History";
import { CallButton } from "../phone/CallButton";
import { steering } from "../shell/steering";
import { Clocks } from "./Promise";
import { records } from "./words";

type Part = Omit<Commands["update_case"], "case_id" | "version">;

/** Local time for a field, and back. */
export const toField = (at: string | null): string => (at ? new Date(Date.parse(at) - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : "");
export const fromField = (text: string): string | null => (text === "" || Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString());

function useSave(row: CaseInfo): (part: Part) => Promise<void> {
  const w = useWords(records);
  const c = useWords(common);
  const client = useQueryClient();
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: ["case", row.id] });
  const save = async (part: Part, version: number, back: Part | null): Promise<void> => {
    const answer = await act("update_case", { case_id: row.id, version, ...part });
    await again();
    if (!answer.ok) return void warn(answer.code === "stale" ? w.stale : refusal(c, answer));
    const made = (answer.data as { version?: number } | null)?.version ?? version + 1;
    tell(c.saved, back ? () => void save(back, made, null) : undefined);
  };
  return (part) => save(part, row.version, Object.fromEntries(Object.keys(part).map((key) => [key, row[key as keyof CaseInfo]])) as Part);
}

function Details({ row }: { row: CaseInfo }) {
  const w = useWords(records);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const people = useDesk(colleagues, sameList);
  const save = useSave(row);
  const [subject, setSubject] = useState(row.subject);
  useEffect(() => setSubject(row.subject), [row.subject]);
  const owners = [{ value: "", label: w.nobody }, ...people.map((person) => ({ value: person.id, label: person.name }))];
  if (row.owner_id && !people.some((person) => person.id === row.owner_id)) owners.push({ value: row.owner_id, label: row.owner_name });
  return (
    <div className="rec-f">
      <Field label={w.subject} value={subject} onChange={(event) => setSubject(event.target.value)} onBlur={() => subject.trim() !== "" && subject !== row.subject && void save({ subject: subject.trim() })} />
      <Select label={w.status} value={row.status} options={CaseStatusValues.map((value) => ({ value, label: c.caseStatus[value] }))} onChange={(event) => void save({ status: event.target.value as CaseStatus })} />
      <Select label={w.type} value={row.type} options={CaseTypeValues.map((value) => ({ value, label: c.caseType[value] }))} onChange={(event) => void save({ type: event.target.value as CaseType })} />
      <Select label={w.priority} value={String(row.priority)} options={[...new Set([1, 2, 3, 4, 5, row.priority])].sort().map((n) => ({ value: String(n), label: String(n) }))} onChange={(event) => void save({ priority: Number(event.target.value) })} />
      <Select label={w.owner} value={row.owner_id ?? ""} options={owners} onChange={(event) => event.target.value !== "" && void save({ owner_id: event.target.value })} />
      <Field label={w.due} type="datetime-local" defaultValue={toField(row.due_at)} key={row.due_at} onBlur={(event) => { const due = fromField(event.target.value); if (due !== null && event.target.value !== toField(row.due_at)) void save({ due_at: due }); }} />
      <dl className="dl flat">
        {row.topic !== "" && <><dt>{w.topic}</dt><dd>{row.topic}</dd></>}
        <dt>{w.created}</dt><dd className="num">{full(row.created_at, code, now)}</dd>
        {row.closed_at && <><dt>{w.closed}</dt><dd className="num">{full(row.closed_at, code, now)}</dd></>}
      </dl>
    </div>
  );
}

export default function Case({ id }: { id: string }) {
  const w = useWords(records);
  const s = useWords(steering);
  const now = useServerNow(1_000);
  const c = useWords(common);
  const found = useQuery({ queryKey: ["case", id], queryFn: ({ signal }) => get<CasePage>(`/api/cases/${id}`, signal) });
  useFresh(["case", id], /^(case|message|sla)/, id);
  const row = found.data?.case;
  const title = row ? `${row.number} ${row.subject}` : "";
  useEffect(() => {
    if (title === "") return;
    setPageTitle(title);
    visited({ kind: "case", id, title, path: `/cases/${id}` });
  }, [id, title]);
  if (found.isError && !row) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data || !row) return <div className="pg"><Skeleton rows={10} /></div>;
  return (
    <div className="pg">
      <header className="pg-h"><h1 className="trunc"><span className="num-t">{row.number}</span> {row.subject}</h1><Chip tone={caseTone[row.status]}>{c.caseStatus[row.status]}</Chip><span className="push" /><Link href={`/customers/${row.customer_id}`}>{row.customer_name}</Link><CallButton callee={{ to: "", customer: row.customer_id, name: row.customer_name }} size="sm" /></header>
      <div className="rec">
        <div role="region" aria-label={w.said} data-panel tabIndex={0}><Said rows={found.data.thread} customerName={row.customer_name} /></div>
        <aside aria-label={w.details} data-panel tabIndex={-1}>
          <section className="sec" aria-label={s.clocks} data-testid="clocks"><div className="sech"><h2>{s.clocks}</h2></div><Clocks clocks={row.clocks} now={now} /></section>
          <section className="sec" aria-label={w.details}><div className="sech"><h2>{w.details}</h2></div><Details row={row} /></section>
          <section aria-label={w.history}><div className="sech"><h2>{w.history}</h2></div><History items={found.data.history} /></section>
        </aside>
      </div>
    </div>
  );
}
