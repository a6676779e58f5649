/** Axes are round and hold what they must show; lines break where nothing is known. */

import { describe, expect, it } from "vitest";
import { bandPath, everyNth, extent, linePath, ticks } from "~/parts/scale";

describe("ticks", () => {
  it("hold the whole range, in equal round steps", () => {
    for (const [low, high] of [[0, 7], [0, 0.93], [12, 13], [0, 480], [-4, 9], [3, 3], [0, 12_410], [0.031, 0.044]] as const) {
      const found = ticks(low, high);
      expect(found[0]).toBeLessThanOrEqual(low);
      expect(found.at(-1)).toBeGreaterThanOrEqual(high);
      const steps = found.slice(1).map((value, i) => value - (found[i] ?? 0));
      for (const step of steps) expect(step).toBeCloseTo(steps[0] ?? 0, 9);
      expect(found.length).toBeLessThan(9);
    }
  });
  it("step by minutes where seconds are counted and stay whole where things are", () => {
    expect(ticks(0, 200, { measure: "seconds" })).toEqual([0, 60, 120, 180, 240]);
    expect(ticks(0, 2, { whole: true })).toEqual([0, 1, 2]);
    expect(ticks(0, 9, { whole: true })).toEqual([0, 5, 10]);
  });
});

describe("paths", () => {
  it("leave a gap where nothing is known", () => {
    expect(linePath([{ x: 0, y: 1 }, { x: 1, y: null }, { x: 2, y: 3 }, { x: 3, y: 4 }])).toBe("M0.0 1.0M2.0 3.0L3.0 4.0");
    const low = [0, 1, 2, 3].map((x) => ({ x, y: x === 1 ? null : 9 }));
    const high = [0, 1, 2, 3].map((x) => ({ x, y: 5 }));
    expect(bandPath(low, high)).toBe("M2.0 5.0L3.0 5.0L3.0 9.0L2.0 9.0Z");
  });
  it("know nothing of nothing", () => {
    expect(extent([null, undefined, Number.NaN])).toBeNull();
    expect(extent([null, 3], 0)).toEqual([0, 3]);
    expect(everyNth(24, 480, 40)).toBe(2);
  });
});
