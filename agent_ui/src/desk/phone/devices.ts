/** Microphone, speaker and ring device: which there are, which are chosen on this computer, how loud, and what is wrong. */

import { cell, type Cell } from "~/state/store";

/** What keeps the microphone from us, in codes the words explain; "ok" when nothing does. */
export type Trouble = "unknown" | "ok" | "none" | "refused" | "busy" | "insecure" | "unplugged";

export interface Devices {
  microphones: readonly MediaDeviceInfo[];
  speakers: readonly MediaDeviceInfo[];
}

/** Device ids; "" is the computer's own choice. */
export interface Chosen {
  microphone: string;
  speaker: string;
  ring: string;
}

const KEY = "rapport.devices";
const plain: Chosen = { microphone: "", speaker: "", ring: "" };
function kept(): Chosen {
  try {
    return { ...plain, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Chosen>) };
  } catch {
    return plain;
  }
}

export const chosen: Cell<Chosen> = cell(typeof localStorage === "undefined" ? plain : kept());
export const devices: Cell<Devices> = cell<Devices>({ microphones: [], speakers: [] });
/** The microphone, as far as we know it. */
export const trouble: Cell<Trouble> = cell<Trouble>("unknown");
/** How loud I am, 0…1, while the microphone is open. */
export const level: Cell<number> = cell(0);

export function choose(next: Partial<Chosen>): void {
  const now = { ...chosen.get(), ...next };
  localStorage.setItem(KEY, JSON.stringify(now));
  chosen.set(now);
}

const media = (): MediaDevices | null =>
  typeof navigator === "undefined" ? null : ((navigator.mediaDevices as MediaDevices | undefined) ?? null);

/** Look which devices there are; their names are known once the microphone was allowed. */
export async function lookUp(): Promise<void> {
  const all = (await media()?.enumerateDevices().catch(() => [])) ?? [];
  // The browser lists "default" and "communications" beside the devices themselves; its own choice is our "".
  const real = all.filter((one) => one.deviceId !== "default" && one.deviceId !== "communications");
  devices.set({ microphones: real.filter((one) => one.kind === "audioinput"), speakers: real.filter((one) => one.kind === "audiooutput") });
}

/** Watch plugs; returns how to stop. */
export function watchDevices(): () => void {
  const found = media();
  if (!found) {
    trouble.set("insecure");
    return () => undefined;
  }
  const look = (): void => void lookUp();
  look();
  found.addEventListener("devicechange", look);
  return () => found.removeEventListener("devicechange", look);
}

function troubleOf(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  return "busy"; // NotReadableError, AbortError: another program has it
}

/** Open the chosen microphone, or the computer's own when that one is gone. Null with `trouble` set when it cannot be. */
export async function openMicrophone(): Promise<MediaStream | null> {
  const found = media();
  if (!found) {
    trouble.set("insecure");
    return null;
  }
  const wanted = chosen.get().microphone;
  const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  try {
    const exact = wanted === "" ? sound : { ...sound, deviceId: { exact: wanted } };
    const stream = await found.getUserMedia({ audio: exact }).catch((error: unknown) => {
      if (wanted === "" || troubleOf(error) !== "none") throw error;
      return found.getUserMedia({ audio: sound });
    });
    trouble.set("ok");
    void lookUp();
    return stream;
  } catch (error) {
    trouble.set(troubleOf(error));
    return null;
  }
}

/** Hear how loud a stream is, ten times a second; returns how to stop. */
export function listenTo(stream: MediaStream, hear: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    hear(loudness(samples));
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
    hear(0);
  };
}

/** Loudness as ears have it: 0 at -60 dB and under, 1 at -6 dB and over. */
export function loudness(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += (samples[i] ?? 0) ** 2;
  const db = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
  return Math.min(1, Math.max(0, (db + 60) / 54));
}

type Sink = { setSinkId?: (id: string) => Promise<void> };

/** Let this sound from that device where the browser can; a device that is gone leaves the computer's own. */
export async function soundFrom(what: Sink, device: string): Promise<void> {
  await what.setSinkId?.(device).catch(() => undefined);
}

/** A short tone from the speaker, to hear that it is the right one. Ends after 1.2 s. */
export async function testTone(device: string): Promise<void> {
  const context = new AudioContext();
  await soundFrom(context as unknown as Sink, device);
  const gain = context.createGain();
  gain.gain.value = 0.15;
  gain.connect(context.destination);
  for (const [pitch, start] of [[523, 0], [659, 0.35], [784, 0.7]] as const) {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(gain);
    tone.start(context.currentTime + start);
    tone.stop(context.currentTime + start + 0.3);
  }
  setTimeout(() => void context.close(), 1_300);
}
