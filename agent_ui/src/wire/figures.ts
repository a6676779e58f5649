/** What the pages of figures ask for over HTTP: metrics, reports, exports, forecast, replays, autopsies. Null is unknown. */

import type { Language } from "~/i18n/language";
import type { Outcome } from "./whatif";

export type Names = Record<Language, string>;
export type Unit = "share" | "seconds" | "count" | "score" | "money";
export type Better = "up" | "down" | "";

export interface Metric {
  id: string;
  name: Names;
  unit: Unit;
  better: Better;
  formula: Names;
  excludes: Names;
  source: string;
  test: string;
  /** What it can be told apart by; empty and not measured where the hub cannot count it yet. */
  by: string[];
  measured: boolean;
}

/** One figure with how many it rests on and, where one exists, its range. */
export interface Figure {
  value: number | null;
  n: number;
  low: number | null;
  high: number | null;
}

export type Figures = Record<string, Figure>;

export interface ReportRow {
  key: Record<string, string>;
  values: Figures;
  before?: Figures | null;
}

export interface Report {
  by: string[];
  rows: ReportRow[];
  totals: Figures;
  before?: Figures | null;
  zone: string;
  from: string;
  to: string;
}

/**
 * One thing behind a figure. `what` is how a stay or a handling ended, else a topic or nothing; `value` the seconds
 * waited or worked, a score, or 1 and 0 for settled and come back. A quarter hour of an agent has no conversation.
 */
export interface Behind {
  id: string;
  at: string;
  value: number | null;
  what: string | null;
  queue_id: string;
  medium: string;
  agent_id: string | null;
  interaction_id: string | null;
  conversation_id: string | null;
  customer_id: string | null;
  customer_name: string;
}

export interface Job {
  state: "running" | "done" | "failed" | "cancelled";
  progress: number;
  url?: string | null;
  /** Why it failed, as a sentence. */
  error?: string;
}

export interface Schedule {
  at: string;
  days: number[];
  zone: string;
  to: string[];
}

export interface SavedReport {
  id: string;
  name: string;
  query: string;
  schedule: Schedule | null;
  next_at: string | null;
  sent_at: string | null;
  /** The last mail could not be sent. */
  failed: boolean;
}

/** A half hour. `required` are agents at work; `plan` how many to plan for it, with breaks and absence; `scheduled` how
 * many the roster has at work, on its mean; null where nobody is planned that day. */
export interface Slot {
  at: string;
  actual: number | null;
  expected: number | null;
  low: number | null;
  high: number | null;
  required: number | null;
  plan: number | null;
  scheduled: number | null;
}

export interface Forecast {
  slots: Slot[];
  error: { wape: number | null; naive: number | null; days: number };
  shrinkage: number;
  /** The share of rostered time that is breaks, training and meetings; null without a roster. */
  roster_away: number | null;
  /** How the rest of today is scaled by what came so far; 1 for other days. */
  level: number;
  /** Days of arrivals a forecast needs, and how many there are. */
  history: { needs: number; has: number };
}

export interface Changes {
  extra_agents: Record<string, number>;
  skills: Record<string, Record<string, number>>;
  capacity: Record<string, number>;
  hours: Record<string, "always" | "as_is">;
  seed: number;
}

/** `actual` is what was counted that day, `before` the day lived again under its own rules, `after` under the changed. */
export interface Replay extends Job {
  id: string;
  date: string;
  actual: Record<string, Outcome> | null;
  before: Record<string, Outcome> | null;
  after: Record<string, Outcome> | null;
  exact: boolean | null;
  runs_checked: number | null;
}

export interface Broken {
  id: string;
  queue_id: string;
  from: string;
  to: string;
  level: number | null;
  target_share: number;
}

/** What one thing done otherwise would have come to. */
export interface Remedy {
  words: Names;
  level: number | null;
  low: number | null;
  high: number | null;
}

export interface Autopsy extends Broken {
  timeline: { at: string; kind: string; words: Names; value: number | null }[];
  remedies: Remedy[];
  as_it_was: Remedy | null;
}
