/** A line to nowhere for looking at screens: gives the invented desk, answers every command, loses the line on demand. */

import type { Answer, Hears, Line } from "../src/wire/socket";
import { serverNow } from "../src/wire/clock";
import { invented } from "./desk";

export type { Answer, Hears, Line, Refusal, Signal } from "../src/wire/socket";
export const newId = (): string => crypto.randomUUID();

declare global {
  interface Window {
    line?: { down(): void; up(): void };
  }
}

export function openLine(hears: Hears): Line {
  setTimeout(() => {
    hears.line(null);
    hears.desk(invented(serverNow(), new URLSearchParams(location.search).get("empty") !== null));
  }, 30);
  window.line = { down: () => hears.line(Date.now() - 12_000), up: () => hears.line(null) };
  return {
    call: (name, fields) => {
      console.info("command", name, fields);
      return Promise.resolve({ ok: true, data: {} } as Answer);
    },
    ask: () => Promise.resolve({ ok: false, code: "offline", message: "", field: "" }),
    again() {},
    close() {},
  };
}
