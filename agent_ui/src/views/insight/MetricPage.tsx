/** One metric: how it is counted, what it leaves out, where it comes from, what checks it, and how it went of late. */

import { useEffect, useMemo, useState } from "react";
import { Link } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { named, useLanguage, useWords } from "~/i18n/language";
import { Chart, Empty, Failed, Figure, Skeleton } from "~/parts";
import { HttpError } from "~/wire/http";
import { serverNow } from "~/wire/clock";
import type { Figure as Told, Metric, Report } from "~/wire/figures";
import { dated, fromAddress, toQuery, type Asked } from "./asked";
import { useMetrics, useReport } from "./data";
import { InsightHead } from "./Head";
import { useLabels } from "./labels";
import { Rows } from "./Rows";
import type { Cell } from "./ReportTable";
import { figure, onAxis } from "./show";
import { trend } from "./trend";
import { dayOf, ownZone, shift, weekday } from "./zones";
import { insight } from "./words";
import "../queues/queues.css";
import "./insight.css";

const WEEKS = 8;

/** The last whole weeks and this one, by week. */
function weekly(metric: string, zone: string, now: number): Asked {
  const today = dayOf(now, zone);
  const asked = { ...fromAddress(`metrics=${metric}&by=week&compare=`, now, zone), zone };
  return dated(asked, shift(today, -weekday(today) - 7 * (WEEKS - 1)), today);
}

export default function MetricPage({ id }: { id: string }) {
  const w = useWords(insight);
  const code = useLanguage();
  const metrics = useMetrics();
  const metric = metrics.data?.find((each) => each.id === id);
  const title = metric ? named(metric.name, code) : w.metrics;
  useEffect(() => setPageTitle(title), [title]);
  return (
    <section className="pg" aria-label={title} data-panel tabIndex={-1}>
      <InsightHead title={title}>{metric?.measured && <Link href={`/insight?metrics=${metric.id}`} className="btn pri">{w.inReport}</Link>}</InsightHead>
      {metrics.isError && !metrics.data ? <Failed error={metrics.error} onRetry={() => void metrics.refetch()} /> : !metrics.data ? <Skeleton rows={10} /> : !metric ? <Failed error={new HttpError(404, "not_found", "")} /> : (
        <div className="ins-b"><div className="met">{metric.measured ? <Trend metric={metric} /> : <section className="tile" aria-label={w.unmeasured}><Empty icon="clock" title={w.unmeasured}>{w.unmeasuredHow}</Empty></section>}<About metric={metric} /></div></div>
      )}
    </section>
  );
}

function Trend({ metric }: { metric: Metric }) {
  const w = useWords(insight);
  const code = useLanguage();
  const zone = ownZone();
  const hour = Math.floor(serverNow() / 3_600_000) * 3_600_000;
  const asked = useMemo(() => weekly(metric.id, zone, hour), [metric.id, zone, hour]);
  const found = useReport(useMemo(() => toQuery(asked), [asked]));
  const label = useLabels();
  const [cell, setCell] = useState<Cell | null>(null);
  if (found.isError && !found.data) return <section className="tile"><Failed error={found.error} onRetry={() => void found.refetch()} /></section>;
  if (!found.data) return <section className="tile"><Skeleton rows={6} /></section>;
  return (
    <>
      <Drawn metric={metric} report={found.data} label={(key, short) => label("week", key, short)} onOpen={(key, told) => setCell({ metric, key: { week: key }, figure: told })} sub={w.trend(WEEKS)} code={code} />
      <Rows cell={cell} asked={asked} label={label} onClose={() => setCell(null)} />
    </>
  );
}

function Drawn({ metric, report, label, onOpen, sub, code }: { metric: Metric; report: Report; label: (key: string, short?: boolean) => string; onOpen: (key: string, told: Told) => void; sub: string; code: "en" | "ru" }) {
  const w = useWords(insight);
  const rows = [...report.rows].sort((a, b) => ((a.key["week"] ?? "") < (b.key["week"] ?? "") ? -1 : 1));
  const told = rows.map((row) => row.values[metric.id]);
  const went = trend(told);
  const name = named(metric.name, code);
  const write = (value: number): string => figure(value, metric.unit, code);
  if (went.kind === "short") return <section className="tile" aria-label={name}><Empty icon="chart" title={w.trendTitle.short(went.has)} /></section>;
  const title = went.kind === "flat" ? w.trendTitle.flat(name, write(went.to)) : w.trendTitle[went.kind](name, write(went.from), write(went.to));
  const ranged = told.some((each) => each?.low !== null && each?.low !== undefined);
  return (
    <Figure title={title} sub={`${sub} · ${report.zone}`}
      chart={<Chart kind="line" label={title} labels={rows.map((row) => label(row.key["week"] ?? ""))} short={rows.map((row) => label(row.key["week"] ?? "", true))}
        series={[{ id: metric.id, name, values: told.map((each) => each?.value ?? null), ...(ranged ? { low: told.map((each) => each?.low ?? null), high: told.map((each) => each?.high ?? null) } : {}) }]}
        format={(value) => onAxis(value, metric.unit, code)} measure={metric.unit === "share" ? "share" : metric.unit === "seconds" ? "seconds" : "plain"} whole={metric.unit === "count"} zero={metric.unit !== "share"} height={280}
        onChoose={(index) => { const row = rows[index]; const each = row?.values[metric.id]; if (row && each && each.n > 0) onOpen(row.key["week"] ?? "", each); }} />}
      table={
        <table className="tbl"><thead><tr><th>{w.week}</th><th className="r">{w.value}</th><th className="r">n</th></tr></thead>
          <tbody>{rows.map((row, i) => { const each = told[i]; return <tr key={row.key["week"]}><th scope="row">{label(row.key["week"] ?? "")}</th><td className="r">{each && each.n > 0 ? <button type="button" className="fig" onClick={() => onOpen(row.key["week"] ?? "", each)}>{figure(each.value, metric.unit, code)}</button> : "–"}</td><td className="r">{each?.n ?? 0}</td></tr>; })}</tbody></table>
      }
    />
  );
}

function About({ metric }: { metric: Metric }) {
  const w = useWords(insight);
  const code = useLanguage();
  return (
    <section className="tile" aria-label={w.about}>
      <dl className="met-d">
        <div><dt>{w.formula}</dt><dd>{named(metric.formula, code)}</dd></div>
        <div><dt>{w.excludes}</dt><dd>{named(metric.excludes, code)}</dd></div>
        <div><dt>{w.unit}</dt><dd>{w.units[metric.unit]}</dd></div>
        <div><dt>{w.goodWhen}</dt><dd>{w.good[metric.better === "" ? "none" : metric.better]}</dd></div>
        <div><dt>{w.source}</dt><dd data-their-words="">{metric.source}</dd></div>
        <div><dt>{w.test}</dt><dd><code>{metric.test}</code></dd></div>
      </dl>
    </section>
  );
}
