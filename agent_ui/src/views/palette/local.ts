/** What the palette finds on this computer, at once: my work, actions, colleagues, replies, what was opened lately. */

import type { Action } from "~/desk/keys";
import { find } from "~/state/match";
import type { CannedReply, ColleagueRow, WorkRow } from "~/wire/protocol";
import type { Glyph } from "~/parts";

export interface Hit {
  id: string;
  title: string;
  sub: string;
  glyph?: Glyph;
  /** Draws an avatar of this customer or colleague instead of a glyph. */
  face?: string;
  side?: string;
  keys?: readonly string[];
  customer?: string | null;
  conversation?: string | null;
  run: () => void;
}

export interface Section {
  id: string;
  title: string;
  note?: string;
  hits: Hit[];
}

export type Mode = "all" | "command" | "case" | "colleague" | "reply";
const prefixes: Record<string, Mode> = { ">": "command", "#": "case", "@": "colleague", "/": "reply" };

/** The prefix says where to look; the rest is what to look for. */
export function parse(input: string): { mode: Mode; q: string } {
  const mode = prefixes[input.trimStart().charAt(0)];
  return mode ? { mode, q: input.trimStart().slice(1).trim() } : { mode: "all", q: input.trim() };
}

export interface Runnable {
  id: string;
  title: string;
  glyph: Glyph;
  keys?: readonly string[];
  action?: Action;
  run: () => void;
}

/** Those whose title has the words, in the order given; all when nothing is asked. */
export function filter<V>(items: readonly V[], text: (item: V) => string, q: string): V[] {
  return q === "" ? [...items] : items.filter((item) => find(text(item), q) !== null);
}

export const workHits = (rows: readonly WorkRow[], q: string, sub: (row: WorkRow) => string, open: (row: WorkRow) => void): Hit[] =>
  filter(rows, (row) => `${row.customer_name} ${row.subject} ${row.case_number}`, q).map((row) => ({
    id: `work:${row.id}`,
    title: row.customer_name,
    sub: sub(row),
    face: row.customer_id,
    customer: row.customer_id,
    conversation: row.conversation_id,
    side: row.case_number,
    run: () => open(row),
  }));

export const actionHits = (all: readonly Runnable[], q: string): Hit[] =>
  filter(all, (item) => item.title, q).map((item) => ({
    id: `do:${item.id}`,
    title: item.title,
    sub: "",
    glyph: item.glyph,
    ...(item.keys ? { keys: item.keys } : {}),
    run: item.run,
  }));

export const colleagueHits = (rows: readonly ColleagueRow[], q: string, state: (row: ColleagueRow) => string, run: (row: ColleagueRow) => void): Hit[] =>
  filter(rows, (row) => `${row.name} ${row.team}`, q).map((row) => ({
    id: `agent:${row.id}`,
    title: row.name,
    sub: row.team,
    face: row.id,
    side: state(row),
    run: () => run(row),
  }));

export const replyHits = (all: readonly CannedReply[], q: string, code: string, run: (reply: CannedReply) => void): Hit[] =>
  filter(all, (reply) => `${reply.key} ${Object.values(reply.name).join(" ")} ${Object.values(reply.text).join(" ")}`, q).map((reply) => ({
    id: `reply:${reply.key}`,
    title: `/${reply.key}`,
    sub: reply.text[code] ?? Object.values(reply.text)[0] ?? "",
    glyph: "slash",
    side: reply.name[code] ?? "",
    run: () => run(reply),
  }));
