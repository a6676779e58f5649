/** Toasts: what just happened, in one line, with six seconds to take it back (Z). One shows at a time, newest first. */

import { cell, type Cell } from "~/state/store";

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "bad";
  /** Take it back. Without it the toast only tells. */
  undo?: (() => void) | undefined;
  /** When it goes by itself (our clock, ms). */
  until: number;
}

export const toasts: Cell<readonly Toast[]> = cell<readonly Toast[]>([]);
let last = 0;

const LIFE = 6_000;

function show(toast: Omit<Toast, "id" | "until">, life: number): number {
  const id = ++last;
  toasts.set([{ ...toast, id, until: Date.now() + life }, ...toasts.get()].slice(0, 3));
  setTimeout(() => dismiss(id), life);
  return id;
}

export function dismiss(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** Say what happened. With `undo` it can be taken back for `seconds`. */
export const tell = (text: string, undo?: () => void, seconds: number = LIFE / 1000): number =>
  show({ text, tone: "plain", undo }, seconds * 1000);

/** Say what did not work and how to mend it. */
export const warn = (text: string): number => show({ text, tone: "bad" }, 9_000);

/** Take back the newest thing that can be; false when there is none. */
export function undoLast(): boolean {
  const found = toasts.get().find((toast) => toast.undo);
  if (!found) return false;
  dismiss(found.id);
  found.undo?.();
  return true;
}
