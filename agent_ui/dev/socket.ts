/** A line to nowhere for looking at screens: gives the invented desk, answers every command, loses the line on demand. */

import type { Answer, Hears, Line } from "../src/wire/socket";
import { serverNow } from "../src/wire/clock";
import { invented } from "./desk";

export type { Answer, Hears, Line, Refusal, Signal } from "../src/wire/socket";
export const tabId = (): string => "tab";
export const newId = (): string => crypto.randomUUID();

declare global {
  interface Window {
    line?: { down(): void; up(): void };
  }
}

/** The other end of a call: answers the offer in this page and sends nothing. */
async function echo(sdp: string): Promise<string> {
  const peer = new RTCPeerConnection();
  await peer.setRemoteDescription({ type: "offer", sdp });
  await peer.setLocalDescription(await peer.createAnswer());
  await new Promise((resolve) => setTimeout(resolve, 300));
  return peer.localDescription?.sdp ?? "";
}

export function openLine(hears: Hears): Line {
  setTimeout(() => {
    hears.line(null);
    const asked = new URLSearchParams(location.search);
    hears.desk(invented(serverNow(), asked.get("empty") !== null, asked.get("call") ?? ""));
  }, 30);
  window.line = { down: () => hears.line(Date.now() - 12_000), up: () => hears.line(null) };
  return {
    call: (name, fields) => {
      console.info("command", name, fields);
      return Promise.resolve({ ok: true, data: {} } as Answer);
    },
    ask: async <T>(event: string, fields: object) => (event === "phone_here" ? { ok: true, here: true } : { ok: true, sdp: await echo((fields as { sdp: string }).sdp) }) as T,
    again() {},
    close() {},
  };
}
