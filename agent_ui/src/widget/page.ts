/** What the page says of its visitor: language, where they came from, and the script tag's own words. Reads only. */

import type { Code, Profile } from "./types";

const UTM = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
const LONGEST = 2000;

export interface Tag {
  hub: string; // origin of the hub, where this script came from
  channel: string;
  identity: string;
  theme: "light" | "dark" | "auto";
  side: "left" | "right";
  language: string; // "" : the page's own
}

/** The one script tag. Async scripts have no currentScript later, so it is asked for at once. */
export function readTag(): Tag | null {
  const own = document.currentScript as HTMLScriptElement | null;
  const tag = own ?? document.querySelector<HTMLScriptElement>('script[data-channel][src*="widget.js"]');
  const source = tag?.src;
  const channel = tag?.dataset["channel"];
  if (!source || !channel) return null;
  const theme = tag.dataset["theme"];
  return {
    hub: new URL(source, location.href).origin,
    channel,
    identity: tag.dataset["identity"] ?? "",
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    side: tag.dataset["side"] === "left" ? "left" : "right",
    language: tag.dataset["language"] ?? "",
  };
}

/** The page's language where the chat speaks it, else the browser's, else the chat's first. */
export function chooseLanguage(wanted: readonly string[], spoken: readonly Code[]): Code {
  for (const each of wanted) {
    const code = each.toLowerCase().split(/[-_]/)[0] as Code;
    if (spoken.includes(code)) return code;
  }
  return spoken[0] ?? "en";
}

export function languageOf(tag: Tag, spoken: readonly Code[]): Code {
  return chooseLanguage([tag.language, document.documentElement.lang, ...navigator.languages].filter(Boolean), spoken);
}

/** Where the visitor is and came from; what brought them first is kept for the visit. */
export function trail(): Pick<Profile, "page_url" | "referrer" | "utm"> {
  const here = new URL(location.href);
  const utm: Record<string, string> = {};
  for (const key of UTM) {
    const value = here.searchParams.get(key);
    if (value) utm[key] = value.slice(0, 200);
  }
  const outside = document.referrer && new URL(document.referrer).origin !== location.origin ? document.referrer : "";
  const first = firstOf({ referrer: outside.slice(0, LONGEST), utm });
  return { page_url: here.href.slice(0, LONGEST), ...(first.referrer && { referrer: first.referrer }), utm: first.utm };
}

interface First {
  referrer: string;
  utm: Record<string, string>;
}

function firstOf(now: First): First {
  const key = "rapport.trail";
  try {
    const kept = sessionStorage.getItem(key);
    if (kept && !Object.keys(now.utm).length) return JSON.parse(kept) as First;
    sessionStorage.setItem(key, JSON.stringify(now));
  } catch {
    // No storage: this page's own trail serves.
  }
  return now;
}

/** What a signed identity says, unchecked: the hub checks it. Only to know whether it is another person, or old. */
export function glance(signed: string): { sub: string; exp: number } | null {
  try {
    const payload = (signed.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const said = JSON.parse(atob(payload)) as { sub?: unknown; exp?: unknown };
    return typeof said.sub === "string" && typeof said.exp === "number" ? { sub: said.sub, exp: said.exp } : null;
  } catch {
    return null;
  }
}
