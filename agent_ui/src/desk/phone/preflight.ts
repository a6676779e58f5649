/** Before calls are taken: is there a microphone, does this browser make sound, does the hub's line answer in time? */

import { cell, type Cell } from "~/state/store";
import { openMicrophone, trouble, type Trouble } from "./devices";
import { refresh } from "./index";

export interface Check {
  at: "idle" | "running" | "done";
  microphone: Trouble;
  /** Can this browser carry sound at all (WebRTC not blocked)? */
  sound: boolean | null;
  /** Round trip to the hub in ms; null while unknown, -1 when it did not answer. */
  rtt: number | null;
}

export const check: Cell<Check> = cell<Check>({ at: "idle", microphone: "unknown", sound: null, rtt: null });

/** All is well for voice, as far as was looked. */
export const passed = (found: Check): boolean => found.at === "done" && found.microphone === "ok" && found.sound === true && (found.rtt ?? -1) >= 0;

/** Does this browser find a way out for sound? Where WebRTC is forbidden, by the browser or a policy, it finds none. */
async function canSpeak(): Promise<boolean> {
  if (typeof RTCPeerConnection === "undefined") return false;
  const peer = new RTCPeerConnection();
  try {
    const found = new Promise<boolean>((resolve) => {
      peer.onicecandidate = (event) => resolve(event.candidate !== null);
      setTimeout(() => resolve(false), 8_000);
    });
    peer.createDataChannel("check");
    await peer.setLocalDescription(await peer.createOffer());
    return await found;
  } catch {
    return false;
  } finally {
    peer.close();
  }
}

async function roundTrip(): Promise<number> {
  const begun = performance.now();
  const lines = await refresh();
  return lines.length === 0 ? -1 : Math.round(performance.now() - begun);
}

let running: Promise<Check> | null = null;

/** Look at all three; a second press while it runs waits for the same answer. */
export function preflight(): Promise<Check> {
  running ??= run().finally(() => { running = null; });
  return running;
}

async function run(): Promise<Check> {
  check.set({ at: "running", microphone: "unknown", sound: null, rtt: null });
  const opened = await openMicrophone();
  opened?.getTracks().forEach((track) => track.stop());
  check.set({ ...check.get(), microphone: trouble.get() });
  const [sound, rtt] = await Promise.all([canSpeak(), roundTrip()]);
  check.set({ at: "done", microphone: trouble.get(), sound, rtt });
  return check.get();
}
