/** The line's promises: what is kept goes out again in order and with its id; the rest is refused at once; we resume from our place. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Hears, Line } from "~/wire/socket";

type Handler = (...given: unknown[]) => void;
interface Sent {
  event: string;
  payload: { id?: string; name?: string; fields?: unknown };
  ack: (answer: unknown) => void;
}

/** A socket whose other end is the test. */
class FakeSocket {
  connected = false;
  active = true;
  sent: Sent[] = [];
  handlers = new Map<string, Handler[]>();
  options: { auth: (give: (auth: unknown) => void) => void } | null = null;
  on(event: string, handler: Handler): this {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
    return this;
  }
  emit(event: string, payload: Sent["payload"], ack: Sent["ack"]): this {
    this.sent.push({ event, payload, ack });
    return this;
  }
  timeout(): { emit: (event: string, payload: Sent["payload"], ack: (error: Error | null, told?: unknown) => void) => void } {
    return { emit: (event, payload, ack) => void this.sent.push({ event, payload, ack: (told) => ack(null, told) }) };
  }
  connect(): this {
    this.connected = true;
    this.hear("connect");
    return this;
  }
  disconnect(): this {
    this.connected = false;
    this.hear("disconnect", "io client disconnect");
    return this;
  }
  hear(event: string, ...given: unknown[]): void {
    for (const handler of this.handlers.get(event) ?? []) handler(...given);
  }
  commands(): Sent[] {
    return this.sent.filter((one) => one.event === "command");
  }
}

const made = vi.hoisted(() => ({ socket: null as unknown }));
vi.mock("socket.io-client", () => ({
  io: (_name: string, options: FakeSocket["options"]) => {
    const socket = made.socket as FakeSocket;
    socket.options = options;
    return socket;
  },
}));

let socket: FakeSocket;
let line: Line;
const heard = { desk: vi.fn(), changes: vi.fn(), signal: vi.fn(), signedOut: vi.fn(), phone: vi.fn(), line: vi.fn(), place: vi.fn(() => ({ epoch: "e" as string | null, pos: 7 as number | null })) } satisfies Hears;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) });
  socket = new FakeSocket();
  made.socket = socket;
  const { openLine } = await import("~/wire/socket");
  line = openLine(heard);
});
afterEach(() => {
  line.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the line", () => {
  it("answers a command with what the hub says", async () => {
    socket.connect();
    const answer = line.call("accept_offer", { offer_id: "o" });
    expect(socket.commands()[0]?.payload).toMatchObject({ name: "accept_offer", fields: { offer_id: "o" } });
    socket.commands()[0]?.ack({ ok: true, data: { id: "i" } });
    await expect(answer).resolves.toEqual({ ok: true, data: { id: "i" } });
  });

  it("refuses at once without a line what nobody would want later", async () => {
    await expect(line.call("accept_offer", { offer_id: "o" })).resolves.toMatchObject({ ok: false, code: "offline" });
    expect(socket.commands()).toEqual([]);
  });

  it("keeps what may wait and sends it in order when the line is there", async () => {
    const first = line.call("write_note", { conversation_id: "c", text: "1" }, true);
    void line.call("write_note", { conversation_id: "c", text: "2" }, true);
    socket.connect();
    expect(socket.commands().map((one) => (one.payload.fields as { text: string }).text)).toEqual(["1", "2"]);
    socket.commands()[0]?.ack({ ok: true, data: {} });
    await expect(first).resolves.toMatchObject({ ok: true });
  });

  it("repeats what was not answered before the line broke, with the same id", () => {
    socket.connect();
    void line.call("write_note", { conversation_id: "c", text: "1" }, true, "the-same-id");
    socket.disconnect();
    socket.connect();
    expect(socket.commands().map((one) => one.payload.id)).toEqual(["the-same-id", "the-same-id"]);
  });

  it("hears an answer once, however often it comes", async () => {
    socket.connect();
    const answer = line.call("write_note", { conversation_id: "c", text: "1" }, true);
    socket.disconnect();
    socket.connect();
    const [first, second] = socket.commands();
    second?.ack({ ok: true, data: { n: 2 } });
    first?.ack({ ok: true, data: { n: 1 } });
    await expect(answer).resolves.toEqual({ ok: true, data: { n: 2 } });
    socket.disconnect();
    socket.connect();
    expect(socket.commands()).toHaveLength(2);
  });

  it("gives up waiting for an answer nobody would want later", async () => {
    socket.connect();
    const answer = line.call("accept_offer", { offer_id: "o" });
    await vi.advanceTimersByTimeAsync(13_000);
    await expect(answer).resolves.toMatchObject({ ok: false, code: "offline" });
  });

  it("resumes from its place in the log", () => {
    let auth: unknown = null;
    socket.options?.auth((given) => (auth = given));
    expect(auth).toMatchObject({ after: 7, epoch: "e" });
  });

  it("moves on in the log with a ping when nothing was for it", async () => {
    socket.connect();
    socket.hear("changes", []);
    heard.changes.mockClear();
    await vi.advanceTimersByTimeAsync(10_000);
    socket.sent.find((one) => one.event === "ping_desk")?.ack({ pos: 12 });
    expect(heard.changes.mock.calls[0]?.[0]).toMatchObject([{ pos: 12 }]);
  });

  it("does not move on before it was given what it missed", async () => {
    socket.connect();
    await vi.advanceTimersByTimeAsync(10_000);
    socket.sent.find((one) => one.event === "ping_desk")?.ack({ pos: 12 });
    expect(heard.changes).not.toHaveBeenCalled();
  });

  it("says when the sign-in has ended, and does not dial again", () => {
    socket.connect();
    heard.line.mockClear();
    socket.hear("signed_out", { reason: "disabled" });
    expect(heard.signedOut).toHaveBeenCalledWith("disabled");
    expect(heard.line).not.toHaveBeenCalled();
  });

  it("takes a refused sign-in for an ended one", () => {
    socket.hear("connect_error", new Error("sign_in"));
    expect(heard.signedOut).toHaveBeenCalledWith("signed_out");
  });
});
