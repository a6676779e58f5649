/** The chat itself: joins what the browser keeps, what the hub tells and what the visitor does into one state.

Views read `state` and call the verbs; nothing here draws. */

import { Call, type PassAnswer } from "./call";
import { Keep, newId, shelf } from "./keep";
import { Outbox } from "./outbox";
import { glance, languageOf, trail, type Tag } from "./page";
import { chime } from "./sound";
import { agentLinesAfter, emptyTalk, merge, stillPending, unread } from "./talk";
import { firstState, type State } from "./state";
import type { Answer, Pending, Profile, TalkTold } from "./types";
import { Line, NoAnswer, Wire } from "./wire";

const CONFIG_FRESH_MS = 60_000;
const TYPING_SHOWN_MS = 6000;
const TYPING_TOLD_MS = 2500;
const TYPING_STOPS_MS = 3000;
const REPORT_MOST = 200;

export type Identity = string | (() => string | Promise<string>);

export class Chat {
  state: State;
  readonly keep: Keep;
  readonly call: Call;
  private readonly wire: Wire;
  private readonly line: Line;
  private readonly outbox: Outbox;
  private readonly viewers = new Set<() => void>();
  private identity: Identity = "";
  private configAt = 0;
  private typingOff = 0;
  private toldTyping = 0;
  private stopTyping = 0;
  private readonly unsaid: object[] = []; // read marks nobody took yet

  constructor(
    readonly tag: Tag,
    private readonly given: Identity,
  ) {
    this.keep = new Keep(shelf(`rapport.${tag.channel}.`));
    const token = (): string => this.keep.token;
    this.wire = new Wire(tag.hub, tag.channel, token);
    this.line = new Line(this.wire, tag.hub, tag.channel, token, {
      told: (told) => this.told(told),
      signal: (kind) => this.agentTypes(kind === "typing"),
      state: (line, retryAt) => this.set({ line, retryAt }),
      cursor: () => this.state.talk.cursor,
    });
    this.outbox = new Outbox(this.keep, (pending, file) => this.deliver(pending, file), () => this.sync());
    this.call = new Call(tag.hub, (call) => this.set({ call }));
    const { began, sound } = this.keep;
    this.state = { ...firstState, began: began || this.outbox.length > 0, pending: this.outbox.list.slice(), sound };
  }

  // --- being watched -----------------------------------------------------------------------------------

  watch(viewer: () => void): () => void {
    this.viewers.add(viewer);
    return () => this.viewers.delete(viewer);
  }

  private set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const viewer of this.viewers) viewer();
  }

  private sync(): void {
    this.set({ pending: stillPending(this.outbox.list, this.state.talk) });
  }

  // --- beginning ---------------------------------------------------------------------------------------

  /** Learn the channel's looks; false when this page may not use it. */
  async begin(): Promise<boolean> {
    if (!(await this.refresh())) return false;
    if (this.given) await this.identify(this.given);
    if (this.state.began) {
      if (this.keep.live || this.outbox.length) this.line.open();
      else void this.look();
    }
    this.outbox.hurry();
    if (this.state.config?.call) void this.call.resume();
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.report());
    window.addEventListener("focus", () => this.report());
    window.addEventListener("storage", (event) => {
      if (event.key?.endsWith(".began") && event.newValue && !this.state.began) this.started();
      if (event.key?.endsWith(".token")) location.reload();
    });
    return true;
  }

  private async refresh(): Promise<boolean> {
    try {
      const config = await this.wire.config();
      if (config.code) {
        console.warn(`Rapport chat: ${config.message ?? config.code}`);
        return false;
      }
      this.configAt = Date.now();
      this.set({ config, language: languageOf(this.tag, config.languages) });
      return true;
    } catch {
      return this.state.config !== null;
    }
  }

  /** Ask how the talk stands, where no socket tells. */
  private async look(): Promise<void> {
    if (this.line.live) return;
    try {
      const told = await this.wire.talk(this.state.talk.cursor);
      if (told.lines && !this.line.live) this.told(told);
    } catch {
      // Seen when the window is opened.
    }
  }

  // --- who they are ------------------------------------------------------------------------------------

  /** A logged-in visitor: the shop's signature, or what fetches a fresh one. */
  async identify(identity: Identity): Promise<void> {
    this.identity = identity;
    const said = glance(await this.signed());
    if (!said) return;
    if (this.keep.subject && this.keep.subject !== said.sub) this.forget();
    this.keep.subject = said.sub;
    this.set({ identified: said.sub });
  }

  /** Somebody else sits down: nothing of the one before is shown. */
  logout(): void {
    this.identity = "";
    this.forget();
  }

  private forget(): void {
    this.call.hangUp();
    this.line.close();
    this.outbox.stop();
    this.keep.forget();
    this.set({ began: false, talk: emptyTalk, pending: [], unread: 0, preview: null, identified: "", rated: false });
  }

  private async signed(): Promise<string> {
    try {
      const given = typeof this.identity === "function" ? await this.identity() : this.identity;
      const said = glance(given);
      return said && said.exp * 1000 > Date.now() ? given : "";
    } catch {
      return "";
    }
  }

  // --- the window --------------------------------------------------------------------------------------

  open(): void {
    this.set({ open: true, preview: null });
    if (this.state.began) this.line.open();
    if (Date.now() - this.configAt > CONFIG_FRESH_MS) void this.refresh();
    this.report();
  }

  close(): void {
    this.set({ open: false });
    if (this.state.talk.state === "closed" && !this.outbox.length) this.line.close();
  }

  dismissPreview(): void {
    this.set({ preview: null });
  }

  setSound(sound: boolean): void {
    this.keep.sound = sound;
    this.set({ sound });
  }

  private hurry(): void {
    this.line.hurry();
    this.outbox.hurry();
  }

  tryNow(): void {
    this.hurry();
  }

  // --- what the visitor does ---------------------------------------------------------------------------

  send(text: string, about: Profile = {}): void {
    const { name, email, phone } = { ...this.keep.profile, ...about };
    this.keep.profile = { name, email, phone };
    const profile: Profile = { ...about, name, email, phone, language: this.state.language, ...trail() };
    this.outbox.add({ client_id: newId(), text, at: Date.now(), state: "waiting", profile });
    this.typing(false);
    this.started();
  }

  sendFile(file: File): void {
    const { max_file_bytes: most, file_types: types } = this.state.config ?? { max_file_bytes: 0, file_types: [] as string[] };
    const extension = file.name.includes(".") ? (file.name.split(".").pop() ?? "").toLowerCase() : "";
    const code = file.size > most ? "too_large" : !file.size ? "empty" : types.includes(extension) ? undefined : "file_type";
    const about = { name: file.name, size: file.size, type: file.type, sent: 0 };
    const state = code ? "failed" : "waiting";
    this.outbox.add({ client_id: newId(), text: "", at: Date.now(), state, code, file: about }, file);
    if (!code) this.started();
  }

  again(client_id: string): void {
    this.outbox.again(client_id);
  }

  remove(client_id: string): void {
    this.outbox.remove(client_id);
  }

  typing(on: boolean): void {
    clearTimeout(this.stopTyping);
    const now = Date.now();
    if (on) {
      if (now - this.toldTyping > TYPING_TOLD_MS) this.line.typing(true);
      if (now - this.toldTyping > TYPING_TOLD_MS) this.toldTyping = now;
      this.stopTyping = window.setTimeout(() => this.typing(false), TYPING_STOPS_MS);
    } else if (this.toldTyping) {
      this.line.typing(false);
      this.toldTyping = 0;
    }
  }

  end(): Promise<Answer> {
    return this.ask("/end", {});
  }

  rate(score: number, comment: string): Promise<Answer> {
    return this.ask("/rating", { score, ...(comment && { comment }) }).then((answer) => {
      if (answer.ok) this.rated(true);
      return answer;
    });
  }

  /** Given or skipped: not asked again for this talk. */
  rated(thanked = false): void {
    this.keep.setMark("rated", this.state.talk.cursor);
    this.set({ rated: true, thanked });
  }

  transcript(email: string): Promise<Answer> {
    return this.ask("/transcript", { email });
  }

  file(line: string, index: number): Promise<Blob> {
    return this.wire.file(line, index);
  }

  /** Call in the browser, beside this talk. */
  callUs(about: Profile = {}): Promise<void> {
    const profile: Profile = { ...this.keep.profile, ...about, language: this.state.language, ...trail() };
    this.line.open(); // what the agent writes meanwhile is shown beside the call
    return this.call.start(async (): Promise<PassAnswer> => {
      const identity = await this.signed();
      return this.wire.post("/call", { client_id: newId(), profile, ...(identity && { identity }) });
    });
  }

  private async ask(path: string, said: object): Promise<Answer> {
    try {
      const answer = await this.wire.post(path, { client_id: newId(), ...said });
      void this.look();
      return answer;
    } catch {
      return { code: "busy" };
    }
  }

  private started(): void {
    this.keep.began = true;
    this.keep.live = true;
    this.set({ began: true });
    this.line.open();
  }

  private async deliver(pending: Pending, file: File | undefined): Promise<Answer> {
    const identity = await this.signed();
    const id = { client_id: pending.client_id, ...(identity && { identity }) };
    if (pending.file) {
      if (!file) return { code: "other" };
      return this.wire.upload(file, { ...id, name: pending.file.name }, (sent) =>
        this.outbox.progress(pending.client_id, sent),
      );
    }
    const said = { ...id, text: pending.text, profile: pending.profile ?? {} };
    let answer: Answer;
    try {
      answer = await this.line.call("message", said);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      answer = await this.wire.post("/message", said);
      if (answer.ok) void this.look();
    }
    if (answer.code === "identity_refused") {
      // The word of a customer is worth more than the signature: say it without.
      console.warn(`Rapport chat: ${answer.message ?? answer.code}`);
      this.identity = "";
      return this.deliver(pending, file);
    }
    return answer;
  }

  // --- what the hub tells ------------------------------------------------------------------------------

  private told(told: TalkTold): void {
    const before = this.state.talk;
    const talk = merge(before, told);
    this.keep.live = talk.state === "queued" || talk.state === "active";
    this.outbox.shown(new Set(talk.lines.map((line) => line.client_id)));
    const fresh = talk.lines.filter((line) => line.author === "agent" && line.id > before.cursor);
    if (talk.lines.length) this.keep.began = true;
    const rated = talk.state !== "closed" || talk.cursor <= this.keep.mark("rated");
    const startPlace = talk.position ? Math.max(this.state.startPlace, talk.position) : 0;
    const pending = stillPending(this.outbox.list, talk);
    const thanked = this.state.thanked && talk.state === "closed";
    this.set({ began: this.state.began || talk.lines.length > 0, talk, pending, thanked, rated: talk.ratingWanted ? rated : true, startPlace, ...(fresh.length && { agentTyping: false }) });
    for (const said of this.unsaid.splice(0)) void this.tellSeen(said);
    this.report();
    this.announce(fresh.filter((line) => line.id > this.keep.mark("read")));
  }

  private announce(fresh: readonly { id: string; name: string; text: string; files: unknown[] }[]): void {
    const last = fresh[fresh.length - 1];
    if (!last || this.looking) return;
    if (this.state.sound) chime();
    if (!this.state.open) this.set({ preview: { id: last.id, name: last.name, text: last.text || "📎" } });
  }

  private get looking(): boolean {
    return this.state.open && document.visibilityState === "visible" && document.hasFocus();
  }

  /** Say how far the agent's lines got: on this screen, or read. Also keeps the badge right. */
  private report(): void {
    const { talk } = this.state;
    const got = agentLinesAfter(talk, this.keep.mark("got"));
    const read = this.looking ? agentLinesAfter(talk, this.keep.mark("read")) : [];
    if (read.length) this.seen("read", read);
    else if (got.length) this.seen("delivered", got);
    const count = unread(talk, this.keep.mark("read"));
    if (count !== this.state.unread) this.set({ unread: count });
  }

  private seen(state: "read" | "delivered", ids: string[]): void {
    const lines = ids.slice(-REPORT_MOST);
    const last = lines[lines.length - 1] ?? "";
    this.keep.setMark("got", last);
    if (state === "read") this.keep.setMark("read", last);
    // Two tabs that saw the same say it once.
    const own = `${state}-${lines.length}-${last}`;
    const said = { client_id: /^[\w-]{8,50}$/.test(own) ? own : newId(), state, lines };
    void this.tellSeen(said);
  }

  private async tellSeen(said: object): Promise<void> {
    try {
      await this.line.call("seen", said).catch(() => this.wire.post("/seen", said));
    } catch {
      this.unsaid.push(said);
    }
  }

  private agentTypes(on: boolean): void {
    clearTimeout(this.typingOff);
    this.set({ agentTyping: on });
    if (on) this.typingOff = window.setTimeout(() => this.set({ agentTyping: false }), TYPING_SHOWN_MS);
  }
}
