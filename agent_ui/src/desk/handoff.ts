/** What one screen leaves for another: a prepared reply for the composer, and what was opened lately. */

import { cell, type Cell } from "~/state/store";

type Take = (text: string) => void;
let composer: Take | null = null;

/** The open composer takes texts from elsewhere; returns how to stop. */
export function takeReplies(take: Take): () => void {
  composer = take;
  return () => {
    if (composer === take) composer = null;
  };
}

/** Put a text in the open composer; false when none is open. */
export function giveReply(text: string): boolean {
  composer?.(text);
  return composer !== null;
}

export interface Recent {
  kind: "customer" | "case" | "opportunity";
  id: string;
  title: string;
  path: string;
}

const KEY = "rapport.recent";
const read = (): Recent[] => {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]") as Recent[];
  } catch {
    return [];
  }
};

export const recent: Cell<readonly Recent[]> = cell<readonly Recent[]>(typeof localStorage === "undefined" ? [] : read());

/** Remember that this was opened, newest first, eight at most. */
export function visited(item: Recent): void {
  const next = [item, ...recent.get().filter((old) => old.path !== item.path)].slice(0, 8);
  recent.set(next);
  localStorage.setItem(KEY, JSON.stringify(next));
}

/** Names of customers belong to whoever signed in: forget them with the sign-in. */
export function forgetRecent(): void {
  recent.set([]);
  localStorage.removeItem(KEY);
}

/** What was opened lately is this agent's; somebody else's is forgotten. */
export function rememberFor(agent: string): void {
  if (localStorage.getItem("rapport.agent") !== agent) forgetRecent();
  localStorage.setItem("rapport.agent", agent);
}
