/** One opportunity: its stage and figures, what was said, its history. Losing it asks why. */

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
import { Button, Chip, Failed, Field, Select, Skeleton, useServerNow } from "~/parts";
import { get } from "~/wire/http";
import type { OpportunityPage } from "~/wire/pages";
import { OpportunityStageValues, type Commands, type OpportunityInfo, type OpportunityStage } from "~/wire/protocol";
import { History, Said } from "../cases/History";
import { records } from "../cases/words";
import { useFresh } from "../lists";
import { stageTone } from "./Opportunities";

type Part = Omit<Commands["update_opportunity"], "opportunity_id" | "version">;

function useSave(row: OpportunityInfo): (part: Part) => Promise<void> {
  const w = useWords(records);
  const c = useWords(common);
  const client = useQueryClient();
  const save = async (part: Part, version: number, back: Part | null): Promise<void> => {
    const answer = await act("update_opportunity", { opportunity_id: row.id, version, ...part });
    await client.invalidateQueries({ queryKey: ["opportunity", row.id] });
    if (!answer.ok) return void warn(answer.code === "stale" ? w.stale : refusal(c, answer));
    const made = (answer.data as { version?: number } | null)?.version ?? version + 1;
    tell(c.saved, back ? () => void save(back, made, null) : undefined);
  };
  return (part) => save(part, row.version, Object.fromEntries(Object.keys(part).map((key) => [key, row[key as keyof OpportunityInfo]])) as Part);
}

/** Choosing "lost" opens the reason first; nothing is saved before it is given. */
function Stage({ row, save }: { row: OpportunityInfo; save: (part: Part) => Promise<void> }) {
  const w = useWords(records);
  const c = useWords(common);
  const [losing, setLosing] = useState(false);
  const [reason, setReason] = useState(row.loss_reason);
  const [asked, setAsked] = useState(false);
  const choose = (stage: OpportunityStage): void => {
    setLosing(stage === "lost");
    if (stage !== "lost") void save({ stage });
  };
  const lose = (): void => {
    setAsked(true);
    if (reason.trim() === "") return;
    void save({ stage: "lost", loss_reason: reason.trim() }).then(() => setLosing(false));
  };
  return (
    <>
      <Select label={w.stage} value={losing ? "lost" : row.stage} options={OpportunityStageValues.map((value) => ({ value, label: c.stage[value] }))} onChange={(event) => choose(event.target.value as OpportunityStage)} />
      {losing && (
        <>
          <Field label={w.lossReason} autoFocus value={reason} error={asked && reason.trim() === "" ? w.needLoss : undefined} onChange={(event) => setReason(event.target.value)} />
          <div className="row"><Button kind="pri" size="xs" onClick={lose}>{c.save}</Button><Button size="xs" onClick={() => setLosing(false)}>{c.cancel}</Button></div>
        </>
      )}
    </>
  );
}

function Details({ row }: { row: OpportunityInfo }) {
  const w = useWords(records);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const save = useSave(row);
  const [name, setName] = useState(row.name);
  const [amount, setAmount] = useState(row.amount ?? "");
  useEffect(() => { setName(row.name); setAmount(row.amount ?? ""); }, [row.name, row.amount]);
  const plain = amount.replace(/\s/g, "").replace(",", ".");
  return (
    <div className="rec-f">
      <Field label={w.name} value={name} onChange={(event) => setName(event.target.value)} onBlur={() => name.trim() !== "" && name !== row.name && void save({ name: name.trim() })} />
      <Stage row={row} save={save} />
      <Field label={w.amount} inputMode="decimal" value={amount} end={<span className="t3">{row.currency}</span>} onChange={(event) => setAmount(event.target.value)} onBlur={() => plain !== "" && plain !== (row.amount ?? "") && void save({ amount: plain })} />
      <Field label={w.close} type="date" key={row.expected_close} defaultValue={row.expected_close} onBlur={(event) => event.target.value !== "" && event.target.value !== row.expected_close && void save({ expected_close: event.target.value })} />
      <dl className="dl flat">
        <dt>{w.probability}</dt><dd className="num">{row.probability === null ? "–" : `${row.probability}%`}</dd>
        <dt>{w.owner}</dt><dd>{row.owner_name === "" ? w.nobody : row.owner_name}</dd>
        {row.loss_reason !== "" && <><dt>{w.lossReason}</dt><dd>{row.loss_reason}</dd></>}
        <dt>{w.created}</dt><dd className="num">{full(row.created_at, code, now)}</dd>
        {row.closed_at && <><dt>{w.closed}</dt><dd className="num">{full(row.closed_at, code, now)}</dd></>}
      </dl>
    </div>
  );
}

export default function Opportunity({ id }: { id: string }) {
  const w = useWords(records);
  const c = useWords(common);
  const found = useQuery({ queryKey: ["opportunity", id], queryFn: ({ signal }) => get<OpportunityPage>(`/api/opportunities/${id}`, signal) });
  useFresh(["opportunity", id], /^(opportunity|message)/, id);
  const row = found.data?.opportunity;
  const title = row ? `${row.number} ${row.name}` : "";
  useEffect(() => {
    if (title === "") return;
    setPageTitle(title);
    visited({ kind: "opportunity", id, title, path: `/opportunities/${id}` });
  }, [id, title]);
  if (found.isError && !row) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data || !row) return <div className="pg"><Skeleton rows={10} /></div>;
  return (
    <div className="pg">
      <header className="pg-h"><h1 className="trunc"><span className="num-t">{row.number}</span> {row.name}</h1><Chip tone={stageTone[row.stage]}>{c.stage[row.stage]}</Chip><span className="push" /><Link href={`/customers/${row.customer_id}`}>{row.customer_name}</Link></header>
      <div className="rec">
        <div role="region" aria-label={w.said} data-panel tabIndex={0}><Said rows={found.data.thread} customerName={row.customer_name} /></div>
        <aside aria-label={w.details} data-panel tabIndex={-1}>
          <section className="sec" aria-label={w.details}><div className="sech"><h2>{w.details}</h2></div><Details row={row} /></section>
          <section aria-label={w.history}><div className="sech"><h2>{w.history}</h2></div><History items={found.data.history} /></section>
        </aside>
      </div>
    </div>
  );
}
