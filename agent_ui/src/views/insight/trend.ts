/** What a run of figures says: up, down, or no more than chance. Pure. */

import type { Figure } from "~/wire/figures";

export type Trend = { kind: "short"; has: number } | { kind: "flat"; to: number } | { kind: "up" | "down"; from: number; to: number };

/**
 * From the first to the last known. Ranges that overlap say nothing has changed; without ranges, under 3 % does.
 * The running week counts like any other: its range is wide while it is young.
 */
export function trend(all: readonly (Figure | undefined)[]): Trend {
  const known = all.filter((each): each is Figure & { value: number } => each !== undefined && each.value !== null);
  const [first, last] = [known[0], known[known.length - 1]];
  if (first === undefined || last === undefined || known.length < 2) return { kind: "short", has: known.length };
  const ranged = first.low !== null && first.high !== null && last.low !== null && last.high !== null;
  const same = ranged
    ? (last.low ?? 0) <= (first.high ?? 0) && (last.high ?? 0) >= (first.low ?? 0)
    : Math.abs(last.value - first.value) <= 0.03 * Math.max(Math.abs(first.value), Math.abs(last.value));
  if (same) return { kind: "flat", to: last.value };
  return { kind: last.value > first.value ? "up" : "down", from: first.value, to: last.value };
}
