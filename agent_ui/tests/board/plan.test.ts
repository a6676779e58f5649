/** What a supervisor thinks of becomes the question they mean; the bar and the curve are drawn where they should be. */

import { describe, expect, it } from "vitest";
import { inventedAnswer, inventedBoard, inventedDay } from "../../dev/board";
import { load } from "~/state/board";
import { scale } from "~/views/board/Curve";
import { firstPlan, movesOf, questionOf, signed, type Plan } from "~/views/board/plan";
import { hours, spaced, stretch } from "~/views/board/Rewind";

const NOW = Date.parse("2026-11-30T13:08:22Z");
const plan = (patch: Partial<Plan>): Plan => ({ queue: "billing", agents: 0, other: null, minutes: 30, hours: "as_is", ...patch });

describe("a plan", () => {
  it("begins with the queue in most trouble and nothing moved", () => {
    expect(firstPlan(load(inventedBoard(NOW)), NOW)).toEqual(plan({ queue: "chat" }));
    expect(firstPlan({ ...load(inventedBoard(NOW)), queues: {} }, NOW)).toBeNull();
  });
  it("moves from who gives to who gets", () => {
    expect(movesOf(plan({ agents: 2, other: "orders" }))).toEqual([{ queue_id: "billing", agents: 2, from_queue_id: "orders" }]);
    expect(movesOf(plan({ agents: -2, other: "orders" }))).toEqual([{ queue_id: "orders", agents: 2, from_queue_id: "billing" }]);
    expect(movesOf(plan({ agents: -1 }))).toEqual([{ queue_id: "billing", agents: -1, from_queue_id: null }]);
    expect(movesOf(plan({}))).toEqual([]);
  });
  it("asks of its queue even when nothing is moved, and of hours only when they are changed", () => {
    expect(questionOf(plan({}))).toEqual({ minutes: 30, moves: [{ queue_id: "billing", agents: 0, from_queue_id: null }], hours: {} });
    expect(questionOf(plan({ hours: "closed", minutes: 60 })).hours).toEqual({ billing: "closed" });
  });
  it("writes its sign", () => {
    expect([signed(2), signed(0), signed(-2)]).toEqual(["+2", "0", "−2"]);
  });
});

describe("the curve", () => {
  it("rises to the right and leaves room under the lowest range", () => {
    const points = inventedAnswer("billing", 2, null).curve.points.map((point) => ({ ...point, level: point.level ?? 0 }));
    const at = scale(points, 0.8);
    const heights = points.map((point) => at.y(point.level));
    expect([...heights].sort((a, b) => b - a)).toEqual(heights);
    expect(at.y(0.8)).toBeLessThan(at.y(0.5));
    expect(Math.max(...points.map((point) => at.y(point.low ?? 0)))).toBeLessThanOrEqual(92);
  });
});

describe("the day", () => {
  it("is what is kept of it, up to now", () => {
    const day = inventedDay(NOW);
    expect(stretch(day, NOW)).toEqual({ from: Date.parse(day.kept_from ?? ""), to: NOW });
    expect(stretch({ ...day, kept_from: null }, NOW).from).toBe(Date.parse(day.from));
  });
  it("has at most nine times written under it, all inside", () => {
    for (const length of [5, 60, 300, 1440]) {
      const found = hours(NOW - length * 60_000, NOW);
      expect(found.length).toBeLessThanOrEqual(9);
      expect(found.every((one) => one >= NOW - length * 60_000 && one <= NOW)).toBe(true);
    }
  });
  it("writes only marks that have room, and hides none", () => {
    const marks = [0, 10, 200, 210].map((n) => ({ at: new Date(NOW - (300 - n) * 60_000).toISOString() }));
    const found = spaced(marks, NOW - 300 * 60_000, NOW, 0.1);
    expect(found.map((one) => one.wide)).toEqual([false, false, true, false]);
    expect(found).toHaveLength(4);
  });
});
