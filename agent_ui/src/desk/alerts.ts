/** What is heard and seen outside the page: a sound for each kind of offer, a desktop notice, the tab's title. */

import { cell, desk, type Cell } from "~/state/store";
import { asksMe, calls, speaks } from "~/state/calls";
import { offers, work } from "~/state/selectors";
import { language } from "~/i18n/language";
import type { Change, Medium, OfferRow } from "~/wire/protocol";
import { serverNow } from "~/wire/clock";
import { chosen, soundFrom } from "./phone/devices";
import mark from "~/mark.svg";

export interface SoundSettings {
  on: boolean;
  volume: number; // 0…1
  notices: boolean;
}

const kept = (): SoundSettings => {
  const plain: SoundSettings = { on: true, volume: 0.5, notices: false };
  try {
    return { ...plain, ...(JSON.parse(localStorage.getItem("rapport.sounds") ?? "{}") as Partial<SoundSettings>) };
  } catch {
    return plain;
  }
};
export const sounds: Cell<SoundSettings> = cell(typeof localStorage === "undefined" ? { on: false, volume: 0, notices: false } : kept());
export function setSounds(next: SoundSettings): void {
  localStorage.setItem("rapport.sounds", JSON.stringify(next));
  sounds.set(next);
}

/** A rhythm: [pitch in Hz, start in s, length in s]. One a medium, so that ears tell them apart. */
type Rhythm = readonly (readonly [number, number, number])[];
const written: Rhythm = [[660, 0, 0.1], [880, 0.13, 0.14]];
const rings: Partial<Record<Medium, Rhythm>> = {
  chat: [[784, 0, 0.08], [988, 0.11, 0.08], [1175, 0.22, 0.14]],
  email: written,
  sms: [[932, 0, 0.07], [932, 0.12, 0.07]],
  phone: [[440, 0, 0.4], [554, 0, 0.4], [440, 0.55, 0.4], [554, 0.55, 0.4]],
  webcall: [[494, 0, 0.4], [622, 0, 0.4], [494, 0.55, 0.4], [622, 0.55, 0.4]],
  callback: [[523, 0, 0.2], [659, 0.25, 0.2]],
};
const soft: Rhythm = [[740, 0, 0.07]];
const hurry: Rhythm = [[990, 0, 0.06], [990, 0.14, 0.06]];

let audio: AudioContext | null = null;

/** Browsers let a page sound only after a person touched it: call this from the first click or key. */
export function wakeSound(): void {
  if (audio || typeof AudioContext === "undefined") return;
  audio = new AudioContext();
  useRingDevice();
}

/** Ring from the device chosen for it, the loudspeaker for instance, while the talk is in the headset. */
function useRingDevice(): void {
  if (audio) void soundFrom(audio as unknown as Parameters<typeof soundFrom>[0], chosen.get().ring);
}

function play(rhythm: Rhythm, strength: number = 1): void {
  const wanted = sounds.get();
  if (!wanted.on || !audio || audio.state === "closed") return;
  if (audio.state === "suspended") void audio.resume();
  const begin = audio.currentTime + 0.02;
  for (const [pitch, start, length] of rhythm) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = pitch;
    tone.type = "sine";
    gain.gain.setValueAtTime(0, begin + start);
    gain.gain.linearRampToValueAtTime(0.25 * wanted.volume * strength, begin + start + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, begin + start + length);
    tone.connect(gain).connect(audio.destination);
    tone.start(begin + start);
    tone.stop(begin + start + length + 0.05);
  }
}

export const tryRing = (medium: Medium): void => {
  wakeSound();
  play(rings[medium] ?? written);
};

// --- offers -----------------------------------------------------------------------------------------------

const rung = new Set<string>();
const hurried = new Set<string>();
const notices = new Map<string, Notification>();

/** A call rings on until it is taken or gone; the rest is heard once. */
const RING_EVERY = 2_600;
let rangAt = 0;
function ringOn(now: number): void {
  if (now - rangAt < RING_EVERY) return;
  rangAt = now;
  play(rings.phone ?? written);
}

function ring(offer: OfferRow): void {
  rung.add(offer.id);
  if (!speaks(offer.medium)) play(rings[offer.medium] ?? written);
  if (!sounds.get().notices || typeof Notification === "undefined" || Notification.permission !== "granted") return;
  if (!document.hidden) return;
  const body = offer.subject === "" ? offer.preview : offer.subject;
  const notice = new Notification(offer.customer_name, { body, tag: offer.id, icon: mark });
  notice.onclick = () => {
    window.focus();
    notice.close();
  };
  notices.set(offer.id, notice);
}

/** Look once: ring what is new, hurry what is nearly over, put the count in the title. Called each second and on changes. */
function look(): void {
  const now = offers(desk.get());
  const ids = new Set(now.map((offer) => offer.id));
  for (const offer of now) {
    if (!rung.has(offer.id)) ring(offer);
    if (speaks(offer.medium)) ringOn(Date.now());
    const left = (Date.parse(offer.deadline) - serverNow()) / 1000;
    if (left <= 5 && left > 0 && !hurried.has(offer.id)) {
      hurried.add(offer.id);
      play(hurry);
    }
  }
  if (calls(desk.get()).some(asksMe)) ringOn(Date.now());
  for (const [id, notice] of notices) {
    if (!ids.has(id)) {
      notice.close();
      notices.delete(id);
    }
  }
  title(now[0] ?? null);
}

let pageTitle = "Rapport";
/** What the page is called when nothing presses. */
export function setPageTitle(text: string): void {
  pageTitle = text === "" ? "Rapport" : `${text} · Rapport`;
  title(offers(desk.get())[0] ?? null);
}

function title(offer: OfferRow | null): void {
  const unread = work(desk.get()).reduce((sum, row) => sum + row.unread, 0);
  const offered = language.get() === "ru" ? "Новое" : "New";
  const next = offer ? `● ${offered}: ${offer.customer_name}` : unread > 0 ? `(${unread}) ${pageTitle}` : pageTitle;
  if (document.title !== next) document.title = next;
}

/** A soft tone for a new line in my work that is not on screen. */
export function hearFacts(change: Change): void {
  const loud = (change.facts ?? []).some((fact) => fact["kind"] === "message_recorded" && fact["direction"] === "inbound");
  if (loud && document.hidden) play(soft);
}

/** Begin to watch the desk; returns how to stop. */
export function startAlerts(): () => void {
  const first = () => wakeSound();
  window.addEventListener("pointerdown", first, { once: true });
  window.addEventListener("keydown", first, { once: true });
  const stop = desk.watch(look);
  const stopDevice = chosen.watch(useRingDevice);
  const clock = setInterval(look, 1_000);
  return () => {
    stop();
    stopDevice();
    clearInterval(clock);
  };
}

/** Ask the browser for desktop notices; true when it agreed. */
export async function allowNotices(): Promise<boolean> {
  if (typeof Notification === "undefined") return false;
  return (await Notification.requestPermission()) === "granted";
}
