/** What a call means for the bar: one state at a time, the call in hand before what rings. */

import { describe, expect, it } from "vitest";
import { asksMe, dialled, myCall, onMobile, phaseOf, readable, since, type Facts } from "~/state/calls";
import { free } from "~/desk/phone/tabs";
import { loudness } from "~/desk/phone/devices";
import { verdict } from "~/desk/phone/driver";
import { read } from "~/desk/phone/webrtc";
import { empty, load, type State } from "~/state/reduce";
import { callTargets } from "~/views/phone/HandOver";
import type { CallRow, ColleagueRow, LegRow, OfferRow, QueueRow } from "~/wire/protocol";
import { workRow } from "../console/fixture";

const leg = (patch: Partial<LegRow>): LegRow => ({
  id: "mine", party: "agent", agent_id: "dana", name: "Dana", address: "", state: "answered", part: "talk", held: false, muted: false, since: "2026-01-01T10:00:05Z", warning: "", ...patch,
});
const customer = (patch: Partial<LegRow> = {}): LegRow => leg({ id: "theirs", party: "customer", agent_id: null, name: "Ann", address: "phone:+447700900114", since: "2026-01-01T10:00:00Z", ...patch });
const call = (patch: Partial<CallRow> = {}): CallRow => ({
  v: 1, id: "call", interaction_id: "i", channel_id: "phone", direction: "inbound", state: "talking", number: "phone:+447700900114", queue_id: "q", legs: [customer(), leg({})],
  recording: "on", my_leg_id: "mine", consult: false, began_at: "2026-01-01T09:59:00Z", answered_at: "2026-01-01T10:00:06Z", held_since: null, ...patch,
});
const facts = (patch: Partial<Facts> = {}): Facts => ({ call: null, offer: null, wrapping: false, able: true, broken: false, muted: false, leg: "mine", ...patch });
const offer = { id: "o" } as OfferRow;
const holding = (rows: CallRow[], work = [workRow({ id: "i", medium: "phone" })]): State => ({ ...load(empty, {
  epoch: "e", pos: 1, now: "", house: { channels: [] } as never, rows: { me: [], offers: [], work, thread: [], queues: [], colleagues: [], drafts: [], mentions: [], calls: rows, notices: [], helps: [] },
}) });

describe("the bar's state", () => {
  it.each([
    ["none", facts({ able: false })],
    ["ready", facts()],
    ["ringing", facts({ offer })],
    ["wrapup", facts({ wrapping: true })],
    ["ringing", facts({ wrapping: true, offer })],
    ["dialling", facts({ call: call({ state: "dialling", legs: [customer(), leg({ state: "dialling" })] }) })],
    ["dialling", facts({ call: call({ state: "dialling", direction: "outbound", legs: [customer({ state: "ringing" }), leg({})] }) })],
    ["talking", facts({ call: call(), offer })],
    ["muted", facts({ call: call({ legs: [customer(), leg({ muted: true })] }) })],
    ["muted", facts({ call: call(), muted: true })],
    ["held", facts({ call: call({ state: "held", held_since: "2026-01-01T10:01:00Z" }), muted: true })],
    ["paused", facts({ call: call({ recording: "paused" }), muted: true })],
    ["consulting", facts({ call: call({ consult: true, state: "held", legs: [customer({ held: true }), leg({}), leg({ id: "oleg", party: "colleague" })] }) })],
    ["conference", facts({ call: call({ legs: [customer(), leg({}), leg({ id: "oleg", party: "third", agent_id: null })] }) })],
    ["talking", facts({ call: call({ legs: [customer(), leg({}), leg({ id: "boss", party: "supervisor", part: "listen" })] }) })],
    ["lost", facts({ call: call({ state: "reconnecting", legs: [customer({ held: true })] }) })],
    ["lost", facts({ call: call(), broken: true })],
  ])("is %s", (phase, given) => {
    expect(phaseOf(given)).toBe(phase);
  });

  it("rings for a colleague who is asked, until they take it", () => {
    const asked = call({ consult: true, my_leg_id: "oleg", legs: [customer({ held: true }), leg({}), leg({ id: "oleg", party: "colleague", state: "ringing" })] });
    expect(asksMe(asked)).toBe(true);
    expect(phaseOf(facts({ call: asked, leg: "" }))).toBe("ringing");
    expect(phaseOf(facts({ call: asked, leg: "oleg" }))).toBe("dialling");
    const there = { ...asked, legs: [customer({ held: true }), leg({}), leg({ id: "oleg", party: "colleague" })] };
    expect(phaseOf(facts({ call: there, leg: "oleg" }))).toBe("talking");
  });

  it("counts the hold from the hold and the talk from the answer", () => {
    expect(since(call({ held_since: "2026-01-01T10:03:00Z" }), "held")).toBe("2026-01-01T10:03:00Z");
    expect(since(call(), "talking")).toBe("2026-01-01T10:00:06Z");
  });
});

describe("my call", () => {
  it("is the one with my leg, whatever else my work holds", () => {
    expect(myCall(holding([call({ id: "old", my_leg_id: "", began_at: "2026-01-01T11:00:00Z" }), call()]))?.id).toBe("call");
  });
  it("is heard on the mobile of my settings only where my own leg has a number", () => {
    expect(onMobile(leg({ address: "phone:+447700900200" }))).toBe(true);
    expect(onMobile(leg({}))).toBe(false);
    expect(onMobile(leg({ party: "third", address: "phone:+447700900200" }))).toBe(false);
    const rings = call({ state: "reconnecting", legs: [customer({ held: true }), leg({ state: "ringing", address: "phone:+447700900200" })] });
    expect(phaseOf(facts({ call: rings }))).toBe("lost");
    expect(phaseOf(facts({ call: call({ legs: [customer(), leg({ address: "phone:+447700900200" })] }), leg: "" }))).toBe("talking");
  });
  it("is not one that ended or waits for its form", () => {
    expect(myCall(holding([call({ state: "ended", legs: [customer({ state: "ended" })] })]))).toBeNull();
    expect(myCall(holding([call({ legs: [customer()], my_leg_id: "" })], [workRow({ id: "i", state: "wrapping" })]))).toBeNull();
  });
  it("is mine still while my sound is lost", () => {
    expect(myCall(holding([call({ state: "reconnecting", my_leg_id: "", legs: [customer({ held: true })] })]))?.id).toBe("call");
  });
});

describe("numbers", () => {
  it("are read as people write them", () => {
    expect(dialled("+44 7700 900-114")).toBe("+447700900114");
    expect(dialled("0044 (7700) 900114")).toBe("+447700900114");
    expect(dialled("phone:+79161234567")).toBe("+79161234567");
    expect(dialled("Dana")).toBe("");
    expect(dialled("+0123")).toBe("");
  });
  it("are written in groups, nothing added and nothing lost", () => {
    for (const number of ["+447700900114", "+12025550143", "+79161234567", "+35312345678"]) expect(readable(number).replaceAll(" ", "")).toBe(number);
    expect(readable("+447700900114")).toBe("+44 7700 900 114");
    expect(readable("hidden")).toBe("hidden");
  });
});

describe("where the phone is", () => {
  it("stays with a tab that reloads, and is free five seconds after it has gone", () => {
    expect(free(null, "a", 0)).toBe(true);
    expect(free({ tab: "a", at: 1_000 }, "a", 1_001)).toBe(true);
    expect(free({ tab: "b", at: 1_000 }, "a", 5_900)).toBe(false);
    expect(free({ tab: "b", at: 1_000 }, "a", 6_100)).toBe(true);
  });
});

describe("sound", () => {
  it("is as loud as ears have it", () => {
    expect(loudness([0, 0, 0])).toBe(0);
    expect(loudness([1, -1, 1])).toBe(1);
    expect(loudness(Array.from({ length: 64 }, (_, i) => 0.05 * Math.sin(i)))).toBeGreaterThan(0.3);
  });
  it("is good, fair or poor by delay and loss", () => {
    expect(verdict({ rtt: 40, loss: 0, warning: "" })).toBe("good");
    expect(verdict({ rtt: 200, loss: 0, warning: "" })).toBe("fair");
    expect(verdict({ rtt: 40, loss: 0, warning: "high-jitter" })).toBe("fair");
    expect(verdict({ rtt: 40, loss: 0.08, warning: "" })).toBe("poor");
  });
  it("is counted from WebRTC's own figures", () => {
    expect(read([["a", { type: "inbound-rtp", packetsLost: 2, packetsReceived: 98, bytesReceived: 9800 }], ["b", { type: "outbound-rtp", bytesSent: 500 }],
      ["c", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.042 }]])).toEqual({ rtt: 42, lost: 2, packets: 98, received: 9800, sent: 500 });
  });
});

describe("to whom a call can go", () => {
  const person = (id: string, patch: Partial<ColleagueRow> = {}): ColleagueRow => ({
    v: 1, id, name: id, team: "", presence: "available", presence_reason: "", presence_since: "", online: true, load: {}, capacity: {}, queues: [], ...patch,
  });
  const line = (id: string, open: boolean): QueueRow => ({ v: 1, id, name: id, waiting: 0, oldest_at: null, available: 1, signed_in: 1, target_seconds: 60, open, opens_at: null });
  it("is who is there and free first, never me, never a closed queue", () => {
    const found = callTargets([person("me"), person("Busy", { load: { phone: 1 } }), person("Free"), person("Gone", { online: false })], [line("open", true), line("shut", false)], "me", "", true);
    expect(found.map((one) => one.id)).toEqual(["Free", "open", "Busy"]);
  });
  it("is a number that was typed", () => {
    expect(callTargets([person("Free")], [], "me", "+44 7700 900114", false)).toEqual([{ kind: "number", id: "+447700900114", name: "+44 7700 900 114" }]);
  });
});
