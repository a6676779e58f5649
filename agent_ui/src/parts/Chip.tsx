/** Small signs: chips, counts, channel tiles, agent states, avatars. Colour is never alone: each has a shape or a word. */

import type { ReactNode } from "react";
import { common } from "~/i18n/words/common";
import { useWords } from "~/i18n/language";
import type { Medium, PresenceState } from "~/wire/protocol";
import { Icon, type Glyph } from "./Icon";

export type Tone = "ok" | "warn" | "bad" | "info" | "acc" | "vip" | "line";

export function Chip({ tone, icon, children, title }: { tone?: Tone | undefined; icon?: Glyph | undefined; children: ReactNode; title?: string }) {
  return <span className={tone ? `chip ${tone}` : "chip"} title={title}>{icon && <Icon name={icon} size="xs" />}{children}</span>;
}

export function Vip() {
  const w = useWords(common);
  return <Chip tone="vip" icon="gem">{w.vip}</Chip>;
}

export function Count({ n, tone = "q", label }: { n: number; tone?: "q" | "red" | "acc"; label?: string }) {
  return <span className={tone === "acc" ? "cnt" : `cnt ${tone}`} title={label}><span aria-hidden={label ? true : undefined}>{n}</span>{label && <span className="sr">{label}</span>}</span>;
}

export const mediumGlyph: Record<Medium | "note", Glyph> = {
  chat: "chat", email: "email", sms: "sms", phone: "phone", webcall: "webcall", in_person: "users", letter: "file", callback: "callback", note: "note",
};
const mediumClass: Record<Medium | "note", string> = {
  chat: "chat", email: "email", sms: "sms", phone: "phone", webcall: "webcall", in_person: "system", letter: "system", callback: "phone", note: "note",
};

/** A channel: tint, glyph, and its word for those who hear the page. */
export function ChannelTile({ medium, large }: { medium: Medium | "note"; large?: boolean }) {
  const w = useWords(common);
  return (
    <span className={`ch ${mediumClass[medium]}${large ? " lg" : ""}`} title={w.media[medium]}>
      <Icon name={mediumGlyph[medium]} /><span className="sr">{w.media[medium]}</span>
    </span>
  );
}

/** The colour of a medium, for text and lines. */
export const mediumColour = (medium: Medium | "note"): string => `var(--ch-${mediumClass[medium]})`;

export type AgentState = PresenceState | "busy" | "wrapup" | "ringing";
const stateClass: Record<AgentState, string> = {
  available: "available", away: "break", missed: "ringing", offline: "offline", busy: "contact", wrapup: "wrapup", ringing: "ringing",
};

/** What an agent does, as colour and shape. `label` when no word stands beside it. */
export function StateDot({ state, label }: { state: AgentState; label?: string }) {
  return label === undefined ? <span className={`st ${stateClass[state]}`} aria-hidden="true" /> : <span className={`st ${stateClass[state]}`} role="img" aria-label={label} title={label} />;
}

/** Initials in the name's own alphabet. */
export function initials(name: string): string {
  const parts = name.replace(/[«»"“”()]/g, "").split(/\s+/).filter(Boolean);
  const first = [...(parts[0] ?? "")][0] ?? "?";
  const last = parts.length > 1 ? ([...(parts[parts.length - 1] ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

function colourOf(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
  return (sum % 6) + 1;
}

export function Avatar({ id, name, size }: { id: string; name: string; size?: "s" | "l" | "xl" }) {
  return <span className={`av c${colourOf(id)}${size ? ` ${size}` : ""}`} aria-hidden="true">{initials(name)}</span>;
}
