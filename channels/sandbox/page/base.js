// What every part of the page shares: who plays, which language, how to make an element. Everything that somebody
// wrote is put in as text, never as HTML.
import { words } from "/sandbox/words.js";

export const state = {
  language: localStorage.getItem("sandbox.language") || (navigator.language.startsWith("ru") ? "ru" : "en"),
  about: { firm: "", address: "", number: "", smtp: "", people: [], stories: [] },
  person: { name: "", email: "", phone: "", language: "", known: false },
};

const listeners = new Map();

/** Call `listener` whenever `what` is told: "words" (language), "person", "done" (a step of Try next). */
export function on(what, listener) {
  listeners.set(what, [...(listeners.get(what) ?? []), listener]);
}

export function tell(what, value) {
  for (const listener of listeners.get(what) ?? []) listener(value);
}

export const $ = (id) => document.getElementById(id);

/** A phrase in the chosen language; `{name}` is filled from `values`. */
export function say(key, values = {}) {
  return words[state.language][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** An element with attributes and children; a child that is a string is text. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== "") node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** One of the glyphs drawn in the page. */
export function glyph(name, size = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `i ${size}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A channel's tile: tint, glyph and a word for those who see neither. */
export function tile(channel, word) {
  return el("span", { class: `ch ${channel}` }, glyph(channel === "webcall" ? "phone" : channel), el("span", { class: "sr" }, word));
}

/** A number as people write it: "+44 7700 900 114". */
export function number(value) {
  const found = /^\+(?:(44)(\d{4})(\d{3})(\d{3})|(7)(\d{3})(\d{3})(\d{2})(\d{2})|(1)(\d{3})(\d{3})(\d{4}))$/.exec(value);
  return found ? `+${found.slice(1).filter(Boolean).join(" ")}` : value;
}

// 24 hours in both languages, as the design has it.
export const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
export const exactly = (at) => new Date(at).toLocaleTimeString("en-GB");

/** A small sum as people write it. */
export function money(amount, currency) {
  return new Intl.NumberFormat(state.language, { style: "currency", currency, minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(Number(amount));
}

/** Whole seconds as 00:14. */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

/** Letters for an avatar, from the alphabet of the name. */
export const initials = (name) => name.replace(/[«»"]/g, "").split(/\s+/).slice(0, 2).map((word) => word[0] ?? "").join("").toUpperCase();

/** A JSON question; {ok, status, ...answer}. A hub that does not answer is {ok: false, message}. */
export async function ask(path, body) {
  try {
    const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(path, options);
    const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    return { ...answer, ok: response.ok, status: response.status };
  } catch {
    return { ok: false, status: 0, message: say("offline") };
  }
}

/** Ask again and again while the page is seen; `look` is never run twice at once. */
export function keepLooking(look, milliseconds) {
  const next = async () => {
    if (!document.hidden) await look().catch(() => undefined);
    setTimeout(next, milliseconds);
  };
  void next();
}
