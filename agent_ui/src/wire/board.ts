/** What the board's pages ask for and hear: the socket's events, the past, marks of a day. Rows are in protocol.ts. */

import type { AgentId, BoardChanges, BoardView, QueueId } from "./protocol";

export type {
  Alert, BoardAgent, BoardChanges, BoardNames, MediumTile, QueueTile, Staff, Tally, WorkTile,
} from "./protocol";
export type Board = BoardView;

/** Socket.IO's namespace for supervisors; signed in by the cookie, as /desk. */
export const BOARD_NAMESPACE = "/board";

/** What the hub says there. "board" comes first and again when what one may see has changed. */
export interface BoardEvents {
  board(board: Board): void;
  board_changes(changes: BoardChanges): void;
  board_tick(tick: { pos: number; at: string }): void;
  signed_out(told: { reason: string }): void;
}

export type BoardMarkKind = "shift_began" | "shift_ended" | "alert" | "house_changed" | "switched_off" | "switched_on";

/** Something to find on a day's line. */
export interface BoardMark {
  at: string;
  kind: BoardMarkKind;
  queue_id: QueueId | null;
  agent_id: AgentId | null;
  /** The kind of an alert, else "". */
  detail: string;
}

/** GET /api/board/day?date=2026-11-30: a day of the firm's time zone, its today without `date`; minutes are there from
 *  `kept_from` on. */
export interface BoardDay {
  date: string;
  from: string;
  to: string;
  kept_from: string | null;
  minutes: { at: string; waiting: number }[];
  marks: BoardMark[];
}

/** GET /api/board/play?from=&seconds=&step=: the board at `from`, and what changes at each step after it. */
export interface BoardPlay {
  start: Board;
  steps: BoardChanges[];
}
