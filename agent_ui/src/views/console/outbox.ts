/**
 * What was sent from here and is not a line yet. Sends of one conversation go one after the other, each under an id
 * the hub knows again, so a repeat after a lost line or a reload sends nothing twice. Kept over a reload of this tab.
 */

import { cell, desk, type Cell } from "~/state/store";
import { act } from "~/desk/commands";
import type { Commands, ConversationId, Medium, ThreadRow } from "~/wire/protocol";
import { newId, type Refusal } from "~/wire/socket";

export type Sending = Commands["send_message"];

export interface Item {
  readonly id: string;
  readonly conversation: ConversationId;
  readonly medium: Medium | "note";
  readonly text: string;
  readonly at: string;
  readonly send: Sending | null;
  readonly note: Commands["write_note"] | null;
  /** The line it became, once the hub said so; the item goes when that line is held. */
  readonly line: string | null;
}

const STORE = "rapport.outbox";

function kept(): readonly Item[] {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "[]") as readonly Item[];
  } catch {
    return [];
  }
}

export const outbox: Cell<readonly Item[]> = cell<readonly Item[]>(typeof sessionStorage === "undefined" ? [] : kept());
const chains = new Map<ConversationId, Promise<void>>();
type Refused = (item: Item, why: Refusal) => void;
const hearers = new Set<Refused>();

/** Hear of sends that were refused, to give the text back to who wrote it. */
export function onRefused(hear: Refused): () => void {
  hearers.add(hear);
  return () => void hearers.delete(hear);
}

function keep(items: readonly Item[]): void {
  outbox.set(items);
  sessionStorage.setItem(STORE, JSON.stringify(items.filter((item) => item.line === null)));
}

const drop = (id: string): void => keep(outbox.get().filter((item) => item.id !== id));

function lineOf(data: unknown): string | null {
  if (typeof data !== "object" || data === null) return null;
  const told = data as Record<string, unknown>;
  const id = told["message_id"] ?? told["id"];
  return typeof id === "string" ? id : null;
}

async function go(item: Item): Promise<void> {
  const answer = item.send !== null
    ? await act("send_message", item.send, item.id)
    : item.note !== null ? await act("write_note", item.note, item.id) : null;
  if (answer === null) return drop(item.id);
  if (!answer.ok) {
    drop(item.id);
    hearers.forEach((hear) => hear(item, answer));
    return;
  }
  const line = lineOf(answer.data);
  if (line === null || desk.get().held.thread[line] !== undefined) return drop(item.id);
  keep(outbox.get().map((one) => (one.id === item.id ? { ...one, line } : one)));
  setTimeout(() => drop(item.id), 4_000);
}

function enqueue(item: Item): void {
  const before = chains.get(item.conversation) ?? Promise.resolve();
  chains.set(item.conversation, before.then(() => go(item)));
}

export function post(medium: Medium | "note", what: { send: Sending } | { note: Commands["write_note"] }): void {
  const send = "send" in what ? what.send : null;
  const note = "note" in what ? what.note : null;
  const about = send ?? note;
  if (about === null) return;
  const item: Item = {
    id: newId(), conversation: about.conversation_id, medium, text: about.text, at: new Date().toISOString(), send, note, line: null,
  };
  keep([...outbox.get(), item]);
  enqueue(item);
}

/** Send again what was under way when the page was left. */
export function resume(): void {
  if (chains.size > 0) return;
  for (const item of outbox.get()) if (item.line === null) enqueue(item);
}

/** Items whose line is not among those drawn yet. */
export function underWay(items: readonly Item[], conversation: ConversationId, rows: readonly ThreadRow[]): Item[] {
  const drawn = new Set(rows.map((row) => row.id));
  return items.filter((item) => item.conversation === conversation && (item.line === null || !drawn.has(item.line)));
}
