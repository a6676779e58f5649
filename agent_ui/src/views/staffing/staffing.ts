/** What a day's half hours say: how it goes so far, when most hands are needed, whether the forecast is worth its trust. Pure. */

import type { Forecast, Slot } from "~/wire/figures";

const HALF_HOUR = 1_800_000;

export interface SoFar {
  actual: number;
  expected: number;
  /** More or less than expected, as a share of it; null when nothing was expected. */
  off: number | null;
  /** Did it stay between the low and the high of the forecast? */
  inside: boolean;
}

/** The half hours that are over: what came against what was expected of them. Null before the first one is. */
export function soFar(slots: readonly Slot[], now: number): SoFar | null {
  const over = slots.filter((slot) => Date.parse(slot.at) + HALF_HOUR <= now && slot.actual !== null && slot.expected !== null);
  if (over.length === 0) return null;
  const add = (read: (slot: Slot) => number | null): number => over.reduce((sum, slot) => sum + (read(slot) ?? 0), 0);
  const [actual, expected] = [add((slot) => slot.actual), add((slot) => slot.expected)];
  const within = over.filter((slot) => slot.low === null || slot.high === null || ((slot.actual ?? 0) >= slot.low && (slot.actual ?? 0) <= slot.high)).length;
  return { actual, expected, off: expected > 0 ? (actual - expected) / expected : null, inside: within >= over.length * 0.8 };
}

export type Need = { kind: "peak"; at: string; agents: number; plan: number | null; until: string } | { kind: "unknown" };

/** When most are needed, from the first such half hour to the end of the last that follows it at once. */
export function need(slots: readonly Slot[]): Need {
  const most = Math.max(0, ...slots.map((slot) => slot.required ?? 0));
  const first = slots.findIndex((slot) => slot.required === most);
  const found = slots[first];
  if (most === 0 || !found) return { kind: "unknown" };
  let last = first;
  while (slots[last + 1]?.required === most) last += 1;
  const until = new Date(Date.parse(slots[last]?.at ?? found.at) + HALF_HOUR).toISOString();
  return { kind: "peak", at: found.at, agents: most, plan: found.plan, until };
}

export type Trust = { kind: "better" | "worse" | "equal"; wape: number; naive: number; days: number } | { kind: "alone"; wape: number; days: number } | { kind: "unknown" };

/** The measured error of the forecast against last week's same half hour. */
export function trust({ wape, naive, days }: Forecast["error"]): Trust {
  if (wape === null) return { kind: "unknown" };
  if (naive === null) return { kind: "alone", wape, days };
  const kind = Math.abs(wape - naive) < 0.005 ? "equal" : wape < naive ? "better" : "worse";
  return { kind, wape, naive, days };
}

/** From the first half hour with something in it to the last, so that a shop's night is not drawn. */
export function awake(slots: readonly Slot[]): Slot[] {
  const busy = (slot: Slot): boolean => (slot.expected ?? 0) >= 0.05 || (slot.actual ?? 0) > 0 || (slot.required ?? 0) > 0 || (slot.scheduled ?? 0) > 0;
  const first = slots.findIndex(busy);
  return first < 0 ? [...slots] : slots.slice(first, slots.findLastIndex(busy) + 1);
}
