import { describe, expect, it } from "vitest";
import { around, atEnd, bounds, down, up, type Window } from "~/views/console/logic/window";

describe("the stretch of a thread in the page", () => {
  const total = 10_000;

  it("begins at the newest lines and is all of a short thread", () => {
    expect(bounds(atEnd, total)).toEqual({ from: total - 150, to: total });
    expect(bounds(atEnd, 7)).toEqual({ from: 0, to: 7 });
  });

  it("reaches every line going up and comes back to the newest going down, never with many in the page", () => {
    let window: Window = atEnd;
    for (let n = 0; n < 200; n += 1) {
      window = up(window, total);
      const { from, to } = bounds(window, total);
      expect(to - from).toBeLessThanOrEqual(400);
    }
    expect(bounds(window, total).from).toBe(0);
    expect(up(window, total)).toBe(window);
    for (let n = 0; n < 200; n += 1) window = down(window);
    expect(bounds(window, total).to).toBe(total);
  });

  it("keeps its lines when older ones join", () => {
    const window = up(atEnd, 500);
    const before = bounds(window, 500);
    const after = bounds(window, 550);
    expect([after.from - before.from, after.to - before.to]).toEqual([50, 50]);
  });

  it("holds the line one comes back to", () => {
    for (const index of [0, 5, 4_000, 9_999]) {
      const { from, to } = bounds(around(index, total), total);
      expect(from).toBeLessThanOrEqual(index);
      expect(to).toBeGreaterThan(index);
    }
  });
});
