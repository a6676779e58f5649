/** What a call means for whoever has a leg in it: which call is mine, who is in it, and which of its states the bar shows. Pure. */

import type { CallRow, LegRow, OfferRow, WorkRow } from "~/wire/protocol";
import { offers } from "./selectors";
import type { State } from "./reduce";

/** Legs that have not ended. */
export const present = (call: CallRow): LegRow[] => call.legs.filter((leg) => leg.state !== "ended");
export const myLeg = (call: CallRow | null): LegRow | null => call?.legs.find((leg) => leg.id === call.my_leg_id && leg.state !== "ended") ?? null;
export const customerLeg = (call: CallRow): LegRow | null => present(call).find((leg) => leg.party === "customer") ?? null;
/** Is this leg of mine the mobile of my settings? Its sound is not this computer's. */
export const onMobile = (mine: LegRow | null): boolean => mine !== null && mine.party === "agent" && mine.address !== "";
/** Everybody but me and the customer, whom I brought in or who listens. */
export const others = (call: CallRow): LegRow[] => present(call).filter((leg) => leg.id !== call.my_leg_id && leg.party !== "customer");
/** Whom I ask before I hand over. */
export const asked = (call: CallRow): LegRow | null =>
  call.consult ? (others(call).find((leg) => leg.party === "colleague" || leg.party === "third") ?? null) : null;
/** Those who are in the room and heard: a conference from three on. */
export const talking = (call: CallRow): LegRow[] => present(call).filter((leg) => leg.part === "talk" && leg.state === "answered" && !leg.held);

export const calls = (state: State): CallRow[] =>
  Object.values(state.held.calls);

/** The call my phone is in or is to join; else the one of my work that is still under way. The newest when there are two. */
export function myCall(state: State): CallRow | null {
  const live = calls(state)
    .filter((call) => call.state !== "ended" && (myLeg(call) !== null || (state.held.work[call.interaction_id]?.state ?? "wrapping") !== "wrapping"))
    .sort((a, b) => (a.began_at < b.began_at ? 1 : -1));
  return live.find((call) => myLeg(call) !== null) ?? live[0] ?? null;
}

export const speaks = (medium: string): boolean => medium === "phone" || medium === "webcall";
export const ringingCall = (state: State): OfferRow | null => offers(state).find((offer) => speaks(offer.medium)) ?? null;
/** A call of mine that is over and waits for its form. */
export const wrappingCall = (state: State): WorkRow | null =>
  Object.values(state.held.work).find((row) => row.state === "wrapping" && speaks(row.medium)) ?? null;

/** The call of this work while it is under way. */
export const callOf = (state: State, interaction: string): CallRow | null =>
  Object.values(state.held.calls).find((call) => call.interaction_id === interaction && call.state !== "ended") ?? null;

/** What the phone bar shows: the design's eleven, and "none" where this hub has no channel that speaks. */
export type Phase =
  | "none" | "ready" | "dialling" | "ringing" | "talking" | "muted" | "held" | "consulting" | "conference" | "paused" | "lost" | "wrapup";

export interface Facts {
  call: CallRow | null;
  offer: OfferRow | null;
  wrapping: boolean;
  /** Does this hub have a channel that speaks? */
  able: boolean;
  /** Our own sound broke although the call lives. */
  broken: boolean;
  /** I muted myself on this computer; the hub may not know yet. */
  muted: boolean;
  /** The leg my sound is in or on its way to; a colleague who is asked takes the call by hand. */
  leg: string;
}

/** The one state to show. A call in hand goes before what rings; what is said to the customer before what is convenient. */
export function phaseOf({ call, offer, wrapping, able, broken, muted, leg }: Facts): Phase {
  if (call !== null && asksMe(call) && leg !== call.my_leg_id) return "ringing";
  if (call !== null) return inCall(call, broken, muted);
  if (offer !== null) return "ringing";
  if (wrapping) return "wrapup";
  return able ? "ready" : "none";
}

/** A colleague's question rings here until I take it; work that I accepted needs no second answer. */
export function asksMe(call: CallRow): boolean {
  const mine = myLeg(call);
  return mine !== null && mine.party === "colleague" && mine.state !== "answered";
}

/** I hear a colleague's call as their supervisor. */
export const supervises = (call: CallRow): boolean => myLeg(call)?.party === "supervisor";

function inCall(call: CallRow, broken: boolean, muted: boolean): Phase {
  const mine = myLeg(call);
  const customer = customerLeg(call);
  if (call.state === "reconnecting" || (broken && mine?.state === "answered")) return "lost";
  if (call.consult && mine?.party === "agent") return "consulting";
  if (mine !== null && mine.state === "answered" && (mine.party === "supervisor" || (mine.party === "colleague" && call.consult))) return muted ? "muted" : "talking";
  if (call.state === "dialling" || mine?.state !== "answered" || customer === null || customer.state !== "answered") return "dialling";
  if (talking(call).length > 2) return "conference";
  if (call.state === "held" || customer.held) return "held";
  if (call.recording === "paused") return "paused";
  return mine.muted || muted ? "muted" : "talking";
}

/** Who is on the other end, as one name: the customer's, else the number. */
export const nameOf = (call: CallRow, work: WorkRow | null): string =>
  work?.customer_name || customerLeg(call)?.name || call.legs.find((leg) => leg.party === "customer")?.name || numberOf(call.number);

/** Seconds are counted from here: the hold, the asking, the talk, else the dialling. */
export function since(call: CallRow, phase: Phase): string {
  if (phase === "held" && call.held_since !== null) return call.held_since;
  if (phase === "consulting") return asked(call)?.since ?? call.began_at;
  if (phase === "lost") return call.legs.filter((leg) => leg.party === "agent").map((leg) => leg.since).sort().at(-1) ?? call.began_at;
  if (phase === "dialling") return (call.direction === "outbound" ? customerLeg(call) : null)?.since ?? myLeg(call)?.since ?? call.began_at;
  return call.answered_at ?? call.began_at;
}

/** A number as people read it: "phone:+44…" without its medium, in groups. */
export function bare(address: string): string {
  const colon = address.indexOf(":");
  return readable(colon < 0 ? address : address.slice(colon + 1));
}

/** The number a call is with; "" for a visitor's, whose id is nobody's to read. */
export const numberOf = (address: string): string => (address.startsWith("webcall:") ? "" : bare(address));

/** +447700900114 → +44 7700 900 114: country code apart where it is plain, the rest in threes from the end. */
export function readable(number: string): string {
  const found = /^\+(1|7|2[07]|3[0123469]|4[013456789]|5[12345678]|6[0123456]|8[1246]|9[0123458]|\d{3})(\d{4,12})$/.exec(number);
  if (!found) return number;
  const [, country = "", rest = ""] = found;
  if ((country === "1" || country === "7") && rest.length === 10) return `+${country} ${rest.slice(0, 3)} ${rest.slice(3, 6)} ${rest.slice(6)}`;
  const groups: string[] = [];
  for (let end = rest.length; end > 0; end -= 3) groups.unshift(rest.slice(Math.max(0, end - 3), end));
  if (groups.length > 1 && (groups[0]?.length ?? 0) === 1) groups.splice(0, 2, `${groups[0]}${groups[1]}`);
  return `+${country} ${groups.join(" ")}`;
}

/** What a person dialled as E.164: "+" and digits; "" when it is no number. "00" means "+". */
export function dialled(text: string): string {
  const plain = text.trim().replace(/^(?:phone|sms|webcall):/, "").replace(/[\s().\-–]/g, "").replace(/^00/, "+");
  return /^\+[1-9]\d{6,14}$/.test(plain) ? plain : "";
}
