/**
 * Which tab has the phone. One at a time: a lock of the browser, which is free again the moment its tab is closed, and
 * five seconds' grace for a tab that only reloads. Others say where the phone is and may take it while it rests.
 */

import { cell, type Cell } from "~/state/store";
import { tabId } from "~/wire/socket";

/** here: this tab. elsewhere: another tab of this browser, or another computer (`away`). waiting: not yet known. */
export type Place = "waiting" | "here" | "elsewhere" | "away";

const LOCK = "rapport.phone";
const HOLDER = "rapport.phone.tab";
const GRACE = 5_000;
const LOOK = 2_000;

export const place: Cell<Place> = cell<Place>("waiting");
/** The tab that has the phone is in a call: it cannot be taken now. */
export const busyElsewhere: Cell<boolean> = cell(false);

type Said = { kind: "busy"; on: boolean } | { kind: "who" };

let letGo: (() => void) | null = null;
let channel: BroadcastChannel | null = null;
let inCall = false;

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

/** Hold the lock until let go or robbed. Resolves once we know whether we have it. */
function hold(steal: boolean): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return Promise.resolve(true); // an old browser or a plain address: the hub itself refuses a second one
  return new Promise<boolean>((resolve) => {
    const options: LockOptions = steal ? { steal: true } : { ifAvailable: true };
    locks
      .request(LOCK, options, (lock) => {
        if (lock === null || (!steal && !free(holder(), tabId(), Date.now()))) return resolve(false);
        sign();
        place.set("here");
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

/** Look for the phone, and keep looking while another tab has it; returns how to stop. */
export function startTabs(): () => void {
  channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(LOCK);
  if (channel) {
    channel.onmessage = (event: MessageEvent<Said>) => {
      if (event.data.kind === "busy") busyElsewhere.set(event.data.on);
      else if (place.get() === "here") channel?.postMessage({ kind: "busy", on: inCall } satisfies Said);
    };
  }
  const look = (): void => {
    if (place.get() === "here") return sign();
    if (place.get() === "away") return;
    void hold(false).then((mine) => {
      if (mine) return;
      place.set("elsewhere");
      channel?.postMessage({ kind: "who" } satisfies Said);
    });
  };
  look();
  const clock = setInterval(look, LOOK);
  return () => {
    clearInterval(clock);
    letGo?.();
    letGo = null;
    channel?.close();
    channel = null;
    place.set("waiting");
  };
}

/** "Use the phone here": rob the other tab, unless it is in a call. */
export async function takeHere(): Promise<boolean> {
  if (busyElsewhere.get()) return false;
  return hold(true);
}

/** The hub says another computer has it. */
export function isAway(): void {
  place.set("away");
  letGo?.();
  letGo = null;
}
