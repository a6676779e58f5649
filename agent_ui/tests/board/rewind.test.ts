/** Laws of playing: whatever happened is shown at its second, however the stretch was cut into questions. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inventedBoard } from "../../dev/board";
import { load, type Held } from "~/state/board";
import { freeze, past, play, speed, toLive } from "~/views/board/rewind";
import type { Board, BoardPlay } from "~/wire/board";

const NOW = Date.parse("2026-11-30T13:00:00.400Z");
const BEGUN = NOW - 30_400;
/** What happened, ms: among it something in the rest of a second after which the hub has said all it could. */
let happened: number[] = [];
const iso = (at: number): string => new Date(at).toISOString();
const boardAt = (at: number): Board => {
  const known = inventedBoard(BEGUN);
  const waiting = happened.filter((one) => one <= at).length;
  return { ...known, pos: 100 + waiting, at: iso(at), queues: known.queues.map((one) => ({ ...one, media: one.media.map((medium) => ({ ...medium, waiting })) })) };
};
const waits = (held: Held | undefined): number | undefined => held?.queues["billing"]?.media[0]?.waiting;

const asked: { from: number; seconds: number }[] = [];
vi.mock("~/wire/clock", () => ({ serverNow: () => Date.now() }));
vi.mock("~/wire/boardline", () => ({
  boardPlay: (from: string, seconds: number): Promise<BoardPlay> => {
    const begin = Date.parse(from);
    asked.push({ from: begin, seconds });
    const steps: BoardPlay["steps"] = [];
    let before = boardAt(begin);
    for (let at = begin + 1_000; at <= Math.min(begin + seconds * 1_000, Date.now()); at += 1_000) {
      const next = boardAt(at);
      steps.push({ pos: next.pos, at: next.at, ...(next.pos === before.pos ? {} : { queues: next.queues }) });
      before = next;
    }
    return Promise.resolve({ start: boardAt(begin), steps });
  },
}));

beforeEach(() => { vi.useFakeTimers({ now: NOW }); asked.length = 0; });
afterEach(() => { toLive(); vi.useRealTimers(); });

describe("playing", () => {
  it("shows what happened between the last whole second of one question and the next question", async () => {
    happened = [NOW - 20_000, NOW - 200, NOW + 2_500];
    speed.set(1);
    freeze(load(boardAt(BEGUN)), BEGUN);
    play();
    for (let passed = 0; passed < 60_000; passed += 200) {
      await vi.advanceTimersByTimeAsync(200);
      const seen = past.get();
      if (seen === null) break;
      const second = BEGUN + Math.floor((seen.seen - BEGUN) / 1_000) * 1_000;
      expect([seen.seen - BEGUN, waits(seen.held)]).toEqual([seen.seen - BEGUN, happened.filter((one) => one <= second).length]);
    }
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.every(({ from }) => (from - BEGUN) % 1_000 === 0)).toBe(true);
    expect(waits(past.get()?.held)).toBe(3);
  });
});
