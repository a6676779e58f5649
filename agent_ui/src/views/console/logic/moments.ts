/** The moments to put work off to, on this machine's clock. Pure: `now` is given. */

export type MomentName = "inHour" | "inThree" | "thisEvening" | "tomorrow" | "nextWeek";

export interface Moment {
  readonly name: MomentName;
  readonly at: Date;
}

const at = (now: Date, days: number, hour: number): Date => {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  day.setHours(hour, 0, 0, 0);
  return day;
};

/** Presets that lie ahead: this evening is offered while it is at least an hour away. */
export function moments(now: Date): Moment[] {
  const soon = (hours: number): Date => new Date(Math.ceil((now.getTime() + hours * 3_600_000) / 300_000) * 300_000);
  const found: Moment[] = [
    { name: "inHour", at: soon(1) },
    { name: "inThree", at: soon(3) },
  ];
  const evening = at(now, 0, 18);
  if (evening.getTime() - now.getTime() >= 3_600_000) found.push({ name: "thisEvening", at: evening });
  found.push({ name: "tomorrow", at: at(now, 1, 9) });
  const toMonday = ((8 - now.getDay()) % 7) || 7;
  if (toMonday > 1) found.push({ name: "nextWeek", at: at(now, toMonday, 9) });
  return found;
}

/** "2024-11-20T20:30" for a date-time field. */
export function fieldValue(date: Date): string {
  const pad = (n: number): string => String(n).padStart(2, "0");
  return `${String(date.getFullYear())}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}
