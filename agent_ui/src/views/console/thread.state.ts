/** Which stretch of a customer's thread has been fetched. The lines themselves live in the desk. */

import { useEffect, useMemo, useSyncExternalStore } from "react";
import { cell, hearThread, useCell, useDesk, type Cell } from "~/state/store";
import { lineDown, onFacts } from "~/desk/commands";
import { get, query } from "~/wire/http";
import type { CustomerId, MessageId, Thread, ThreadRow } from "~/wire/protocol";
import { byTime, isSpoken, mediumOf, passes, timeOf, type Filter } from "./logic/lines";

/** `before` is null until the first page came, "" at the beginning of the thread. */
export interface Stretch {
  readonly ids: ReadonlySet<MessageId>;
  readonly floor: string;
  readonly before: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly busy: "first" | "older" | null;
  readonly error: unknown;
}

const PAGE = 50;
const none: Stretch = { ids: new Set(), floor: "", before: null, counts: {}, busy: null, error: null };
const stretches = new Map<string, Cell<Stretch>>();

function stretch(customer: CustomerId, filter: Filter): Cell<Stretch> {
  const key = `${customer} ${filter}`;
  const known = stretches.get(key);
  if (known) return known;
  const made = cell(none);
  stretches.set(key, made);
  return made;
}

function fetchPage(customer: CustomerId, filter: Filter, before: string): Promise<Thread> {
  const medium = mediumOf(filter);
  return get<Thread>(`/api/customers/${customer}/thread${query({ before, limit: PAGE, medium })}`);
}

/** Fetch the newest page; where it does not meet what is held, what is held is forgotten, so that no gap is drawn. */
export async function loadNewest(customer: CustomerId, filter: Filter): Promise<void> {
  const held = stretch(customer, filter);
  if (held.get().busy !== null) return;
  held.set({ ...held.get(), busy: "first", error: null });
  try {
    const page = await fetchPage(customer, filter, "");
    hearThread(page.items);
    const was = held.get();
    const meets = was.before !== null && page.items.some((row) => was.ids.has(row.id));
    const first = page.items[0];
    held.set({
      ids: new Set([...(meets ? was.ids : []), ...page.items.map((row) => row.id)]),
      floor: meets ? was.floor : (first?.at ?? ""),
      before: meets ? was.before : page.before,
      counts: Object.keys(page.counts).length > 0 ? page.counts : was.counts,
      busy: null,
      error: null,
    });
  } catch (error) {
    held.set({ ...held.get(), busy: null, error });
  }
}

export async function loadOlder(customer: CustomerId, filter: Filter): Promise<void> {
  const held = stretch(customer, filter);
  const was = held.get();
  if (was.busy !== null || was.before === null || was.before === "") return;
  held.set({ ...was, busy: "older", error: null });
  try {
    const page = await fetchPage(customer, filter, was.before);
    hearThread(page.items);
    const now = held.get();
    held.set({
      ...now,
      ids: new Set([...page.items.map((row) => row.id), ...now.ids]),
      floor: page.items[0]?.at ?? now.floor,
      before: page.before,
      busy: null,
    });
  } catch (error) {
    held.set({ ...held.get(), busy: null, error });
  }
}

/** Fetch ahead what will probably be opened next; nothing is fetched twice. */
export function loadAhead(customer: CustomerId): void {
  const held = stretch(customer, "all").get();
  if (held.before === null && held.busy === null) void loadNewest(customer, "all");
}

function visible(rows: Readonly<Record<string, ThreadRow>>, customer: string, conversation: string, filter: Filter, held: Stretch): ThreadRow[] {
  const found: ThreadRow[] = [];
  const floor = held.floor === "" ? -Infinity : Date.parse(held.floor);
  for (const row of Object.values(rows)) {
    const here = held.ids.has(row.id) || row.customer_id === customer || row.conversation_id === conversation;
    if (here && timeOf(row) >= floor && passes(row, filter)) found.push(row);
  }
  return found.sort(byTime);
}

export interface ThreadView extends Stretch {
  readonly rows: readonly ThreadRow[];
}

/** Facts after which a customer's thread has other lines than before: merged, taken apart. */
const rejoined: ReadonlySet<string> = new Set(["customers_merged", "merge_undone"]);

const linePlace = (): string => (lineDown.get() === null ? "up" : "down");

/** The lines to draw, kept true by the desk, fetched anew when the line was lost or the snapshot replaced. */
export function useThread(customer: CustomerId, conversation: string, filter: Filter): ThreadView {
  const held = useCell(stretch(customer, filter));
  const all = useDesk((state) => state.held.thread);
  const rows = useMemo(() => visible(all, customer, conversation, filter, held), [all, customer, conversation, filter, held]);
  const line = useSyncExternalStore(lineDown.watch, linePlace, linePlace);
  const base = useDesk((state) => `${state.epoch ?? ""} ${state.base}`);
  useEffect(() => {
    if (line === "up") void loadNewest(customer, filter);
  }, [customer, filter, line, base]);
  useEffect(() => onFacts((facts) => {
    const joined = facts.some((fact) => rejoined.has(fact["kind"] ?? "") && Object.values(fact).includes(customer));
    if (joined) void loadNewest(customer, filter);
  }), [customer, filter]);
  return useMemo(() => ({ ...held, rows, counts: counted(held, rows) }), [held, rows]);
}

/** The server's counts and the lines that came since. */
function counted(held: Stretch, rows: readonly ThreadRow[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { ...held.counts };
  for (const row of rows) {
    if (held.ids.has(row.id) || (row.kind === "event" && (!isSpoken(row) || row.event === "recording"))) continue;
    if (row.kind === "whisper") continue;
    const name = row.kind === "note" ? "note" : row.medium;
    if (name !== null) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
