/** What a driver is: one file for each way sound can come to an agent. The phone (index.ts) knows nothing else of it. */

import type { PhoneLine } from "~/wire/calls";

/** How our sound is. `lost`: it broke and the driver tries again by itself. */
export type Sound = "connecting" | "on" | "lost" | "over";

export interface Quality {
  /** Round trip in ms, or null while unknown. */
  rtt: number | null;
  /** Share of packets lost, 0…1, over the last few seconds. */
  loss: number;
  /** Sound in bytes since the beginning, both ways: what proves that there is any. */
  received: number;
  sent: number;
  /** The carrier's own warning, "" when all is well. */
  warning: string;
}

export interface Hears {
  sound(now: Sound): void;
  quality(now: Quality): void;
}

/** My sound in one leg of a call. */
export interface Connection {
  mute(on: boolean): void;
  /** Talk into another microphone without leaving the call. */
  speakInto(microphone: MediaStream): Promise<void>;
  /** Hear from another device. */
  hearFrom(speaker: string): Promise<void>;
  close(): void;
}

export interface Joining {
  leg: string;
  line: PhoneLine;
  microphone: MediaStream;
  speaker: string;
  hears: Hears;
}

export interface Driver {
  /** Before the first call: sign up with the provider, where there is one. Safe to call again with a fresh line. */
  prepare(line: PhoneLine): Promise<void>;
  /** Bring my sound into that leg; this is what answers it. */
  connect(joining: Joining): Promise<Connection>;
  close(): void;
}

/** good under 150 ms and 2 % lost, fair under 300 ms and 5 %, else poor (ITU-T G.114, G.107). */
export function verdict({ rtt, loss, warning }: Pick<Quality, "rtt" | "loss" | "warning">): "good" | "fair" | "poor" {
  if (loss > 0.05 || (rtt ?? 0) > 300) return "poor";
  return loss > 0.02 || (rtt ?? 0) > 150 || warning !== "" ? "fair" : "good";
}
