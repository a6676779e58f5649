/** What the board shows now: the live one as it comes, or a past second while somebody looks back. One line for all views. */

import { useEffect, useMemo } from "react";
import { useServerNow } from "~/parts";
import { apply, load, tick, type Held } from "~/state/board";
import { ageOf, type Age } from "~/state/figures";
import { cell, useCell, type Cell } from "~/state/store";
import { openBoard } from "~/wire/boardline";
import { past } from "./rewind";

export const live: Cell<Held | null> = cell<Held | null>(null);
/** When the line went down (our clock, ms), or null while it is up. */
export const boardDown: Cell<number | null> = cell<number | null>(null);
/** Why the hub does not show the board to this person, or null. */
export const refused: Cell<string | null> = cell<string | null>(null);

let close: (() => void) | null = null;
let watching = 0;

function start(): void {
  refused.set(null);
  close = openBoard({
    board: (board) => live.set(load(board)),
    changes: (changes) => live.set(((held) => held && apply(held, changes))(live.get())),
    tick: (told) => live.set(((held) => held && tick(held, told))(live.get())),
    line: (since) => boardDown.set(since === null ? null : (boardDown.get() ?? since)),
    refused: (code) => refused.set(code),
  });
}

/** Keep the board's line open while a view is shown. */
export function useBoardLine(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    watching += 1;
    if (watching === 1) start();
    return () => {
      watching -= 1;
      if (watching > 0) return;
      close?.();
      close = null;
      live.set(null);
      boardDown.set(null);
    };
  }, [on]);
}

export interface Seen {
  held: Held | null;
  /** The moment timers count to: now, or the second looked at. */
  now: number;
  isPast: boolean;
  /** How old the live board is, in seconds; 0 while it is fresh or a past one is shown. */
  seconds: number;
  age: Age;
}

/** What is to be drawn. */
export function useSeen(): Seen {
  const held = useCell(live);
  const back = useCell(past);
  const now = useServerNow();
  return useMemo(() => {
    if (back !== null) return { held: back.held, now: back.seen, isPast: true, seconds: 0, age: "fresh" as const };
    const seconds = held === null ? 0 : Math.max(0, Math.floor((now - Date.parse(held.heard)) / 1000));
    return { held, now, isPast: false, seconds, age: ageOf(seconds) };
  }, [held, back, now]);
}
