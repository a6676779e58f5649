/**
 * The board as a value, and how changes make the next one. Pure: no clock, no network, no page.
 *
 * Changes carry whole tiles, so they may come twice or be in the board already; older ones than what is held are
 * passed over. A tick says only how fresh the board is: it never lets a change be passed over.
 */

import type { Alert, Board, BoardAgent, BoardChanges, BoardNames, QueueTile } from "~/wire/board";

export interface Held {
  readonly pos: number;
  /** The moment the board shows. */
  readonly at: string;
  /** The newest moment the hub said nothing has changed up to. */
  readonly heard: string;
  readonly queues: Readonly<Record<string, QueueTile>>;
  readonly agents: Readonly<Record<string, BoardAgent>>;
  readonly alerts: readonly Alert[];
  readonly names: BoardNames;
}

const byId = <T extends { id: string }>(rows: readonly T[]): Record<string, T> => Object.fromEntries(rows.map((row) => [row.id, row]));
const later = (a: string, b: string): string => (Date.parse(a) >= Date.parse(b) ? a : b);

/** Begin anew from a whole board. */
export const load = (board: Board): Held => ({
  pos: board.pos, at: board.at, heard: board.at, queues: byId(board.queues), agents: byId(board.agents), alerts: board.alerts, names: board.names,
});

/** Apply one set of changes. The same board comes back when it is older than what is held. */
export function apply(held: Held, changes: BoardChanges): Held {
  if (changes.pos < held.pos || (changes.pos === held.pos && Date.parse(changes.at) < Date.parse(held.at))) return held;
  const agents = { ...held.agents, ...byId(changes.agents ?? []) };
  for (const id of changes.gone_agents ?? []) delete agents[id];
  const queues = { ...held.queues, ...byId(changes.queues ?? []) };
  for (const id of changes.gone_queues ?? []) delete queues[id];
  return {
    pos: changes.pos,
    at: later(changes.at, held.at),
    heard: later(changes.at, held.heard),
    queues: changes.queues || changes.gone_queues ? queues : held.queues,
    agents: changes.agents || changes.gone_agents ? agents : held.agents,
    alerts: changes.alerts ?? held.alerts,
    names: changes.names ? { agents: { ...held.names.agents, ...changes.names.agents }, customers: { ...held.names.customers, ...changes.names.customers }, calls: { ...held.names.calls, ...changes.names.calls } } : held.names,
  };
}

/** Nothing else happened up to this moment. */
export const tick = (held: Held, told: { at: string }): Held => {
  const heard = later(told.at, held.heard);
  return heard === held.heard ? held : { ...held, heard };
};

// --- playing a stretch of the past ------------------------------------------------------------------------

/** All steps up to this moment (ms), applied to `held`, and how many of them there were. */
export function playTo(held: Held, steps: readonly BoardChanges[], done: number, until: number): { held: Held; done: number } {
  let next = held;
  let at = done;
  for (let step = steps[at]; step !== undefined && Date.parse(step.at) <= until; step = steps[at]) {
    next = apply(next, step);
    at += 1;
  }
  return { held: next, done: at };
}

// --- order that keeps still -------------------------------------------------------------------------------

/** What to draw while the pointer is over a list: the places drawn before, newcomers at the end, the gone taken out. */
export function holdOrder(drawn: readonly string[], next: readonly string[]): string[] {
  const there = new Set(next);
  const placed = new Set(drawn);
  return [...drawn.filter((id) => there.has(id)), ...next.filter((id) => !placed.has(id))];
}
