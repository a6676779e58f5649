/**
 * Sound by the provider's own kit (Twilio Voice SDK). It rings this browser when the hub dials the agent's leg; a call
 * is taken by itself only when it is the leg we wait for. A chunk of its own: no other hub needs to load it.
 */

import { Call, Device } from "@twilio/voice-sdk";
import { phoneLines, type PhoneLine } from "~/wire/calls";
import type { Connection, Driver, Hears, Joining } from "./driver";

const WAIT = 25_000; // the hub lets it ring for 20 s
const GONE = new Set([20101, 20104, 31204, 31205]); // the token is no longer good

interface Expected {
  joining: Joining;
  taken: (connection: Connection) => void;
  failed: (error: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** The leg a ringing call is for, as the hub gave it to the provider; "" when it said nothing. */
export const legOf = (call: Pick<Call, "customParameters">): string =>
  call.customParameters.get("leg") ?? "";

class Joined implements Connection {
  private readonly figures = { rtt: null as number | null, loss: 0, received: 0, sent: 0, warning: "" };

  constructor(private readonly call: Call, private readonly device: Device, hears: Hears) {
    call.on("accept", () => hears.sound("on"));
    call.on("reconnecting", () => hears.sound("lost"));
    call.on("reconnected", () => hears.sound("on"));
    call.on("disconnect", () => hears.sound("over"));
    call.on("cancel", () => hears.sound("over"));
    call.on("error", () => hears.sound("lost"));
    call.on("warning", (name: string) => this.warn(name, hears));
    call.on("warning-cleared", () => this.warn("", hears));
    call.on("sample", (sample: { rtt?: number; packetsLostFraction?: number; totals?: { bytesReceived?: number; bytesSent?: number } }) => {
      this.figures.rtt = sample.rtt === undefined ? null : Math.round(sample.rtt);
      this.figures.loss = (sample.packetsLostFraction ?? 0) / 100;
      this.figures.received = sample.totals?.bytesReceived ?? 0;
      this.figures.sent = sample.totals?.bytesSent ?? 0;
      hears.quality({ ...this.figures });
    });
  }

  private warn(name: string, hears: Hears): void {
    this.figures.warning = name;
    hears.quality({ ...this.figures });
  }

  mute(on: boolean): void {
    this.call.mute(on);
  }

  async speakInto(microphone: MediaStream): Promise<void> {
    const id = microphone.getAudioTracks()[0]?.getSettings().deviceId ?? "";
    if (id !== "") await this.device.audio?.setInputDevice(id);
  }

  async hearFrom(speaker: string): Promise<void> {
    await hearFrom(this.device, speaker);
  }

  close(): void {
    this.call.disconnect();
  }
}

async function hearFrom(device: Device, speaker: string): Promise<void> {
  if (device.audio?.isOutputSelectionSupported) await device.audio.speakerDevices.set(speaker === "" ? "default" : speaker).catch(() => undefined);
}

/** A fresh token for this channel; the hub gives one to whoever is signed in. */
async function freshToken(channel: string): Promise<string> {
  return (await phoneLines()).find((one) => one.channel_id === channel)?.token ?? "";
}

export function twilio(): Driver {
  let device: Device | null = null;
  let expected: Expected | null = null;
  let early: Call | null = null; // it rang before the desk told us of the leg

  const take = (call: Call): void => {
    if (expected === null || device === null) {
      early = call;
      call.on("cancel", () => { if (early === call) early = null; });
      return;
    }
    const leg = legOf(call);
    if (leg !== "" && leg !== expected.joining.leg) return call.reject();
    const { joining, taken, timer } = expected;
    expected = null;
    early = null;
    clearTimeout(timer);
    const joined = new Joined(call, device, joining.hears);
    call.accept({ rtcConstraints: { audio: { deviceId: joining.microphone.getAudioTracks()[0]?.getSettings().deviceId ?? "default" } } });
    taken(joined);
  };

  const renew = async (line: PhoneLine): Promise<void> => {
    const token = await freshToken(line.channel_id).catch(() => "");
    if (token !== "" && device !== null) device.updateToken(token);
  };

  const open = async (line: PhoneLine): Promise<void> => {
    device = new Device(line.token, { logLevel: "silent", closeProtection: false, codecPreferences: [Call.Codec.Opus, Call.Codec.PCMU], tokenRefreshMs: 60_000 });
    device.on("incoming", take);
    device.on("tokenWillExpire", () => void renew(line));
    device.on("error", (error: { code?: number }) => { if (GONE.has(error.code ?? 0)) void renew(line); });
    device.audio?.incoming(false); // the hub's own ring is heard, and only before the answer
    await device.register();
  };

  return {
    async prepare(line) {
      if (device === null) await open(line);
      else device.updateToken(line.token);
    },
    async connect(joining) {
      await this.prepare(joining.line);
      if (device !== null) await hearFrom(device, joining.speaker);
      joining.hears.sound("connecting");
      return new Promise<Connection>((taken, failed) => {
        const timer = setTimeout(() => { expected = null; failed(new Error("no_ring")); }, WAIT);
        expected = { joining, taken, failed, timer };
        if (early !== null) take(early);
      });
    },
    close() {
      if (expected !== null) clearTimeout(expected.timer);
      device?.destroy();
      device = null;
    },
  };
}
