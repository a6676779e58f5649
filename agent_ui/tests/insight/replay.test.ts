/** What a replay is told, and what is said of its result. */

import { describe, expect, it } from "vitest";
import { asItWas, lived, margin, MOST_EXTRA, moved, pairs, toChanges, unchanged, withExtra } from "~/views/replay/changes";
import type { Outcome } from "~/wire/whatif";

const outcome = (level: number | null, low: number | null = null, high: number | null = null): Outcome => ({ level, low, high, wait_seconds: null, abandoned_share: null, agents: 3 });

describe("changes", () => {
  it("name only what differs from the day", () => {
    expect(unchanged(toChanges({ ...asItWas, seed: 7 }))).toBe(true);
    expect(withExtra(withExtra(asItWas, "a", 1), "a", -1)).toEqual(asItWas);
    const wish = { ...withExtra(asItWas, "a", 2), capacity: { chat: "4", phone: "", email: "x" }, always: ["b"], skills: [{ agent: "1", skill: "de", level: 3 }, { agent: "1", skill: "en", level: 5 }, { agent: "", skill: "en", level: 5 }], seed: 7 };
    expect(toChanges(wish)).toEqual({ extra_agents: { a: 2 }, capacity: { chat: 4 }, hours: { b: "always" }, skills: { "1": { de: 3, en: 5 } }, seed: 7 });
    expect(unchanged(toChanges(wish))).toBe(false);
  });
  it("stay within reason", () => {
    let wish = asItWas;
    for (let i = 0; i < 150; i++) wish = withExtra(wish, "a", 1);
    expect(wish.extra["a"]).toBe(MOST_EXTRA);
    expect(withExtra(asItWas, "a", -1)).toEqual(asItWas);
    expect(toChanges({ ...asItWas, capacity: { chat: "99", phone: "0" } }).capacity).toEqual({ chat: 20 });
  });
});

describe("a result", () => {
  it("is sure only when the level of before lies outside the range", () => {
    const all = pairs({ a: outcome(0.7), b: outcome(0.8), c: outcome(0.9), d: outcome(null) }, { a: outcome(0.85, 0.8, 0.9), b: outcome(0.82, 0.78, 0.86), c: outcome(0.6, 0.5, 0.7), d: outcome(0.5, 0.4, 0.6) });
    expect(all.map((pair) => [pair.queue, pair.sure])).toEqual([["a", true], ["b", false], ["c", true], ["d", false]]);
    expect(all[3]?.by).toBeNull();
    expect(moved(all)?.queue).toBe("c");
    expect(moved(pairs({ b: outcome(0.8) }, { b: outcome(0.82, 0.78, 0.86) }))).toBeNull();
  });
  it("knows a day on which nothing came", () => {
    expect(lived({ actual: { a: outcome(null) }, before: { a: outcome(null) }, after: null })).toBe(false);
    expect(lived({ actual: { a: outcome(null) }, before: { a: outcome(0.4) }, after: null })).toBe(true);
  });
  it("gives half the range as its margin", () => {
    expect(margin(outcome(0.8, 0.76, 0.84))).toBeCloseTo(4);
    expect(margin(outcome(0.8))).toBeNull();
    expect(pairs(null, { a: outcome(0.8) })[0]?.by).toBeNull();
  });
});
