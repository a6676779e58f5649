/** The talk as the visitor sees it: pure. `merge` is idempotent: a line told twice is one line. */

import type { Line, Pending, TalkState, TalkTold } from "./types";

export interface Talk {
  state: TalkState;
  lines: readonly Line[]; // by id
  agent: string;
  position: number | null;
  wait: [number, number] | null;
  ratingWanted: boolean;
  cursor: string;
}

export const emptyTalk: Talk = {
  state: "new",
  lines: [],
  agent: "",
  position: null,
  wait: null,
  ratingWanted: false,
  cursor: "",
};

const byId = (a: Line, b: Line): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export function merge(talk: Talk, told: TalkTold): Talk {
  const lines = new Map(talk.lines.map((line) => [line.id, line]));
  for (const line of told.lines) lines.set(line.id, line);
  for (const [id, state] of Object.entries(told.states)) {
    const line = lines.get(id);
    if (line && line.state !== state) lines.set(id, { ...line, state });
  }
  const sorted = [...lines.values()].sort(byId);
  // Once ended, the talk has no agent any more; who spoke last is whom it was with.
  const spoke = told.state === "closed" ? sorted.filter((line) => line.author === "agent").pop() : undefined;
  return {
    state: told.state,
    lines: sorted,
    agent: told.agent || (spoke?.name ?? ""),
    position: told.position,
    wait: told.wait,
    ratingWanted: told.rating_wanted,
    cursor: told.cursor > talk.cursor ? told.cursor : talk.cursor,
  };
}

/** What is still on its way: a pending line leaves when the hub shows it. */
export function stillPending(pending: readonly Pending[], talk: Talk): Pending[] {
  const shown = new Set(talk.lines.map((line) => line.client_id).filter(Boolean));
  return pending.filter((each) => !shown.has(each.client_id));
}

export type Tick = "waiting" | "failed" | "sent" | "delivered" | "read";

export function tickOf(state: string): Tick {
  return state === "delivered" || state === "read" ? state : "sent";
}

export type Row =
  | { kind: "day"; key: string; at: number }
  | { kind: "line"; key: string; line: Line; mine: boolean; last: boolean; tick: Tick }
  | { kind: "pending"; key: string; pending: Pending; last: boolean; tick: Tick };

const dayOf = (at: number): string => new Date(at).toDateString();

/** The rows of the log: a day before its first line, ticks under the last of one's own in a row. */
export function rowsOf(talk: Talk, pending: readonly Pending[]): Row[] {
  const rows: Row[] = [];
  let day = "";
  const onDay = (at: number): void => {
    if (dayOf(at) === day) return;
    day = dayOf(at);
    rows.push({ kind: "day", key: `day ${day}`, at });
  };
  for (const line of talk.lines) {
    onDay(Date.parse(line.at));
    const tick = tickOf(line.state);
    // The key stays the same when a pending line becomes a line, so nothing on the screen is drawn anew.
    rows.push({ kind: "line", key: line.client_id || line.id, line, mine: line.author === "customer", last: false, tick });
  }
  for (const each of stillPending(pending, talk)) {
    onDay(each.at);
    const tick = each.state === "failed" ? "failed" : each.state === "taken" ? "sent" : "waiting";
    rows.push({ kind: "pending", key: each.client_id, pending: each, last: false, tick });
  }
  const mine = (row: Row | undefined): boolean => row?.kind === "pending" || (row?.kind === "line" && row.mine);
  rows.forEach((row, place) => {
    const next = rows[place + 1];
    const nextTick = next && next.kind !== "day" ? next.tick : null;
    if (row.kind !== "day" && mine(row)) row.last = !mine(next) || nextTick !== row.tick || row.tick === "failed";
  });
  return rows;
}

export function unread(talk: Talk, readTo: string): number {
  return talk.lines.filter((line) => line.author === "agent" && line.id > readTo).length;
}

/** The agent's lines after a mark: what is to be reported as delivered or read. */
export function agentLinesAfter(talk: Talk, mark: string): string[] {
  return talk.lines.filter((line) => line.author === "agent" && line.id > mark).map((line) => line.id);
}
