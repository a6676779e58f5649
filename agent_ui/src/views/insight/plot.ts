/** From a report's rows to what a chart draws: which key runs along the axis, and which makes the series. Pure. */

import type { Metric, Report, ReportRow } from "~/wire/figures";
import type { Series } from "~/parts/Chart";
import { isTime } from "./asked";
import type { Label } from "./labels";

export const MOST_SERIES = 5;
export const MOST_BARS = 40;

export interface Plot {
  axis: string;
  keys: string[];
  labels: string[];
  short: string[];
  series: Series[];
  /** How many series or bars there are in all, when not all are drawn. */
  of: number | null;
  drawn: number;
  /** The row behind a place on the axis, of the first series. */
  rowAt: (index: number) => ReportRow | undefined;
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function keysOf(rows: readonly ReportRow[], group: string, metric: string, label: Label): string[] {
  const weight = new Map<string, number>();
  for (const row of rows) weight.set(row.key[group] ?? "", (weight.get(row.key[group] ?? "") ?? 0) + (row.values[metric]?.n ?? 0));
  const keys = [...weight.keys()];
  if (isTime(group)) return keys.sort(inOrder);
  return keys.sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0) || label(group, a).localeCompare(label(group, b)));
}

export function plot(report: Report, metric: Metric, label: Label, words: { now: string; before: string; total: string }): Plot {
  const [first, second] = report.by;
  const axis = isTime(second) && !isTime(first) ? (second ?? "") : (first ?? "");
  const split = axis === first ? second : first;
  const all = keysOf(report.rows, axis, metric.id, label);
  const keys = isTime(axis) ? all : all.slice(0, MOST_BARS);
  const labels = axis === "" ? [words.total] : keys.map((key) => label(axis, key));
  const short = axis === "" ? [words.total] : keys.map((key) => label(axis, key, true));
  const at = (key: string, part: string | null): ReportRow | undefined =>
    report.rows.find((row) => (row.key[axis] ?? "") === key && (part === null || split === undefined || (row.key[split] ?? "") === part));
  if (axis === "") {
    const total = report.totals[metric.id];
    const before = report.before?.[metric.id];
    const series: Series[] = [
      ...(before ? [{ id: "before", name: words.before, values: [before.value], quiet: true }] : []),
      { id: "now", name: words.now, values: [total?.value ?? null], low: [total?.low ?? null], high: [total?.high ?? null] },
    ];
    return { axis, keys: [""], labels, short, series, of: null, drawn: 1, rowAt: () => undefined };
  }
  if (split === undefined) {
    const rows = keys.map((key) => at(key, null));
    const figures = rows.map((row) => row?.values[metric.id]);
    const ranged = figures.some((figure) => figure?.low !== null && figure?.low !== undefined);
    const compared = rows.some((row) => (row?.before?.[metric.id]?.value ?? null) !== null);
    const series: Series[] = [
      ...(compared ? [{ id: "before", name: words.before, quiet: true, values: rows.map((row) => row?.before?.[metric.id]?.value ?? null) }] : []),
      { id: "now", name: words.now, values: figures.map((figure) => figure?.value ?? null), ...(ranged ? { low: figures.map((figure) => figure?.low ?? null), high: figures.map((figure) => figure?.high ?? null) } : {}) },
    ];
    return { axis, keys, labels, short, series, of: all.length > keys.length ? all.length : null, drawn: keys.length, rowAt: (index) => rows[index] };
  }
  const parts = keysOf(report.rows, split, metric.id, label);
  const drawn = parts.slice(0, MOST_SERIES);
  const series = drawn.map((part): Series => ({ id: part, name: label(split, part), values: keys.map((key) => at(key, part)?.values[metric.id]?.value ?? null) }));
  return { axis, keys, labels, short, series, of: parts.length > drawn.length ? parts.length : null, drawn: drawn.length, rowAt: (index) => at(keys[index] ?? "", drawn[0] ?? null) };
}

export type Sort = { by: string; down: boolean } | null;

/** Rows as the table lists them: by their keys, times first to last, or by one metric; unknown is always last. */
export function sorted(report: Report, sort: Sort, label: Label): ReportRow[] {
  const name = (row: ReportRow, group: string): string => (isTime(group) ? (row.key[group] ?? "") : label(group, row.key[group] ?? ""));
  const byKey = (a: ReportRow, b: ReportRow): number => {
    for (const group of report.by) {
      const order = isTime(group) ? inOrder(name(a, group), name(b, group)) : name(a, group).localeCompare(name(b, group));
      if (order !== 0) return order;
    }
    return 0;
  };
  if (sort === null) return [...report.rows].sort(byKey);
  const value = (row: ReportRow): number | null => row.values[sort.by]?.value ?? null;
  return [...report.rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return x === y ? byKey(a, b) : x === null ? 1 : -1;
    return (sort.down ? y - x : x - y) || byKey(a, b);
  });
}
