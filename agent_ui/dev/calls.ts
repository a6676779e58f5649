/** Invented calls, one for each state of the phone bar: `?call=talking` and so on. */

import type { CallRow, ChannelInfo, LegRow, OfferRow, WorkRow } from "../src/wire/protocol";

const iso = (ms: number): string => new Date(ms).toISOString();

const plain = { segment_price: "", live: true, subject: false, html: false, attachments: false, max_attachment_bytes: 0, signature: "" };
export const speaking: ChannelInfo[] = [
  { id: "phone", name: "Support line", medium: "phone", address: "phone:+447700900114", can_start: true, ...plain },
  { id: "phone2", name: "Moscow line", medium: "phone", address: "phone:+74955550100", can_start: true, ...plain },
  { id: "webcall", name: "Shop web call", medium: "webcall", address: "webcall", can_start: false, ...plain },
  { id: "sms", name: "Text line", medium: "sms", address: "sms:+447700900114", can_start: true, ...plain, live: false, attachments: true, max_attachment_bytes: 5_000_000, segment_price: "0.0079" },
];

export function inventedCall(state: string, now: number): { calls: CallRow[]; offers: OfferRow[] | null; work: Partial<WorkRow> | null } {
  const leg = (patch: Partial<LegRow>): LegRow => ({ id: "mine", party: "agent", agent_id: "a1", name: "Dana Whitlock", address: "", state: "answered", part: "talk", held: false, muted: false, since: iso(now - 228_000), warning: "", ...patch });
  const customer = (patch: Partial<LegRow> = {}): LegRow => leg({ id: "theirs", party: "customer", agent_id: null, name: "Марина Ковалёва", address: "phone:+79160000108", since: iso(now - 240_000), ...patch });
  const oleg = (patch: Partial<LegRow> = {}): LegRow => leg({ id: "oleg", party: "colleague", agent_id: "a4", name: "Oleg Tarin", since: iso(now - 21_000), ...patch });
  const call = (patch: Partial<CallRow> = {}): CallRow => ({
    v: 1, id: "call1", interaction_id: "i1", channel_id: "phone", direction: "inbound", state: "talking", number: "phone:+79160000108", queue_id: "support", legs: [customer(), leg({})], recording: "on", my_leg_id: "mine", consult: false,
    began_at: iso(now - 300_000), answered_at: iso(now - 228_000), held_since: null, ...patch,
  });
  const offer: OfferRow = {
    v: 1, id: "o9", interaction_id: "i9", conversation_id: "c9", customer_id: "u9", customer_name: "Алексей Громов", is_new_customer: false, vip: false, medium: "phone", queue_id: "support", queue_name: "Support", preview: "", subject: "",
    waited_seconds: 42, offered_at: iso(now), deadline: iso(now + 20_000), reason: "longest_idle", note: "",
  };
  const work = { medium: "phone" as const, channel_id: "phone" };
  const with_ = (patch: Partial<CallRow>) => ({ calls: [call(patch)], offers: null, work });
  switch (state) {
    case "ringing": return { calls: [], offers: [offer], work: null };
    case "dialling": return with_({ direction: "outbound", state: "dialling", legs: [customer({ state: "ringing", since: iso(now - 8_000) }), leg({ since: iso(now - 8_000) })] });
    case "talking": return with_({});
    case "muted": return with_({ legs: [customer(), leg({ muted: true })] });
    case "held": return with_({ state: "held", held_since: iso(now - 38_000), legs: [customer({ held: true }), leg({})] });
    case "consulting": return with_({ state: "held", consult: true, held_since: iso(now - 25_000), legs: [customer({ held: true }), leg({}), oleg()] });
    case "conference": return with_({ legs: [customer(), leg({}), oleg({ party: "third", agent_id: null })] });
    case "paused": return with_({ recording: "paused" });
    case "lost": return with_({ state: "reconnecting", legs: [customer({ held: true }), leg({ state: "ended" })], my_leg_id: "" });
    case "asked": return { ...with_({ my_leg_id: "oleg", consult: true, legs: [customer({ held: true }), leg({ name: "Priya Raman" }), oleg({ state: "ringing" })] }), work: null };
    case "listening": return { ...with_({ my_leg_id: "boss", legs: [customer(), leg({ name: "Oleg Tarin" }), leg({ id: "boss", party: "supervisor", part: "listen" })] }), work: null };
    case "wrapup": return { calls: [call({ state: "ended", legs: [customer({ state: "ended", since: iso(now - 4_000) })] })], offers: [], work: { ...work, state: "wrapping", wrapup_deadline: iso(now + 90_000) } };
    default: return { calls: [], offers: null, work: null };
  }
}
