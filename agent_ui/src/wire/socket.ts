/** The live line to the hub: the desk and its changes come in, commands go out with an id and are always answered. */

import type { Socket } from "socket.io-client";
import { readClock } from "./clock";
import { dial } from "./dial";
import { tables, type Change, type CommandName, type Commands, type Desk, type Rows, type ThreadRow } from "./protocol";

export interface Refusal {
  ok: false;
  code: string;
  message: string;
  field: string;
  data?: { items?: ThreadRow[]; row?: unknown; customer_id?: string } & Record<string, unknown>;
}
export type Answer<T = unknown> = { ok: true; data: T } | Refusal;

/** Somebody writes, looks or is gone; never stored. */
export interface Signal {
  kind: "typing" | "idle" | "looking" | "gone";
  conversation_id: string;
  agent_id?: string;
  agent_name?: string;
  from: "customer" | "agent";
  text?: string;
}

export interface Hears {
  desk(desk: Desk): void;
  changes(changes: readonly Change[]): void;
  signal(signal: Signal): void;
  signedOut(reason: string): void;
  /** Another console took the phone, or the one that had it is gone. */
  phone(told: { state: "free" | "elsewhere" }): void;
  /** `since` is when the line went down (our clock, ms), or null while it is up. */
  line(since: number | null): void;
  /** Where we are in the log. */
  place(): { epoch: string | null; pos: number | null };
}

interface Pending {
  id: string;
  name: CommandName;
  fields: object;
  keep: boolean;
  answer: (answer: Answer) => void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export interface Line {
  /** Ask the hub. With `keep` the command waits for a lost line to come back; else it is refused as `offline`. */
  call<N extends CommandName>(name: N, fields: Commands[N], keep?: boolean, id?: string): Promise<Answer>;
  /** Ask over the line by an event of its own, outside the commands: sound is set up this way. Refused as `offline`. */
  ask<T>(event: string, fields: object, within?: number): Promise<T | Refusal>;
  /** Hang up and dial again. */
  again(): void;
  close(): void;
}

const ANSWER_TIME = 12_000;
const PING_TIME = 10_000;
const NOTHING = Object.fromEntries(tables.map((table) => [table, []])) as unknown as Rows;
const OFFLINE: Refusal = { ok: false, code: "offline", message: "", field: "" };

/** An id that stays the same over reloads of this tab. */
export function tabId(): string {
  const kept = sessionStorage.getItem("rapport.tab");
  if (kept) return kept;
  const made = newId();
  sessionStorage.setItem("rapport.tab", made);
  return made;
}

/** A random id; `crypto.randomUUID` wants a secure page, a hub on a plain local address is none. */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function openLine(hears: Hears): Line {
  const dialled = dial("/desk", {
    ended: ["sign_in", "signed_out"],
    line: hears.line,
    refused: () => hears.signedOut("signed_out"),
    auth: () => ({ ...place(hears), tab: tabId() }),
  });
  const { socket } = dialled;
  const pending = new Map<string, Pending>();
  let caughtUp = false; // since the line is up, we were given the desk or what we missed

  const send = (item: Pending): void => {
    clearTimeout(item.timer);
    item.timer = setTimeout(() => late(item), ANSWER_TIME);
    socket.emit("command", { id: item.id, name: item.name, fields: item.fields }, (answer: Answer) => {
      clearTimeout(item.timer);
      if (pending.delete(item.id)) item.answer(answer);
    });
  };
  const refuse = (item: Pending): void => {
    clearTimeout(item.timer);
    if (pending.delete(item.id)) item.answer(OFFLINE);
  };
  const late = (item: Pending): void => {
    if (!pending.has(item.id)) return;
    if (!item.keep) refuse(item);
    else if (socket.connected) send(item); // the same id: the hub does nothing twice
  };

  socket.on("connect", () => {
    caughtUp = false;
    for (const item of pending.values()) send(item);
  });
  socket.on("desk", (desk: Desk) => {
    readClock(desk.now, 1_000);
    caughtUp = true;
    hears.desk(desk);
  });
  socket.on("changes", (got: Change[] | Change) => {
    caughtUp = true;
    hears.changes(Array.isArray(got) ? got : [got]);
  });
  socket.on("signal", (signal: Signal) => hears.signal(signal));
  socket.on("phone", (told: { state: "free" | "elsewhere" }) => hears.phone(told));
  socket.on("signed_out", (told: { reason?: string } | undefined) => {
    dialled.hangUp();
    hears.signedOut(told?.reason ?? "");
  });
  const pings = setInterval(() => ping(socket, hears, () => caughtUp), PING_TIME);

  return {
    call(name, fields, keep = false, id = newId()) {
      if (!socket.connected && !keep) return Promise.resolve(OFFLINE);
      return new Promise<Answer>((resolve) => {
        const item: Pending = { id, name, fields, keep, answer: resolve, timer: undefined };
        pending.set(item.id, item);
        if (socket.connected) send(item);
      });
    },
    ask<T>(event: string, fields: object, within: number = ANSWER_TIME) {
      if (!socket.connected) return Promise.resolve<T | Refusal>(OFFLINE);
      return new Promise<T | Refusal>((resolve) => {
        socket.timeout(within).emit(event, fields, (error: Error | null, told: T) => resolve(error ? OFFLINE : told));
      });
    },
    again() {
      socket.disconnect().connect();
    },
    close() {
      clearInterval(pings);
      for (const item of [...pending.values()]) refuse(item);
      dialled.hangUp();
    },
  };
}

function place(hears: Hears): { after: number | null; epoch: string | null } {
  const { epoch, pos } = hears.place();
  return { after: pos, epoch };
}

/**
 * Ask how far the log is and what time it is there. The line keeps order, so what was for us is here by then: we are
 * as far as that, although nothing of it may have been for us. No answer means the line is dead: dial again.
 */
function ping(socket: Socket, hears: Hears, isCaughtUp: () => boolean): void {
  if (!socket.connected) return;
  const sent = Date.now();
  socket.timeout(5_000).emit("ping_desk", { pos: hears.place().pos }, (error: Error | null, told?: { pos: number; now?: string }) => {
    if (error || !told) {
      if (socket.connected) socket.disconnect().connect();
      return;
    }
    if (told.now) readClock(told.now, Date.now() - sent);
    if (isCaughtUp() && told.pos > (hears.place().pos ?? 0)) hears.changes([{ pos: told.pos, rows: NOTHING, removed: [], facts: [] }]);
  });
}
