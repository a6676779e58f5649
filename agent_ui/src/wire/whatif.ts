/** What if: the question to the simulator, its answer, and doing it. */

import { post } from "./http";

/** How a queue fared, or would. `level` is a share with its range; all null when there was nobody to answer. */
export interface Outcome {
  level: number | null;
  low: number | null;
  high: number | null;
  wait_seconds: number | null;
  abandoned_share: number | null;
  agents: number;
}

export interface Move {
  queue_id: string;
  agents: number;
  from_queue_id: string | null;
}

export interface WhatIf {
  minutes: number;
  runs: number;
  now: Record<string, Outcome>;
  then: Record<string, Outcome>;
  curve: { queue_id: string; points: { agents: number; level: number | null; low: number | null; high: number | null }[] };
  basis: { arrivals: number; handling_seconds: number | null; days: number; held: number | null };
}

export interface Lent {
  lent: { agent_id: string; queue_id: string; until: string }[];
}

export interface Question {
  minutes: 30 | 60;
  moves: Move[];
  hours: Record<string, "open" | "closed">;
}
export const whatIf = (question: Question, signal?: AbortSignal): Promise<WhatIf> => post<WhatIf>("/api/what-if", question, {}, signal);
export const applyMoves = (minutes: number, moves: Move[]): Promise<Lent> => post<Lent>("/api/what-if/apply", { minutes, moves });
