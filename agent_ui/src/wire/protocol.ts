// Written by `python -m hub protocol` from hub/core and hub/edge/commands.py by reflection.
// Do not edit: change the Python and write it again. Times are ISO 8601 with Z, decimals are strings.

export type CustomerId = string;
export type IdentityId = string;
export type ConversationId = string;
export type InteractionId = string;
export type HandlingId = string;
export type MessageId = string;
export type OfferId = string;
export type AgentId = string;
export type QueueId = string;
export type ChannelId = string;
export type SkillId = string;
export type DispositionCode = string;
export type CaseId = string;
export type OpportunityId = string;
export type CallbackId = string;
export type FileId = string;
export type MergeId = string;
export type CallId = string;
export type LegId = string;
export type OrderId = string;
export type RecordingId = string;
export type ScorecardId = string;
export type ReviewId = string;
export type CoachingNoteId = string;
export type SampleRuleId = string;
export type CalibrationId = string;
export type NoticeId = string;
export type HelpId = string;
export type ClockId = string;
export type ShiftId = string;

/** How far an outgoing message got. UNKNOWN: the provider may or may not have it; a person decides. */
export const DeliveryStateValues = ["pending", "sent", "delivered", "read", "failed", "unknown"] as const;
export type DeliveryState = (typeof DeliveryStateValues)[number];

/** What kind of talk it is; capacity, composer and glyph follow from it. */
export const MediumValues = ["chat", "email", "sms", "phone", "webcall", "in_person", "letter", "callback"] as const;
export type Medium = (typeof MediumValues)[number];

/** Where a leg stands; it only moves forward, whatever the order in which reports arrive. */
export const LegStateValues = ["dialling", "ringing", "answered", "ended"] as const;
export type LegState = (typeof LegStateValues)[number];

/** How a leg takes part in its room. */
export const PartValues = ["talk", "listen", "whisper"] as const;
export type Part = (typeof PartValues)[number];

/** What an agent may do beyond their own work. */
export const RoleValues = ["agent", "supervisor", "admin"] as const;
export type Role = (typeof RoleValues)[number];

/** Where an interaction stands; the moves between them are the table in core/lifecycle.py. */
export const InteractionStateValues = ["queued", "offered", "active", "held", "waiting", "snoozed", "wrapping", "closed", "abandoned"] as const;
export type InteractionState = (typeof InteractionStateValues)[number];

/** Who began or wrote it. */
export const DirectionValues = ["inbound", "outbound", "internal"] as const;
export type Direction = (typeof DirectionValues)[number];

/** What a line of the thread is: an utterance, a colleague's note, something that happened, or what a supervisor said to the handling agent alone. */
export const MessageKindValues = ["text", "note", "event", "whisper"] as const;
export type MessageKind = (typeof MessageKindValues)[number];

/** The life of an offer. */
export const OfferStateValues = ["pending", "accepted", "declined", "expired", "rescinded"] as const;
export type OfferState = (typeof OfferStateValues)[number];

/** What an agent sets, and what the hub sets for them: MISSED after an offer nobody answered. */
export const PresenceStateValues = ["available", "away", "missed", "offline"] as const;
export type PresenceState = (typeof PresenceStateValues)[number];

/** How an interaction's stay in a queue ended. */
export const StayEndValues = ["answered", "abandoned", "overflowed", "moved", "callback", "voicemail", "closed"] as const;
export type StayEnd = (typeof StayEndValues)[number];

/** Where a case stands. */
export const CaseStatusValues = ["new", "open", "waiting", "resolved", "closed"] as const;
export type CaseStatus = (typeof CaseStatusValues)[number];

/** What a case is about. */
export const CaseTypeValues = ["question", "problem", "complaint", "request"] as const;
export type CaseType = (typeof CaseTypeValues)[number];

/** How far a sale is. */
export const OpportunityStageValues = ["new", "qualified", "proposal", "negotiation", "won", "lost"] as const;
export type OpportunityStage = (typeof OpportunityStageValues)[number];

/** Where a promised call back stands: due ones are queued as work. */
export const CallbackStateValues = ["planned", "due", "done", "cancelled"] as const;
export type CallbackState = (typeof CallbackStateValues)[number];

/** The customer's stage (Dwyer, Schurr, Oh 1987). */
export const LifecycleStageValues = ["awareness", "exploration", "expansion", "commitment", "dissolution"] as const;
export type LifecycleStage = (typeof LifecycleStageValues)[number];

/** A person or a firm. */
export const CustomerKindValues = ["person", "firm"] as const;
export type CustomerKind = (typeof CustomerKindValues)[number];

/** What the customer said about a purpose on a medium. */
export const ConsentStateValues = ["given", "withdrawn"] as const;
export type ConsentState = (typeof ConsentStateValues)[number];

/** The first line of the wrap-up form. */
export const WrapUpResultValues = ["resolved", "follow_up", "escalated", "no_answer"] as const;
export type WrapUpResult = (typeof WrapUpResultValues)[number];

/** OPEN while the form is filled in; FLAGGED when time ran out and the draft was kept for review. */
export const WrapUpStateValues = ["open", "completed", "flagged"] as const;
export type WrapUpState = (typeof WrapUpStateValues)[number];

/** Why an agent's stretch of an interaction ended. */
export const HandlingEndValues = ["completed", "transferred", "snoozed", "lost", "reassigned"] as const;
export type HandlingEnd = (typeof HandlingEndValues)[number];

/** What became of a raw delivery. */
export const DeliveryOutcomeValues = ["received", "handled", "quarantined", "ignored", "discarded"] as const;
export type DeliveryOutcome = (typeof DeliveryOutcomeValues)[number];

/** Who a leg of a call is. AGENT owns the work; COLLEAGUE is asked by them; THIRD was added to the talk. */
export const PartyValues = ["customer", "agent", "colleague", "supervisor", "third"] as const;
export type Party = (typeof PartyValues)[number];

/** Where a call stands for its customer. MENU: they choose; DIALLING: an agent, or they, are being rung. */
export const CallStateValues = ["menu", "queued", "dialling", "talking", "held", "reconnecting", "ended"] as const;
export type CallState = (typeof CallStateValues)[number];

/** Whether a call is recorded now. REFUSED: the customer did not want it; it never begins again in this call. */
export const TapingValues = ["off", "on", "paused", "refused"] as const;
export type Taping = (typeof TapingValues)[number];

/** READY: the carrier has it; STORED: we have it; GONE: deleted when its time was over; FAILED: never came. */
export const RecordingStateValues = ["ready", "stored", "failed", "gone"] as const;
export type RecordingState = (typeof RecordingStateValues)[number];

/** What became of an order to a carrier. DROPPED: no longer wanted before it left. */
export const OrderStateValues = ["waiting", "placed", "failed", "dropped"] as const;
export type OrderState = (typeof OrderStateValues)[number];

/** How a scorecard's question is answered; each may be allowed not to apply. */
export const QuestionKindValues = ["yes_no", "scale"] as const;
export type QuestionKind = (typeof QuestionKindValues)[number];

/** Where a review stands. After a dispute it is UPHELD as it was, or CHANGED: then its next version counts. */
export const ReviewStateValues = ["draft", "published", "disputed", "upheld", "changed"] as const;
export type ReviewState = (typeof ReviewStateValues)[number];

/** What an agent is told until they have read it: words of a supervisor, or what was done to their work. */
export const NoticeKindValues = ["broadcast", "message", "state_set", "taken_over", "reassigned", "sla"] as const;
export type NoticeKind = (typeof NoticeKindValues)[number];

/** Where a call for help stands. ENDED: no longer needed after it was answered. */
export const HelpStateValues = ["asked", "answered", "withdrawn", "ended"] as const;
export type HelpState = (typeof HelpStateValues)[number];

/** What was promised by a time: the first reply, each further one, or that the matter is resolved. */
export const ClockKindValues = ["first_reply", "next_reply", "resolution"] as const;
export type ClockKind = (typeof ClockKindValues)[number];

/** PAUSED while it is the customer's turn. MET in time, MISSED late, CANCELLED: nobody waits any more; all final. */
export const ClockStateValues = ["running", "paused", "met", "missed", "cancelled"] as const;
export type ClockState = (typeof ClockStateValues)[number];

/** What a shift of the roster is for. A break, training or meeting within work takes its place. */
export const ShiftKindValues = ["work", "break", "training", "meeting"] as const;
export type ShiftKind = (typeof ShiftKindValues)[number];

/** A promise of time. `due_at` is None while paused; `left_seconds` is the business time left then, below 0 late. */
export interface ClockInfo {
  id: ClockId;
  kind: ClockKind;
  state: ClockState;
  policy: string;
  started_at: string;
  due_at: string | null;
  warn_at: string | null;
  breached_at: string | null;
  stopped_at: string | null;
  left_seconds: number | null;
}

/** Something this agent is told until they have read it. `detail` is a code: a state set ("away:lunch"), who has the work now, a clock and what befell it ("resolution:breached"). */
export interface NoticeRow {
  v: number;
  id: NoticeId;
  kind: NoticeKind;
  at: string;
  by_id: AgentId | null;
  by_name: string;
  text: string;
  detail: string;
  interaction_id: InteractionId | null;
  case_id: CaseId | null;
  subject: string;
}

/** This agent's own call for a supervisor, until it is over. `by_name` comes, once somebody does. */
export interface HelpRow {
  v: number;
  id: HelpId;
  interaction_id: InteractionId | null;
  state: HelpState;
  text: string;
  asked_at: string;
  by_id: AgentId | null;
  by_name: string;
  answered_at: string | null;
}

/** A stored file, as shown beside a message. */
export interface FileRef {
  id: FileId;
  filename: string;
  content_type: string;
  size: number;
  inline: boolean;
}

/** The signed-in agent. `presence_next` is a state chosen during work that starts after it. */
export interface MeRow {
  v: number;
  id: AgentId;
  name: string;
  email: string;
  roles: Role[];
  language: string;
  presence: PresenceState;
  presence_reason: string;
  presence_since: string;
  presence_next: string;
  capacity: Record<string, number>;
  handled_today: number;
  average_handling_seconds: number | null;
  rating_today: number | null;
  must_change_password: boolean;
}

/** An interaction put before this agent until `deadline`. */
export interface OfferRow {
  v: number;
  id: OfferId;
  interaction_id: InteractionId;
  conversation_id: ConversationId;
  customer_id: CustomerId;
  customer_name: string;
  is_new_customer: boolean;
  vip: boolean;
  medium: Medium;
  queue_id: QueueId;
  queue_name: string;
  preview: string;
  subject: string;
  waited_seconds: number;
  offered_at: string;
  deadline: string;
  reason: string;
  note: string;
}

/** One interaction in My work. `due_at` sorts it: when the customer has waited too long, or wrap-up ends. */
export interface WorkRow {
  v: number;
  id: InteractionId;
  conversation_id: ConversationId;
  customer_id: CustomerId;
  customer_name: string;
  vip: boolean;
  medium: Medium;
  channel_id: ChannelId;
  queue_id: QueueId;
  queue_name: string;
  state: InteractionState;
  subject: string;
  preview: string;
  preview_direction: Direction;
  unread: number;
  accepted_at: string | null;
  last_customer_at: string | null;
  last_agent_at: string | null;
  due_at: string | null;
  snoozed_until: string | null;
  handling_id: HandlingId | null;
  wrapup_deadline: string | null;
  wrapup_extensions: number;
  case_number: string;
  case_subject: string;
  clock: ClockInfo | null;
}

/** One line of a customer's thread, any channel. Events name what happened in `event` with `data` for its words. */
export interface ThreadRow {
  v: number;
  id: MessageId;
  conversation_id: ConversationId;
  interaction_id: InteractionId | null;
  customer_id: CustomerId;
  kind: MessageKind;
  direction: Direction;
  medium: Medium | null;
  channel_id: ChannelId | null;
  at: string;
  author_id: AgentId | null;
  author_name: string;
  address: string;
  subject: string;
  text: string;
  full_text: string;
  has_html: boolean;
  has_remote_images: boolean;
  language: string;
  state: DeliveryState | null;
  state_reason: string;
  cancellable_until: string | null;
  files: FileRef[];
  copies: string[];
  event: string;
  data: Record<string, string>;
  automatic: boolean;
}

/** A queue's health now. */
export interface QueueRow {
  v: number;
  id: QueueId;
  name: string;
  waiting: number;
  oldest_at: string | null;
  available: number;
  signed_in: number;
  target_seconds: number;
  open: boolean;
  opens_at: string | null;
}

/** An agent as colleagues and supervisors see them. */
export interface ColleagueRow {
  v: number;
  id: AgentId;
  name: string;
  team: string;
  presence: PresenceState;
  presence_reason: string;
  presence_since: string;
  online: boolean;
  load: Record<string, number>;
  capacity: Record<string, number>;
  queues: QueueId[];
}

/** What an agent has written and not sent, bound to its conversation and composer tab (channel id or "note"). */
export interface DraftRow {
  v: number;
  id: string;
  conversation_id: ConversationId;
  tab: string;
  text: string;
  subject: string;
  copies: string[];
  file_ids: FileId[];
  updated_at: string;
}

/** A colleague called this agent in a note. */
export interface MentionRow {
  v: number;
  id: string;
  message_id: MessageId;
  conversation_id: ConversationId;
  customer_id: CustomerId;
  customer_name: string;
  author_name: string;
  text: string;
  at: string;
  seen: boolean;
}

/** One party's stretch of a call. `since` is when it came into its state; `warning` a short code of the line. */
export interface LegRow {
  id: LegId;
  party: Party;
  agent_id: AgentId | null;
  name: string;
  address: string;
  state: LegState;
  part: Part;
  held: boolean;
  muted: boolean;
  since: string;
  warning: string;
}

/** A call of this agent's work, or one in which they have a leg (consulted, listening). `my_leg_id` is the viewer's own leg, "" when they have none; while it is dialling their phone has to connect. */
export interface CallRow {
  v: number;
  id: CallId;
  interaction_id: InteractionId;
  channel_id: ChannelId;
  direction: Direction;
  state: CallState;
  number: string;
  queue_id: QueueId;
  legs: LegRow[];
  recording: Taping;
  my_leg_id: string;
  consult: boolean;
  began_at: string;
  answered_at: string | null;
  held_since: string | null;
}

/** Rows by table; in a change, those to put in place. Thread rows go to consoles that watch the conversation. */
export interface Rows {
  me: MeRow[];
  offers: OfferRow[];
  work: WorkRow[];
  thread: ThreadRow[];
  queues: QueueRow[];
  colleagues: ColleagueRow[];
  drafts: DraftRow[];
  mentions: MentionRow[];
  calls: CallRow[];
  notices: NoticeRow[];
  helps: HelpRow[];
}

/** A row this viewer no longer has. Applied where `v` is not older than the row held. */
export interface Removal {
  table: string;
  id: string;
  v: number;
}

/** What the feed sends for the facts up to `pos`: rows to put in place, rows to take away, facts by name. `facts` are the kinds with the ids they name, for sounds, notices and panels that reload (a customer's card). */
export interface Change {
  pos: number;
  rows: Rows;
  removed: Removal[];
  facts: Record<string, string>[];
}

/** A skill's name in both languages. */
export interface Skill {
  id: string;
  name: Record<string, string>;
}

/** A result an agent may choose. `requires` names form fields; `suggests` pre-ticks next steps. */
export interface Disposition {
  code: DispositionCode;
  name: Record<string, string>;
  group: string;
  queues: QueueId[];
  requires: string[];
  suggests: string[];
  resolved: boolean | null;
  topic: string;
}

/** A prepared text; `{customer_name}`-like variables are filled by the console. */
export interface CannedReply {
  key: string;
  name: Record<string, string>;
  text: Record<string, string>;
  mediums: Medium[];
}

/** A configured channel, as the composer needs it. */
export interface ChannelInfo {
  id: ChannelId;
  name: string;
  medium: Medium;
  address: string;
  live: boolean;
  can_start: boolean;
  subject: boolean;
  html: boolean;
  attachments: boolean;
  max_attachment_bytes: number;
  signature: string;
  segment_price: string;
}

/** A reason for being away, with its name in both languages and, if the firm set one, a limit a day. */
export interface AwayReason {
  code: string;
  name: Record<string, string>;
  minutes_a_day: number | null;
}

/** What seldom changes: names, lists, settings the console needs. */
export interface House {
  firm: string;
  languages: string[];
  dispositions: Disposition[];
  canned: CannedReply[];
  channels: ChannelInfo[];
  reasons: AwayReason[];
  skills: Skill[];
  wrapup_seconds: number;
  undo_seconds: number;
  sandbox_url: string;
  currency: string;
  time_zone: string;
}

/** One console's snapshot at log position `pos` of log `epoch`; thread rows are fetched by conversation. */
export interface Desk {
  epoch: string;
  pos: number;
  now: string;
  house: House;
  rows: Rows;
}

/** One of a customer's addresses. */
export interface IdentityInfo {
  id: IdentityId;
  address: string;
  verified: boolean;
  preferred: boolean;
  valid: boolean;
  blocked: boolean;
  last_seen_at: string | null;
}

/** A case in a list or on its page. */
export interface CaseInfo {
  id: CaseId;
  number: string;
  version: number;
  customer_id: CustomerId;
  customer_name: string;
  type: CaseType;
  subject: string;
  status: CaseStatus;
  priority: number;
  owner_id: AgentId | null;
  owner_name: string;
  queue_id: QueueId | null;
  due_at: string | null;
  topic: string;
  created_at: string;
  updated_at: string;
  closed_at: string | null;
  clocks: ClockInfo[];
}

/** A sale in sight, in a list or on its page. `amount` is a decimal string with `currency`. */
export interface OpportunityInfo {
  id: OpportunityId;
  number: string;
  version: number;
  customer_id: CustomerId;
  customer_name: string;
  name: string;
  stage: OpportunityStage;
  amount: string | null;
  currency: string;
  probability: number | null;
  expected_close: string;
  owner_id: AgentId | null;
  owner_name: string;
  loss_reason: string;
  created_at: string;
  updated_at: string;
  closed_at: string | null;
}

/** A promised call back. */
export interface CallbackInfo {
  id: CallbackId;
  customer_id: CustomerId;
  customer_name: string;
  due_at: string;
  time_zone: string;
  queue_id: QueueId | null;
  agent_id: AgentId | null;
  agent_name: string;
  address: string;
  note: string;
  state: CallbackState;
}

/** One step in a record's history. */
export interface HistoryInfo {
  at: string;
  author_name: string;
  field: string;
  before: string;
  after: string;
}

/** An order, as the ERP or the shop told it. */
export interface OrderInfo {
  id: string;
  number: string;
  at: string;
  status: string;
  amount: string;
  currency: string;
  summary: string;
}

/** A marketing touch. */
export interface TouchInfo {
  id: string;
  at: string;
  name: string;
  medium: string;
  response: string;
}

/** A previous matter in the customer panel, with how often each medium was used. */
export interface ConversationInfo {
  id: ConversationId;
  subject: string;
  opened_at: string;
  last_at: string;
  open: boolean;
  mediums: Record<string, number>;
}

/** What the customer bought, from orders alone: total, a year's revenue, number of orders, since when. */
export interface ValueInfo {
  total: string;
  last_year: string;
  orders: number;
  currency: string;
  first_order_at: string | null;
  last_order_at: string | null;
}

/** A merge that can be undone. */
export interface MergeInfo {
  id: MergeId;
  loser_id: CustomerId;
  loser_name: string;
  at: string;
  author_name: string;
}

/** The newest word on a purpose. */
export interface ConsentInfo {
  purpose: string;
  medium: string;
  state: string;
  at: string;
  how: string;
}

/** The customer panel: who, how to reach, what is open, what was before. */
export interface CustomerCard {
  id: CustomerId;
  number: string;
  version: number;
  kind: CustomerKind;
  name: string;
  language: string;
  time_zone: string;
  region: string;
  vip: boolean;
  stage: LifecycleStage | null;
  since: string;
  note: string;
  preferred_agent_id: AgentId | null;
  last_interaction_at: string | null;
  last_medium: string;
  identities: IdentityInfo[];
  cases: CaseInfo[];
  opportunities: OpportunityInfo[];
  callbacks: CallbackInfo[];
  orders: OrderInfo[];
  order_count: number;
  touches: TouchInfo[];
  conversations: ConversationInfo[];
  conversation_count: number;
  value: ValueInfo | null;
  consents: ConsentInfo[];
  merges: MergeInfo[];
  duplicates: [CustomerId, string][];
}

/** A line in the list of customers. */
export interface CustomerItem {
  id: CustomerId;
  number: string;
  name: string;
  vip: boolean;
  last_interaction_at: string | null;
  last_medium: string;
  identities: string[];
}

/** A page of a customer's thread, oldest first. `before` asks for the page before it; "" at the beginning. */
export interface Thread {
  customer_id: CustomerId;
  items: ThreadRow[];
  before: string;
  counts: Record<string, number>;
}

/** The form's start: the kept draft if any, open records to attach to, and what is suggested and why. */
export interface WrapUpView {
  handling_id: HandlingId;
  interaction_id: InteractionId;
  state: WrapUpState;
  deadline: string | null;
  extensions: number;
  draft: Record<string, unknown> | null;
  open_cases: CaseInfo[];
  open_opportunities: OpportunityInfo[];
  dispositions: DispositionCode[];
}

/** One find. `kind`: customer, message, case, opportunity, order. Marks are [start, end) of what was sought. */
export interface SearchHit {
  kind: string;
  id: string;
  customer_id: CustomerId | null;
  conversation_id: ConversationId | null;
  title: string;
  text: string;
  at: string | null;
  title_marks: [number, number][];
  text_marks: [number, number][];
}

/** One agent's place in a routing decision: chosen, or why not, in a code with its figures. */
export interface TraceStep {
  agent_id: AgentId;
  agent_name: string;
  verdict: string;
  detail: Record<string, string>;
}

/** Why an interaction is where it is. */
export interface Trace {
  interaction_id: InteractionId;
  at: string;
  verdict: string;
  queue_id: QueueId;
  steps: TraceStep[];
  next_at: string | null;
}

/** The case part of the form. `attach` without an id takes the single open one, else opens a new one. */
export interface CaseStep {
  action: "attach" | "create" | "close" | "none";
  id?: CaseId | null;
  version?: number | null;
  type?: CaseType | null;
  subject?: string;
  status?: CaseStatus | null;
  priority?: number | null;
  due_at?: string | null;
  owner_id?: AgentId | null;
  topic?: string;
}

/** The sales part of the form; `attach` means the single open one. */
export interface OpportunityStep {
  action: "attach" | "create" | "none";
  id?: OpportunityId | null;
  version?: number | null;
  name?: string;
  stage?: OpportunityStage | null;
  amount?: string;
  currency?: string;
  loss_reason?: string;
  expected_close?: string;
}

/** Promise a call back at a local time of the customer's zone. */
export interface CallbackStep {
  at: string;
  time_zone: string;
  queue_id?: QueueId | null;
  agent_id?: AgentId | null;
  address?: string;
  note?: string;
}

/** The customer's answer to a campaign. */
export interface CampaignStep {
  campaign: string;
  response: "interested" | "refused" | "bought" | "no_answer";
}

/** What the customer said about a purpose on a medium. */
export interface ConsentStep {
  purpose: string;
  medium: string;
  state: "given" | "withdrawn";
}

/** The relation ends: whose wish, why, to whom. */
export interface TerminationStep {
  side: "client" | "company" | "both";
  reason: "changed_requirements" | "better_analogue" | "service" | "advertising" | "contract_terms" | "other";
  competitor?: string;
}

/** The one form: everything in it is saved together or not at all. */
export interface WrapUpForm {
  codes: DispositionCode[];
  result: WrapUpResult;
  note?: string;
  topic?: string;
  case?: CaseStep | null;
  opportunity?: OpportunityStep | null;
  callback?: CallbackStep | null;
  campaign?: CampaignStep | null;
  consents?: ConsentStep[];
  termination?: TerminationStep | null;
  next_presence?: string;
}

/** One thing to look for. `top` is the best answer: 1 for yes, n on a scale of 0 to n. With `auto_fail` an answer of `fails_at` or less makes the whole score 0. */
export interface Question {
  id: string;
  text: Record<string, string>;
  kind: QuestionKind;
  weight: number;
  top: number;
  auto_fail: boolean;
  fails_at: number;
  optional: boolean;
}

/** Questions that belong together. */
export interface Section {
  id: string;
  name: Record<string, string>;
  questions: Question[];
}

/** A version of a scorecard: what it is called and what it asks. */
export interface Card {
  name: Record<string, string>;
  sections: Section[];
}

/** What a rule looks for; empty fields let everything pass. */
export interface Wanted {
  per_week: number;
  queues: QueueId[];
  media: Medium[];
  codes: DispositionCode[];
  min_seconds: number;
  max_rating: number | null;
  transferred: boolean | null;
  teams: string[];
}

/** A scorecard with one of its versions, the newest unless another was asked for. */
export interface ScorecardInfo {
  id: ScorecardId;
  active: boolean;
  queues: QueueId[];
  version: number;
  card: Card;
  at: string;
  by_name: string;
  reviews: number;
}

/** A finished handling, as it is chosen for review. `seconds` is how long it was worked on. */
export interface HandlingInfo {
  id: HandlingId;
  interaction_id: InteractionId;
  conversation_id: ConversationId;
  customer_id: CustomerId;
  customer_name: string;
  agent_id: AgentId;
  agent_name: string;
  queue_id: QueueId;
  medium: Medium;
  subject: string;
  started_at: string;
  seconds: number;
  rating: number | null;
  transfers: number;
  codes: DispositionCode[];
}

/** A drawn handling that waits for its review; `review_id` is the draft somebody has begun. */
export interface DueInfo {
  handling: HandlingInfo;
  rule_name: string;
  wanted: Wanted;
  drawn_by_name: string;
  scorecard_id: ScorecardId;
  drawn_at: string;
  due_at: string;
  review_id: ReviewId | null;
  reviewer_name: string;
}

/** A review in a list. */
export interface ReviewInfo {
  id: ReviewId;
  state: ReviewState;
  version: number;
  score: number | null;
  handling: HandlingInfo;
  reviewer_id: AgentId;
  reviewer_name: string;
  card_name: Record<string, string>;
  updated_at: string;
  published_at: string | null;
  seen_at: string | null;
}

/** A published version of a review; none is ever changed. */
export interface ReviewVersionInfo {
  number: number;
  answers: Record<string, number | null>;
  comment: string;
  score: number | null;
  at: string;
  by_name: string;
}

/** Why an agent does not agree, and what was answered; `outcome` is "" while it is open. */
export interface DisputeInfo {
  reason: string;
  at: string;
  outcome: string;
  answer: string;
  settled_at: string | null;
  settled_by_name: string;
}

/** A note to an agent. `follow_up` is a day, "" for none. */
export interface CoachingInfo {
  id: CoachingNoteId;
  agent_id: AgentId;
  agent_name: string;
  author_name: string;
  text: string;
  review_id: ReviewId | null;
  handling_id: HandlingId | null;
  at: string;
  seen_at: string | null;
  follow_up: string;
  done_at: string | null;
}

/** A review with its card and everything that was said about it. `may` names what the viewer may do. */
export interface ReviewPage {
  review: ReviewInfo;
  card: Card;
  card_version: number;
  calibration_id: CalibrationId | null;
  answers: Record<string, number | null>;
  comment: string;
  versions: ReviewVersionInfo[];
  disputes: DisputeInfo[];
  notes: CoachingInfo[];
  may: string[];
}

/** A rule with what it has drawn this week and what of it still waits. */
export interface SampleRuleInfo {
  id: SampleRuleId;
  name: string;
  scorecard_id: ScorecardId;
  card_name: Record<string, string>;
  wanted: Wanted;
  active: boolean;
  weekly: boolean;
  drawn_at: string | null;
  drawn_this_week: number;
  waiting: number;
}

/** What the reviews published in a week came to. */
export interface WeekScore {
  week: string;
  score: number;
  n: number;
}

/** An agent's reviews, how they went, and what they were told. `average` is over `n` reviews with a score. */
export interface AgentQuality {
  agent_id: AgentId;
  agent_name: string;
  average: number | null;
  n: number;
  trend: WeekScore[];
  reviews: ReviewInfo[];
  notes: CoachingInfo[];
}

/** A calibration in a list: how many have handed in. */
export interface CalibrationInfo {
  id: CalibrationId;
  name: string;
  handling: HandlingInfo;
  card_name: Record<string, string>;
  created_at: string;
  closed_at: string | null;
  by_name: string;
  handed_in: number;
}

/** A calibration with everybody's answers, once the viewer has handed in or it is closed; else only their own. Differences are in points of percent; `agreement` is by question; `alpha` is Krippendorff's, 1 for full agreement. */
export interface CalibrationPage {
  calibration: CalibrationInfo;
  card: Card;
  my_review_id: ReviewId | null;
  open: boolean;
  reviews: [string, ReviewVersionInfo][];
  difference: number | null;
  alpha: number | null;
  agreement: Record<string, number | null>;
}

/** What waits for a supervisor: drawn and not reviewed, overdue among them, disputes, calibrations, follow-ups. */
export interface QualityCounts {
  due: number;
  late: number;
  disputed: number;
  calibrations: number;
  follow_ups: number;
}

/** What happened in one queue during one interval, on one medium or on all. Tallies add up. A stay counts as entered in the interval it began in, and by its end in the interval it ended in. So for any interval: waiting at the start + entered = every kind of end + waiting at the end. */
export interface Tally {
  entered: number;
  answered: number;
  in_target: number;
  wait_seconds: number;
  abandoned: number;
  abandoned_in_target: number;
  abandoned_short: number;
  overflowed: number;
  moved: number;
  callback: number;
  voicemail: number;
  closed: number;
}

/** What waits in one queue on one medium, and what became of what came: in the last 60 minutes, the minute that runs among them, and since midnight in the firm's time zone. */
export interface MediumTile {
  medium: string;
  waiting: number;
  oldest_at: string | null;
  hour: Tally;
  today: Tally;
}

/** A queue's agents who are signed in, by what they do; somebody who rings is busy, missed is away. `of` is all. */
export interface Staff {
  ready: number;
  busy: number;
  wrapping: number;
  away: number;
  of: number;
}

/** One queue. `trend`: how many waited at the end of each of the last 60 minutes, the oldest first, now last; fewer where the log begins later. */
export interface QueueTile {
  id: QueueId;
  target_seconds: number;
  target_share: number;
  open: boolean;
  media: MediumTile[];
  trend: number[];
  agents: Staff;
}

/** Something in an agent's hands. `state` is InteractionState, `since` when that state began. */
export interface WorkTile {
  interaction_id: InteractionId;
  conversation_id: ConversationId;
  customer_id: CustomerId;
  queue_id: QueueId;
  medium: string;
  state: string;
  since: string;
}

/** An agent: what they do, since when, and what they have in hand. `reason` is why they are away. */
export interface BoardAgent {
  id: AgentId;
  team: string;
  state: "available" | "busy" | "ringing" | "wrapping" | "away" | "missed" | "offline";
  reason: string;
  since: string;
  online: boolean;
  queues: QueueId[];
  work: WorkTile[];
}

/** Something a supervisor should look at. `value` is what is, `limit` what should be, both in the kind's own unit: seconds for waits and stretches, a share for levels. `text` is what a person wrote with it, else "". */
export interface Alert {
  id: string;
  kind: "queue_level" | "queue_wait" | "no_agent" | "long_talk" | "long_wrapup" | "long_away" | "help" | "sla";
  queue_id: QueueId | null;
  agent_id: AgentId | null;
  interaction_id: InteractionId | null;
  value: number | null;
  limit: number | null;
  since: string;
  snoozed_until: string | null;
  text: string;
}

/** The names of agents and customers who are on the board, and the words of those who call for help, by id; only those a viewer has not been given yet. */
export interface BoardNames {
  agents: Record<AgentId, string>;
  customers: Record<CustomerId, string>;
  calls: Record<HelpId, string>;
}

/** All that a board shows at one moment. `pos`: the newest fact in it; `at`: the moment it is looked at; `counted_from`: since when its tallies count, where that is today. */
export interface BoardView {
  pos: number;
  at: string;
  counted_from: string;
  queues: QueueTile[];
  agents: BoardAgent[];
  alerts: Alert[];
  names: BoardNames;
}

/** What looks different than before: rows to put in place by id, queues and agents to take away; alerts are always all. */
export interface BoardChanges {
  pos: number;
  at: string;
  queues?: QueueTile[];
  gone_queues?: QueueId[];
  agents?: BoardAgent[];
  gone_agents?: AgentId[];
  alerts?: Alert[] | null;
  names?: BoardNames | null;
}

export const tables = ["me", "offers", "work", "thread", "queues", "colleagues", "drafts", "mentions", "calls", "notices", "helps"] as const;
export type Table = (typeof tables)[number];

/** What may be asked over the socket, by name. */
export interface Commands {
  /** Say what I am doing. While something is being handled, `away` starts after it and is shown as next. */
  set_presence: { state: "available" | "away" | "offline"; reason?: string; };
  /** Take the work. */
  accept_offer: { offer_id: OfferId; };
  /** Leave the work to the next agent. */
  decline_offer: { offer_id: OfferId; };
  /** Take from a queue: this interaction, or the first that fits when none is named. */
  pull_work: { interaction_id?: InteractionId | null; queue_id?: QueueId | null; };
  /** Write to the customer. `last_seen_id` is the newest line I saw: refused with `answered_meanwhile` (and the new lines in `data.items`) when a colleague answered after it, unless `anyway`. */
  send_message: { conversation_id: ConversationId; channel_id: ChannelId; text: string; to?: string; subject?: string; copies?: string[]; blind_copies?: string[]; file_ids?: FileId[]; last_seen_id?: MessageId | null; anyway?: boolean; forward_id?: MessageId | null; };
  /** Take back a message still within its undo time; its text becomes the draft again. */
  undo_send: { message_id: MessageId; };
  /** Try a failed or unknown message again. */
  retry_send: { message_id: MessageId; };
  /** Leave a note for colleagues; it can never be sent. */
  write_note: { conversation_id: ConversationId; text: string; mentions?: AgentId[]; file_ids?: FileId[]; };
  /** Keep what I have written; empty text removes it. `tab` is a channel id or "note". */
  save_draft: { conversation_id: ConversationId; tab: string; text: string; subject?: string; copies?: string[]; file_ids?: FileId[]; };
  /** Hand my work to a queue or a colleague who is available, with a note. */
  transfer: { interaction_id: InteractionId; note: string; queue_id?: QueueId | null; agent_id?: AgentId | null; };
  /** Supervisor: move anybody's or nobody's work to a queue or an agent. */
  reassign: { interaction_id: InteractionId; queue_id?: QueueId | null; agent_id?: AgentId | null; note?: string; };
  /** Put my work aside until then; it comes back to me, or to the queue if I am away. */
  snooze: { interaction_id: InteractionId; until: string; };
  /** Take snoozed or waiting work up again now. */
  wake: { interaction_id: InteractionId; };
  /** It is the customer's turn: the work takes no capacity until they write. */
  await_customer: { interaction_id: InteractionId; };
  /** End the talk and open its form; the timer is the server's. */
  start_wrap_up: { interaction_id: InteractionId; };
  /** 60 s more, twice at most. */
  extend_wrap_up: { handling_id: HandlingId; };
  /** Keep the form's draft on the server. */
  save_wrap_up: { handling_id: HandlingId; form: WrapUpForm; };
  /** Finish: one transaction writes every effect and frees the seat. Refused with `field` when one is missing. */
  complete_wrap_up: { handling_id: HandlingId; form: WrapUpForm; };
  /** Write first: to a customer, or to an address nobody has yet. The new work is mine. */
  start_conversation: { channel_id: ChannelId; text: string; customer_id?: CustomerId | null; to?: string; subject?: string; copies?: string[]; blind_copies?: string[]; file_ids?: FileId[]; };
  /** Note a meeting, a letter or a call that happened outside the hub. */
  log_interaction: { customer_id: CustomerId; medium: "in_person" | "letter" | "phone"; direction: "inbound" | "outbound"; subject: string; text: string; happened_at?: string | null; };
  /** These conversations are open on my screen: send me their lines, and tell colleagues I look. */
  watch: { conversation_ids: ConversationId[]; };
  /** I am writing here; seen by the customer (live channels) and by colleagues. Never logged. */
  typing: { conversation_id: ConversationId; active: boolean; tab?: string; };
  /** I have seen the lines up to this one. */
  mark_read: { conversation_id: ConversationId; message_id: MessageId; };
  /** I have seen these mentions. */
  see_mentions: { ids: string[]; };
  /** Change the card; only fields given are changed. Refused with `stale` when somebody changed it meanwhile. */
  update_customer: { customer_id: CustomerId; version: number; name?: string | null; language?: string | null; time_zone?: string | null; region?: string | null; vip?: boolean | null; note?: string | null; preferred_agent_id?: AgentId | null; };
  /** A new customer with a first address; refused with `exists` and the customer who has the address already. */
  create_customer: { name: string; address?: string; kind?: "person" | "firm"; language?: string; };
  /** One more address for a customer. */
  add_identity: { customer_id: CustomerId; address: string; };
  /** Two records, one person. Can be undone. */
  merge_customers: { winner_id: CustomerId; loser_id: CustomerId; };
  /** They are two after all. */
  undo_merge: { merge_id: MergeId; };
  /** Close this conversation as spam and block its sender. */
  mark_spam: { conversation_id: ConversationId; };
  /** It was not spam: unblock and put it back. */
  undo_spam: { conversation_id: ConversationId; };
  /** Mail and chats from this address are kept but never routed. */
  block_address: { address: string; };
  /** Route this address again. */
  unblock_address: { address: string; };
  /** Change a case; only fields given are changed. */
  update_case: { case_id: CaseId; version: number; subject?: string | null; type?: CaseType | null; status?: CaseStatus | null; priority?: number | null; owner_id?: AgentId | null; due_at?: string | null; };
  /** Change an opportunity; only fields given are changed. Winning or losing closes it; losing needs a reason. */
  update_opportunity: { opportunity_id: OpportunityId; version: number; name?: string | null; stage?: OpportunityStage | null; amount?: string | null; expected_close?: string | null; loss_reason?: string | null; };
  /** The promised call is not needed any more. */
  cancel_callback: { callback_id: string; };
  /** Call a number; my phone rings first, then theirs. With `callback_id` the promised call becomes this one. */
  place_call: { channel_id?: ChannelId | null; to?: string; customer_id?: CustomerId | null; callback_id?: string; };
  /** The customer hears music, or me again. */
  hold_call: { interaction_id: InteractionId; on: boolean; };
  /** I am not heard, or am again. */
  mute_call: { interaction_id: InteractionId; on: boolean; };
  /** Send keys (DTMF) to the customer's line, or to another leg's. */
  press_keys: { interaction_id: InteractionId; keys: string; leg_id?: LegId | null; };
  /** Ask a colleague, or somebody at a number, while the customer is on hold. */
  consult: { interaction_id: InteractionId; agent_id?: AgentId | null; to?: string; };
  /** Hand the call to whom I asked; I leave it. */
  complete_consult: { interaction_id: InteractionId; note?: string; };
  /** Whom I asked leaves; the customer hears me again. */
  cancel_consult: { interaction_id: InteractionId; };
  /** Bring somebody at a number, or a colleague, into the talk. */
  add_party: { interaction_id: InteractionId; to?: string; agent_id?: AgentId | null; };
  /** Hang up one leg I brought in. */
  drop_party: { interaction_id: InteractionId; leg_id: LegId; };
  /** Record the talk, pause (card data), go on; "stop" ends it for this call. */
  record_call: { interaction_id: InteractionId; tape: "start" | "pause" | "resume" | "stop"; refused?: boolean; };
  /** End the call for all; my form opens. */
  hang_up: { interaction_id: InteractionId; };
  /** My phone lost its sound: ring it again. */
  reconnect: { interaction_id: InteractionId; };
  /** My sound is gone: ring the mobile of my settings, and go on there. */
  continue_on_mobile: { interaction_id: InteractionId; };
  /** The talk broke off: I promise this caller a call, soon. */
  offer_callback: { interaction_id: InteractionId; };
  /** Supervisor: hear a call, whisper to its agent, or talk with both. */
  listen_in: { interaction_id: InteractionId; part?: Part; };
  /** Supervisor: leave it. */
  stop_listening: { interaction_id: InteractionId; };
  /** Supervisor, in an emergency: callers of this queue or number hear `text` and nothing else, or as usual again. */
  switch_off: { on: boolean; queue_id?: QueueId | null; channel_id?: ChannelId | null; text?: Record<string, string> | null; };
  /** Supervisor: change or end an agent's state; while they have work it waits as next. The agent is told by whom. */
  set_agent_state: { agent_id: AgentId; state: "available" | "away" | "offline"; reason?: string; };
  /** Supervisor: take a live written talk from its agent, or what waits, into my own hands. */
  take_over: { interaction_id: InteractionId; };
  /** Supervisor: say something to the agent who handles this written talk; nobody else ever sees it. */
  whisper_in_chat: { interaction_id: InteractionId; text: string; };
  /** Supervisor: tell all my agents, those of a team, or those of a queue; shown to each until they have read it. */
  broadcast: { text: string; team?: string; queue_id?: QueueId | null; };
  /** Supervisor: tell one agent I oversee, and nobody else; shown until they have read it. */
  message_agent: { agent_id: AgentId; text: string; };
  /** I have read it. */
  read_notice: { notice_id: NoticeId; };
  /** Call a supervisor, about this work of mine or none. Asking again changes the words. */
  ask_help: { interaction_id?: InteractionId | null; text?: string; };
  /** Supervisor: I come. The agent sees who. */
  answer_help: { help_id: HelpId; };
  /** My call for help is over: not needed, or done. */
  withdraw_help: { help_id: HelpId; };
  /** Admin: a new scorecard; `queues` for which it is proposed, none for all. */
  add_scorecard: { card: Card; queues?: QueueId[]; };
  /** Admin: its next version. Refused with `stale` when `version` is not the newest. */
  change_scorecard: { scorecard_id: ScorecardId; version: number; card: Card; queues?: QueueId[]; };
  /** Admin: take a scorecard out of use, or into it again. */
  use_scorecard: { scorecard_id: ScorecardId; active: boolean; };
  /** Begin to review a finished handling, or go on with my draft. Refused with `exists` when there is one already. */
  start_review: { handling_id: HandlingId; scorecard_id?: ScorecardId | null; };
  /** Keep my draft. */
  save_review: { review_id: ReviewId; answers: Record<string, number | null>; comment?: string; };
  /** The agent may read it from now on; in a calibration, hand it in. Refused with `missing` for an open question. */
  publish_review: { review_id: ReviewId; answers: Record<string, number | null>; comment?: string; };
  /** Throw my draft away. */
  drop_review: { review_id: ReviewId; };
  /** Any agent: I do not agree with the review of my work, and why. Once for each review. */
  dispute_review: { review_id: ReviewId; reason: string; };
  /** End a dispute: uphold the review, or change it by the answers given; both versions are kept. */
  settle_review: { review_id: ReviewId; outcome: "upheld" | "changed"; answer: string; answers?: Record<string, number | null> | null; comment?: string; };
  /** Leave an agent a note, perhaps about a review or a handling, with a day to look at it again. */
  write_coaching_note: { agent_id: AgentId; text: string; review_id?: ReviewId | null; handling_id?: HandlingId | null; follow_up?: string; };
  /** Any agent: I have read this note to me. */
  see_coaching_note: { note_id: CoachingNoteId; };
  /** It was looked at again and is done, or is open again. */
  finish_coaching_note: { note_id: CoachingNoteId; done?: boolean; };
  /** A new rule, or an old one changed. `weekly`: the hub draws by itself as each week begins. */
  keep_sample_rule: { name: string; scorecard_id: ScorecardId; wanted: Wanted; rule_id?: SampleRuleId | null; active?: boolean; weekly?: boolean; };
  /** Draw what a rule still misses this week. `seed` makes the same draw again; left out, the hub throws one. */
  draw_sample: { rule_id: SampleRuleId; seed?: number | null; };
  /** Several reviewers with one handling and one card. */
  start_calibration: { handling_id: HandlingId; name?: string; scorecard_id?: ScorecardId | null; };
  /** My own review in it: begin, or go on. */
  join_calibration: { calibration_id: CalibrationId; };
  /** Nobody hands in any more; everybody sees everything. */
  close_calibration: { calibration_id: CalibrationId; };
}

export type CommandName = keyof Commands;
