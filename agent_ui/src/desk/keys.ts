/**
 * The key map: every action has a name, a key and a scope. Keys are matched by their place on the keyboard
 * (`event.code`), so they work on a Russian layout. Single keys are silent while a text field has the focus and can
 * be turned off (WCAG 2.1.4).
 */

import { useEffect, useRef } from "react";
import { cell, type Cell } from "~/state/store";

/** Where a key is heard; an inner layer (dialog, palette) silences what lies under it. */
export type Scope = "app" | "console" | "wrapup" | "list" | "board" | "palette" | "dialog";

export interface Key {
  /** `KeyboardEvent.code`, or a pair for a sequence: "KeyG KeyC". */
  code: string;
  ctrl?: boolean;
  alt?: boolean;
  shift?: boolean;
  scope: Scope;
  /** Heard while writing, too. Keys with Ctrl, Alt or F-keys always are. */
  inText?: boolean;
}

export const keymap = {
  palette: { code: "KeyK", ctrl: true, scope: "app" },
  keys: { code: "Slash", shift: true, scope: "app" },
  accept: { code: "F2", scope: "app" },
  decline: { code: "F2", shift: true, scope: "app" },
  available: { code: "Digit0", alt: true, scope: "app" },
  hangUp: { code: "F4", scope: "app" },
  mute: { code: "KeyM", alt: true, scope: "app" },
  hold: { code: "KeyH", alt: true, scope: "app" },
  keypad: { code: "KeyK", alt: true, scope: "app" },
  phoneTransfer: { code: "KeyT", alt: true, scope: "app" },
  addParty: { code: "KeyJ", alt: true, scope: "app" },
  record: { code: "KeyR", alt: true, scope: "app" },
  askHelp: { code: "KeyS", alt: true, scope: "app" },
  panel: { code: "F6", scope: "app" },
  undo: { code: "KeyZ", scope: "app" },
  goConsole: { code: "KeyG KeyH", scope: "app" },
  goCustomers: { code: "KeyG KeyC", scope: "app" },
  goPipeline: { code: "KeyG KeyP", scope: "app" },
  goCases: { code: "KeyG KeyS", scope: "app" },
  goBoard: { code: "KeyG KeyL", scope: "app" },
  search: { code: "Slash", scope: "app" },
  next: { code: "KeyJ", scope: "console" },
  previous: { code: "KeyK", scope: "console" },
  wrapup: { code: "KeyW", scope: "console" },
  snooze: { code: "KeyH", scope: "console" },
  transfer: { code: "KeyT", scope: "console" },
  customer: { code: "KeyC", scope: "console" },
  work: { code: "KeyB", scope: "console" },
  pick: { code: "KeyP", scope: "console" },
  note: { code: "KeyN", alt: true, scope: "console" },
  attach: { code: "KeyA", alt: true, scope: "console" },
  openCase: { code: "KeyC", alt: true, scope: "console" },
  callback: { code: "KeyB", alt: true, scope: "console" },
  opportunity: { code: "KeyO", alt: true, scope: "console" },
  sendWrap: { code: "Enter", ctrl: true, scope: "console" },
  finish: { code: "Enter", ctrl: true, scope: "wrapup" },
  moreTime: { code: "Equal", alt: true, scope: "wrapup" },
  create: { code: "KeyN", scope: "list" },
  publish: { code: "Enter", ctrl: true, scope: "list" },
  back: { code: "ArrowLeft", scope: "board" },
  forward: { code: "ArrowRight", scope: "board" },
  freeze: { code: "Space", scope: "board" },
} as const satisfies Record<string, Key>;

export type Action = keyof typeof keymap | `open${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | `choose${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
export const allKeys: ReadonlyMap<Action, Key> = new Map<Action, Key>([
  ...(Object.entries(keymap) as [Action, Key][]),
  ...digits.map((n): [Action, Key] => [`open${n}`, { code: `Digit${n}`, alt: true, scope: "console" }]),
  ...digits.map((n): [Action, Key] => [`choose${n}`, { code: `Digit${n}`, scope: "wrapup" }]),
]);

/** What of a key press the matching needs; a KeyboardEvent is one. */
export interface Press {
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const labels: Record<string, string> = {
  Slash: "/", Equal: "+", Enter: "Enter", Escape: "Esc", Space: "Space", BracketLeft: "[", BracketRight: "]", ArrowLeft: "←", ArrowRight: "→",
};
const label = (code: string): string => labels[code] ?? code.replace(/^(Key|Digit)/, "");

/** The caps to print beside a control: ["Ctrl", "K"], ["⇧", "F2"], ["G", "C"]. */
export function caps(action: Action, mac: boolean = isMac()): string[] {
  const key = allKeys.get(action);
  if (!key) return [];
  if (key.code === "Slash" && key.shift) return ["?"];
  const mods = [key.ctrl && (mac ? "⌘" : "Ctrl"), key.alt && (mac ? "⌥" : "Alt"), key.shift && "⇧"];
  return [...mods.filter((mod): mod is string => typeof mod === "string"), ...key.code.split(" ").map(label)];
}

function isMac(): boolean {
  return typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
}

/** Does this key have no Ctrl, Alt or F-key in it, so that a text field would want it? */
export const isSingle = (key: Key): boolean => !key.ctrl && !key.alt && !/^F\d+$/.test(key.code);

/** The key press that ends this key, after `before` was pressed first (for sequences). */
export function matches(key: Key, press: Press, before: string | null): boolean {
  const [first, second] = key.code.split(" ");
  const code = second ?? first;
  if (second !== undefined ? before !== first : before !== null && sequenceStarts.has(before)) return false;
  const same = press.code === code || (code === "Equal" && press.code === "NumpadAdd") || (code === "Enter" && press.code === "NumpadEnter");
  const ctrl = press.ctrlKey || press.metaKey;
  const shift = code === "Equal" ? true : press.shiftKey === (key.shift ?? false);
  return same && ctrl === (key.ctrl ?? false) && press.altKey === (key.alt ?? false) && shift;
}

const sequenceStarts = new Set([...allKeys.values()].map((key) => key.code.split(" ")).filter((c) => c.length > 1).map((c) => c[0] ?? ""));

/** The order in which scopes hear a press: the innermost open one first. Dialogs and the palette silence the rest. */
export function scopesHeard(open: ReadonlySet<Scope>): Scope[] {
  if (open.has("palette")) return ["palette"];
  if (open.has("dialog")) return ["dialog"];
  const inner = (["wrapup", "list", "board", "console"] as const).filter((scope) => open.has(scope));
  return [...inner, "app"];
}

/** Which action a press means now, or null. */
export function actionOf(
  press: Press,
  heard: { open: ReadonlySet<Scope>; writing: boolean; singles: boolean; before: string | null },
): Action | null {
  for (const scope of scopesHeard(heard.open)) {
    for (const [action, key] of allKeys) {
      if (key.scope !== scope || !matches(key, press, heard.before)) continue;
      if (isSingle(key) && !key.inText && (heard.writing || !heard.singles)) continue;
      return action;
    }
  }
  return null;
}

// --- hearing the keyboard ---------------------------------------------------------------------------------

/** Are single keys on? A setting of this computer. */
export const singleKeys: Cell<boolean> = cell(
  typeof localStorage === "undefined" || localStorage.getItem("rapport.keys") !== "off",
);
export function setSingleKeys(on: boolean): void {
  localStorage.setItem("rapport.keys", on ? "on" : "off");
  singleKeys.set(on);
}

type Handler = () => boolean | void;
const handlers = new Map<Action, Handler[]>();
const scopes = new Map<Scope, number>();
let before: { code: string; at: number } | null = null;

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
}

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const first = before && event.timeStamp - before.at < 1_200 ? before.code : null;
  before = null;
  const writing = isWriting(event.target);
  const open = new Set([...scopes].filter(([, count]) => count > 0).map(([scope]) => scope));
  const action = actionOf(event, { open, writing, singles: singleKeys.get(), before: first });
  if (action !== null && run(action)) {
    event.preventDefault();
    return;
  }
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (bare && !writing && sequenceStarts.has(event.code)) before = { code: event.code, at: event.timeStamp };
}

/** Do what an action stands for, as if its key was pressed; false when nobody offers it now. */
export function run(action: Action): boolean {
  for (const handler of [...(handlers.get(action) ?? [])].reverse()) {
    if (handler() !== false) return true;
  }
  return false;
}

/** Is anybody offering this action now? */
export const offered = (action: Action): boolean => (handlers.get(action)?.length ?? 0) > 0;

let listening = false;
function listen(): void {
  if (listening) return;
  listening = true;
  window.addEventListener("keydown", hear);
}

/** While the view is shown, this action does that. Return false from the handler to let the next one try. */
export function useKey(action: Action, handler: Handler, on: boolean = true): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    if (!on) return;
    listen();
    const own: Handler = () => latest.current();
    handlers.set(action, [...(handlers.get(action) ?? []), own]);
    return () => void handlers.set(action, (handlers.get(action) ?? []).filter((found) => found !== own));
  }, [action, on]);
}

/** While the view is shown, this scope is open. */
export function useScope(scope: Scope, on: boolean = true): void {
  useEffect(() => {
    if (!on) return;
    scopes.set(scope, (scopes.get(scope) ?? 0) + 1);
    return () => void scopes.set(scope, (scopes.get(scope) ?? 1) - 1);
  }, [scope, on]);
}
