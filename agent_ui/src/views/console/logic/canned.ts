/** Prepared replies: finding one by what follows the slash, and filling its variables. */
import type { CannedReply, Medium } from "~/wire/protocol";

export interface Filled {
  readonly text: string;
  /** Variables nobody could fill: they stay in the text in braces and are named to the agent. */
  readonly missing: readonly string[];
}

const VARIABLE = /\{([a-z][a-z0-9_]*)\}/g;

export function fill(text: string, values: Readonly<Record<string, string | undefined>>): Filled {
  const missing: string[] = [];
  const filled = text.replace(VARIABLE, (whole: string, name: string) => {
    const value = values[name];
    if (value !== undefined && value !== '') return value;
    if (!missing.includes(name)) missing.push(name);
    return whole;
  });
  return { text: filled, missing };
}

/** The `/word` the caret stands in, when it begins the text or follows a space. */
export function slashAt(text: string, caret: number): { from: number; query: string } | null {
  return wordAt(text, caret, '/');
}

/** The `@word` the caret stands in. */
export function mentionAt(text: string, caret: number): { from: number; query: string } | null {
  return wordAt(text, caret, '@');
}

function wordAt(text: string, caret: number, mark: string): { from: number; query: string } | null {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf(mark);
  if (from < 0 || caret - from > 40) return null;
  if (from > 0 && !/\s/.test(before[from - 1] ?? '')) return null;
  const query = before.slice(from + 1);
  return /\s/.test(query) ? null : { from, query };
}

/** Replies whose key, name or text holds the query: key first, then name, then text. */
export function findReplies(
  replies: readonly CannedReply[],
  query: string,
  medium: Medium | null,
  limit = 8,
): CannedReply[] {
  const wanted = query.toLocaleLowerCase();
  const scored: [number, CannedReply][] = [];
  for (const reply of replies) {
    if (medium !== null && reply.mediums.length > 0 && !reply.mediums.includes(medium)) continue;
    const score = rank(reply, wanted);
    if (score > 0) scored.push([score, reply]);
  }
  return scored
    .sort(([a, x], [b, y]) => b - a || x.key.localeCompare(y.key))
    .slice(0, limit)
    .map(([, reply]) => reply);
}

function rank(reply: CannedReply, wanted: string): number {
  if (reply.key.toLocaleLowerCase().startsWith(wanted)) return 4;
  if (reply.key.toLocaleLowerCase().includes(wanted)) return 3;
  if (Object.values(reply.name).some((n) => n.toLocaleLowerCase().includes(wanted))) return 2;
  return Object.values(reply.text).some((t) => t.toLocaleLowerCase().includes(wanted)) ? 1 : 0;
}

/** The text in the first language there is: the customer's, then the house's own order. */
export function inLanguage(
  texts: Readonly<Record<string, string>>,
  ...languages: readonly string[]
): string {
  for (const language of languages) {
    const found = texts[language.slice(0, 2)] ?? texts[language];
    if (found !== undefined && found !== '') return found;
  }
  return Object.values(texts)[0] ?? '';
}
