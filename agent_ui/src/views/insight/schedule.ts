/** The form of a saved report's schedule: read from what is kept, checked, written back. Pure. */

import type { Schedule } from "~/wire/figures";

export interface Draft {
  on: boolean;
  at: string;
  days: readonly number[];
  to: string;
}

export const draftOf = (kept: Schedule | null, mine: string): Draft =>
  kept ? { on: true, at: kept.at, days: kept.days, to: kept.to.join(", ") } : { on: false, at: "07:30", days: [0, 1, 2, 3, 4], to: mine };

export const addresses = (text: string): string[] => [...new Set(text.split(/[,;\s]+/).filter(Boolean))];

export type Fault = { kind: "days" } | { kind: "none" } | { kind: "address"; address: string };

/** What keeps it from being saved, or null. */
export function fault(draft: Draft): Fault | null {
  if (!draft.on) return null;
  if (draft.days.length === 0) return { kind: "days" };
  const all = addresses(draft.to);
  if (all.length === 0) return { kind: "none" };
  const bad = all.find((each) => !/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(each));
  return bad === undefined ? null : { kind: "address", address: bad };
}

export const toSchedule = (draft: Draft, zone: string): Schedule | null =>
  draft.on ? { at: draft.at, days: [...draft.days].sort((a, b) => a - b), zone, to: addresses(draft.to) } : null;
