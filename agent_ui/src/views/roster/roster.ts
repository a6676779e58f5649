/** What a week's roster says: days on the wall clock, bars of an agent's day, where it is short of hands. Pure. */

import type { Cover, CoverSlot, RosterDay, Shift } from "~/wire/roster";
import { offset, shift as later, weekday, type Day } from "../insight/zones";

const MINUTE = 60_000;
const HALF_HOUR = 30;
export const WHOLE_DAY = 1440;

export const mondayOf = (day: Day): Day => later(day, -weekday(day));

/** Minutes since midnight of "08:30"; null for what is no time of day. */
export function minutesOf(text: string): number | null {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** The moment a zone's clock shows that time of that day; the first of two. Null where the clocks leave it out. */
export function instant(day: Day, minutes: number, zone: string): string | null {
  const wall = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE;
  const tries = [wall - offset(wall - WHOLE_DAY * MINUTE, zone), wall - offset(wall + WHOLE_DAY * MINUTE, zone)].sort((a, b) => a - b);
  const found = tries.find((when) => when + offset(when, zone) === wall);
  return found === undefined ? null : new Date(found).toISOString();
}

export type Span = { begins_at: string; ends_at: string } | { wrong: "from" | "to" };

/** From and to of a form as moments: an end that is not later is on the next day. */
export function spanOf(day: Day, from: string, to: string, zone: string): Span {
  const begins = minutesOf(from);
  const ends = minutesOf(to);
  if (begins === null) return { wrong: "from" };
  if (ends === null || ends === begins) return { wrong: "to" };
  const first = instant(day, begins, zone);
  const last = instant(ends < begins ? later(day, 1) : day, ends, zone);
  if (first === null) return { wrong: "from" };
  return last === null ? { wrong: "to" } : { begins_at: first, ends_at: last };
}

/** Minutes of the wall clock since a day's midnight: below 0 before it, over 1440 after it. */
export function wall(at: string, date: Day, zone: string): number {
  const when = Date.parse(at);
  return Math.round((when + offset(when, zone) - Date.parse(`${date}T00:00:00Z`)) / MINUTE);
}

export interface Bar {
  shift: Shift;
  from: number;
  to: number;
  /** It began the day before, it goes on the day after. */
  before: boolean;
  after: boolean;
}

/** What of these shifts lies in a day, on its wall clock, in order; work first where two begin together. */
export function bars(shifts: readonly Shift[], day: RosterDay, zone: string): Bar[] {
  return shifts
    .filter((one) => one.begins_at < day.ends_at && one.ends_at > day.begins_at)
    .map((one): Bar => {
      const from = wall(one.begins_at, day.date, zone);
      const to = wall(one.ends_at, day.date, zone);
      return { shift: one, from: Math.max(0, from), to: Math.min(WHOLE_DAY, to), before: from < 0, after: to > WHOLE_DAY };
    })
    .sort((a, b) => a.from - b.from || Number(b.shift.kind === "work") - Number(a.shift.kind === "work"));
}

/** Planned hours of an agent: work with its breaks, and what stands alone beside it. */
export function hours(shifts: readonly Shift[]): number {
  const spans = shifts.filter((one) => one.kind !== "break").map((one) => [Date.parse(one.begins_at), Date.parse(one.ends_at)] as const).sort((a, b) => a[0] - b[0]);
  let [sum, until] = [0, -Infinity];
  for (const [from, to] of spans) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum / (60 * MINUTE);
}

export interface Hours {
  from: number;
  to: number;
}

/** The hours worth drawing: all that is planned or needed, whole hours, at least a working day. */
export function awake(days: readonly RosterDay[], shifts: readonly Shift[], covers: readonly (Cover | undefined)[], zone: string): Hours {
  let [from, to] = [8 * 60, 18 * 60];
  for (const day of days) {
    for (const bar of bars(shifts, day, zone)) {
      from = Math.min(from, bar.from);
      to = Math.max(to, bar.to);
    }
  }
  covers.forEach((cover, i) => {
    for (const slot of cover?.slots ?? []) {
      if ((slot.required ?? 0) <= 0) continue;
      const at = wall(slot.at, days[i]?.date ?? "", zone);
      from = Math.min(from, at);
      to = Math.max(to, at + HALF_HOUR);
    }
  });
  return { from: Math.floor(from / 60) * 60, to: Math.min(WHOLE_DAY, Math.ceil(to / 60) * 60) };
}

/** How many are missing in a half hour: more than a rounding of breaks; 0 when none, null when not known. */
export const missing = ({ required, scheduled }: CoverSlot): number | null =>
  required === null || scheduled === null ? null : required - scheduled >= 0.5 ? required - scheduled : 0;

export type Finding =
  | { kind: "unknown" }
  | { kind: "unplanned" }
  | { kind: "covered" }
  | { kind: "short"; from: string; to: string; most: number; others: number };

/** Where the week from `now` on is shortest of hands: the run of half hours that lacks the most, and how many more there are. */
export function finding(covers: readonly (Cover | undefined)[], now: number): Finding {
  const all = covers.flatMap((cover) => cover?.slots ?? []);
  const ahead = all.filter((slot) => Date.parse(slot.at) + HALF_HOUR * MINUTE > now);
  const slots = ahead.length > 0 ? ahead : all;
  if (all.every((slot) => slot.scheduled === null)) return { kind: "unplanned" };
  if (slots.every((slot) => slot.required === null)) return { kind: "unknown" };
  const runs: { from: string; to: string; most: number; sum: number }[] = [];
  let until = "";
  for (const slot of slots) {
    // A day nobody is planned on lacks everybody.
    const lacks = slot.scheduled === null && slot.required !== null ? slot.required : (missing(slot) ?? 0);
    if (lacks <= 0) continue;
    const to = new Date(Date.parse(slot.at) + HALF_HOUR * MINUTE).toISOString();
    const last = runs.at(-1);
    if (last && until === new Date(slot.at).toISOString()) Object.assign(last, { to, most: Math.max(last.most, lacks), sum: last.sum + lacks });
    else runs.push({ from: slot.at, to, most: lacks, sum: lacks });
    until = to;
  }
  const worst = runs.reduce<(typeof runs)[number] | null>((most, run) => (most === null || run.sum > most.sum ? run : most), null);
  if (worst === null) return { kind: "covered" };
  return { kind: "short", from: worst.from, to: worst.to, most: Math.ceil(worst.most), others: runs.length - 1 };
}
