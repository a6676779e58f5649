/** What the staffing page says of a day, a forecast and a schedule. */

import { describe, expect, it } from "vitest";
import { awake, need, soFar, trust } from "~/views/staffing/staffing";
import { addresses, draftOf, fault, toSchedule } from "~/views/insight/schedule";
import type { Slot } from "~/wire/figures";

const slot = (hour: number, part: Partial<Slot>): Slot =>
  ({ at: `2026-11-30T${String(hour).padStart(2, "0")}:00:00Z`, actual: null, expected: null, low: null, high: null, required: null, plan: null, scheduled: null, ...part });

describe("a day so far", () => {
  const slots = [slot(8, { actual: 12, expected: 10, low: 6, high: 14 }), slot(9, { actual: 30, expected: 10, low: 6, high: 14 }), slot(10, { actual: 1, expected: 10 })];
  it("counts only half hours that are over", () => {
    expect(soFar(slots, Date.parse("2026-11-30T08:29:59Z"))).toBeNull();
    expect(soFar(slots, Date.parse("2026-11-30T08:30:00Z"))).toEqual({ actual: 12, expected: 10, off: 0.2, inside: true });
    expect(soFar(slots, Date.parse("2026-11-30T10:00:00Z"))).toEqual({ actual: 42, expected: 20, off: 1.1, inside: false });
  });
});

describe("hands", () => {
  it("are needed most from the first such half hour to the end of the last in a row", () => {
    const day = [slot(8, { required: 5, plan: 7 }), slot(9, { required: 9, plan: 13 }), slot(10, { required: 9, plan: 13 }), slot(11, { required: 2 }), slot(12, { required: 9 })];
    expect(need(day)).toEqual({ kind: "peak", at: "2026-11-30T09:00:00Z", agents: 9, plan: 13, until: "2026-11-30T10:30:00.000Z" });
  });
  it("are unknown where nothing says how many", () => {
    expect(need([slot(8, {}), slot(9, { required: 0 })])).toEqual({ kind: "unknown" });
    expect(need([])).toEqual({ kind: "unknown" });
  });
});

describe("trust", () => {
  it("says plainly when last week guesses better", () => {
    expect(trust({ wape: 0.12, naive: 0.18, days: 30 }).kind).toBe("better");
    expect(trust({ wape: 0.2, naive: 0.18, days: 30 }).kind).toBe("worse");
    expect(trust({ wape: 0.181, naive: 0.18, days: 30 }).kind).toBe("equal");
    expect(trust({ wape: 0.2, naive: null, days: 3 }).kind).toBe("alone");
    expect(trust({ wape: null, naive: null, days: 0 }).kind).toBe("unknown");
  });
});

it("a night without work is not drawn", () => {
  const day = [slot(0, { expected: 0 }), slot(9, { expected: 4 }), slot(12, { expected: 0 }), slot(17, { actual: 1 }), slot(23, { expected: 0.01 })];
  expect(awake(day).map((each) => each.at.slice(11, 13))).toEqual(["09", "12", "17"]);
  expect(awake([slot(0, { expected: 0 })])).toHaveLength(1);
});

describe("a schedule", () => {
  const draft = draftOf(null, "aline@fernhill.example");
  it("is off until wanted, and then whole", () => {
    expect(toSchedule(draft, "UTC")).toBeNull();
    expect(fault({ ...draft, to: "", days: [] })).toBeNull();
    expect(fault({ ...draft, on: true, days: [] })).toEqual({ kind: "days" });
    expect(fault({ ...draft, on: true, to: " " })).toEqual({ kind: "none" });
    expect(fault({ ...draft, on: true, to: "a@b.example, nobody" })).toEqual({ kind: "address", address: "nobody" });
  });
  it("goes to everybody once, and comes back as it was kept", () => {
    expect(addresses("a@b.example; c@d.example a@b.example")).toEqual(["a@b.example", "c@d.example"]);
    const kept = toSchedule({ ...draft, on: true, days: [4, 0] }, "Europe/Berlin");
    expect(kept).toEqual({ at: "07:30", days: [0, 4], zone: "Europe/Berlin", to: ["aline@fernhill.example"] });
    expect(draftOf(kept, "").days).toEqual([0, 4]);
  });
});
