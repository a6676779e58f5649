/** What pages ask for over HTTP and the contract has no dataclass for: the sign-in page, lists, the floor. */

import type {
  CallState, CaseInfo, ColleagueRow, HistoryInfo, MeRow, Medium, OpportunityInfo, QueueRow, SearchHit, ThreadRow, Trace, WorkRow,
} from "./protocol";

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface PublicInfo {
  firm: string;
  languages: string[];
  demo: { role: string; email: string; password: string; name: string }[];
  sandbox_url: string;
  version: string;
}

/** The signed-in agent as /api/me tells, with what only settings need. */
export type Me = MeRow & { theme?: string; signature?: string; mobile?: string };

export interface CustomerLine {
  id: string;
  number: string;
  name: string;
  vip: boolean;
  last_interaction_at: string | null;
  last_medium: Medium | "";
  identities: string[];
}

export interface CasePage {
  case: CaseInfo;
  history: HistoryInfo[];
  thread: ThreadRow[];
}

export interface OpportunityPage {
  opportunity: OpportunityInfo;
  history: HistoryInfo[];
  thread: ThreadRow[];
}

/** One that waits: the row, how long, and why it waits. */
export type Waiting = WorkRow & { verdict?: string; age_seconds?: number; waiting_since?: string | null; trace?: Trace | null };

/** A call an agent is in. `since` is when they began to talk, else when it began. */
export interface LiveCall {
  id: string;
  interaction_id: string;
  agent_id: string;
  customer_name: string;
  number: string;
  channel_id: string;
  queue_id: string;
  state: CallState;
  since: string;
}

/** A queue or a channel whose callers hear an announcement only. */
export interface SwitchedOff {
  kind: "queue" | "channel";
  id: string;
  text: Record<string, string>;
  by_agent_id: string;
  since: string;
}

export interface Floor {
  queues: QueueRow[];
  agents: ColleagueRow[];
  waiting: Waiting[];
  calls: LiveCall[];
  switched_off: SwitchedOff[];
}

export interface Found {
  hits: SearchHit[];
  took_ms: number;
}

export interface QuarantineLine {
  id: string;
  channel_id: string;
  received_at: string;
  reason: string;
  size: number;
  from: string;
  subject: string;
}

export interface BlockedLine {
  address: string;
  at: string | null;
  reason: string;
  agent_name: string;
}

export interface ChannelState {
  id: string;
  name: string;
  medium: Medium;
  address: string;
  state: "up" | "connecting" | "down";
  since: string | null;
  detail: string;
}

/** A broadcast or a message of mine and who has read it. */
export interface SentNotice {
  id: string;
  at: string;
  text: string;
  team: string;
  queue_id: string;
  readers: { agent_id: string; name: string; read_at: string | null }[];
}
