/**
 * The live line of boards and what the board asks over HTTP: a past second, a day, a stretch to play, putting an alert off.
 *
 * After an outage the hub gives the whole board again, so nothing of what was missed needs to be asked for.
 */

import { BOARD_NAMESPACE, type Board, type BoardChanges, type BoardDay, type BoardPlay } from "./board";
import { readClock } from "./clock";
import { dial } from "./dial";
import { get, post, query, takeOut } from "./http";

/** Nothing else happened up to this moment. */
export interface Tick {
  pos: number;
  at: string;
}

export interface HearsBoard {
  board(board: Board): void;
  changes(changes: BoardChanges): void;
  tick(tick: Tick): void;
  /** `since` is when the line went down (our clock, ms), or null while it is up. */
  line(since: number | null): void;
  /** This person may not see the board, or is signed out. */
  refused(code: string): void;
}

/** Open the board's line; returns how to close it. */
export function openBoard(hears: HearsBoard): () => void {
  const dialled = dial(BOARD_NAMESPACE, { ended: ["forbidden", "sign_in", "signed_out"], line: hears.line, refused: hears.refused });
  const { socket } = dialled;
  socket.on("board", (board: Board) => {
    readClock(board.at, 1_000);
    hears.board(board);
  });
  socket.on("board_changes", (changes: BoardChanges) => hears.changes(changes));
  socket.on("board_tick", (tick: Tick) => hears.tick(tick));
  socket.on("signed_out", () => {
    dialled.hangUp();
    hears.refused("signed_out");
  });
  return () => dialled.hangUp();
}

/** The board as it was shown at this moment; 404 when that is older than the kept log. */
export const boardAt = (at: string, signal?: AbortSignal): Promise<Board> => get<Board>(`/api/board/at${query({ at })}`, signal);
/** A day of the firm's, "" for its today. */
export const boardDay = (date: string, signal?: AbortSignal): Promise<BoardDay> => get<BoardDay>(`/api/board/day${query({ date })}`, signal);
export const boardPlay = (from: string, seconds: number, step: number, signal?: AbortSignal): Promise<BoardPlay> =>
  get<BoardPlay>(`/api/board/play${query({ from, seconds, step })}`, signal);
export const snooze = (alert: string, minutes: number): Promise<unknown> => post(`/api/board/alerts/${encodeURIComponent(alert)}/snooze`, { minutes });

/** The board as a PDF: now, or as it was shown at a moment (ms). */
export const printBoard = (at: number | null, language: string): Promise<void> =>
  takeOut(`/api/board/pdf${query({ at: at === null ? null : new Date(at).toISOString(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone, language })}`);
