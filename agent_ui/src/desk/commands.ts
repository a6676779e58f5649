/** What a person can do, as one function: ask the hub and hear its answer. Which commands outlive a lost line is said here. */

import { cell, forget, hearChanges, hearDesk, hearThread, desk, type Cell } from "~/state/store";
import type { Change, CommandName, Commands } from "~/wire/protocol";
import { openLine, type Answer, type Line, type Refusal, type Signal } from "~/wire/socket";
import { hearFacts } from "./alerts";

/** Commands that wait for a lost line to come back; the rest are refused as `offline` at once. */
const kept: ReadonlySet<CommandName> = new Set<CommandName>([
  "send_message", "write_note", "save_draft", "save_wrap_up", "complete_wrap_up", "mark_read", "see_mentions",
  "log_interaction",
]);

/** When the line went down (our clock, ms), or null while it is up. */
export const lineDown: Cell<number | null> = cell<number | null>(null);
/** Commands waiting for the line. */
export const waiting: Cell<number> = cell(0);
/** Why we were signed out, or null while signed in. */
export const signedOut: Cell<string | null> = cell<string | null>(null);

let line: Line | null = null;
let anew = false; // the next desk shall come whole
const phoneMoved = new Set<(state: "free" | "elsewhere") => void>();
const signals = new Set<(signal: Signal) => void>();
type Facts = Change["facts"];
const factHearers = new Set<(facts: Facts) => void>();

/** Open the line to the hub; safe to call again. */
export function startDesk(): void {
  if (line) return;
  signedOut.set(null);
  line = openLine({
    desk(got) {
      anew = false;
      hearDesk(got);
    },
    changes(changes) {
      hearChanges(changes);
      for (const change of changes) {
        hearFacts(change);
        if ((change.facts ?? []).length > 0) factHearers.forEach((hear) => hear(change.facts));
      }
    },
    signal: (signal) => signals.forEach((hear) => hear(signal)),
    signedOut(reason) {
      stopDesk();
      signedOut.set(reason === "" ? "ended" : reason);
    },
    phone: (told) => phoneMoved.forEach((hear) => hear(told.state)),
    line: (since) => lineDown.set(since === null ? null : (lineDown.get() ?? since)),
    place: () => (anew ? { epoch: null, pos: null } : { epoch: desk.get().epoch, pos: desk.get().pos }),
  });
}

/** Ask for the whole desk again: names on it come in the agent's language. What is shown stays until it is here. */
export function reloadDesk(): void {
  if (!line) return;
  anew = true;
  line.again();
}

export function stopDesk(): void {
  line?.close();
  line = null;
  lineDown.set(null);
  forget();
}

/**
 * Ask the hub. Never throws: a refusal is an answer with `ok: false` and a code. A repeat with the same `id` does
 * nothing twice. Lines that come back with `answered_meanwhile` are put in their place.
 */
export async function act<N extends CommandName>(name: N, fields: Commands[N], id?: string): Promise<Answer> {
  if (!line) return { ok: false, code: "offline", message: "", field: "" };
  const keep = kept.has(name);
  if (keep && lineDown.get() !== null) waiting.set(waiting.get() + 1);
  const counted = keep && lineDown.get() !== null;
  const answer = await line.call(name, fields, keep, id);
  if (counted) waiting.set(Math.max(0, waiting.get() - 1));
  if (!answer.ok && answer.data?.items) hearThread(answer.data.items);
  return answer;
}

/** Ask over the same line by another event than a command; a refusal when nobody answers. */
export function ask<T>(event: string, fields: object, within?: number): Promise<T | Refusal> {
  if (!line) return Promise.resolve({ ok: false, code: "offline", message: "", field: "" });
  return line.ask<T>(event, fields, within);
}

/** Hear who writes and who looks; returns how to stop. */
export function onSignal(hear: (signal: Signal) => void): () => void {
  signals.add(hear);
  return () => void signals.delete(hear);
}

/** Hear when my phone is taken to another console, or is free again; returns how to stop. */
export function onPhoneMoved(hear: (state: "free" | "elsewhere") => void): () => void {
  phoneMoved.add(hear);
  return () => void phoneMoved.delete(hear);
}

/** Hear what happened by name, for panels that were fetched and must be fetched again; returns how to stop. */
export function onFacts(hear: (facts: Facts) => void): () => void {
  factHearers.add(hear);
  return () => void factHearers.delete(hear);
}
