/** A customer's thread as lines to draw: pages and live rows made one, days apart, the newest at the end. */
import type { MessageId, ThreadRow } from "~/wire/protocol";

export type Filter = 'all' | 'calls' | 'email' | 'chat' | 'sms' | 'note';

export type Line =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'row'; readonly key: string; readonly row: ThreadRow; readonly tapes: readonly ThreadRow[] };

/** Recordings of calls that are over, by call: they are drawn with their call, not by themselves. */
export function tapesOf(rows: readonly ThreadRow[]): ReadonlyMap<string, readonly ThreadRow[]> {
  const over = new Set(rows.filter((row) => row.event === 'call_ended').map((row) => row.data['call_id'] ?? ''));
  const found = new Map<string, ThreadRow[]>();
  for (const row of rows) {
    const call = row.data['call_id'] ?? '';
    if (row.event === 'recording' && over.has(call)) found.set(call, [...(found.get(call) ?? []), row]);
  }
  return found;
}

/** Recordings whose sound was erased. */
export const erasedAmong = (rows: readonly ThreadRow[]): ReadonlySet<string> =>
  new Set(rows.filter((row) => row.event === 'recording_erased' || (row.event === 'recording' && row.data['state'] === 'gone')).map((row) => row.data['recording_id'] ?? ''));

const NO_TAPES: readonly ThreadRow[] = [];

/** An event that is what a message is elsewhere: a call, or its recording. */
export const isSpoken = (row: ThreadRow): boolean =>
  row.kind === 'event' && (row.event === 'call_ended' || row.event === 'call_missed' || row.event === 'recording');

/** One row a message: the higher version wins. Sorted by time, then by id, which grows with time. */
export function merge(...sources: readonly Iterable<ThreadRow>[]): ThreadRow[] {
  const rows = new Map<MessageId, ThreadRow>();
  for (const source of sources) {
    for (const row of source) {
      const held = rows.get(row.id);
      if (held === undefined || held.v <= row.v) rows.set(row.id, row);
    }
  }
  return [...rows.values()].sort(byTime);
}

const times = new WeakMap<ThreadRow, number>();

/** When it was, in epoch milliseconds; read once a row. */
export function timeOf(row: ThreadRow): number {
  const known = times.get(row);
  if (known !== undefined) return known;
  const read = Date.parse(row.at);
  times.set(row, read);
  return read;
}

export function byTime(a: ThreadRow, b: ThreadRow): number {
  const at = timeOf(a) - timeOf(b);
  if (at !== 0) return at;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

export function passes(row: ThreadRow, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'note':
      return row.kind === 'note';
    case 'calls':
      return (row.medium === 'phone' || row.medium === 'webcall') && (row.kind === 'text' || isSpoken(row));
    case 'email':
    case 'chat':
    case 'sms':
      return row.kind === 'text' && row.medium === filter;
  }
}

/** The filter's name for the server, which knows mediums. */
export function mediumOf(filter: Filter): string {
  return filter === 'calls' ? 'phone' : filter;
}

export function countOf(filter: Filter, counts: Readonly<Record<string, number>>): number {
  if (filter === 'all') return Object.values(counts).reduce((sum, n) => sum + n, 0);
  if (filter === 'calls') return (counts['phone'] ?? 0) + (counts['webcall'] ?? 0);
  return counts[filter] ?? 0;
}

/** Lines with a separator before the first row of each day and one before the first line not yet seen. */
export function layOut(
  rows: readonly ThreadRow[],
  dayOf: (at: string) => string,
  unseenAfter: MessageId | null,
): Line[] {
  const lines: Line[] = [];
  let day = '';
  let passed = unseenAfter === null;
  let marked = passed;
  const tapes = tapesOf(rows);
  for (const row of rows) {
    if (row.event === 'recording' && tapes.has(row.data['call_id'] ?? '')) continue;
    const today = dayOf(row.at);
    if (today !== day) {
      lines.push({ kind: 'day', key: `day ${today}`, at: row.at });
      day = today;
    }
    if (passed && !marked && row.direction === 'inbound') {
      lines.push({ kind: 'unread', key: 'unread' });
      marked = true;
    }
    const own = row.event === 'call_ended' ? (tapes.get(row.data['call_id'] ?? '') ?? NO_TAPES) : NO_TAPES;
    lines.push({ kind: 'row', key: row.id, row, tapes: own });
    if (row.id === unseenAfter) passed = true;
  }
  return lines;
}

/** The newest line a person wrote: what a reply answers, and what "seen up to" means. */
export function lastSpoken(rows: readonly ThreadRow[]): ThreadRow | null {
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (row !== undefined && row.kind === 'text') return row;
  }
  return null;
}

/** My newest message that can still be taken back at `now`. */
export function cancellable(
  rows: readonly ThreadRow[],
  me: string,
  now: number,
): ThreadRow | null {
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (row === undefined || row.author_id !== me || row.cancellable_until === null) continue;
    if (Date.parse(row.cancellable_until) > now && row.state === 'pending') return row;
  }
  return null;
}

/** Letters mail and chat programs call each other by: the part after the medium's name. */
export function bareAddress(address: string): string {
  const colon = address.indexOf(':');
  return colon < 0 ? address : address.slice(colon + 1);
}
