/** Days and moments in a named time zone: where a local day begins, also when clocks change. Pure. */

const formats = new Map<string, Intl.DateTimeFormat>();

function parts(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });
    formats.set(zone, found);
  }
  return found;
}

const read = (when: number, zone: string): Record<string, number> =>
  Object.fromEntries(parts(zone).formatToParts(new Date(when)).filter((part) => part.type !== "literal").map((part) => [part.type, Number(part.value)]));

/** How far the zone's clock is ahead of UTC at that moment, in ms. */
export function offset(when: number, zone: string): number {
  const at = read(when, zone);
  return Date.UTC(at["year"] ?? 1970, (at["month"] ?? 1) - 1, at["day"] ?? 1, at["hour"] ?? 0, at["minute"] ?? 0, at["second"] ?? 0) - Math.floor(when / 1000) * 1000;
}

/** A calendar day, "2026-11-30". */
export type Day = string;

export const dayOf = (when: number, zone: string): Day => new Date(when + offset(when, zone)).toISOString().slice(0, 10);

export function shift(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** Days from one to the other; 0 when they are the same. */
export const between = (from: Day, to: Day): number => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** Monday is 0. */
export const weekday = (day: Day): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/** The moment a local day begins, as UTC. Where midnight does not exist, the first moment that does. */
export function midnight(day: Day, zone: string): string {
  const wall = Date.parse(`${day}T00:00:00Z`);
  const tries = [wall - offset(wall - 86_400_000, zone), wall - offset(wall + 86_400_000, zone)].sort((a, b) => a - b);
  const exact = tries.find((when) => when + offset(when, zone) === wall);
  return new Date(exact ?? tries[tries.length - 1] ?? wall).toISOString();
}

export function isZone(zone: string): boolean {
  try {
    parts(zone);
    return zone !== "";
  } catch {
    return false;
  }
}

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
