/** How figures are written, what a change means, and what a chart has found. Pure. */

import { number, span, timer } from "~/i18n/format";
import type { Language } from "~/i18n/language";
import type { Better, Figure, Metric, Report, ReportRow, Unit } from "~/wire/figures";

const MINUS = "−";

/** 84% / 84 % with one digit where the whole would hide a change; 1:48; 2 h; 12,410. */
export function figure(value: number | null | undefined, unit: Unit, code: Language): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  switch (unit) {
    case "share": return percent(value, code);
    case "seconds": return seconds(value, code);
    case "count": return number(value, code, Number.isInteger(value) ? 0 : 1).replace("-", MINUS);
    case "score": return number(value, code, 1).replace("-", MINUS);
    case "money": return number(value, code, 2).replace("-", MINUS);
  }
}

function percent(value: number, code: Language): string {
  const shown = value * 100;
  const digits = Math.abs(shown) < 10 && !Number.isInteger(shown) ? 1 : 0;
  return `${number(shown, code, digits).replace("-", MINUS)}${code === "ru" ? " " : ""}%`;
}

function seconds(value: number, code: Language): string {
  const size = Math.abs(value);
  if (size < 10 && !Number.isInteger(value)) return `${number(value, code, 1).replace("-", MINUS)} ${code === "ru" ? "с" : "s"}`;
  if (size < 60) return `${number(Math.round(value), code).replace("-", MINUS)} ${code === "ru" ? "с" : "s"}`;
  return size < 36_000 ? timer(Math.round(value)) : span(value, code);
}

/** On an axis: shorter. */
export const onAxis = (value: number, unit: Unit, code: Language): string =>
  unit === "share" ? `${number(value * 100, code, Math.abs(value * 1000 - Math.round(value * 100) * 10) > 0.01 ? 1 : 0)}%` : figure(value, unit, code);

export interface Delta {
  /** After minus before, in the metric's unit. */
  by: number;
  /** Against before; null where before was nothing. */
  share: number | null;
  means: "better" | "worse" | "same" | "";
  /** Are the ranges apart, or is there no range to say so? */
  sure: boolean;
}

/** What became of a figure; null where one of the two is unknown. */
export function change(now: Figure | undefined, before: Figure | undefined, better: Better): Delta | null {
  if (!now || !before || now.value === null || before.value === null) return null;
  const by = now.value - before.value;
  const means = Math.abs(by) < 1e-9 ? "same" : better === "" ? "" : by > 0 === (better === "up") ? "better" : "worse";
  const ranged = now.low !== null && now.high !== null && before.low !== null && before.high !== null;
  const apart = !ranged || (now.low ?? 0) > (before.high ?? 0) || (now.high ?? 0) < (before.low ?? 0);
  return { by, share: before.value === 0 ? null : by / Math.abs(before.value), means, sure: apart };
}

/** Does the period run still? Then it is compared with as much of the one before. */
export const runs = (report: Pick<Report, "to">, now: number): boolean => Date.parse(report.to) > now;

/** +3.2 points, −0:12, +14%: as the unit is compared. */
export function changeText(delta: Delta, unit: Unit, code: Language, points: string): string {
  if (delta.means === "same") return "=";
  const sign = delta.by > 0 ? "+" : MINUS;
  const size = Math.abs(delta.by);
  if (unit === "share") return `${sign}${number(size * 100, code, size < 0.1 ? 1 : 0)} ${points}`;
  if ((unit === "count" || unit === "money") && delta.share !== null) return `${sign}${number(Math.abs(delta.share) * 100, code, Math.abs(delta.share) < 0.1 ? 1 : 0)}${code === "ru" ? " " : ""}%`;
  return `${sign}${figure(size, unit, code)}`;
}

/** The row that stands out, in what is asked: the worst where there is a better, else the greatest. */
export function standsOut(rows: readonly ReportRow[], metric: Metric): { row: ReportRow; value: number; kind: "worst" | "best" | "most" } | null {
  const known = rows.flatMap((row) => {
    const value = row.values[metric.id]?.value ?? null;
    return value === null ? [] : [{ row, value, n: row.values[metric.id]?.n ?? 0 }];
  });
  if (known.length < 2) return null;
  const most = Math.max(...known.map((each) => each.n));
  // A figure of a handful is no finding.
  const firm = known.filter((each) => each.n >= Math.max(3, most * 0.02));
  const kind = metric.better === "" || metric.unit === "count" ? "most" : "worst";
  const sign = kind === "most" || metric.better === "down" ? 1 : -1;
  const found = (firm.length > 1 ? firm : known).reduce((top, each) => ((each.value - top.value) * sign > 0 ? each : top));
  const same = known.every((each) => Math.abs(each.value - found.value) < 1e-9);
  return same ? null : { row: found.row, value: found.value, kind };
}

export type Finding =
  | { kind: "nothing" }
  | { kind: "overall"; value: number }
  | { kind: "changed"; value: number; delta: Delta }
  | { kind: "worst" | "best" | "most"; row: ReportRow; value: number; total: number | null };

/** What the chart says, in the order of what is worth saying: a sure change, who stands out, the figure itself. */
export function finding(report: Report, metric: Metric): Finding {
  const total = report.totals[metric.id];
  const delta = report.before ? change(total, report.before[metric.id], metric.better) : null;
  if (total?.value !== null && total !== undefined && delta && delta.sure && Math.abs(delta.share ?? 1) >= 0.03 && delta.means !== "same") return { kind: "changed", value: total.value, delta };
  const out = standsOut(report.rows, metric);
  if (out) return { kind: out.kind, row: out.row, value: out.value, total: total?.value ?? null };
  return total?.value === null || total === undefined ? { kind: "nothing" } : { kind: "overall", value: total.value };
}

export const rangeText = (found: Figure, unit: Unit, code: Language): string =>
  found.low === null || found.high === null ? "" : `${figure(found.low, unit, code)} – ${figure(found.high, unit, code)}`;
