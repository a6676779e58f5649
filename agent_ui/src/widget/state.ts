/** What the views show of the chat: one value, and how it begins. */

import { callOff, type CallView } from "./callview";
import { emptyTalk, type Talk } from "./talk";
import type { Code, Config, Pending } from "./types";
import type { LineState } from "./wire";

export interface State {
  config: Config | null;
  language: Code;
  open: boolean;
  began: boolean;
  talk: Talk;
  pending: readonly Pending[];
  line: LineState;
  retryAt: number;
  agentTyping: boolean;
  unread: number;
  sound: boolean;
  preview: { id: string; name: string; text: string } | null;
  rated: boolean; // this talk's rating was given or skipped
  thanked: boolean; // a rating was given on this page
  identified: string; // the name a signed identity gives, "" without one
  startPlace: number; // the first place in line that was told
  call: CallView;
}

export const firstState: State = {
  config: null,
  language: "en",
  open: false,
  began: false,
  talk: emptyTalk,
  pending: [],
  line: "idle",
  retryAt: 0,
  agentTyping: false,
  unread: 0,
  sound: true,
  preview: null,
  rated: false,
  thanked: false,
  identified: "",
  startPlace: 0,
  call: callOff,
};
