/** What a replay changes about a day, as the form holds it and the hub is told; and what came of it. Pure. */

import type { Changes } from "~/wire/figures";
import type { Outcome } from "~/wire/whatif";

export interface SkillChange {
  agent: string;
  skill: string;
  level: number;
}

export interface Wish {
  extra: Readonly<Record<string, number>>;
  capacity: Readonly<Record<string, string>>;
  always: readonly string[];
  skills: readonly SkillChange[];
  seed: number;
}

export const asItWas: Wish = { extra: {}, capacity: {}, always: [], skills: [], seed: 1 };

export const MOST_EXTRA = 100;
export const MOST_AT_ONCE = 20;

/** One more or one less; between none and MOST_EXTRA, and none is not named. */
export function withExtra(wish: Wish, queue: string, by: number): Wish {
  const next = Math.max(0, Math.min(MOST_EXTRA, (wish.extra[queue] ?? 0) + by));
  const { [queue]: _, ...rest } = wish.extra;
  return { ...wish, extra: next === 0 ? rest : { ...rest, [queue]: next } };
}

export function toChanges(wish: Wish): Changes {
  const capacity = Object.fromEntries(Object.entries(wish.capacity).flatMap(([medium, text]) => (/^[1-9]\d*$/.test(text.trim()) ? [[medium, Math.min(MOST_AT_ONCE, Number(text))]] : [])));
  const skills: Record<string, Record<string, number>> = {};
  for (const { agent, skill, level } of wish.skills) if (agent !== "" && skill !== "") skills[agent] = { ...skills[agent], [skill]: level };
  return { extra_agents: { ...wish.extra }, skills, capacity, hours: Object.fromEntries(wish.always.map((queue) => [queue, "always" as const])), seed: wish.seed };
}

/** Nothing but the seed differs from the day. */
export const unchanged = (changes: Changes): boolean =>
  [changes.extra_agents, changes.skills, changes.capacity, changes.hours].every((part) => Object.keys(part).length === 0);

export interface Pair {
  queue: string;
  before: Outcome | undefined;
  after: Outcome | undefined;
  /** After minus before, of the level; null where one of the two is unknown. */
  by: number | null;
  /** Does the level of before lie outside the range of after? */
  sure: boolean;
}

export function pairs(before: Record<string, Outcome> | null, after: Record<string, Outcome> | null): Pair[] {
  const queues = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return queues.map((queue) => {
    const [was, is] = [before?.[queue], after?.[queue]];
    if (was?.level === null || is?.level === null || was === undefined || is === undefined) return { queue, before: was, after: is, by: null, sure: false };
    const sure = (is.low ?? is.level) > was.level || (is.high ?? is.level) < was.level;
    return { queue, before: was, after: is, by: is.level - was.level, sure };
  });
}

/** Did anything come that day, or would anything have? */
export const lived = (found: { actual: Record<string, Outcome> | null; before: Record<string, Outcome> | null; after: Record<string, Outcome> | null }): boolean =>
  [found.actual, found.before, found.after].some((part) => Object.values(part ?? {}).some((outcome) => outcome.level !== null || outcome.abandoned_share !== null));

/** The queue whose level moved most, if any surely did. */
export function moved(all: readonly Pair[]): Pair | null {
  const sure = all.filter((pair) => pair.sure && pair.by !== null && Math.abs(pair.by) >= 0.005);
  return sure.reduce<Pair | null>((top, pair) => (top === null || Math.abs(pair.by ?? 0) > Math.abs(top.by ?? 0) ? pair : top), null);
}

/** 82% ± 4: half the range, in whole points; null without one. */
export const margin = (outcome: Outcome | undefined): number | null =>
  outcome === undefined || outcome.low === null || outcome.high === null ? null : ((outcome.high - outcome.low) / 2) * 100;
