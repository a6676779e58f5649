/**
 * Looking back: which second is shown, and how a stretch is played. The live board goes on being kept meanwhile.
 *
 * Freezing takes the board that is on the screen; any other second is asked of the hub. While dragging, only the last
 * second asked for counts: an older question is called off.
 */

import { cell, type Cell } from "~/state/store";
import { load, playTo, type Held } from "~/state/board";
import type { BoardChanges } from "~/wire/board";
import { boardAt, boardPlay } from "~/wire/boardline";
import { serverNow } from "~/wire/clock";
import { HttpError } from "~/wire/http";

export const speeds = [1, 10, 60] as const;
export type Speed = (typeof speeds)[number];

export interface Past {
  /** The second asked for, ms: where the hand on the bar is. */
  at: number;
  /** The second that `held` is of, ms: the one before while the next is fetched. */
  seen: number;
  held: Held;
  /** Since when the hub is being asked (our clock, ms); null when nothing is fetched. */
  asking: number | null;
  playing: boolean;
}

/** A second that could not be shown, and from when on seconds are kept; null when nothing failed. */
export const lost: Cell<{ at: number; earliest: string | null } | null> = cell<{ at: number; earliest: string | null } | null>(null);
export const past: Cell<Past | null> = cell<Past | null>(null);
export const speed: Cell<Speed> = cell<Speed>(1);

const CHUNK_SECONDS = 600; // of the past, fetched at once
const FRAME = 200; // ms between two pictures
let question: AbortController | null = null;
let clock: ReturnType<typeof setInterval> | null = null;

const put = (patch: Partial<Past>): void => {
  const was = past.get();
  if (was !== null) past.set({ ...was, ...patch });
};

/** Back to the live board. */
export function toLive(): void {
  halt();
  question?.abort();
  lost.set(null);
  past.set(null);
}

/** Hold what is on the screen. */
export function freeze(held: Held, at: number): void {
  halt();
  lost.set(null);
  past.set({ at, seen: at, held, asking: null, playing: false });
}

/**
 * Show the board at this moment; one that has not come yet is the live one. `shown` is what is on the screen, and stays
 * until the hub has answered. Where nothing is kept of that moment the earliest kept one is shown, else what was shown.
 */
export function lookAt(at: number, shown: Held | null): void {
  halt();
  if (at >= serverNow() - 1_000 || shown === null) return toLive();
  question?.abort();
  const mine = new AbortController();
  question = mine;
  const before = past.get();
  lost.set(null);
  past.set({ at, seen: before?.seen ?? serverNow(), held: before?.held ?? shown, asking: Date.now(), playing: false });
  boardAt(new Date(at).toISOString(), mine.signal).then(
    (board) => put({ held: load(board), seen: at, asking: null }),
    (error: unknown) => {
      if (mine.signal.aborted) return;
      const earliest = earliestOf(error);
      const first = earliest === null ? at : Math.floor(Date.parse(earliest) / 1_000 + 1) * 1_000; // the first whole second kept
      if (first > at) lookAt(first, shown);
      else if (before === null) toLive();
      else past.set({ ...before, at: before.seen, asking: null, playing: false });
      lost.set({ at, earliest });
    },
  );
}

/** From when on the log is kept, as the hub says it when it is asked for an older second. */
function earliestOf(error: unknown): string | null {
  const told = error instanceof HttpError ? error.data["data"] : null;
  const from = typeof told === "object" && told !== null ? (told as Record<string, unknown>)["kept_from"] : null;
  return typeof from === "string" ? from : null;
}

function halt(): void {
  if (clock !== null) clearInterval(clock);
  clock = null;
  put({ playing: false });
}

export function pause(): void {
  halt();
  question?.abort();
  put({ asking: null });
}

interface Reel {
  steps: BoardChanges[];
  done: number;
  /** Up to here (ms) everything that happened is on the reel. */
  until: number;
  fetching: boolean;
  /** How long the last question took, ms: who is nearer to now than that has caught up. */
  took: number;
}

async function more(reel: Reel, from: number, first: boolean): Promise<void> {
  reel.fetching = true;
  const asked = Date.now();
  const mine = new AbortController();
  question = mine;
  const whole = Math.min(CHUNK_SECONDS, Math.floor((serverNow() - from) / 1_000)); // what is left of a second comes with the next
  try {
    const got = await boardPlay(new Date(from).toISOString(), Math.max(1, whole), 1, mine.signal);
    if (mine.signal.aborted) return;
    if (first) put({ held: load(got.start), seen: from });
    reel.steps.push(...got.steps);
    reel.until = from + got.steps.length * 1_000; // the next chunk begins where this one's last step is
    put({ asking: null });
  } catch (error) {
    if (mine.signal.aborted) return;
    halt();
    put({ asking: null });
    lost.set({ at: from, earliest: earliestOf(error) });
  } finally {
    reel.fetching = false;
    reel.took = Date.now() - asked;
  }
}

/** Play on from the second shown, at the speed chosen, until it has caught up with now. */
export function play(): void {
  const begun = past.get();
  if (begun === null || begun.playing) return;
  halt();
  const reel: Reel = { steps: [], done: 0, until: begun.at, fetching: false, took: 0 };
  lost.set(null);
  put({ playing: true, asking: Date.now() });
  void more(reel, begun.at, true);
  let drawn = Date.now();
  clock = setInterval(() => {
    const was = past.get();
    const real = Date.now();
    const passed = (real - drawn) * speed.get();
    drawn = real;
    if (was === null) return;
    if (was.at >= serverNow() - Math.max(1_000, reel.took * 2)) return toLive();
    if (!reel.fetching && reel.until - was.at < speed.get() * 5_000 && reel.until < serverNow() - 1_000) void more(reel, reel.until, false);
    if (reel.until <= was.at && reel.fetching) return; // wait for the reel
    const at = Math.min(was.at + passed, Math.max(reel.until, was.at));
    const next = playTo(was.held, reel.steps, reel.done, at);
    reel.done = next.done;
    past.set({ ...was, at, seen: at, held: next.held, playing: true });
  }, FRAME);
}
