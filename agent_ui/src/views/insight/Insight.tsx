/** The report builder: what is asked stands in the address, so a report can be sent, saved, and found again. */

import { useEffect, useMemo, useState, type ReactNode } from "react";
import { useLocation, useSearch } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { number } from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { Banner, Button, Empty, Failed, Skeleton } from "~/parts";
import { isSupervisor } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { HttpError } from "~/wire/http";
import { serverNow } from "~/wire/clock";
import type { Metric, SavedReport } from "~/wire/figures";
import { fromAddress, toAddress, toQuery, type Asked } from "./asked";
import { Controls } from "./Controls";
import { useHistory, useMetrics, useReport, useSaved } from "./data";
import { ExportButton, ExportList } from "./Exports";
import { InsightHead } from "./Head";
import { useLabels } from "./labels";
import { periodText } from "./Pickers";
import { ReportChart } from "./ReportChart";
import { ReportTable, type Cell } from "./ReportTable";
import { Rows } from "./Rows";
import { SaveDialog, SavedList } from "./Saved";
import { ownZone } from "./zones";
import { insight } from "./words";
import "../queues/queues.css";
import "./insight.css";

const first = { lead: ["service_level", "asa", "abandoned_share", "entered"], own: ["handled", "aht", "csat", "transfers"] };

/** What a newcomer sees: the four that most floors are steered by, or the first the hub has. */
function usual(metrics: readonly Metric[], lead: boolean): string[] {
  const known = first[lead ? "lead" : "own"].filter((id) => metrics.some((metric) => metric.id === id));
  return (known.length >= 2 ? known : metrics.map((metric) => metric.id)).slice(0, 4);
}

export default function Insight({ id }: { id: string | null }) {
  const w = useWords(insight);
  const metrics = useMetrics();
  const saved = useSaved();
  const kept = id === null ? null : (saved.data?.find((row) => row.id === id) ?? null);
  useEffect(() => setPageTitle(kept?.name ?? w.title), [kept?.name, w]);
  if (metrics.isError && !metrics.data) return <Page><Failed error={metrics.error} onRetry={() => void metrics.refetch()} /></Page>;
  if (id !== null && saved.isError && !saved.data) return <Page><Failed error={saved.error} onRetry={() => void saved.refetch()} /></Page>;
  if (!metrics.data || (id !== null && !saved.data)) return <Page><Skeleton rows={10} /></Page>;
  if (id !== null && kept === null) return <Page><Failed error={new HttpError(404, "not_found", "")} /></Page>;
  if (metrics.data.length === 0) return <Page><Empty icon="chart" title={w.noCatalogue} /></Page>;
  return <Builder key={id ?? ""} metrics={metrics.data} saved={kept} />;
}

function Page({ children }: { children: ReactNode }) {
  const w = useWords(insight);
  return <section className="pg" aria-label={w.title} data-panel tabIndex={-1}><InsightHead />{children}</section>;
}

function Builder({ metrics, saved }: { metrics: readonly Metric[]; saved: SavedReport | null }) {
  const w = useWords(insight);
  const code = useLanguage();
  const search = useSearch();
  const [at, go] = useLocation();
  const lead = useDesk(isSupervisor);
  const own = ownZone();
  const today = Math.floor(serverNow() / 3_600_000) * 3_600_000;
  const asked = useMemo(() => {
    const found = fromAddress(search === "" && saved ? saved.query : search, today, own);
    const known = found.metrics.filter((each) => metrics.some((metric) => metric.id === each));
    return { ...found, metrics: known.length > 0 || new URLSearchParams(search).has("metrics") ? known : usual(metrics, lead) };
  }, [search, saved, metrics, own, today, lead]);
  const [chartOf, setChartOf] = useState("");
  const [cell, setCell] = useState<Cell | null>(null);
  const [saving, setSaving] = useState(false);
  const label = useLabels();
  const values = useMemo(() => toQuery(asked), [asked]);
  const found = useReport(values);
  const change = (next: Asked): void => go(`${at}?${toAddress(next, own)}${next.metrics.length === 0 ? "&metrics=" : ""}`, { replace: true });
  const shown = asked.metrics.flatMap((each) => metrics.find((metric) => metric.id === each) ?? []);
  const drawn = shown.find((metric) => metric.id === chartOf) ?? shown[0];
  const name = saved?.name ?? `${drawn ? named(drawn.name, code) : w.title} ${asked.from} ${asked.to}`;
  return (
    <section className="pg" aria-label={w.title} data-panel tabIndex={-1}>
      <InsightHead title={saved?.name ?? w.title}>
        <ExportList />
        <SavedList open={saved?.id ?? null} />
        <ExportButton report={values} name={name} disabled={shown.length === 0 || !found.data} />
        <Button kind="pri" data-testid="save" disabled={shown.length === 0} onClick={() => setSaving(true)}>{w.save}</Button>
      </InsightHead>
      <Controls metrics={metrics} asked={asked} onChange={change} />
      <Past />
      <div className={found.isPlaceholderData ? "ins-b stale" : "ins-b"} aria-busy={found.isFetching && !found.data}>
        {drawn === undefined ? <Empty icon="chart" title={w.noMetrics}>{w.noMetricsHow}</Empty>
          : found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} />
          : !found.data ? <Counting />
          : found.data.rows.length === 0 && Object.values(found.data.totals).every((total) => total.n === 0) ? <Empty icon="search" title={w.none}>{w.noneHow}</Empty>
          : (
            <>
              {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} small />}
              <ReportChart report={found.data} metrics={shown} metric={drawn} asked={asked} label={label} onMetric={setChartOf} onView={(view) => change({ ...asked, view })} onOpen={setCell} />
              <ReportTable report={found.data} metrics={shown} label={label} onOpen={setCell} />
            </>
          )}
      </div>
      <Rows cell={cell} asked={asked} label={label} onClose={() => setCell(null)} />
      <SaveDialog open={saving} onClose={() => setSaving(false)} saved={saved} query={toAddress(asked, "")} zone={asked.zone} />
      <span className="sr" role="status">{found.isFetching ? w.counting : periodText(asked, code, serverNow(), w)}</span>
    </section>
  );
}

/** Says that days before the hub had figures are still being added. */
function Past() {
  const w = useWords(insight);
  const code = useLanguage();
  const { data } = useHistory();
  return data ? <Banner icon="clock">{w.history(number(data.done, code), number(data.of, code))}</Banner> : null;
}

/** What is shown while the hub counts; after two seconds it says that it still does. */
function Counting() {
  const w = useWords(insight);
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 2_000);
    return () => clearTimeout(timer);
  }, []);
  return <><Skeleton rows={8} /><p className="t3 f12 cnt-n">{long ? w.countingLong : w.counting}</p></>;
}
