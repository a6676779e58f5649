/** A local day begins when the zone's clocks say so, through every change of clocks. */

import { describe, expect, it } from "vitest";
import { between, dayOf, isZone, midnight, offset, shift, weekday } from "~/views/insight/zones";

describe("midnight", () => {
  it("is an hour earlier in UTC while summer time lasts", () => {
    expect(midnight("2026-07-01", "Europe/Berlin")).toBe("2026-06-30T22:00:00.000Z");
    expect(midnight("2026-12-01", "Europe/Berlin")).toBe("2026-11-30T23:00:00.000Z");
  });
  it("makes the day of a change 23 or 25 hours long", () => {
    const hours = (day: string, zone: string): number => (Date.parse(midnight(shift(day, 1), zone)) - Date.parse(midnight(day, zone))) / 3_600_000;
    expect(hours("2026-03-29", "Europe/Berlin")).toBe(23);
    expect(hours("2026-10-25", "Europe/Berlin")).toBe(25);
    expect(hours("2026-10-24", "Europe/Berlin")).toBe(24);
    expect(hours("2026-03-08", "America/New_York")).toBe(23);
    expect(hours("2026-04-05", "Australia/Lord_Howe")).toBe(24.5);
  });
  it("is the first moment there is where clocks jump over it", () => {
    expect(midnight("2024-09-08", "America/Santiago")).toBe("2024-09-08T04:00:00.000Z"); // 00:00 does not exist
    expect(dayOf(Date.parse(midnight("2024-09-08", "America/Santiago")), "America/Santiago")).toBe("2024-09-08");
  });
  it("begins a day that its own moment belongs to, around every change of clocks", () => {
    for (const [zone, first] of [["Europe/Berlin", "2026-03-20"], ["Europe/Berlin", "2026-10-20"], ["America/Santiago", "2026-09-01"], ["Africa/Cairo", "2026-04-20"], ["Asia/Kathmandu", "2026-12-27"]] as const) {
      for (let day: string = first; day < shift(first, 10); day = shift(day, 1)) {
        const begins = Date.parse(midnight(day, zone));
        expect(dayOf(begins, zone)).toBe(day);
        expect(dayOf(begins - 1, zone)).toBe(shift(day, -1));
      }
    }
  });
});

describe("days", () => {
  it("count over months and leap days", () => {
    expect(shift("2028-02-28", 1)).toBe("2028-02-29");
    expect(between("2026-02-27", "2026-03-02")).toBe(3);
    expect(weekday("2026-11-30")).toBe(0);
    expect(offset(Date.parse("2026-07-01T00:00:00Z"), "Asia/Kathmandu")).toBe(5.75 * 3_600_000);
  });
  it("know a zone from a made-up name", () => {
    expect(isZone("Europe/Berlin")).toBe(true);
    expect(isZone("Europe/Atlantis")).toBe(false);
    expect(isZone("")).toBe(false);
  });
});
