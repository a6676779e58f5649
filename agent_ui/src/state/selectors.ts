/** Questions views ask of the desk. Pure; lists come sorted, and equal questions give equal orders. */

import type {
  ChannelInfo, ColleagueRow, DraftRow, HelpRow, InteractionState, MentionRow, MeRow, NoticeRow, OfferRow, QueueRow, ThreadRow,
  WorkRow,
} from "~/wire/protocol";
import type { State } from "./reduce";

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byTime = (a: string | null, b: string | null): number => text(a ?? "9", b ?? "9"); // none is last

export const me = (state: State): MeRow | null => Object.values(state.held.me)[0] ?? null;

/** Where the firm's days begin: "today" of what is kept by day. */
export const firmZone = (state: State): string => state.house?.time_zone ?? "UTC";

export const isSupervisor = (state: State): boolean =>
  (me(state)?.roles ?? []).some((role) => role === "supervisor" || role === "admin");
export const isAdmin = (state: State): boolean => (me(state)?.roles ?? []).includes("admin");

/** Pending offers, the one that ends first on top. */
export const offers = (state: State): OfferRow[] =>
  Object.values(state.held.offers).sort((a, b) => text(a.deadline, b.deadline) || text(a.id, b.id));

export type WorkGroup = "active" | "waiting" | "snoozed";
const groups: Record<InteractionState, WorkGroup> = {
  queued: "active", offered: "active", active: "active", held: "active", wrapping: "active",
  waiting: "waiting", snoozed: "snoozed", closed: "active", abandoned: "active",
};
export const groupOf = (row: WorkRow): WorkGroup => groups[row.state];

/** My work, most urgent first within its groups: active, waiting for the customer, snoozed. */
export function work(state: State): WorkRow[] {
  const order: Record<WorkGroup, number> = { active: 0, waiting: 1, snoozed: 2 };
  return Object.values(state.held.work).sort(
    (a, b) =>
      order[groupOf(a)] - order[groupOf(b)] ||
      (groupOf(a) === "snoozed" ? byTime(a.snoozed_until, b.snoozed_until) : byTime(a.due_at, b.due_at)) ||
      byTime(a.accepted_at, b.accepted_at) ||
      text(a.id, b.id),
  );
}

export const workOf = (state: State, conversationId: string): WorkRow | null =>
  Object.values(state.held.work).find((row) => row.conversation_id === conversationId) ?? null;

/** How much of one medium, or of all, I have in hand: waiting and snoozed work takes no place. */
export function capacity(state: State): { used: number; all: number } {
  const mine = me(state);
  const { total, ...byMedium } = mine?.capacity ?? {};
  const all = total ?? Object.values(byMedium).reduce((sum, n) => sum + n, 0);
  const used = Object.values(state.held.work).filter((row) => groupOf(row) === "active").length;
  return { used, all };
}

/** Lines of one conversation or of one customer, oldest first. */
export const threadOf = (state: State, where: { conversation?: string; customer?: string }): ThreadRow[] =>
  Object.values(state.held.thread)
    .filter((row) =>
      where.conversation !== undefined ? row.conversation_id === where.conversation : row.customer_id === where.customer,
    )
    .sort((a, b) => text(a.at, b.at) || text(a.id, b.id));

export const queues = (state: State): QueueRow[] =>
  Object.values(state.held.queues).sort((a, b) => text(a.name, b.name) || text(a.id, b.id));

export const colleagues = (state: State): ColleagueRow[] =>
  Object.values(state.held.colleagues).sort((a, b) => text(a.name, b.name) || text(a.id, b.id));

/** Calls for me in notes, newest first. */
export const mentions = (state: State): MentionRow[] =>
  Object.values(state.held.mentions).sort((a, b) => text(b.at, a.at) || text(a.id, b.id));

/** What I am told until I have read it, oldest first. */
export const notices = (state: State): NoticeRow[] =>
  Object.values(state.held.notices).sort((a, b) => text(a.at, b.at) || text(a.id, b.id));

/** My calls for a supervisor that are not over, oldest first. */
export const helps = (state: State): HelpRow[] =>
  Object.values(state.held.helps).sort((a, b) => text(a.asked_at, b.asked_at) || text(a.id, b.id));

export const draft = (state: State, conversationId: string, tab: string): DraftRow | null =>
  state.held.drafts[`${conversationId}/${tab}`] ?? null;

export const channel = (state: State, id: string | null): ChannelInfo | null =>
  state.house?.channels.find((found) => found.id === id) ?? null;
