/** Times, spans, money and sizes as each language writes them. 24-hour clock in both. Pure: `now` is given. */

import type { Language } from "./language";

const cache = new Map<string, Intl.DateTimeFormat>();
function dates(code: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = code + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) cache.set(key, (found = new Intl.DateTimeFormat(code === "en" ? "en-GB" : "ru-RU", options)));
  return found;
}

const at = (when: string | number): Date => new Date(when);
const valid = (when: Date): boolean => !Number.isNaN(when.getTime());

/** 13:08 */
export function clock(when: string | number, code: Language, zone?: string): string {
  const date = at(when);
  return valid(date) ? dates(code, { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(date) : "–";
}

/** 13:08:22, for what is exact to the second. */
export function exact(when: string | number, code: Language): string {
  const date = at(when);
  return valid(date) ? dates(code, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(date) : "–";
}

/** A share as the language writes it: 78%, 3.1% when small; "–" when unknown. */
export function percent(share: number | null, code: Language, digits = 0): string {
  if (share === null || Number.isNaN(share)) return "–";
  return new Intl.NumberFormat(code === "en" ? "en-GB" : "ru-RU", { style: "percent", maximumFractionDigits: digits }).format(share);
}

const dayKey = (date: Date): string => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;

/** "today", "yesterday" or null for another day. */
export function nearDay(when: string | number, now: number): "today" | "yesterday" | "tomorrow" | null {
  const key = dayKey(at(when));
  const shifted = (days: number): string => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    return dayKey(date);
  };
  if (key === shifted(0)) return "today";
  if (key === shifted(-1)) return "yesterday";
  return key === shifted(1) ? "tomorrow" : null;
}

/** 20 November, with the year when it is not this one. */
export function day(when: string | number, code: Language, now: number, month: "long" | "short" = "long"): string {
  const date = at(when);
  if (!valid(date)) return "–";
  const year = date.getFullYear() === new Date(now).getFullYear() ? {} : ({ year: "numeric" } as const);
  return dates(code, { day: "numeric", month, ...year }).format(date).replace(/\sг\.$/, "").replace(/\.(?=\s|$)/g, "");
}

/** The shortest form that is still clear: 13:08 today, Tue 09:00 this week, else 12 Nov. */
export function moment(when: string | number, code: Language, now: number): string {
  const date = at(when);
  if (!valid(date)) return "–";
  if (nearDay(when, now) === "today") return clock(when, code);
  if (Math.abs(date.getTime() - now) < 6 * 86_400_000) {
    const weekday = dates(code, { weekday: "short" }).format(date);
    return `${weekday.charAt(0).toUpperCase()}${weekday.slice(1)} ${clock(when, code)}`;
  }
  return day(when, code, now, "short");
}

/** Day and time in full: 20 November, 13:08. */
export const full = (when: string | number, code: Language, now: number): string =>
  `${day(when, code, now)}, ${clock(when, code)}`;

/** A running time, minutes and seconds: 3:48, with hours 1:02:09; a minus sign (U+2212) when it is over. */
export function timer(seconds: number): string {
  const over = seconds < 0;
  const left = Math.floor(Math.abs(seconds));
  const h = Math.floor(left / 3600);
  const m = Math.floor((left % 3600) / 60);
  const s = String(left % 60).padStart(2, "0");
  return `${over && left > 0 ? "−" : ""}${h > 0 ? `${h}:${String(m).padStart(2, "0")}` : m}:${s}`;
}

const units = { en: { min: "min", h: "h", d: "d" }, ru: { min: "мин", h: "ч", d: "дн." } } as const;

/** How long, in one unit: 12 min, 2 h, 5 d. Under a minute as a timer. */
export function span(seconds: number, code: Language): string {
  const left = Math.abs(seconds);
  if (left < 60) return timer(seconds);
  const word = units[code];
  const sign = seconds < 0 ? "−" : "";
  if (left < 3600) return `${sign}${Math.floor(left / 60)} ${word.min}`;
  if (left < 86_400) return `${sign}${Math.floor(left / 3600)} ${word.h}`;
  return `${sign}${Math.floor(left / 86_400)} ${word.d}`;
}

/** Time left or over, precise when short: 1:40, 3:52 h, 2 d. */
export function left(seconds: number, code: Language): string {
  const size = Math.abs(seconds);
  if (size < 3600) return timer(seconds);
  if (size >= 86_400) return span(seconds, code);
  const h = Math.floor(size / 3600);
  return `${seconds < 0 ? "−" : ""}${h}:${String(Math.floor((size % 3600) / 60)).padStart(2, "0")} ${units[code].h}`;
}

/** € 4,870 in English, 4 870 € in Russian; cents only where there are some. */
export function money(amount: string | number | null, currency: string, code: Language): string {
  if (amount === null || amount === "") return "–";
  const value = Number(amount);
  if (Number.isNaN(value)) return "–";
  const digits = Number.isInteger(value) ? 0 : 2;
  const figure = new Intl.NumberFormat(code === "en" ? "en-GB" : "ru-RU", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const sign = symbol(currency);
  return code === "en" ? `${sign} ${figure.format(value)}` : `${figure.format(value)} ${sign}`;
}

/** A small price, with as many digits as it takes to be more than nothing: € 0.0079, € 0.02. */
export function fine(amount: number, currency: string, code: Language): string {
  const figure = new Intl.NumberFormat(code === "en" ? "en-GB" : "ru-RU", amount > 0 && amount < 0.1 ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const sign = symbol(currency);
  return code === "en" ? `${sign} ${figure.format(amount)}` : `${figure.format(amount)} ${sign}`;
}

function symbol(currency: string): string {
  if (currency === "") return "";
  try {
    const parts = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" }).formatToParts(0);
    return parts.find((part) => part.type === "currency")?.value ?? currency;
  } catch {
    return currency;
  }
}

export const number = (value: number, code: Language, digits = 0): string =>
  value.toLocaleString(code === "en" ? "en-GB" : "ru-RU", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** 412 KB / 412 КБ */
export function size(bytes: number, code: Language): string {
  const names = code === "en" ? ["B", "KB", "MB", "GB"] : ["Б", "КБ", "МБ", "ГБ"];
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < 3) {
    value /= 1024;
    step += 1;
  }
  return `${number(value, code, value < 10 && step > 1 ? 1 : 0)} ${names[step] ?? ""}`;
}
