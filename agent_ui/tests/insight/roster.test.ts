/** The roster on the wall clock: days on which clocks change, nights, and where a week is short of hands. */

import { describe, expect, it } from "vitest";
import { awake, bars, clockOf, finding, hours, instant, minutesOf, mondayOf, spanOf } from "~/views/roster/roster";
import type { Cover, CoverSlot, RosterDay, Shift } from "~/wire/roster";

const zone = "Europe/Berlin";
const shift = (begins_at: string, ends_at: string, kind: Shift["kind"] = "work"): Shift => ({ id: begins_at + kind, agent_id: "a", kind, begins_at, ends_at });
const day = (date: string, begins_at: string, ends_at: string): RosterDay => ({ date, begins_at, ends_at });

describe("moments of the wall clock", () => {
  it("are an hour ahead in winter, two in summer, and not there in the gap", () => {
    expect(instant("2026-03-02", 9 * 60, zone)).toBe("2026-03-02T08:00:00.000Z");
    expect(instant("2026-07-02", 9 * 60, zone)).toBe("2026-07-02T07:00:00.000Z");
    expect(instant("2026-03-29", 150, zone)).toBeNull();
    expect(instant("2026-10-25", 150, zone)).toBe("2026-10-25T00:30:00.000Z");
  });
  it("an end that is not later is on the next day", () => {
    expect(spanOf("2026-03-28", "22:00", "06:00", zone)).toEqual({ begins_at: "2026-03-28T21:00:00.000Z", ends_at: "2026-03-29T04:00:00.000Z" });
    expect(spanOf("2026-03-28", "9", "17:00", zone)).toEqual({ wrong: "from" });
    expect(spanOf("2026-03-28", "09:00", "09:00", zone)).toEqual({ wrong: "to" });
    expect(spanOf("2026-03-28", "22:00", "02:30", zone)).toEqual({ wrong: "to" });
  });
  it("minutes and clocks", () => {
    expect([minutesOf("08:30"), minutesOf("8:05"), minutesOf("24:00"), minutesOf("x")]).toEqual([510, 485, null, null]);
    expect([clockOf(510), clockOf(1440)]).toEqual(["08:30", "00:00"]);
    expect([mondayOf("2026-11-30"), mondayOf("2026-12-06")]).toEqual(["2026-11-30", "2026-11-30"]);
  });
});

describe("bars", () => {
  it("an overnight shift ends one day and begins the next", () => {
    const night = shift("2026-03-02T21:00:00Z", "2026-03-03T05:00:00Z");
    const [first] = bars([night], day("2026-03-02", "2026-03-01T23:00:00Z", "2026-03-02T23:00:00Z"), zone);
    const [second] = bars([night], day("2026-03-03", "2026-03-02T23:00:00Z", "2026-03-03T23:00:00Z"), zone);
    expect(first).toMatchObject({ from: 1320, to: 1440, before: false, after: true });
    expect(second).toMatchObject({ from: 0, to: 360, before: true, after: false });
    expect(awake([day("2026-03-02", "2026-03-01T23:00:00Z", "2026-03-02T23:00:00Z")], [night], [], zone)).toEqual({ from: 480, to: 1440 });
  });
  it("hours count time once and breaks with the work they lie in", () => {
    expect(hours([shift("2026-03-02T08:00:00Z", "2026-03-02T16:00:00Z"), shift("2026-03-02T11:00:00Z", "2026-03-02T11:30:00Z", "break"), shift("2026-03-02T15:00:00Z", "2026-03-02T17:00:00Z", "training")])).toBe(9);
  });
});

describe("where it is short", () => {
  const slot = (half: number, required: number | null, scheduled: number | null): CoverSlot => ({ at: new Date(Date.UTC(2026, 2, 2, 8, half * 30)).toISOString(), required, scheduled });
  const cover = (...slots: CoverSlot[]): Cover => ({ slots, roster_away: null, shrinkage: 0.3, unknown: [] });
  it("names the run that lacks the most, and what lies ahead only", () => {
    const found = [cover(slot(0, 5, 2), slot(1, 2, 2), slot(2, 4, 2.5), slot(3, 4, 3), slot(4, 2, 1.75))];
    expect(finding(found, 0)).toEqual({ kind: "short", from: slot(0, 0, 0).at, to: slot(1, 0, 0).at, most: 3, others: 1 });
    expect(finding(found, Date.parse(slot(1, 0, 0).at))).toMatchObject({ from: slot(2, 0, 0).at, to: slot(4, 0, 0).at, most: 2, others: 0 });
  });
  it("never takes unknown for covered", () => {
    expect(finding([cover(slot(0, null, 2))], 0)).toEqual({ kind: "unknown" });
    expect(finding([cover(slot(0, 2, null))], 0)).toEqual({ kind: "unplanned" });
    expect(finding([undefined], 0)).toEqual({ kind: "unplanned" });
    expect(finding([cover(slot(0, 2, 2)), cover(slot(48, 3, null))], 0)).toMatchObject({ kind: "short", most: 3 });
    expect(finding([cover(slot(0, 2, 1.75))], 0)).toEqual({ kind: "covered" });
  });
});
