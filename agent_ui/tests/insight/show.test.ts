/** Figures are written so that nobody misreads them, and a change says whether it is good. */

import { describe, expect, it } from "vitest";
import { isNobody } from "~/views/insight/labels";
import { change, changeText, figure, finding, rangeText, runs, standsOut } from "~/views/insight/show";
import type { Figure, Metric, Report } from "~/wire/figures";

const said = (value: number | null, low: number | null = null, high: number | null = null, n = 100): Figure => ({ value, n, low, high });
const metric = (unit: Metric["unit"], better: Metric["better"]): Metric =>
  ({ id: "m", name: { en: "M", ru: "М" }, unit, better, formula: { en: "", ru: "" }, excludes: { en: "", ru: "" }, source: "", test: "", by: [], measured: true });

describe("a figure", () => {
  it("is written in its unit", () => {
    expect(figure(0.842, "share", "en")).toBe("84%");
    expect(figure(0.031, "share", "en")).toBe("3.1%");
    expect(figure(0.031, "share", "ru")).toBe("3,1 %");
    expect(figure(108, "seconds", "en")).toBe("1:48");
    expect(figure(4.25, "seconds", "en")).toBe("4.3 s");
    expect(figure(12410, "count", "en")).toBe("12,410");
    expect(figure(-13, "score", "en")).toBe("−13.0");
  });
  it("is a dash when it is unknown, never a zero", () => {
    for (const unit of ["share", "seconds", "count", "score", "money"] as const) {
      expect(figure(null, unit, "en")).toBe("–");
      expect(figure(undefined, unit, "ru")).toBe("–");
      expect(figure(Number.NaN, unit, "ru")).toBe("–");
    }
    expect(figure(0, "share", "en")).toBe("0%");
  });
});

describe("nobody", () => {
  it("is the hub's dash, in words", () => {
    expect(["-", ""].map(isNobody)).toEqual([true, true]);
    expect(isNobody("support")).toBe(false);
  });
});

describe("a period", () => {
  it("runs until its end", () => {
    const to = "2026-12-01T00:00:00+01:00";
    expect(runs({ to }, Date.parse("2026-11-30T22:59:59Z"))).toBe(true);
    expect(runs({ to }, Date.parse("2026-11-30T23:00:00Z"))).toBe(false);
  });
});

describe("a change", () => {
  it("is better or worse as the metric says", () => {
    expect(change(said(0.8), said(0.7), "up")?.means).toBe("better");
    expect(change(said(0.8), said(0.7), "down")?.means).toBe("worse");
    expect(change(said(0.8), said(0.7), "")?.means).toBe("");
    expect(change(said(0.8), said(0.8), "up")?.means).toBe("same");
    expect(change(said(null), said(0.7), "up")).toBeNull();
    expect(change(said(0.8), undefined, "up")).toBeNull();
  });
  it("is unsure while the ranges overlap", () => {
    expect(change(said(0.8, 0.74, 0.86), said(0.7, 0.66, 0.75), "up")?.sure).toBe(false);
    expect(change(said(0.8, 0.76, 0.84), said(0.7, 0.66, 0.75), "up")?.sure).toBe(true);
    expect(change(said(0.8), said(0.7), "up")?.sure).toBe(true);
  });
  it("compares shares in points and counts in per cent", () => {
    const by = (now: number, before: number, unit: Metric["unit"]): string => {
      const delta = change(said(now), said(before), "up");
      return delta ? changeText(delta, unit, "en", "points") : "";
    };
    expect(by(0.842, 0.81, "share")).toBe("+3.2 points");
    expect(by(96, 108, "seconds")).toBe("−12 s");
    expect(by(114, 100, "count")).toBe("+14%");
    expect(by(5, 0, "count")).toBe("+5");
  });
});

describe("a finding", () => {
  const rows = (values: Record<string, [number, number]>) => Object.entries(values).map(([queue, [value, n]]) => ({ key: { queue }, values: { m: said(value, null, null, n) } }));
  const report = (all: ReturnType<typeof rows>, total: Figure, before: Figure | null): Report =>
    ({ by: ["queue"], rows: all, totals: { m: total }, before: before ? { m: before } : null, zone: "UTC", from: "", to: "" });

  it("names who is worst, and ignores a handful", () => {
    const found = standsOut(rows({ a: [0.9, 500], b: [0.6, 400], c: [0.1, 1] }), metric("share", "up"));
    expect(found?.row.key["queue"]).toBe("b");
    expect(standsOut(rows({ a: [30, 500], b: [90, 400] }), metric("seconds", "down"))?.row.key["queue"]).toBe("b");
    expect(standsOut(rows({ a: [30, 500], b: [90, 400] }), metric("count", ""))?.kind).toBe("most");
    expect(standsOut(rows({ a: [0.9, 500], b: [0.9, 400] }), metric("share", "up"))).toBeNull();
  });
  it("says a sure change first, and an unsure one not at all", () => {
    const some = rows({ a: [0.9, 500], b: [0.6, 400] });
    expect(finding(report(some, said(0.8, 0.78, 0.82), said(0.7, 0.68, 0.72)), metric("share", "up")).kind).toBe("changed");
    expect(finding(report(some, said(0.8, 0.7, 0.9), said(0.75, 0.65, 0.85)), metric("share", "up")).kind).toBe("worst");
    expect(finding(report([], said(null), null), metric("share", "up")).kind).toBe("nothing");
    expect(finding(report([], said(0.8), null), metric("share", "up")).kind).toBe("overall");
  });
  it("writes a range only where there is one", () => {
    expect(rangeText(said(0.8, 0.711, 0.867), "share", "en")).toBe("71% – 87%");
    expect(rangeText(said(0.8), "share", "en")).toBe("");
  });
});
