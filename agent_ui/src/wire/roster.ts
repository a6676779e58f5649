/** What the roster's pages ask for over HTTP: shifts, days, needed against planned. Null is unknown. */

export type ShiftKind = "work" | "break" | "training" | "meeting";

export interface Shift {
  id: string;
  agent_id: string;
  kind: ShiftKind;
  begins_at: string;
  ends_at: string;
}

/** A local day of the firm with its midnights. */
export interface RosterDay {
  date: string;
  begins_at: string;
  ends_at: string;
}

export interface Rostered {
  id: string;
  name: string;
  email: string;
  team: string;
  queues: string[];
}

export interface RosterWeek {
  zone: string;
  days: RosterDay[];
  agents: Rostered[];
  shifts: Shift[];
}

/** One's own shifts: today and the days after it. */
export type OwnShifts = Omit<RosterWeek, "agents">;

/** A half hour: agents needed at work, and planned to be on its mean, breaks left out. */
export interface CoverSlot {
  at: string;
  required: number | null;
  scheduled: number | null;
}

export interface Cover {
  slots: CoverSlot[];
  /** The share of planned time that is breaks, training and meetings. */
  roster_away: number | null;
  /** The share of paid time that usually is not work. */
  shrinkage: number;
  /** Queues of which nothing is known. */
  unknown: string[];
}

export interface Fault {
  line: number;
  column: string;
  code: string;
  value: string;
  other: number;
  remedy: string;
}
