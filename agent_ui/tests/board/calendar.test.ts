/** The firm's days: by the calendar over months, leap days and the days on which clocks change. */

import { describe, expect, it } from "vitest";
import { dayBefore, sameTime } from "~/views/board/calendar";

describe("the firm's days", () => {
  it("step back over months and years", () => {
    expect([0, 1, 30].map((days) => dayBefore("2026-11-30", days))).toEqual(["2026-11-30", "2026-11-29", "2026-10-31"]);
    expect(dayBefore("2028-03-01", 1)).toBe("2028-02-29");
    expect(dayBefore("2027-01-01", 1)).toBe("2026-12-31");
  });
  it("are each there once, also where a clock changes", () => {
    const days = Array.from({ length: 400 }, (_, i) => dayBefore("2027-04-30", i));
    expect(new Set(days).size).toBe(400);
    expect([...days].sort().reverse()).toEqual(days);
  });
  it("have the same times", () => {
    const at = new Date(2026, 10, 30, 2, 15, 7).getTime(); // the firm's day may be another than ours
    expect(sameTime(at, "2026-11-29", "2026-11-27")).toBe(new Date(2026, 10, 28, 2, 15, 7).getTime());
    expect(sameTime(at, "2026-11-29", "2026-11-29")).toBe(at);
  });
});
