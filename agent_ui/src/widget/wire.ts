/** The only code of the widget that touches the network: HTTP to the hub, and one socket with polling behind it. */

import { io, type Socket } from "socket.io-client";
import type { Answer, Config, TalkTold } from "./types";

const ACK_MS = 8000;
const HTTP_MS = 15000;
const POLL_OPEN_MS = 3000;
const POLL_HIDDEN_MS = 15000;
const RETRY_REFUSED_MS = 30000;
const LINES_AT_ONCE = 200;
const SLOW_SOCKET_MS = 2000;

/** Nothing was answered: the line is down, or the hub is. */
export class NoAnswer extends Error {}

export class Wire {
  constructor(
    private readonly hub: string,
    private readonly channel: string,
    private readonly token: () => string,
  ) {}

  get at(): string {
    return `${this.hub}/channels/${encodeURIComponent(this.channel)}`;
  }

  config(): Promise<Config & Answer> {
    return this.ask("GET", "/config") as Promise<Config & Answer>;
  }

  talk(after: string): Promise<TalkTold & Answer> {
    return this.ask("GET", `/talk?after=${encodeURIComponent(after)}`) as Promise<TalkTold & Answer>;
  }

  post(path: string, said: object): Promise<Answer> {
    return this.ask("POST", path, JSON.stringify(said));
  }

  /** A file, with the share that has left (0..1). */
  upload(file: File, query: Record<string, string>, progress: (share: number) => void): Promise<Answer> {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${this.at}/file?${new URLSearchParams(query)}`);
      request.setRequestHeader("Authorization", `Bearer ${this.token()}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
      request.onload = () => {
        try {
          done(JSON.parse(request.responseText) as Answer);
        } catch {
          fail(new NoAnswer("not JSON"));
        }
      };
      request.onerror = request.ontimeout = () => fail(new NoAnswer("upload"));
      request.send(file);
    });
  }

  async file(line: string, index: number): Promise<Blob> {
    const answer = await this.fetched("GET", `/file/${encodeURIComponent(line)}/${index}`);
    if (!answer.ok) throw new NoAnswer(String(answer.status));
    return answer.blob();
  }

  private async ask(method: string, path: string, body?: string): Promise<Answer> {
    const answer = await this.fetched(method, path, body);
    try {
      return (await answer.json()) as Answer;
    } catch {
      throw new NoAnswer("not JSON");
    }
  }

  private async fetched(method: string, path: string, body?: string): Promise<Response> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), HTTP_MS);
    const headers: Record<string, string> = path === "/config" ? {} : { Authorization: `Bearer ${this.token()}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    try {
      return await fetch(this.at + path, {
        method,
        headers,
        body: body ?? null,
        signal: stop.signal,
        credentials: "omit",
        cache: "no-store",
      });
    } catch {
      throw new NoAnswer(path);
    } finally {
      clearTimeout(timer);
    }
  }
}

export type LineState = "idle" | "connecting" | "live" | "polling" | "offline";

export interface Ear {
  told(talk: TalkTold): void;
  signal(kind: string): void;
  state(state: LineState, retryAt: number): void;
  cursor(): string;
}

/** Hears of the talk: by socket while it works, by asking while it does not. */
export class Line {
  private socket: Socket | null = null;
  private timer = 0;
  private misses = 0;
  private wanted = false;
  private following = false; // the socket tells every change

  constructor(
    private readonly wire: Wire,
    private readonly hub: string,
    private readonly channel: string,
    private readonly token: () => string,
    private readonly ear: Ear,
  ) {}

  /** Every change comes by socket. */
  get live(): boolean {
    return this.following;
  }

  open(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.ear.state("connecting", 0);
    const socket = io(`${this.hub}/chat/${this.channel}`, {
      transports: ["websocket"],
      auth: (give) => give({ token: this.token() }),
      reconnectionDelay: 1000,
      reconnectionDelayMax: 30000,
      randomizationFactor: 0.5,
      timeout: ACK_MS,
      forceNew: true,
    });
    this.socket = socket;
    socket.on("connect", () => void this.follow());
    // Some networks swallow sockets without a word: do not wait for the library to notice.
    this.ask(SLOW_SOCKET_MS);
    socket.on("talk", (told: TalkTold) => this.ear.told(told));
    socket.on("signal", (signal: { kind: string }) => this.ear.signal(signal.kind));
    socket.on("disconnect", () => {
      this.following = false;
      this.ask(1000);
    });
    socket.on("connect_error", () => {
      this.ask(0);
      // A refusal ends the library's own tries.
      if (!socket.active) setTimeout(() => this.socket === socket && socket.connect(), RETRY_REFUSED_MS);
    });
  }

  close(): void {
    this.wanted = false;
    clearTimeout(this.timer);
    this.timer = 0;
    this.following = false;
    this.socket?.removeAllListeners();
    this.socket?.disconnect();
    this.socket = null;
    this.ear.state("idle", 0);
  }

  /** The network is said to be back: do not wait for the next turn. */
  hurry(): void {
    if (!this.wanted || this.live) return;
    this.misses = 0;
    this.socket?.connect();
    this.ask(0);
  }

  /** Say a thing over the socket and wait for the answer; NoAnswer when there is none. */
  async call(event: string, said: object): Promise<Answer> {
    if (!this.socket?.connected) throw new NoAnswer("no socket");
    try {
      return (await this.socket.timeout(ACK_MS).emitWithAck(event, said)) as Answer;
    } catch {
      throw new NoAnswer(event);
    }
  }

  typing(on: boolean): void {
    this.socket?.volatile.emit("typing", { on });
  }

  private async follow(): Promise<void> {
    try {
      const answer = await this.call("follow", { after: this.ear.cursor() });
      if (!answer.ok || !answer.talk) throw new NoAnswer(answer.code);
      clearTimeout(this.timer);
      this.timer = 0;
      this.misses = 0;
      this.following = true;
      this.ear.told(answer.talk);
      this.ear.state("live", 0);
    } catch {
      this.socket?.disconnect().connect();
    }
  }

  private ask(after: number): void {
    if (!this.wanted || this.timer) return;
    this.timer = window.setTimeout(() => void this.poll(), after);
  }

  private async poll(): Promise<void> {
    let next = document.visibilityState === "visible" ? POLL_OPEN_MS : POLL_HIDDEN_MS;
    try {
      let told = await this.wire.talk(this.ear.cursor());
      if (!told.lines) throw new NoAnswer(told.code);
      // What the socket said meanwhile is newer.
      if (!this.following) this.ear.told(told);
      while (!this.following && told.lines.length >= LINES_AT_ONCE) {
        told = await this.wire.talk(told.cursor);
        this.ear.told(told);
      }
      this.misses = 0;
      if (this.wanted && !this.live) this.ear.state("polling", 0);
    } catch {
      this.misses += 1;
      next = Math.min(30000, 1000 * 2 ** Math.min(this.misses, 5)) * (0.75 + Math.random() / 2);
      if (this.wanted && !this.live) this.ear.state("offline", Date.now() + next);
    }
    this.timer = 0;
    if (!this.live) this.ask(next);
  }
}
