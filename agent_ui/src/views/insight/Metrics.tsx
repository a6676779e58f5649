/** The catalogue: every figure the hub shows of the past, and what it means. */

import { useEffect, useState } from "react";
import { Link } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { named, useLanguage, useWords } from "~/i18n/language";
import { Chip, Empty, Failed, Field, Icon, Skeleton } from "~/parts";
import { find } from "~/state/match";
import { useMetrics } from "./data";
import { InsightHead } from "./Head";
import { insight } from "./words";
import "../queues/queues.css";
import "./insight.css";

export default function Metrics() {
  const w = useWords(insight);
  const code = useLanguage();
  const found = useMetrics();
  const [text, setText] = useState("");
  useEffect(() => setPageTitle(w.metrics), [w]);
  const shown = (found.data ?? []).filter((metric) => text.trim() === "" || find(named(metric.name, code), text) !== null);
  return (
    <section className="pg" aria-label={w.metrics} data-panel tabIndex={-1}>
      <InsightHead title={w.metrics}>
        <Field label={w.findMetric} quiet scale="sm" type="search" placeholder={w.findMetric} value={text} end={<Icon name="search" size="s" />} onChange={(event) => setText(event.target.value)} />
      </InsightHead>
      {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !found.data ? <Skeleton rows={12} /> : found.data.length === 0 ? <Empty icon="chart" title={w.noCatalogue} /> : shown.length === 0 ? <Empty icon="search" title={w.noMetric} /> : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl met-l">
            <thead><tr><th>{w.metrics}</th><th>{w.formula}</th><th>{w.unit}</th><th>{w.goodWhen}</th></tr></thead>
            <tbody>{shown.map((metric) => (
              <tr key={metric.id} data-testid="metric">
                <td><Link href={`/insight/metrics/${metric.id}`} className="rowl">{named(metric.name, code)}</Link>{!metric.measured && <> <Chip tone="line">{w.unmeasured}</Chip></>}</td>
                <td className="fill t2"><span className="cl">{named(metric.formula, code)}</span></td>
                <td className="t2">{w.units[metric.unit]}</td>
                <td className="t2">{w.good[metric.better === "" ? "none" : metric.better]}</td>
              </tr>
            ))}</tbody>
          </table>
          <p className="t3 f12 more">{w.metricsHow}</p>
        </div>
      )}
    </section>
  );
}
