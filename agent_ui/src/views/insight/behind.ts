/** What a row behind a figure says it adds: a wait, work, a score, or whether the matter was settled. Pure. */

import type { Behind, Metric } from "~/wire/figures";

export const stayEnds = ["answered", "abandoned", "overflowed", "moved", "callback", "voicemail", "closed"] as const;
export const handlingEnds = ["completed", "transferred", "snoozed", "lost", "reassigned"] as const;
export type End = (typeof stayEnds)[number] | (typeof handlingEnds)[number];

export type Adds =
  | { kind: "waited" | "worked" | "busy"; seconds: number | null; end: End | null }
  | { kind: "score"; score: number | null }
  | { kind: "settled"; settled: boolean };

const among = <V extends string>(all: readonly V[], text: string | null): V | null => all.find((each) => each === text) ?? null;

export function adds(row: Behind, metric: Metric): Adds {
  if (row.interaction_id === null) return { kind: "busy", seconds: row.value, end: null };
  if (metric.id === "fcr_return") return { kind: "settled", settled: row.value === 1 };
  const worked = among(handlingEnds, row.what);
  if (worked !== null) return { kind: "worked", seconds: row.value, end: worked };
  const waited = among(stayEnds, row.what);
  if (waited !== null || row.what === null) return { kind: "waited", seconds: row.value, end: waited };
  return { kind: "score", score: row.value };
}
