/** @jsxImportSource preact */
/** The call in the window: who, how long, mute, keypad, the chat beside it, the end; and the bar when it is small. */

import { Fragment, type JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ending, inCall, lasted } from "../callview";
import { Icon, type Shape } from "./icons";
import { useChat } from "./state";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

export const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0] ?? "")
    .join("")
    .toUpperCase();

/** The button that starts a call; nothing where this chat has no calls. */
export function CallButton({ start, wide }: { start: () => void; wide?: boolean }): JSX.Element | null {
  const { state, say } = useChat();
  if (!state.config?.call || inCall(state.call)) return null;
  if (wide)
    return (
      <button type="button" class="wbtn o" onClick={start}>
        <Icon of="webcall" />
        {say.call.start}
      </button>
    );
  return (
    <button type="button" class="x" aria-label={say.call.start} title={say.call.start} onClick={start}>
      <Icon of="webcall" />
    </button>
  );
}

function useClock(on: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!on) return;
    const tick = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(tick);
  }, [on]);
  return now;
}

/** Where the call stands, in words. */
export function useStanding(): string {
  const { state, say } = useChat();
  const { call } = state;
  if (call.broken) return say.call.broken;
  if (call.state === "ended") return say.call.ended[ending(call.reason)];
  const words = say.call.states as Record<string, string>;
  return call.muted && call.state === "talking" ? say.call.mutedNow : (words[call.state] ?? "");
}

/** Minutes and seconds of the talk; not read aloud every second. */
export function Timer(): JSX.Element | null {
  const { state } = useChat();
  const { since } = state.call;
  const talking = inCall(state.call) && since > 0;
  const now = useClock(talking);
  return talking ? (
    <span class="num" role="timer" aria-live="off">
      {lasted(since, now)}
    </span>
  ) : null;
}

/** The whole window during a call. */
export function CallPanel({ toChat }: { toChat: () => void }): JSX.Element {
  const { chat, state, say } = useChat();
  const { call, config, talk } = state;
  const [keypad, setKeypad] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const standing = useStanding();
  const name = call.agent || (call.since && talk.state === "active" ? talk.agent : "");
  useEffect(() => box.current?.focus(), [call.state === "ended", call.state === "blocked" || call.state === "no_microphone"]);
  const ended = call.state === "ended";
  const alone = call.state === "blocked" || call.state === "no_microphone";
  return (
    <div class="bd call" ref={box} tabIndex={-1} role="region" aria-label={say.call.region} onKeyDown={(event) => keypad && typed(event, (key) => chat.call.key(key))}>
      <span class={name ? "sign of big" : "sign big"} aria-hidden="true">
        {initials(name) || config?.initials}
      </span>
      <div class="who">{name || config?.brand}</div>
      <div class="t2 f13" role="status">
        {alone ? "" : standing}
      </div>
      {call.say.length > 0 && (
        <p class="b said" aria-live="polite">
          {call.say.join(" ")}
        </p>
      )}
      {alone && <Trouble title={say.call.trouble[call.state as "blocked"]} text={say.call.remedy[call.state as "blocked"]} />}
      {call.unplugged && <Trouble title={say.call.trouble.unplugged} text={say.call.remedy.unplugged} />}
      {!ended && !alone && (
        <div class="cbs">
          <Round of={call.muted ? "micoff" : "mic"} label={call.muted ? say.call.unmute : say.call.mute} pressed={call.muted} act={() => chat.call.mute(!call.muted)} />
          <Round of="keypad" label={say.call.keypad} pressed={keypad || call.keys} act={() => setKeypad(!keypad)} />
          <Round of="chat" label={say.chat} act={toChat} />
        </div>
      )}
      {!ended && !alone && (keypad || call.keys) && <Keypad />}
      <span class="gap" />
      {ended || alone ? (
        <Fragment>
          <button type="button" class="wbtn" onClick={() => void chat.callUs()}>
            <Icon of="webcall" />
            {alone ? say.tryAgain : say.call.again}
          </button>
          <button type="button" class="wbtn o" onClick={() => chat.call.dismiss()}>
            <Icon of="chat" />
            {say.call.writeInstead}
          </button>
        </Fragment>
      ) : (
        <button type="button" class="wbtn stop" onClick={() => chat.call.hangUp()}>
          <Icon of="hangup" />
          {say.call.end}
        </button>
      )}
    </div>
  );
}

function typed(event: KeyboardEvent, press: (key: string) => void): void {
  if (!/^[0-9*#]$/.test(event.key)) return;
  event.preventDefault();
  press(event.key);
}

interface RoundGiven {
  of: Shape;
  label: string;
  act: () => void;
  pressed?: boolean;
}

function Round({ of, label, act, pressed }: RoundGiven): JSX.Element {
  return (
    <button type="button" class="cb" aria-pressed={pressed} onClick={act}>
      <span>
        <Icon of={of} size="l" />
      </span>
      {label}
    </button>
  );
}

function Keypad(): JSX.Element {
  const { chat, say } = useChat();
  return (
    <div class="keys" role="group" aria-label={say.call.keypad}>
      {KEYS.map((key) => (
        <button key={key} type="button" aria-label={say.call.key(key)} onClick={() => chat.call.key(key)}>
          {key}
        </button>
      ))}
    </div>
  );
}

const Trouble = ({ title, text }: { title: string; text: string }): JSX.Element => (
  <div class="warnbox" role="alert">
    <b>
      <Icon of="micoff" size="s" /> {title}
    </b>
    <span>{text}</span>
  </div>
);

/** The call as one line: above the chat in the window, or above the round button when the window is closed. */
export function CallBar({ open, floating }: { open: () => void; floating?: boolean }): JSX.Element {
  const { chat, state, say } = useChat();
  const { call } = state;
  const standing = useStanding();
  return (
    <div class={floating ? "cbar float" : "cbar"} role="group" aria-label={say.call.region}>
      <button type="button" class="grow row" onClick={open}>
        <Icon of="webcall" />
        <span>
          <b>{standing}</b> <Timer />
        </span>
      </button>
      <button type="button" class="x" aria-label={call.muted ? say.call.unmute : say.call.mute} aria-pressed={call.muted} onClick={() => chat.call.mute(!call.muted)}>
        <Icon of={call.muted ? "micoff" : "mic"} />
      </button>
      <button type="button" class="x stop" aria-label={say.call.end} title={say.call.end} onClick={() => chat.call.hangUp()}>
        <Icon of="hangup" />
      </button>
    </div>
  );
}
