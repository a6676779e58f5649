/** Sound by WebRTC with our own media or the sandbox's carrier: one offer, one answer, and again whenever it breaks. */

import { offerSound, type PhoneLine } from "~/wire/calls";
import type { Refusal } from "~/wire/socket";
import type { Connection, Driver, Hears, Joining, Quality } from "./driver";
import { soundFrom } from "./devices";

type Sdp = { ok?: boolean; sdp?: string; code?: string; message?: string };
/** Ask the hub over its own socket: event and fields in, its answer out. */
export type AskHub = <T>(event: string, fields: object, within?: number) => Promise<T | Refusal>;

const GATHER = 2_000;
const PATIENCE = 3_000; // a hole in the net is often shorter than this
const AGAIN = [0, 1_000, 2_000, 4_000, 8_000];
const MEASURE = 2_000;
const EARLY = 10_000; // the desk may tell us of a leg before its carrier knows of it
const EARLY_PAUSE = 300;

/** Raised where an offer is refused: the leg is gone, is not ours, or, in its first seconds, is not there yet. */
export class Refused extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
  }
}

/** All candidates in one offer, or as many as came in two seconds: there is no second message. */
async function gathered(peer: RTCPeerConnection): Promise<string> {
  if (peer.iceGatheringState !== "complete") {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        if (peer.iceGatheringState === "complete") resolve();
      };
      peer.addEventListener("icegatheringstatechange", done);
      setTimeout(resolve, GATHER);
    });
  }
  return peer.localDescription?.sdp ?? "";
}

async function exchange(ask: AskHub, line: PhoneLine, leg: string, sdp: string): Promise<string> {
  const told = line.url === "" ? await ask<Sdp>("media", { leg_id: leg, sdp }, 8_000) : await offerSound(line, leg, sdp);
  if (typeof (told as Sdp).sdp === "string") return (told as { sdp: string }).sdp;
  const { code = "failed", message = "" } = told as Sdp;
  if (code === "offline" || code === "limited" || code === "busy" || code === "unavailable") throw new Error(code);
  throw new Refused(code, message);
}

class Room implements Connection {
  private peer: RTCPeerConnection | null = null;
  private readonly player = new Audio();
  private readonly clock: ReturnType<typeof setInterval>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private closed = false;
  private muted = false;
  private before = { lost: 0, received: 0 };
  private readonly begun = Date.now();

  constructor(private readonly ask: AskHub, private readonly joining: Joining, private microphone: MediaStream) {
    this.player.autoplay = true;
    void soundFrom(this.player as unknown as { setSinkId?: (id: string) => Promise<void> }, joining.speaker);
    this.clock = setInterval(() => void this.measure(), MEASURE);
  }

  get hears(): Hears {
    return this.joining.hears;
  }

  /** Offer, answer, hear. A new offer for the same leg takes the place of the old one. */
  async offer(): Promise<void> {
    this.hears.sound(this.tries === 0 ? "connecting" : "lost");
    this.peer?.close();
    const peer = new RTCPeerConnection({ iceServers: this.joining.line.ice.map((one) => ({ ...one }) as unknown as RTCIceServer) });
    this.peer = peer;
    this.before = { lost: 0, received: 0 };
    const stream = this.microphone;
    for (const track of stream.getAudioTracks()) peer.addTrack(track, stream);
    peer.ontrack = (event) => {
      this.player.srcObject = event.streams[0] ?? new MediaStream([event.track]);
      void this.player.play().catch(() => undefined);
    };
    peer.onconnectionstatechange = () => this.changed(peer);
    await peer.setLocalDescription(await peer.createOffer());
    const answer = await exchange(this.ask, this.joining.line, this.joining.leg, await gathered(peer));
    if (peer === this.peer && !this.closed) await peer.setRemoteDescription({ type: "answer", sdp: answer });
  }

  /** The first offer: a leg that is not there yet is asked for again until it is. Raises Refused when it never comes. */
  async begin(): Promise<void> {
    for (;;) {
      try {
        return await this.offer();
      } catch (error) {
        if (!(error instanceof Refused)) return this.again();
        if (this.closed || error.code !== "not_found" || Date.now() - this.begun > EARLY) throw error;
        await new Promise((resolve) => setTimeout(resolve, EARLY_PAUSE));
      }
    }
  }

  private changed(peer: RTCPeerConnection): void {
    if (peer !== this.peer || this.closed) return;
    clearTimeout(this.timer);
    if (peer.connectionState === "connected") {
      this.tries = 0;
      this.hears.sound("on");
    } else if (peer.connectionState === "disconnected") {
      this.hears.sound("lost");
      this.timer = setTimeout(() => this.again(), PATIENCE);
    } else if (peer.connectionState === "failed") {
      this.again();
    }
  }

  /** Offer again, soon at first and then more patiently; over when the hub refuses for good. */
  again(): void {
    if (this.closed) return;
    this.hears.sound("lost");
    const wait = AGAIN[Math.min(this.tries, AGAIN.length - 1)] ?? 0;
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.offer().catch((error: unknown) => {
        if (this.closed) return;
        if (error instanceof Refused) return this.hears.sound("over");
        this.again();
      });
    }, wait);
  }

  private async measure(): Promise<void> {
    if (this.peer?.connectionState !== "connected") return;
    const told = read(await this.peer.getStats());
    const lost = told.lost - this.before.lost;
    const came = told.packets - this.before.received;
    this.before = { lost: told.lost, received: told.packets };
    const loss = lost > 0 ? lost / Math.max(1, lost + came) : 0;
    this.hears.quality({ rtt: told.rtt, loss, received: told.received, sent: told.sent, warning: "" } satisfies Quality);
  }

  mute(on: boolean): void {
    this.muted = on;
    for (const track of this.microphone.getAudioTracks()) track.enabled = !on;
  }

  async speakInto(microphone: MediaStream): Promise<void> {
    this.microphone = microphone;
    this.mute(this.muted);
    const track = microphone.getAudioTracks()[0] ?? null;
    const sender = this.peer?.getSenders().find((one) => one.track === null || one.track.kind === "audio");
    await sender?.replaceTrack(track);
  }

  async hearFrom(speaker: string): Promise<void> {
    await soundFrom(this.player as unknown as { setSinkId?: (id: string) => Promise<void> }, speaker);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.clock);
    this.peer?.close();
    this.player.srcObject = null;
  }
}

interface Figures {
  rtt: number | null;
  lost: number;
  packets: number;
  received: number;
  sent: number;
}

/** The figures we show, out of WebRTC's statistics. */
export function read(report: Iterable<[string, unknown]>): Figures {
  const found: Figures = { rtt: null, lost: 0, packets: 0, received: 0, sent: 0 };
  for (const [, one] of report) {
    const stat = one as Record<string, unknown>;
    const figure = (name: string): number => (typeof stat[name] === "number" ? (stat[name] as number) : 0);
    if (stat["type"] === "inbound-rtp") {
      found.lost += figure("packetsLost");
      found.packets += figure("packetsReceived");
      found.received += figure("bytesReceived");
    } else if (stat["type"] === "outbound-rtp") {
      found.sent += figure("bytesSent");
    } else if (stat["type"] === "candidate-pair" && stat["nominated"] === true && typeof stat["currentRoundTripTime"] === "number") {
      found.rtt = Math.round(figure("currentRoundTripTime") * 1_000);
    }
  }
  return found;
}

/** The driver; `ask` is the hub's own socket. */
export function webrtc(ask: AskHub): Driver {
  return {
    prepare: () => Promise.resolve(),
    async connect(joining) {
      const room = new Room(ask, joining, joining.microphone);
      try {
        await room.begin();
      } catch (error) {
        room.close();
        throw error;
      }
      return room;
    },
    close: () => undefined,
  };
}
