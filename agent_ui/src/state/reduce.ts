/**
 * The desk as a value, and how changes make the next one. Pure: no clock, no network, no page.
 *
 * A row is put in place only if its `v` is newer than what is known of it: the row held, its removal, or, for
 * tables a snapshot holds in full, the snapshot itself. So changes may come twice or overlap the snapshot.
 */

import { tables, type Change, type Desk, type House, type Rows, type Table, type ThreadRow } from "~/wire/protocol";

export type RowOf<T extends Table> = Rows[T][number];
export type Held = { readonly [T in Table]: Readonly<Record<string, RowOf<T>>> };
type Removed = { readonly [T in Table]?: Readonly<Record<string, number>> };

export interface State {
  readonly epoch: string | null;
  readonly pos: number | null;
  /** The position of the snapshot this state began with. */
  readonly base: number;
  readonly house: House | null;
  readonly held: Held;
  readonly removed: Removed;
}

const none: Held = Object.freeze(Object.fromEntries(tables.map((table) => [table, {}])) as unknown as Held);

export const empty: State = Object.freeze({ epoch: null, pos: null, base: -1, house: null, held: none, removed: {} });

/** Begin anew from a snapshot. Thread lines are kept: they come by conversation and are as true as before. */
export function load(state: State, desk: Desk): State {
  const held = { ...none, ...(state.epoch === desk.epoch ? { thread: state.held.thread } : {}) };
  const begun: State = { epoch: desk.epoch, pos: desk.pos, base: -1, house: desk.house, held, removed: {} };
  return { ...putRows(begun, desk.rows), base: desk.pos };
}

/** Apply one change. The same state comes back when nothing in it was new. */
export function reduce(state: State, change: Change): State {
  let next = putRows(state, change.rows);
  for (const gone of change.removed ?? []) {
    if (isTable(gone.table)) next = remove(next, gone.table, gone.id, gone.v);
  }
  const pos = Math.max(next.pos ?? -1, change.pos);
  return pos === next.pos ? next : { ...next, pos };
}

/** Put lines of a thread in place that were fetched over HTTP or came back with an answer. */
export function putThread(state: State, rows: readonly ThreadRow[]): State {
  return put(state, "thread", rows);
}

function isTable(name: string): name is Table {
  return (tables as readonly string[]).includes(name);
}

function putRows(state: State, rows: Partial<Rows>): State {
  let next = state;
  for (const table of tables) {
    const given = rows[table];
    if (given && given.length > 0) next = put(next, table, given);
  }
  return next;
}

/** Would this row be news? Thread lines are not in snapshots, so the snapshot says nothing of them. */
function isNews(state: State, table: Table, id: string, v: number): boolean {
  const kept = state.held[table][id];
  if (kept) return v >= kept.v;
  const gone = state.removed[table]?.[id];
  if (gone !== undefined && v <= gone) return false;
  return table === "thread" || v > state.base;
}

function put<T extends Table>(state: State, table: T, rows: readonly RowOf<T>[]): State {
  const news = rows.filter((row) => isNews(state, table, row.id, row.v));
  if (news.length === 0) return state;
  const next: Record<string, RowOf<T>> = { ...state.held[table] };
  for (const row of news) {
    const kept = next[row.id];
    if (!kept || row.v >= kept.v) next[row.id] = row;
  }
  return { ...state, held: { ...state.held, [table]: next } };
}

function remove(state: State, table: Table, id: string, v: number): State {
  const kept = state.held[table][id];
  if (kept && kept.v > v) return state;
  const known = state.removed[table]?.[id];
  const noted = known === undefined || v > known;
  if (!kept && !noted) return state;
  const removed = noted ? { ...state.removed, [table]: { ...state.removed[table], [id]: v } } : state.removed;
  if (!kept) return { ...state, removed };
  const { [id]: _, ...rest } = state.held[table];
  return { ...state, removed, held: { ...state.held, [table]: rest } };
}
