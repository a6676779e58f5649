/** Days of the firm as the hub writes them, like 2026-11-30: steps by the calendar, whatever the browser's time zone. */

const DAY = 86_400_000; // of UTC, which has no other

const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`);

/** So many days before. */
export const dayBefore = (day: string, days: number): string => new Date(noon(day) - days * DAY).toISOString().slice(0, 10);

/** A moment of this day for whoever looks at it, ms: to be named, nothing more. */
export const named = (day: string): number => Date.parse(`${day}T12:00:00`);

/** The same time on another day, ms: `at` lies in the day `from`. */
export function sameTime(at: number, from: string, to: string): number {
  const date = new Date(at);
  date.setDate(date.getDate() + Math.round((noon(to) - noon(from)) / DAY));
  return date.getTime();
}
