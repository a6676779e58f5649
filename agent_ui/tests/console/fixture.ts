/** Rows with everything plain, to say only what a law is about. */
import type { CaseInfo, Disposition, IdentityInfo, OpportunityInfo, ThreadRow, WorkRow } from "~/wire/protocol";
import type { Ground } from "~/views/wrapup/form";

export const workRow = (patch: Partial<WorkRow>): WorkRow => ({
  v: 1, id: "i", conversation_id: "c", customer_id: "u", customer_name: "Ann", vip: false, medium: "chat", channel_id: "chat", queue_id: "q", queue_name: "Q",
  state: "active", subject: "", preview: "", preview_direction: "inbound", unread: 0, accepted_at: null, last_customer_at: null, last_agent_at: null, due_at: null,
  snoozed_until: null, handling_id: null, wrapup_deadline: null, wrapup_extensions: 0, case_number: "", case_subject: "", clock: null, ...patch,
});

export const threadRow = (patch: Partial<ThreadRow>): ThreadRow => ({
  v: 1, id: "m", conversation_id: "c", interaction_id: null, customer_id: "u", kind: "text", direction: "inbound", medium: "chat", channel_id: "chat",
  at: "2024-11-20T10:00:00Z", author_id: null, author_name: "", address: "", subject: "", text: "", full_text: "", has_html: false, has_remote_images: false, language: "",
  state: null, state_reason: "", cancellable_until: null, files: [], copies: [], event: "", data: {}, automatic: false, ...patch,
});

export const identity = (address: string, patch: Partial<IdentityInfo> = {}): IdentityInfo => ({
  id: address, address, verified: false, preferred: false, valid: true, blocked: false, last_seen_at: null, ...patch,
});

export const caseInfo = (id: string, patch: Partial<CaseInfo> = {}): CaseInfo => ({
  id, number: `RC-${id}`, version: 3, customer_id: "u", customer_name: "Ann", type: "problem", subject: "Cracked", status: "new", priority: 2, owner_id: null, owner_name: "",
  queue_id: null, due_at: null, topic: "", created_at: "", updated_at: "", closed_at: null, clocks: [], ...patch,
});

export const opportunityInfo = (id: string): OpportunityInfo => ({
  id, number: `OP-${id}`, version: 1, customer_id: "u", customer_name: "Ann", name: "Plan", stage: "qualified", amount: "178.00", currency: "EUR", probability: null,
  expected_close: "", owner_id: null, owner_name: "", loss_reason: "", created_at: "", updated_at: "", closed_at: null,
});

export const disposition = (code: string, patch: Partial<Disposition> = {}): Disposition => ({
  code, name: { en: code, ru: code }, group: "", queues: [], requires: [], suggests: [], resolved: null, topic: "", ...patch,
});

export const ground = (patch: Partial<Ground> = {}): Ground => ({
  cases: [], opportunities: [], dispositions: [], subject: "Where is it", language: "en", me: "dana", currency: "EUR", ...patch,
});
