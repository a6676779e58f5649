/** The board's line to nowhere: an invented floor whose clock goes on; `window.boardLine.down()` loses it. */

import type { Question, WhatIf } from "../src/wire/whatif";
import type { Board, BoardDay, BoardPlay } from "../src/wire/board";
import type { HearsBoard } from "../src/wire/boardline";
import { serverNow } from "../src/wire/clock";
import { inventedAnswer, inventedBoard, inventedDay, inventedPlay } from "./board";

export type { HearsBoard } from "../src/wire/boardline";

export function openBoard(hears: HearsBoard): () => void {
  const asked = new URLSearchParams(location.search);
  const made = inventedBoard(serverNow());
  const board: Board = asked.get("empty") !== null ? { ...made, queues: [], agents: [], alerts: [] } : made;
  setTimeout(() => hears.board(board), 30);
  const clock = asked.get("stale") !== null ? undefined : setInterval(() => hears.tick({ pos: 100, at: new Date(serverNow()).toISOString() }), 1_000);
  return () => clearInterval(clock);
}
const later = <V,>(value: V, ms: number = 60): Promise<V> => new Promise((resolve) => setTimeout(() => resolve(value), ms));
export const boardAt = (at: string): Promise<Board> => later(inventedBoard(Date.parse(at)));
export const boardDay = (): Promise<BoardDay> => later(inventedDay(serverNow()));
export const boardPlay = (from: string, seconds: number): Promise<BoardPlay> => later(inventedPlay(Date.parse(from), seconds));
export const snooze = (): Promise<unknown> => later({});
export const whatIf = (question: Question): Promise<WhatIf> => {
  const move = question.moves[0];
  return later(inventedAnswer(move?.queue_id ?? "billing", move?.agents ?? 0, move?.from_queue_id ?? null), 400);
};
export const applyMoves = (): Promise<{ lent: [] }> => later({ lent: [] });
