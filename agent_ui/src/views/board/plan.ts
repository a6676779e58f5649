/** What if: the move a supervisor thinks of, and the question to the hub it makes. Pure. */

import type { Held } from "~/state/board";
import { byTrouble, linesOf } from "~/state/figures";
import type { Move, Question } from "~/wire/whatif";

export interface Plan {
  queue: string;
  /** How many agents more (or, negative, fewer) the queue gets. */
  agents: number;
  /** Who gives them (or, when it gets fewer, takes them); null: they keep the queues they serve. */
  other: string | null;
  minutes: 30 | 60;
  hours: "as_is" | "open" | "closed";
}

/** To begin with: the queue in most trouble, nothing moved. Null while there is no queue. */
export function firstPlan(held: Held, now: number): Plan | null {
  const worst = linesOf(held, "", "all").sort(byTrouble(now))[0];
  return worst === undefined ? null : { queue: worst.id, agents: 0, other: null, minutes: 30, hours: "as_is" };
}

/** Moves go from who gives to who gets, always with a number above zero when both are known. */
export function movesOf(plan: Plan): Move[] {
  if (plan.agents === 0) return [];
  if (plan.agents < 0 && plan.other !== null) return [{ queue_id: plan.other, agents: -plan.agents, from_queue_id: plan.queue }];
  return [{ queue_id: plan.queue, agents: plan.agents, from_queue_id: plan.other }];
}

/** What the hub is asked. Nothing moved is asked too, so that it knows which queue the curve is of. */
export const questionOf = (plan: Plan): Question => ({
  minutes: plan.minutes, moves: plan.agents === 0 ? [{ queue_id: plan.queue, agents: 0, from_queue_id: null }] : movesOf(plan), hours: plan.hours === "as_is" ? {} : { [plan.queue]: plan.hours },
});

export const signed = (n: number): string => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : "0");
