/** One metric of the report drawn, under a title that says what it found. */

import { useMemo } from "react";
import { named, useLanguage, useWords } from "~/i18n/language";
import { Chart, Figure, Seg, Select } from "~/parts";
import { serverNow } from "~/wire/clock";
import type { Metric, Report } from "~/wire/figures";
import { isTime, type Asked } from "./asked";
import type { Label } from "./labels";
import { periodText } from "./Pickers";
import { plot } from "./plot";
import { changeText, figure, finding, onAxis, runs } from "./show";
import type { Cell } from "./ReportTable";
import { insight } from "./words";

export function useFinding(): (report: Report, metric: Metric, label: Label) => string {
  const w = useWords(insight);
  const code = useLanguage();
  return (report, metric, label) => {
    const found = finding(report, metric);
    const name = named(metric.name, code);
    const told = (value: number | null): string => (value === null ? "" : figure(value, metric.unit, code));
    switch (found.kind) {
      case "nothing": return w.finding.nothing(name);
      case "overall": return w.finding.overall(name, told(found.value));
      case "changed": return w.finding.changed(name, told(found.value), changeText(found.delta, metric.unit, code, w.points), found.delta.means === "better" || found.delta.means === "worse" ? w[found.delta.means] : "");
      default: {
        const who = report.by.map((group) => label(group, found.row.key[group] ?? "")).join(", ");
        return w.finding[found.kind](who, name, told(found.value), told(found.total));
      }
    }
  };
}

export function ReportChart({ report, metrics, metric, asked, label, onMetric, onView, onOpen }: {
  report: Report; metrics: readonly Metric[]; metric: Metric; asked: Asked; label: Label;
  onMetric: (id: string) => void; onView: (view: Asked["view"]) => void; onOpen: (cell: Cell) => void;
}) {
  const w = useWords(insight);
  const code = useLanguage();
  const say = useFinding();
  const drawn = useMemo(() => plot(report, metric, label, { now: w.now, before: w.before, total: w.total }), [report, metric, label, w]);
  const timed = isTime(drawn.axis);
  const kind = timed ? asked.view : "bars";
  const title = say(report, metric, label);
  const write = (value: number): string => figure(value, metric.unit, code);
  const sub = [w.sub(periodText(asked, code, serverNow(), w), asked.zone), asked.compare === "" ? "" : w.compared(w.against[asked.compare]), asked.compare !== "" && runs(report, serverNow()) ? w.soFar : "", drawn.of === null ? "" : w.shown(drawn.drawn, drawn.of)].filter(Boolean).join(" · ");
  const open = (index: number): void => {
    const row = drawn.rowAt(index);
    const found = row?.values[metric.id];
    if (row && found && found.n > 0) onOpen({ metric, key: row.key, figure: found });
  };
  return (
    <Figure
      title={title}
      sub={<span data-their-words="">{sub}</span>}
      tools={<>
        {timed && <Seg label={w.chartOf} value={asked.view} choices={[{ value: "bars", label: w.bars }, { value: "line", label: w.line }]} onChange={onView} />}
        {metrics.length > 1 && <span className="sel"><Select label={w.chartOf} quiet scale="sm" value={metric.id} options={metrics.map((each) => ({ value: each.id, label: named(each.name, code) }))} onChange={(event) => onMetric(event.target.value)} /></span>}
      </>}
      chart={<Chart kind={kind} label={title} labels={drawn.labels} short={drawn.short} series={drawn.series} format={(value) => onAxis(value, metric.unit, code)} measure={metric.unit === "share" ? "share" : metric.unit === "seconds" ? "seconds" : "plain"} whole={metric.unit === "count"} zero={metric.unit !== "share"} height={236} onChoose={open} />}
      table={
        <table className="tbl">
          <thead><tr><th scope="col">{drawn.axis === "" ? w.total : ((w.group as Record<string, string>)[drawn.axis] ?? drawn.axis)}</th>{drawn.series.map((one) => <th key={one.id} scope="col" className="r" data-their-words="">{one.name}</th>)}</tr></thead>
          <tbody>{drawn.labels.map((name, i) => <tr key={drawn.keys[i] ?? i}><th scope="row" data-their-words="">{name}</th>{drawn.series.map((one) => <td key={one.id} className="r">{one.values[i] === null || one.values[i] === undefined ? "–" : write(one.values[i])}</td>)}</tr>)}</tbody>
        </table>
      }
    />
  );
}
