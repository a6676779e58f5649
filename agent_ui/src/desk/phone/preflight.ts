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

/** Two ends in this page that talk to each other: a browser or policy that forbids WebRTC fails here. */
async function loop(): Promise<boolean> {
  if (typeof RTCPeerConnection === "undefined") return false;
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  try {
    a.onicecandidate = (event) => void b.addIceCandidate(event.candidate ?? undefined).catch(() => undefined);
    b.onicecandidate = (event) => void a.addIceCandidate(event.candidate ?? undefined).catch(() => undefined);
    const opened = new Promise<boolean>((resolve) => {
      a.createDataChannel("check").onopen = () => resolve(true);
      setTimeout(() => resolve(false), 4_000);
    });
    await a.setLocalDescription(await a.createOffer());
    await b.setRemoteDescription(a.localDescription as RTCSessionDescription);
    await b.setLocalDescription(await b.createAnswer());
    await a.setRemoteDescription(b.localDescription as RTCSessionDescription);
    return await opened;
  } catch {
    return false;
  } finally {
    a.close();
    b.close();
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
  const [sound, rtt] = await Promise.all([loop(), roundTrip()]);
  check.set({ at: "done", microphone: trouble.get(), sound, rtt });
  return check.get();
}
