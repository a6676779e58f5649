/**
 * Which tab has the phone. One at a time: within a browser a lock, free again the moment its tab is closed, with five
 * seconds' grace for a tab that only reloads; between browsers the hub, which has the last word. Others say where the
 * phone is and may take it while it rests.
 */

import { cell, type Cell } from "~/state/store";
import { tabId } from "~/wire/socket";
import { ask, lineDown, onPhoneMoved } from "../commands";

/** here: this tab. elsewhere: another tab of this browser. away: another browser. waiting: not yet known. */
export type Place = "waiting" | "here" | "elsewhere" | "away";

const LOCK = "rapport.phone";
const HOLDER = "rapport.phone.tab";
export const GRACE = 5_000;
const LOOK = 2_000;

export const place: Cell<Place> = cell<Place>("waiting");
/** The tab that has the phone is in a call: it cannot be taken now. */
export const busyElsewhere: Cell<boolean> = cell(false);

type Said = { kind: "busy"; on: boolean } | { kind: "who" };
type Told = { ok: boolean; here?: boolean; code?: string };

let letGo: (() => void) | null = null;
let channel: BroadcastChannel | null = null;
let inCall = false;
let freeSince = 0; // when the hub said that another browser let go

interface Holder {
  tab: string;
  at: number;
}
function holder(): Holder | null {
  try {
    return JSON.parse(localStorage.getItem(HOLDER) ?? "null") as Holder | null;
  } catch {
    return null;
  }
}
const sign = (): void => localStorage.setItem(HOLDER, JSON.stringify({ tab: tabId(), at: Date.now() } satisfies Holder));

/** May this tab take a free lock? Its last holder may be reloading. */
export const free = (last: Holder | null, mine: string, now: number): boolean => last === null || last.tab === mine || now - last.at > GRACE;

/** Tell the other tabs whether we are in a call. */
export function sayBusy(on: boolean): void {
  inCall = on;
  channel?.postMessage({ kind: "busy", on } satisfies Said);
}

/** Hold this browser's lock until let go or robbed. True where we have it. */
function hold(steal: boolean): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  if (letGo !== null && !steal) return Promise.resolve(true);
  if (!locks) return Promise.resolve(true); // an old browser or a plain address: the hub alone decides
  return new Promise<boolean>((resolve) => {
    const options: LockOptions = steal ? { steal: true } : { ifAvailable: true };
    locks
      .request(LOCK, options, (lock) => {
        if (lock === null || (!steal && !free(holder(), tabId(), Date.now()))) return resolve(false);
        resolve(true);
        return new Promise<void>((done) => { letGo = done; });
      })
      .catch(() => {
        letGo = null; // robbed by "use the phone here" in another tab
        if (place.get() === "here") place.set("elsewhere");
        resolve(false);
      });
  });
}

function release(): void {
  letGo?.();
  letGo = null;
}

/** Ask the hub for the phone; `take` also from another browser. Unknown (null) while the line is down. */
async function claim(take: boolean): Promise<boolean | null> {
  const told = await ask<Told>("phone_here", take ? { take: true } : {}, 5_000);
  if (told.ok === true) return told.here ?? true;
  return told.code === "offline" ? null : false;
}

async function look(): Promise<void> {
  if (place.get() === "here") return sign();
  if (place.get() === "away" && Date.now() - freeSince < GRACE) return;
  if (lineDown.get() !== null) return;
  if (!(await hold(false))) {
    place.set("elsewhere");
    channel?.postMessage({ kind: "who" } satisfies Said);
    return;
  }
  const mine = await claim(false);
  if (mine === null) return;
  if (mine) settle();
  else if (place.get() !== "away") leaveTo("away");
}

function settle(): void {
  sign();
  busyElsewhere.set(false);
  place.set("here");
}

function leaveTo(where: Place): void {
  freeSince = Number.MAX_SAFE_INTEGER; // until the hub says that it is free
  release();
  place.set(where);
}

/** Another console took it: a tab of this browser, as its lock will show, or somebody elsewhere. */
function robbed(): void {
  release();
  place.set("elsewhere");
}

/** After the line came back the hub may have given the phone away, or forgotten us. */
function lineChanged(): void {
  if (lineDown.get() !== null) return;
  freeSince = Date.now(); // what happened meanwhile we did not hear
  if (place.get() !== "here") return;
  void claim(false).then((mine) => { if (mine === false) leaveTo("away"); });
}

/** Look for the phone, and keep looking while another tab has it; returns how to stop. */
export function startTabs(): () => void {
  channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(LOCK);
  if (channel) {
    channel.onmessage = (event: MessageEvent<Said>) => {
      if (event.data.kind === "busy") busyElsewhere.set(event.data.on);
      else if (place.get() === "here") channel?.postMessage({ kind: "busy", on: inCall } satisfies Said);
    };
  }
  let looking = false;
  const again = (): void => {
    if (looking) return;
    looking = true;
    void look().finally(() => { looking = false; });
  };
  const stops = [
    lineDown.watch(lineChanged),
    onPhoneMoved((state) => {
      if (state === "free") freeSince = Date.now();
      else if (place.get() === "here") robbed();
    }),
  ];
  again();
  const clock = setInterval(again, LOOK);
  return () => {
    clearInterval(clock);
    stops.forEach((stop) => stop());
    release();
    channel?.close();
    channel = null;
    place.set("waiting");
  };
}

/** "Use the phone here": take it from the other console, unless it is in a call. False when it cannot be had. */
export async function takeHere(): Promise<boolean> {
  if (busyElsewhere.get()) return false;
  if ((await claim(true)) !== true) {
    busyElsewhere.set(true);
    setTimeout(() => busyElsewhere.set(false), GRACE);
    return false;
  }
  await hold(true);
  settle();
  return true;
}

/** The hub says another console has it. */
export function isAway(): void {
  leaveTo("away");
}
