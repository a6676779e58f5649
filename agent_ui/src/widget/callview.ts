/** How a call in the browser stands, as the views show it: pure. */

export type CallState =
  | "off"
  | "asking"
  | "blocked"
  | "no_microphone"
  | "connecting"
  | "listening"
  | "waiting"
  | "recording"
  | "talking"
  | "held"
  | "ended";

export interface CallView {
  state: CallState;
  say: readonly string[]; // the sentences that are said now
  keys: boolean; // keys are asked for
  agent: string; // whom one talks to, "" while that is nobody or not known
  reason: string; // why it ended: the hub's word, or a refusal's code
  muted: boolean;
  unplugged: boolean; // the microphone went away
  broken: boolean; // the sound is interrupted, we try again
  since: number; // when the talk began, ms since 1970; 0 before
}

export const callOff: CallView = {
  state: "off",
  say: [],
  keys: false,
  agent: "",
  reason: "",
  muted: false,
  unplugged: false,
  broken: false,
  since: 0,
};

const OVER: readonly CallState[] = ["off", "blocked", "no_microphone", "ended"];

/** Whether there is a call, or one is being made. */
export const inCall = (call: CallView): boolean => !OVER.includes(call.state);

/** mm:ss, or h:mm:ss. */
export function lasted(since: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours ? `${hours}:` : ""}${two(minutes)}:${two(seconds % 60)}`;
}

/** Why a call is over, as a key of the words: ours to say, or the hub's. */
export function ending(reason: string): "hung_up" | "busy" | "lost" | "no_line" | "limited" | "in_call" {
  if (reason === "lost" || reason === "gone" || reason === "offline") return "lost";
  if (reason === "no_line" || reason === "limited" || reason === "in_call" || reason === "hung_up") return reason;
  return "busy";
}
