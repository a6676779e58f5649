/** All cases, the newest change first. */

import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { moment } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Chip, Empty, Failed, Field, Icon, Select, Skeleton, useServerNow, type Tone } from "~/parts";
import { CaseStatusValues, type CaseInfo, type CaseStatus } from "~/wire/protocol";
import { useSearchText } from "../customers/Customers";
import { useFresh, usePages } from "../lists";
import { steering } from "../shell/steering";
import { ClockChip, pressing } from "./Promise";
import { records } from "./words";
import "./records.css";

export const caseTone: Record<CaseStatus, Tone | undefined> = { new: "info", open: "acc", waiting: undefined, resolved: "ok", closed: "line" };

function Line({ row, now }: { row: CaseInfo; now: number }) {
  const w = useWords(records);
  const c = useWords(common);
  const code = useLanguage();
  const [, go] = useLocation();
  const clock = pressing(row.clocks);
  const late = row.due_at !== null && row.closed_at === null && Date.parse(row.due_at) < now;
  return (
    <tr className="go" onClick={() => go(`/cases/${row.id}`)}>
      <td className="num"><Link href={`/cases/${row.id}`} className="rowl" onClick={(event) => event.stopPropagation()}>{row.number}</Link></td>
      <td className="fill">{row.subject}</td>
      <td>{row.customer_name}</td>
      <td><Chip tone={caseTone[row.status]}>{c.caseStatus[row.status]}</Chip></td>
      <td className="t2">{c.caseType[row.type]}</td>
      <td className="r">{row.priority}</td>
      <td className="t2">{row.owner_name === "" ? w.nobody : row.owner_name}</td>
      <td className={late ? "bad num" : "num t2"}>{late && <Icon name="alert" size="xs" className="inl" />}{row.due_at ? moment(row.due_at, code, now) : "–"}</td>
      <td>{clock === null ? "–" : <ClockChip clock={clock} now={now} />}</td>
      <td className="num t3">{moment(row.updated_at, code, now)}</td>
    </tr>
  );
}

export default function Cases() {
  const w = useWords(records);
  const s = useWords(steering);
  const c = useWords(common);
  const now = useServerNow(1_000);
  const { text, q, setText } = useSearchText();
  const [status, setStatus] = useState("");
  const found = usePages<CaseInfo>("/api/cases", { q, status });
  useFresh(["/api/cases"], /^(case|sla)/);
  useEffect(() => setPageTitle(w.cases), [w]);
  return (
    <section className="pg" aria-label={w.cases} data-panel tabIndex={-1}>
      <header className="pg-h">
        <h1>{w.cases}</h1>
        <Field label={w.find} quiet scale="sm" type="search" placeholder={w.find} value={text} end={<Icon name="search" size="s" />} onChange={(event) => setText(event.target.value)} />
        <span className="pickw"><Select label={w.status} quiet scale="sm" value={status} options={[{ value: "", label: w.any }, ...CaseStatusValues.map((value) => ({ value, label: c.caseStatus[value] }))]} onChange={(event) => setStatus(event.target.value)} /></span>
      </header>
      {found.isError && found.items.length === 0 ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : found.isPending ? <Skeleton rows={12} /> : found.items.length === 0 ? (
        q !== "" || status !== "" ? <Empty icon="search" title={w.nothing}>{w.nothingHow}</Empty> : <Empty icon="case" title={w.noCases}>{w.noCasesHow}</Empty>
      ) : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl">
            <thead><tr><th>{w.number}</th><th>{w.subject}</th><th>{w.customer}</th><th>{w.status}</th><th>{w.type}</th><th className="r">{w.priority}</th><th>{w.owner}</th><th>{w.due}</th><th>{s.clocks}</th><th>{w.updated}</th></tr></thead>
            <tbody>{found.items.map((row) => <Line key={row.id} row={row} now={now} />)}</tbody>
          </table>
          {found.hasNextPage && <p className="more"><Button onClick={() => void found.fetchNextPage()} disabled={found.isFetchingNextPage}>{c.more}</Button></p>}
        </div>
      )}
    </section>
  );
}
