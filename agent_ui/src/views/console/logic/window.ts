/** Which stretch of a long thread is in the page: counted from its end, because older lines join at the beginning. */

export interface Window {
  /** Lines after the stretch that are not in the page. */
  readonly below: number;
  /** Lines in the page. */
  readonly size: number;
}

export const FEW = 150;
const STEP = 100;
const MOST = 400;

export const atEnd: Window = { below: 0, size: FEW };

/** The stretch as indices [from, to) into `total` lines. */
export function bounds(window: Window, total: number): { from: number; to: number } {
  const to = Math.max(0, total - window.below);
  return { from: Math.max(0, to - window.size), to };
}

/** The reader came near the upper edge: more lines above, and, when there are many, fewer below. */
export function up(window: Window, total: number): Window {
  if (bounds(window, total).from === 0) return window;
  const size = window.size + STEP;
  return size <= MOST ? { ...window, size } : { below: window.below + STEP, size: MOST };
}

/** The reader came near the lower edge. */
export function down(window: Window): Window {
  return window.below === 0 ? window : { below: Math.max(0, window.below - STEP), size: window.size };
}

/** A stretch around one line, to come back to where the reader was. */
export function around(index: number, total: number): Window {
  const below = Math.max(0, total - index - STEP);
  return { below, size: FEW + STEP };
}
