/**
 * Figures of the board: what its tiles come to. Pure; unknown is null, never 0.
 *
 * The definitions are the hub's own (hub/core/stays.Tally): the service level is what was answered within the aim, of
 * all who did not give up before it.
 */

import type { Alert, BoardAgent, MediumTile, QueueTile, Tally } from "~/wire/board";
import type { Held } from "./board";

export const boardStates = ["available", "busy", "ringing", "wrapping", "away", "missed", "offline"] as const satisfies readonly BoardAgent["state"][];
export type BoardState = BoardAgent["state"];

export type Kind = "all" | "voice" | "written";
const VOICE: ReadonlySet<string> = new Set(["phone", "webcall", "callback"]);
export const isVoice = (medium: string): boolean => VOICE.has(medium);
export const isOfKind = (medium: string, kind: Kind): boolean => kind === "all" || isVoice(medium) === (kind === "voice");

const NOTHING: Tally = {
  entered: 0, answered: 0, in_target: 0, wait_seconds: 0, abandoned: 0, abandoned_in_target: 0, abandoned_short: 0, overflowed: 0, moved: 0, callback: 0, voicemail: 0, closed: 0,
};

/** Tallies add up. */
export function sum(tallies: readonly Tally[]): Tally {
  const total = { ...NOTHING };
  for (const tally of tallies) for (const key of Object.keys(NOTHING) as (keyof Tally)[]) total[key] += tally[key];
  return total;
}

const share = (part: number, of: number): number | null => (of > 0 ? part / of : null);

export const level = (tally: Tally): number | null => share(tally.in_target, tally.answered + tally.abandoned - tally.abandoned_in_target);
export const abandonedShare = (tally: Tally): number | null => share(tally.abandoned, tally.answered + tally.abandoned);
export const answerSeconds = (tally: Tally): number | null => share(tally.wait_seconds, tally.answered);

/** How a level stands to its aim: within ten points under it is a warning, under that it is bad. */
export type Tone = "" | "w" | "d";
export function tone(value: number | null, target: number): Tone {
  if (value === null || value >= target) return "";
  return value >= target - 0.1 ? "w" : "d";
}

/** How a wait stands to its aim: over three quarters of it is a warning, over it is bad. */
export function waitTone(seconds: number | null, target: number): Tone {
  if (seconds === null || target <= 0) return "";
  return seconds > target ? "d" : seconds > target * 0.75 ? "w" : "";
}

export interface QueueLine {
  id: string;
  tile: QueueTile;
  media: readonly MediumTile[];
  waiting: number;
  /** When the longest waiting came, or null while nobody waits. */
  oldest: string | null;
  hour: Tally;
  today: Tally;
}

const first = (times: readonly (string | null)[]): string | null =>
  times.reduce<string | null>((found, at) => (at !== null && (found === null || Date.parse(at) < Date.parse(found)) ? at : found), null);

/** One queue as the filter shows it. */
export function queueLine(tile: QueueTile, kind: Kind): QueueLine {
  const media = tile.media.filter((one) => isOfKind(one.medium, kind));
  return {
    id: tile.id, tile, media,
    waiting: media.reduce((all, one) => all + one.waiting, 0),
    oldest: first(media.filter((one) => one.waiting > 0).map((one) => one.oldest_at)),
    hour: sum(media.map((one) => one.hour)),
    today: sum(media.map((one) => one.today)),
  };
}

/** How many wait on the whole board. */
export const waitingOf = (held: Held): number => Object.values(held.queues).reduce((all, tile) => all + queueLine(tile, "all").waiting, 0);

/** The agents of a team, or all. */
export const agentsOf = (held: Held, team: string): BoardAgent[] => Object.values(held.agents).filter((one) => team === "" || one.team === team);

/** The teams that are on the board, in order of their names. */
export const teamsOf = (held: Held): string[] => [...new Set(Object.values(held.agents).map((one) => one.team))].filter(Boolean).sort();

/** The queues a filter shows: those with a medium of that kind, of which the team serves some. */
export function linesOf(held: Held, team: string, kind: Kind): QueueLine[] {
  const served = new Set(agentsOf(held, team).flatMap((one) => one.queues));
  return Object.values(held.queues)
    .filter((tile) => team === "" || served.has(tile.id))
    .map((tile) => queueLine(tile, kind))
    .filter((line) => kind === "all" || line.media.length > 0);
}

/** Queues in trouble first: over their aim, then near it, then who has waited longest, then by id. */
export function byTrouble(now: number): (a: QueueLine, b: QueueLine) => number {
  const weight = { d: 2, w: 1, "": 0 } as const;
  const wait = (line: QueueLine): number => (line.oldest === null ? 0 : (now - Date.parse(line.oldest)) / 1000);
  const worst = (line: QueueLine): number =>
    Math.max(weight[waitTone(line.oldest === null ? null : wait(line), line.tile.target_seconds)], weight[tone(level(line.hour), line.tile.target_share)]);
  return (a, b) => worst(b) - worst(a) || b.waiting - a.waiting || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export interface Headline {
  waiting: number;
  /** How many waited an hour ago; null when the log is younger, or the filter leaves media out, which the trend does not. */
  before: number | null;
  longest: { since: string; queue_id: string; target: number } | null;
  level: number | null;
  target: number | null;
  target_seconds: number | null;
  abandoned: number | null;
  abandonedToday: number;
  ready: number;
  of: number;
  wrapping: number;
  away: number;
  /** The share of those at work who have work in hand at this moment; null when nobody is at work. */
  occupancy: number | null;
}

const same = (values: readonly number[]): number | null => (values.length > 0 && values.every((one) => one === values[0]) ? (values[0] ?? null) : null);

/** The six figures at the top. */
export function headline(held: Held, team: string, kind: Kind): Headline {
  const lines = linesOf(held, team, kind);
  const hour = sum(lines.map((line) => line.hour));
  const longest = lines.filter((line) => line.oldest !== null).sort((a, b) => Date.parse(a.oldest ?? "") - Date.parse(b.oldest ?? ""))[0];
  const people = agentsOf(held, team);
  const count = countStates(people);
  const working = count.busy + count.wrapping;
  return {
    waiting: lines.reduce((all, line) => all + line.waiting, 0),
    before: kind === "all" && lines.length > 0 && lines.every((line) => line.tile.trend.length >= 60) ? lines.reduce((all, line) => all + (line.tile.trend[0] ?? 0), 0) : null,
    longest: longest?.oldest ? { since: longest.oldest, queue_id: longest.id, target: longest.tile.target_seconds } : null,
    level: level(hour),
    target: lines.length === 0 ? null : weighed(lines),
    target_seconds: same(lines.map((line) => line.tile.target_seconds)),
    abandoned: abandonedShare(hour),
    abandonedToday: sum(lines.map((line) => line.today)).abandoned,
    ready: count.available,
    of: people.length - count.offline,
    wrapping: count.wrapping,
    away: count.away + count.missed,
    occupancy: share(working, working + count.available + count.ringing),
  };
}

/** The aim of several queues together: each queue's own, weighed by who came; equal when nobody has. */
function weighed(lines: readonly QueueLine[]): number {
  const came = lines.reduce((all, line) => all + line.hour.entered, 0);
  if (came === 0) return lines.reduce((all, line) => all + line.tile.target_share, 0) / lines.length;
  return lines.reduce((all, line) => all + line.tile.target_share * line.hour.entered, 0) / came;
}

export function countStates(agents: readonly BoardAgent[]): Record<BoardState, number> {
  const count = Object.fromEntries(boardStates.map((state) => [state, 0])) as Record<BoardState, number>;
  for (const one of agents) count[one.state] += 1;
  return count;
}

type Staff = QueueTile["agents"];

/** Where an agent counts in their queues' staff; the hub's own rule (hub/core/board/crew.place_of). */
function place(agent: BoardAgent): "ready" | "busy" | "wrapping" | "away" | null {
  switch (agent.state) {
    case "available": return agent.online ? "ready" : null;
    case "busy": case "ringing": return "busy";
    case "wrapping": return "wrapping";
    case "away": case "missed": return "away";
    case "offline": return null;
  }
}

/** Of a queue's staff, which is the whole firm's, those this board shows: whom the viewer oversees, or a team of them. */
export function ownStaff(held: Held, queue: string, team: string): Staff {
  const found = { ready: 0, busy: 0, wrapping: 0, away: 0 };
  for (const agent of agentsOf(held, team)) {
    const where = place(agent);
    if (where !== null && agent.queues.includes(queue)) found[where] += 1;
  }
  return { ...found, of: found.ready + found.busy + found.wrapping + found.away };
}

/** Whether there are agents at work whom this board does not show: its viewer oversees some teams only. */
export const isPartial = (held: Held): boolean => Object.values(held.queues).some((tile) => ownStaff(held, tile.id, "").of < tile.agents.of);

/** Longest in their state first; who is offline last. */
export function byStay(a: BoardAgent, b: BoardAgent): number {
  return Number(a.state === "offline") - Number(b.state === "offline") || Date.parse(a.since) - Date.parse(b.since) || (a.id < b.id ? -1 : 1);
}

/** Alerts that ask for a hand now: those put off come back by themselves. */
export const needy = (alerts: readonly Alert[], now: number): Alert[] =>
  alerts.filter((one) => one.snoozed_until === null || Date.parse(one.snoozed_until) <= now);

/** The queue that can best give agents to another: ready agents, and furthest above its own aim; null when none can. */
export function giver(held: Held, to: string): string | null {
  const spare = Object.values(held.queues)
    .filter((tile) => tile.id !== to && tile.agents.ready > 0)
    .map((tile) => ({ id: tile.id, above: (level(queueLine(tile, "all").hour) ?? 1) - tile.target_share, ready: tile.agents.ready }))
    .sort((a, b) => b.above - a.above || b.ready - a.ready || (a.id < b.id ? -1 : 1));
  return spare[0]?.id ?? null;
}

/** How old a board is, in words: fresh, its age is to be said (over 5 s), or it is to be dimmed (over 30 s). */
export type Age = "fresh" | "old" | "stale";
export const ageOf = (seconds: number): Age => (seconds > 30 ? "stale" : seconds > 5 ? "old" : "fresh");
