/**
 * What is being written, by conversation and tab. It is kept on the server a moment after the last key, so it
 * survives a reload and shows in the agent's other tabs; what was changed here and not saved yet always wins here.
 */

import { useCallback, useEffect, useRef } from "react";
import { act } from "~/desk/commands";
import { draft } from "~/state/selectors";
import { cell, desk, useCell, useDesk, type Cell } from "~/state/store";
import type { ConversationId, DraftRow, FileRef } from "~/wire/protocol";
import { describe } from "~/wire/files";
import type { Refusal } from "~/wire/socket";
import { onRefused, type Item } from "../outbox";
import { NOTE } from "../logic/reach";

export interface Written {
  readonly text: string;
  readonly subject: string;
  readonly copies: readonly string[];
  readonly files: readonly FileRef[];
}

interface Local extends Written {
  readonly dirty: boolean;
}

const SAVE_AFTER = 600;
const nothing: Written = { text: "", subject: "", copies: [], files: [] };
const locals = new Map<string, Cell<Local | null>>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

const keyOf = (conversation: ConversationId, tab: string): string => `${conversation}/${tab}`;

function local(key: string): Cell<Local | null> {
  const known = locals.get(key);
  if (known) return known;
  const made = cell<Local | null>(null);
  locals.set(key, made);
  return made;
}

function asFiles(row: DraftRow): FileRef[] {
  return row.file_ids.map((id) => ({ id, filename: "…", content_type: "", size: 0, inline: false }));
}

function fromRow(row: DraftRow | null): Written {
  return row === null ? nothing : { text: row.text, subject: row.subject, copies: row.copies, files: asFiles(row) };
}

async function save(conversation: ConversationId, tab: string): Promise<void> {
  const held = local(keyOf(conversation, tab));
  const was = held.get();
  timers.delete(keyOf(conversation, tab));
  if (was === null || !was.dirty) return;
  const told = await act("save_draft", {
    conversation_id: conversation, tab, text: was.text, subject: was.subject, copies: [...was.copies],
    file_ids: was.files.map((file) => file.id),
  });
  if (told.ok && held.get() === was) held.set({ ...was, dirty: false });
}

function write(conversation: ConversationId, tab: string, next: Written, after: number): void {
  const key = keyOf(conversation, tab);
  local(key).set({ ...next, dirty: true });
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(() => void save(conversation, tab), after));
}

/** What stands in a tab right now. */
export function written(conversation: ConversationId, tab: string): Written {
  return local(keyOf(conversation, tab)).get() ?? fromRow(draft(desk.get(), conversation, tab));
}

/** The longest text being written in a conversation: what a note for a colleague begins with. */
export function anyText(conversation: ConversationId, tabs: readonly string[]): string {
  return tabs.map((tab) => written(conversation, tab).text.trim()).sort((a, b) => b.length - a.length)[0] ?? "";
}

/** Save at once what waits to be saved: the tab is left or the page goes. */
export function flush(): void {
  for (const [key, timer] of [...timers]) {
    clearTimeout(timer);
    const at = key.indexOf("/");
    void save(key.slice(0, at), key.slice(at + 1));
  }
}
if (typeof window !== "undefined") window.addEventListener("pagehide", flush);

export interface Draft extends Written {
  change: (patch: Partial<Written>) => void;
  clear: () => void;
}

export function useDraft(conversation: ConversationId, tab: string): Draft {
  const key = keyOf(conversation, tab);
  const held = local(key);
  const mine = useCell(held);
  const row = useDesk((state) => draft(state, conversation, tab));
  const seen = useRef<{ key: string; row: DraftRow | null }>({ key, row });
  useEffect(() => {
    const news = seen.current.key === key && seen.current.row !== row;
    seen.current = { key, row };
    // Another tab of mine, or an undone send, changed the draft: take it, unless there is unsaved text here.
    if (news && held.get()?.dirty !== true) held.set(null);
  }, [held, key, row]);
  useEffect(() => {
    const ids = held.get() === null ? (row?.file_ids ?? []) : [];
    if (ids.length === 0) return;
    let gone = false;
    void Promise.all(ids.map(describe)).then((files) => {
      if (gone || held.get() !== null || row === null) return;
      held.set({ ...fromRow(row), files: files.filter((file) => file !== null), dirty: false });
    });
    return () => {
      gone = true;
    };
  }, [held, row]);
  const change = useCallback(
    (patch: Partial<Written>) => write(conversation, tab, { ...written(conversation, tab), ...patch }, SAVE_AFTER),
    [conversation, tab],
  );
  const clear = useCallback(() => write(conversation, tab, nothing, 0), [conversation, tab]);
  return { ...(mine ?? fromRow(row)), change, clear };
}

// --- what came back ---------------------------------------------------------------------------------------

/** A send that was refused, by conversation, until the agent sends again or lets it be. */
export const refusals: Cell<ReadonlyMap<ConversationId, { item: Item; why: Refusal }>> = cell(new Map());

export function forgetRefusal(conversation: ConversationId): void {
  const next = new Map(refusals.get());
  if (next.delete(conversation)) refusals.set(next);
}

/** Give a refused text back to its tab: before what was written since, so nothing is lost. */
export function startReturns(): () => void {
  return onRefused((item, why) => {
    const tab = item.send?.channel_id ?? NOTE;
    const now = written(item.conversation, tab);
    const text = now.text === "" ? item.text : `${item.text}\n\n${now.text}`;
    write(item.conversation, tab, { ...now, text, subject: now.subject || (item.send?.subject ?? ""), copies: item.send?.copies ?? now.copies }, 0);
    refusals.set(new Map(refusals.get()).set(item.conversation, { item, why }));
  });
}
