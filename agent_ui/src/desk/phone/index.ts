/**
 * The phone of this console: it watches the desk and brings my sound into the leg the hub dials for me. Views ask it
 * for its state and nothing else; which driver speaks is settled by the channel of the call.
 *
 * The hub owns the call, this owns only sound: a reload or a broken net ends neither.
 */

import { asksMe, myCall, myLeg, onMobile } from "~/state/calls";
import { cell, desk, type Cell } from "~/state/store";
import { phoneLines, type PhoneLine } from "~/wire/calls";
import type { CallRow, LegRow } from "~/wire/protocol";
import { act, ask } from "../commands";
import { chosen, devices, level, listenTo, openMicrophone, trouble, watchDevices } from "./devices";
import { verdict, type Connection, type Driver, type Quality, type Sound } from "./driver";
import { isAway, place, sayBusy, startTabs, takeHere } from "./tabs";
import { Refused, webrtc } from "./webrtc";

export { takeHere };

export interface PhoneState {
  /** Channels that speak, as far as we know them; null until the hub has told. */
  lines: readonly PhoneLine[] | null;
  /** My sound: null when no call wants any. */
  sound: Sound | null;
  /** The leg my sound is in. */
  leg: string;
  quality: Quality | null;
  /** I muted myself here; the hub hears of it a moment later. */
  muted: boolean;
}

const REST: PhoneState = { lines: null, sound: null, leg: "", quality: null, muted: false };
export const phone: Cell<PhoneState> = cell<PhoneState>(REST);
const patch = (next: Partial<PhoneState>): void => phone.set({ ...phone.get(), ...next });

const drivers = new Map<string, Driver>();
let joined: Connection | null = null;
let joining = ""; // the leg being joined, so that one change more of the row does not join twice
let microphone: MediaStream | null = null;
let stopLevel: (() => void) | null = null;

async function driverOf(line: PhoneLine): Promise<Driver | null> {
  const known = drivers.get(line.driver);
  if (known) return known;
  const made = line.driver === "webrtc" ? webrtc(ask) : line.driver === "twilio" ? (await import("./twilio")).twilio() : null;
  if (made) drivers.set(line.driver, made);
  return made;
}

/** Ask the hub again what each channel needs: tokens are short-lived. Keeps what is known when it does not answer. */
export async function refresh(): Promise<readonly PhoneLine[]> {
  const lines = await phoneLines().catch(() => null);
  if (lines !== null) patch({ lines });
  return lines ?? phone.get().lines ?? [];
}

const stale = (line: PhoneLine): boolean => line.expires_at !== null && Date.parse(line.expires_at) - Date.now() < 60_000;

async function lineOf(channel: string): Promise<PhoneLine | null> {
  const known = phone.get().lines?.find((one) => one.channel_id === channel);
  if (known && !stale(known)) return known;
  return (await refresh()).find((one) => one.channel_id === channel) ?? known ?? null;
}

/** Open the microphone if it is not; watch that it is not pulled out. */
async function speaking(): Promise<MediaStream | null> {
  const live = microphone?.getAudioTracks().some((track) => track.readyState === "live") ?? false;
  if (live) return microphone;
  const opened = await openMicrophone();
  if (opened === null) return null;
  wear(opened);
  return opened;
}

function wear(opened: MediaStream): void {
  stopLevel?.();
  microphone?.getTracks().forEach((track) => track.stop());
  microphone = opened;
  stopLevel = listenTo(opened, (now) => level.set(now));
  opened.getAudioTracks()[0]?.addEventListener("ended", () => { if (microphone === opened) void unplugged(); });
}

let muteForLoss = false; // we muted, not the agent: we may unmute again

/** Nothing comes from here: for all to see, and to be taken back by us once something does. */
function muteLost(call: CallRow): void {
  if (myLeg(call)?.muted || phone.get().muted) return;
  muteForLoss = true;
  void act("mute_call", { interaction_id: call.interaction_id, on: true });
}

/** The microphone went away in a call: the others see that I am mute, I am told at once; another one is taken up. */
async function unplugged(): Promise<void> {
  trouble.set("unplugged");
  const call = myCall(desk.get());
  if (call) muteLost(call);
  if (!(await tryMicrophone()) && joined !== null) trouble.set("unplugged");
}

/** Something was plugged in: what was missing may be there now. */
function plugged(): void {
  const missing = trouble.get() === "none" || trouble.get() === "unplugged";
  if (missing && devices.get().microphones.length > 0) void tryMicrophone();
}

async function talkInto(stream: MediaStream): Promise<void> {
  wear(stream);
  joined?.mute(phone.get().muted);
  await joined?.speakInto(stream);
}

function leave(): void {
  const was = joined;
  joined = null;
  joining = "";
  was?.close();
  stopLevel?.();
  stopLevel = null;
  microphone?.getTracks().forEach((track) => track.stop());
  microphone = null;
  sayBusy(false);
  if (phone.get().sound !== null) patch({ sound: null, leg: "", quality: null, muted: false });
}

/** A silent stream keeps the customer's line up when there is no microphone: I can hear, and say so by other means. */
function silence(): MediaStream {
  const context = new AudioContext();
  return context.createMediaStreamDestination().stream;
}

async function join(call: CallRow, leg: string): Promise<void> {
  if (joining === leg) return;
  if (joined !== null) leave();
  joining = leg;
  sayBusy(true);
  patch({ leg, sound: "connecting", quality: null, muted: myLeg(call)?.muted ?? false });
  try {
    const line = await lineOf(call.channel_id);
    const driver = line === null ? null : await driverOf(line);
    if (line === null || driver === null) throw new Refused("no_line", "");
    const spoken = await speaking();
    if (joining !== leg) return;
    if (spoken === null) muteLost(call);
    const made = await driver.connect({
      leg, line, microphone: spoken ?? silence(), speaker: chosen.get().speaker,
      hears: {
        sound: (sound) => { if (joining === leg) patch({ sound }); },
        quality: (quality) => { if (joining === leg) patch({ quality }); },
      },
    });
    if (joining !== leg) return made.close();
    joined = made;
    made.mute(phone.get().muted || spoken === null);
  } catch (error) {
    if (joining !== leg) return;
    if (error instanceof Refused && error.code === "phone_elsewhere") isAway();
    patch({ sound: "over" });
    setTimeout(() => { if (joining === leg && phone.get().sound === "over") { joining = ""; look(); } }, 3_000);
  }
}

/** Does my sound belong into this call now? Rings for me, or was mine before the page was loaded. */
function look(): void {
  if (place.get() !== "here") return;
  const call = myCall(desk.get());
  const mine = myLeg(call);
  if (call === null || mine === null) {
    if (joining !== "") leave();
    if (call !== null) callBackMe(call);
    return;
  }
  if (onMobile(mine)) { // it is heard there, not here
    if (joining !== "") leave();
    return;
  }
  if (mine.muted === asking) asking = null;
  if (mine.party === "agent" && mine.muted !== phone.get().muted && joined !== null && asking === null) {
    patch({ muted: mine.muted });
    joined.mute(mine.muted);
  }
  if (joining !== mine.id && !asksMe(call) && !tooEarly(call, mine)) void join(call, mine.id);
}

const PATIENCE = 1_500;
let seen = { leg: "", at: 0 };
/** A carrier we speak to directly may hear of a leg after us: wait until it rings, but not for long. */
function tooEarly(call: CallRow, mine: LegRow): boolean {
  if (mine.state !== "dialling" || (phone.get().lines?.find((one) => one.channel_id === call.channel_id)?.url ?? "") === "") return false;
  if (seen.leg !== mine.id) {
    seen = { leg: mine.id, at: Date.now() };
    setTimeout(look, PATIENCE + 50);
  }
  return Date.now() - seen.at < PATIENCE;
}

/** Take a colleague's question that rings here. */
export function takeQuestion(): boolean {
  const call = myCall(desk.get());
  if (place.get() !== "here" || call === null || !asksMe(call)) return false;
  void join(call, call.my_leg_id);
  return true;
}

let asked = "";
/** My leg ended and the customer is still there: have my phone rung again, once for each time it broke. */
function callBackMe(call: CallRow): void {
  const broke = `${call.id} ${call.v}`;
  if (call.state !== "reconnecting" || asked === broke) return;
  asked = broke;
  void act("reconnect", { interaction_id: call.interaction_id });
}

const HEARD_WITHIN = 3_000;
let asking: boolean | null = null; // what the hub was asked for and its rows do not say yet
/** Mute at once here, then tell the hub; what the hub then says counts. */
export async function mute(on: boolean): Promise<void> {
  muteForLoss = false;
  const call = myCall(desk.get());
  if (call === null) return;
  patch({ muted: on });
  joined?.mute(on);
  if (myLeg(call)?.party !== "agent") return; // who was asked or listens mutes only here
  asking = on;
  await act("mute_call", { interaction_id: call.interaction_id, on });
  setTimeout(() => {
    if (asking === on) asking = null; // it was refused, or nothing had to change
    look();
  }, HEARD_WITHIN);
}

/** Use the devices that were just chosen. */
async function changeDevices(): Promise<void> {
  await joined?.hearFrom(chosen.get().speaker);
  if (joined === null || microphone === null) return;
  const using = microphone.getAudioTracks()[0]?.getSettings().deviceId ?? "";
  if (chosen.get().microphone === "" || chosen.get().microphone === using) return;
  const next = await openMicrophone();
  if (next) await talkInto(next);
}

/** Look for a microphone again, after a person allowed or plugged one in. */
export async function tryMicrophone(): Promise<boolean> {
  const opened = await openMicrophone();
  if (opened === null) return false;
  if (joined !== null) await talkInto(opened);
  else opened.getTracks().forEach((track) => track.stop());
  const call = myCall(desk.get());
  if (joined !== null && call !== null && muteForLoss) await mute(false);
  muteForLoss = false;
  return true;
}

/** Sign up with providers that ring the browser themselves, once the phone is here. */
async function prepare(): Promise<void> {
  for (const line of await refresh()) {
    const driver = await driverOf(line).catch(() => null);
    await driver?.prepare(line).catch(() => undefined);
  }
}

/** The phone begins with the console; returns how to stop it. */
export function startPhone(): () => void {
  const stops = [watchDevices(), startTabs(), desk.watch(look), devices.watch(plugged), chosen.watch(() => void changeDevices())];
  let had = false;
  stops.push(place.watch(() => {
    const here = place.get() === "here";
    if (here && !had) void prepare().then(look);
    if (!here && had) leave();
    had = here;
  }));
  void refresh();
  return () => {
    stops.forEach((stop) => stop());
    leave();
    drivers.forEach((driver) => driver.close());
    drivers.clear();
    phone.set(REST);
  };
}

/** How well we hear each other, as a word; null while nothing is known. */
export const hearing = (quality: Quality | null): "good" | "fair" | "poor" | null => (quality === null ? null : verdict(quality));
