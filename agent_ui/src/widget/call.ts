/** A call in the browser: the microphone, WebRTC to the hub, and the socket that steers it. Nothing here draws.

The hub says how the call stands (channels/webcall/live.py); the browser speaks what it says. A page that is left
and comes back takes its call up again. */

import { io, type Socket } from "socket.io-client";
import { callOff, inCall, type CallState, type CallView } from "./callview";
import type { Answer } from "./types";

const ACK_MS = 10_000;
const GATHER_MS = 2000;
const BREAK_MS = 3000; // a hole in the net is often shorter than this
const AGAIN_MS = [500, 1000, 2000, 4000];
const KEPT = "rapport.call";
const QUIET = 0.25; // how loud the line is while the browser speaks

/** The hub's own word for where a call stands. */
interface Told {
  state: CallState;
  say: { text: string; language: string }[];
  turn: number;
  keys: boolean;
  agent: string;
  reason: string;
}

type CallAnswer = Answer & { sdp?: string; line?: string; key?: string; ice?: RTCIceServer[]; call?: Told };
export type PassAnswer = Answer & { channel?: string; pass?: string };

interface Kept {
  channel: string;
  line: string;
  key: string;
  since: number;
}

export class Call {
  view: CallView = callOff;
  private socket: Socket | null = null;
  private peer: RTCPeerConnection | null = null;
  private microphone: MediaStream | null = null;
  private silence: AudioContext | null = null;
  private player: HTMLAudioElement | null = null;
  private ice: RTCIceServer[] = [];
  private kept: Kept | null = null;
  private pass = "";
  private turn = 0;
  private tries = 0;
  private timer = 0;

  constructor(
    private readonly hub: string,
    private readonly shown: (view: CallView) => void,
  ) {}

  private set(change: Partial<CallView>): void {
    this.view = { ...this.view, ...change };
    this.shown(this.view);
  }

  get active(): boolean {
    return inCall(this.view);
  }

  // --- beginning ---------------------------------------------------------------------------------------

  /** Ask for the microphone, then for a pass, then call. Must come from a click. */
  async start(askPass: () => Promise<PassAnswer>): Promise<void> {
    if (this.active) return;
    this.set({ ...callOff, state: "asking" });
    window.speechSynthesis?.getVoices(); // browsers load them when first asked
    if (!(await this.listen())) return;
    this.set({ state: "connecting" });
    try {
      const answer = await askPass();
      if (!answer.pass || !answer.channel) return this.over(answer.code ?? "busy");
      this.pass = answer.pass;
      await this.open(answer.channel);
    } catch {
      this.over("offline");
    }
  }

  /** A call that was going on when this tab's page was left. */
  async resume(): Promise<void> {
    const kept = read();
    if (!kept || this.active) return;
    this.kept = kept;
    this.set({ ...callOff, state: "connecting", since: kept.since });
    await this.listen(true);
    try {
      await this.open(kept.channel);
    } catch {
      this.over("offline");
    }
  }

  /** The microphone. Where a call is going on already, one that cannot be had does not end it. */
  private async listen(calling = false): Promise<boolean> {
    try {
      if (!navigator.mediaDevices) throw new DOMException("", "NotAllowedError"); // a page without https
      const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
      this.hold(await navigator.mediaDevices.getUserMedia({ audio }));
      return true;
    } catch (error) {
      if (calling) {
        this.unplugged();
        return true;
      }
      const name = error instanceof DOMException ? error.name : "";
      this.set({ state: name === "NotAllowedError" || name === "SecurityError" ? "blocked" : "no_microphone" });
      return false;
    }
  }

  private hold(microphone: MediaStream): void {
    this.microphone = microphone;
    for (const track of microphone.getAudioTracks()) {
      track.enabled = !this.view.muted;
      track.onended = () => this.unplugged();
    }
  }

  private async open(channel: string): Promise<void> {
    const socket = io(`${this.hub}/call/${channel}`, {
      transports: ["websocket"],
      auth: (give) => give(this.kept ? { line: this.kept.line, key: this.kept.key } : { pass: this.pass }),
      reconnectionDelay: 500,
      reconnectionDelayMax: 4000,
      timeout: ACK_MS,
      forceNew: true,
    });
    this.socket = socket;
    socket.on("call", (told: Told) => this.told(told));
    socket.on("connect_error", (error: Error & { data?: Answer }) => {
      if (!socket.active) this.over(error.data?.code ?? "busy"); // a refusal: the hub knows no such call
    });
    socket.on("connect", () => void this.connected(channel));
  }

  private async connected(channel: string): Promise<void> {
    try {
      const answer = await this.ask("prepare", {});
      this.ice = answer.ice ?? [];
      if (answer.call) this.told(answer.call);
      if (!this.active || this.peer) return; // the sound needs no socket to go on
      await this.offer(channel);
    } catch {
      this.broken();
    }
  }

  private async ask(event: string, said: object): Promise<CallAnswer> {
    if (!this.socket) throw new Error("no socket");
    return (await this.socket.timeout(ACK_MS).emitWithAck(event, said)) as CallAnswer;
  }

  /** Offer the sound: for a new call, or again for this one. */
  private async offer(channel: string): Promise<void> {
    this.peer?.close();
    const peer = new RTCPeerConnection({ iceServers: this.ice });
    this.peer = peer;
    peer.addTrack(this.microphone?.getAudioTracks()[0] ?? this.silentTrack());
    peer.ontrack = (event) => this.play(event.streams[0] ?? new MediaStream([event.track]));
    peer.onconnectionstatechange = () => this.changed(peer);
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const sdp = peer.localDescription?.sdp ?? "";
    const answer = await this.ask(this.kept ? "media" : "call", { sdp });
    if (peer !== this.peer || !this.active) return;
    if (!answer.sdp) return this.over(answer.code ?? "busy");
    if (answer.line && answer.key) {
      this.kept = { channel, line: answer.line, key: answer.key, since: 0 };
      write(this.kept);
    }
    if (answer.call) this.told(answer.call);
    await peer.setRemoteDescription({ type: "answer", sdp: answer.sdp });
  }

  private play(stream: MediaStream): void {
    this.player ??= new Audio();
    this.player.autoplay = true;
    this.player.srcObject = stream;
    void this.player.play().catch(() => undefined);
  }

  private changed(peer: RTCPeerConnection): void {
    if (peer !== this.peer) return;
    clearTimeout(this.timer);
    if (peer.connectionState === "connected") {
      this.tries = 0;
      this.set({ broken: false });
    } else if (peer.connectionState === "disconnected") {
      this.set({ broken: true });
      this.timer = window.setTimeout(() => this.broken(), BREAK_MS);
    } else if (peer.connectionState === "failed") {
      this.broken();
    }
  }

  /** Try again, soon at first; the hub ends the call when it takes too long. */
  private broken(): void {
    const channel = this.kept?.channel;
    if (!this.active) return;
    if (!channel) return this.over("no_line");
    this.set({ broken: true });
    clearTimeout(this.timer);
    const wait = AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)];
    this.tries += 1;
    this.timer = window.setTimeout(() => void this.offer(channel).catch(() => this.broken()), wait);
  }

  // --- what the hub tells ------------------------------------------------------------------------------

  private told(told: Told): void {
    if (told.state === "ended") return this.over(told.reason);
    const since = this.view.since || (told.state === "talking" ? Date.now() : 0);
    if (this.kept && since !== this.kept.since) {
      this.kept = { ...this.kept, since };
      write(this.kept);
    }
    this.set({ state: told.state, say: told.say.map((each) => each.text), keys: told.keys, agent: told.agent, since });
    if (told.turn !== this.turn) {
      this.turn = told.turn;
      this.speak(told);
    }
  }

  private speak(told: Told): void {
    const voice = window.speechSynthesis as SpeechSynthesis | undefined;
    voice?.cancel();
    if (this.player) this.player.volume = 1;
    if (!voice?.getVoices().length) return; // it is read; the hub leaves the time for it
    told.say.forEach((each, at) => {
      const words = new SpeechSynthesisUtterance(each.text);
      words.lang = each.language;
      words.onstart = () => this.player && (this.player.volume = QUIET);
      words.onend = () => {
        if (at < told.say.length - 1 || told.turn !== this.turn) return;
        if (this.player) this.player.volume = 1;
        void this.ask("said", { turn: told.turn }).catch(() => undefined);
      };
      voice.speak(words);
    });
  }

  // --- what the visitor does ---------------------------------------------------------------------------

  mute(muted: boolean): void {
    for (const track of this.microphone?.getAudioTracks() ?? []) track.enabled = !muted;
    this.set({ muted });
  }

  key(key: string): void {
    window.speechSynthesis?.cancel();
    void this.ask("key", { key }).catch(() => undefined);
  }

  hangUp(): void {
    const done = (): void => this.over("hung_up");
    if (!this.kept || !this.socket?.connected) return done();
    void this.ask("hangup", {}).then(done, done);
    this.quiet();
  }

  dismiss(): void {
    this.set(callOff);
  }

  // --- the microphone goes and comes -------------------------------------------------------------------

  private unplugged(): void {
    if (!this.active) return;
    this.microphone = null;
    this.set({ unplugged: true });
    this.trouble(true);
    void this.sender?.replaceTrack(this.silentTrack()); // so that the line is not taken for dead
    navigator.mediaDevices?.addEventListener("devicechange", this.replug);
  }

  readonly replug = async (): Promise<void> => {
    if (!this.active || !this.view.unplugged) return;
    try {
      this.hold(await navigator.mediaDevices.getUserMedia({ audio: true }));
    } catch {
      return;
    }
    navigator.mediaDevices.removeEventListener("devicechange", this.replug);
    await this.sender?.replaceTrack(this.microphone?.getAudioTracks()[0] ?? null);
    this.set({ unplugged: false });
    this.trouble(false);
  };

  private get sender(): RTCRtpSender | undefined {
    return this.peer?.getSenders()[0];
  }

  private trouble(on: boolean): void {
    void this.ask("trouble", { warning: "no-microphone", on }).catch(() => undefined);
  }

  private silentTrack(): MediaStreamTrack {
    this.silence ??= new AudioContext();
    return this.silence.createMediaStreamDestination().stream.getAudioTracks()[0] as MediaStreamTrack;
  }

  // --- the end -----------------------------------------------------------------------------------------

  private quiet(): void {
    window.speechSynthesis?.cancel();
    if (this.player) this.player.srcObject = null;
    for (const track of this.microphone?.getAudioTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
  }

  private over(reason: string): void {
    if (!this.active) return;
    clearTimeout(this.timer);
    this.quiet();
    this.peer?.close();
    this.socket?.removeAllListeners();
    this.socket?.disconnect();
    void this.silence?.close();
    this.peer = this.socket = this.microphone = this.silence = this.kept = null;
    this.turn = this.tries = 0;
    write(null);
    this.set({ ...callOff, state: "ended", reason, since: this.view.since });
  }
}

/** All candidates in one offer, or as many as came in two seconds. */
async function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === "complete") return;
  await new Promise<void>((resolve) => {
    peer.addEventListener("icegatheringstatechange", () => peer.iceGatheringState === "complete" && resolve());
    setTimeout(resolve, GATHER_MS);
  });
}

function read(): Kept | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as Kept | null;
    return kept?.line && kept.key ? kept : null;
  } catch {
    return null;
  }
}

function write(kept: Kept | null): void {
  try {
    if (kept) sessionStorage.setItem(KEPT, JSON.stringify(kept));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // No storage: the call ends with its page.
  }
}
