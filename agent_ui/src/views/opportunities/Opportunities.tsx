/** All opportunities, the newest change first. */

import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { moment, money } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Chip, Empty, Failed, Field, Icon, Select, Skeleton, useServerNow, type Tone } from "~/parts";
import { OpportunityStageValues, type OpportunityInfo, type OpportunityStage } from "~/wire/protocol";
import { records } from "../cases/words";
import { useSearchText } from "../customers/Customers";
import { useFresh, usePages } from "../lists";
import "../cases/records.css";

export const stageTone: Record<OpportunityStage, Tone | undefined> = { new: "info", qualified: "acc", proposal: "acc", negotiation: "warn", won: "ok", lost: "line" };

function Line({ row, now }: { row: OpportunityInfo; now: number }) {
  const w = useWords(records);
  const c = useWords(common);
  const code = useLanguage();
  const [, go] = useLocation();
  return (
    <tr className="go" onClick={() => go(`/opportunities/${row.id}`)}>
      <td className="num"><Link href={`/opportunities/${row.id}`} className="rowl" onClick={(event) => event.stopPropagation()}>{row.number}</Link></td>
      <td className="fill">{row.name}</td>
      <td>{row.customer_name}</td>
      <td><Chip tone={stageTone[row.stage]}>{c.stage[row.stage]}</Chip></td>
      <td className="r">{row.amount === null ? "–" : money(row.amount, row.currency, code)}</td>
      <td className="r">{row.probability === null ? "–" : `${row.probability}%`}</td>
      <td className="num t2">{row.expected_close === "" ? "–" : moment(`${row.expected_close}T12:00`, code, now).replace(/ \d\d:\d\d$/, "")}</td>
      <td className="t2">{row.owner_name === "" ? w.nobody : row.owner_name}</td>
      <td className="num t3">{moment(row.updated_at, code, now)}</td>
    </tr>
  );
}

export default function Opportunities() {
  const w = useWords(records);
  const c = useWords(common);
  const now = useServerNow(60_000);
  const { text, q, setText } = useSearchText();
  const [stage, setStage] = useState("");
  const found = usePages<OpportunityInfo>("/api/opportunities", { q, stage });
  useFresh(["/api/opportunities"], /^opportunity/);
  useEffect(() => setPageTitle(w.opportunities), [w]);
  return (
    <section className="pg" aria-label={w.opportunities} data-panel tabIndex={-1}>
      <header className="pg-h">
        <h1>{w.opportunities}</h1>
        <Field label={w.findSale} quiet scale="sm" type="search" placeholder={w.findSale} value={text} end={<Icon name="search" size="s" />} onChange={(event) => setText(event.target.value)} />
        <span className="pickw"><Select label={w.stage} quiet scale="sm" value={stage} options={[{ value: "", label: w.anyStage }, ...OpportunityStageValues.map((value) => ({ value, label: c.stage[value] }))]} onChange={(event) => setStage(event.target.value)} /></span>
      </header>
      {found.isError && found.items.length === 0 ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : found.isPending ? <Skeleton rows={12} /> : found.items.length === 0 ? (
        q !== "" || stage !== "" ? <Empty icon="search" title={w.nothing}>{w.nothingHow}</Empty> : <Empty icon="board" title={w.noSales}>{w.noSalesHow}</Empty>
      ) : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl">
            <thead><tr><th>{w.number}</th><th>{w.name}</th><th>{w.customer}</th><th>{w.stage}</th><th className="r">{w.amount}</th><th className="r">{w.probability}</th><th>{w.close}</th><th>{w.owner}</th><th>{w.updated}</th></tr></thead>
            <tbody>{found.items.map((row) => <Line key={row.id} row={row} now={now} />)}</tbody>
          </table>
          {found.hasNextPage && <p className="more"><Button onClick={() => void found.fetchNextPage()} disabled={found.isFetchingNextPage}>{c.more}</Button></p>}
        </div>
      )}
    </section>
  );
}
