/** What a chart draws is what the report says: the right key along the axis, in order, nothing made up for gaps. */

import { describe, expect, it } from "vitest";
import { mondayOf, timeLabel } from "~/views/insight/labels";
import { MOST_SERIES, plot, sorted } from "~/views/insight/plot";
import { trend } from "~/views/insight/trend";
import type { Figure, Metric, Report } from "~/wire/figures";

const metric: Metric = { id: "m", name: { en: "M", ru: "М" }, unit: "share", better: "up", formula: { en: "", ru: "" }, excludes: { en: "", ru: "" }, source: "", test: "", by: [], measured: true };
const said = (value: number | null, n = 10, low: number | null = null, high: number | null = null): Figure => ({ value, n, low, high });
const label = (_: string, value: string): string => value.toUpperCase();
const words = { now: "now", before: "before", total: "all" };
const report = (by: string[], rows: Report["rows"]): Report => ({ by, rows, totals: { m: said(0.5) }, before: null, zone: "UTC", from: "", to: "" });
const row = (key: Record<string, string>, value: number | null, n = 10, before: number | null = null) => ({ key, values: { m: said(value, n) }, before: before === null ? null : { m: said(before) } });

describe("a chart", () => {
  it("puts time along the axis, whichever came first in the grouping", () => {
    const rows = [row({ queue: "b", day: "2026-11-02" }, 0.2), row({ queue: "a", day: "2026-11-01" }, 0.1, 30), row({ queue: "a", day: "2026-11-02" }, 0.3, 30)];
    const drawn = plot(report(["queue", "day"], rows), metric, label, words);
    expect(drawn.keys).toEqual(["2026-11-01", "2026-11-02"]);
    expect(drawn.series.map((one) => [one.id, one.values])).toEqual([["a", [0.1, 0.3]], ["b", [null, 0.2]]]);
  });
  it("orders hours as numbers and the rest by size", () => {
    expect(plot(report(["hour"], [row({ hour: "10:00" }, 1), row({ hour: "09:00" }, 1)]), metric, label, words).keys).toEqual(["09:00", "10:00"]);
    expect(plot(report(["queue"], [row({ queue: "a" }, 1, 5), row({ queue: "b" }, 1, 50)]), metric, label, words).keys).toEqual(["b", "a"]);
  });
  it("draws what was before only where something was", () => {
    expect(plot(report(["queue"], [row({ queue: "a" }, 1)]), metric, label, words).series.map((one) => one.id)).toEqual(["now"]);
    expect(plot(report(["queue"], [row({ queue: "a" }, 1, 10, 0.4)]), metric, label, words).series.map((one) => one.values)).toEqual([[0.4], [1]]);
  });
  it("says how many there are when it does not draw all", () => {
    const rows = Array.from({ length: 9 }, (_, i) => row({ day: "2026-11-01", queue: `q${i}` }, i / 10, i + 1));
    const drawn = plot(report(["day", "queue"], rows), metric, label, words);
    expect([drawn.series.length, drawn.drawn, drawn.of]).toEqual([MOST_SERIES, MOST_SERIES, 9]);
    expect(drawn.series[0]?.id).toBe("q8");
  });
  it("shows one bar for a report without groups", () => {
    expect(plot(report([], []), metric, label, words).series[0]?.values).toEqual([0.5]);
  });
});

describe("a table", () => {
  it("sorts by a figure with the unknown last, both ways", () => {
    const rows = [row({ queue: "a" }, null), row({ queue: "b" }, 0.2), row({ queue: "c" }, 0.9)];
    const by = (down: boolean): string[] => sorted(report(["queue"], rows), { by: "m", down }, label).map((each) => each.key["queue"] ?? "");
    expect(by(true)).toEqual(["c", "b", "a"]);
    expect(by(false)).toEqual(["b", "c", "a"]);
    expect(sorted(report(["hour"], [row({ hour: "10:00" }, 1), row({ hour: "09:00" }, 1)]), null, label).map((each) => each.key["hour"])).toEqual(["09:00", "10:00"]);
  });
});

describe("times", () => {
  it("are named as people name them", () => {
    const w = { weekOf: (day: string) => `week of ${day}`, days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] };
    expect(mondayOf("2026-W01")).toBe("2025-12-29");
    expect(mondayOf("2026-W53")).toBe("2026-12-28");
    expect(mondayOf("2026-11-30")).toBe("2026-11-30");
    expect(timeLabel("hour", "09:00", "en", w)).toBe("09:00");
    expect(timeLabel("hour", "02:00+01:00", "en", w)).toBe("02:00 (UTC+01:00)"); // the second of its day
    expect(timeLabel("weekday", "7", "en", w)).toBe("Sun");
    expect(timeLabel("queue", "9", "en", w)).toBeNull();
  });
});

describe("a trend", () => {
  it("needs two weeks, and more than chance", () => {
    expect(trend([said(null), said(0.5)])).toEqual({ kind: "short", has: 1 });
    expect(trend([said(0.5, 9, 0.4, 0.6), said(0.58, 9, 0.5, 0.7)])).toEqual({ kind: "flat", to: 0.58 });
    expect(trend([said(0.5, 9, 0.45, 0.55), undefined, said(0.8, 9, 0.75, 0.85)])).toEqual({ kind: "up", from: 0.5, to: 0.8 });
    expect(trend([said(100), said(98)])).toEqual({ kind: "flat", to: 98 });
    expect(trend([said(100), said(80)])).toEqual({ kind: "down", from: 100, to: 80 });
  });
});
