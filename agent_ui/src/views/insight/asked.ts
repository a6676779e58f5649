/**
 * What a report is asked: metrics, period, grouping, filters, zone, comparison. It lives in the page's address, so that
 * a report can be sent as a link, and goes to the hub as the query of /api/report. Pure.
 */

import { between, type Day, dayOf, isDay, isZone, midnight, shift, weekday } from "./zones";

export const presets = ["today", "yesterday", "last_7", "last_30", "last_90", "this_week", "last_week", "this_month", "last_month"] as const;
export type Preset = (typeof presets)[number];
export const groups = ["queue", "medium", "channel", "team", "agent", "hour", "weekday", "day", "week", "month"] as const;
export type Group = (typeof groups)[number];
export const comparisons = ["", "previous", "week", "year"] as const;
export type Comparison = (typeof comparisons)[number];
export const filters = ["queue", "medium", "channel", "team", "agent"] as const;
export type Filter = (typeof filters)[number];

export interface Asked {
  metrics: readonly string[];
  period: Preset | "dates";
  from: Day;
  to: Day;
  by: readonly Group[];
  only: Readonly<Partial<Record<Filter, string>>>;
  zone: string;
  compare: Comparison;
  view: "bars" | "line";
}

export const isTime = (group: string | undefined): boolean => group !== undefined && ["hour", "weekday", "day", "week", "month"].includes(group);

/** First and last day of a period, both within it. */
export function days(period: Preset, today: Day): [Day, Day] {
  const monday = shift(today, -weekday(today));
  const first = `${today.slice(0, 7)}-01`;
  switch (period) {
    case "today": return [today, today];
    case "yesterday": return [shift(today, -1), shift(today, -1)];
    case "last_7": return [shift(today, -6), today];
    case "last_30": return [shift(today, -29), today];
    case "last_90": return [shift(today, -89), today];
    case "this_week": return [monday, today];
    case "last_week": return [shift(monday, -7), shift(monday, -1)];
    case "this_month": return [first, today];
    case "last_month": return [`${shift(first, -1).slice(0, 7)}-01`, shift(first, -1)];
  }
}

const oneOf = <V extends string>(all: readonly V[], value: string | null, other: V): V => all.find((each) => each === value) ?? other;

/** What an address asks; what it leaves out is as usual, what nobody understands is left out. */
export function fromAddress(search: string, now: number, own: string): Asked {
  const found = new URLSearchParams(search);
  const asked = found.get("zone") ?? "";
  const zone = isZone(asked) ? asked : own;
  const [from, to] = [found.get("from") ?? "", found.get("to") ?? ""];
  const free = isDay(from) && isDay(to) && from <= to && !presets.some((each) => each === found.get("period"));
  const period = free ? "dates" : oneOf(presets, found.get("period"), "last_7");
  const [first, last] = free ? [from, to] : days(period === "dates" ? "last_7" : period, dayOf(now, zone));
  const by = (found.get("by") ?? "queue").split(",").filter((each): each is Group => groups.some((group) => group === each)).slice(0, 2);
  const only = Object.fromEntries(filters.flatMap((each) => (found.get(each) ? [[each, found.get(each) ?? ""]] : [])));
  return {
    metrics: (found.get("metrics") ?? "").split(",").filter(Boolean),
    period, from: first, to: last, by, only, zone,
    compare: oneOf(comparisons, found.get("compare"), "previous"),
    view: found.get("view") === "line" ? "line" : "bars",
  };
}

/** The address that asks this. */
export function toAddress(asked: Asked, own: string): string {
  const said = new URLSearchParams();
  if (asked.metrics.length > 0) said.set("metrics", asked.metrics.join(","));
  if (asked.period === "dates") {
    said.set("from", asked.from);
    said.set("to", asked.to);
  } else said.set("period", asked.period);
  said.set("by", asked.by.join(","));
  for (const each of filters) {
    const value = asked.only[each];
    if (value) said.set(each, value);
  }
  if (asked.zone !== own) said.set("zone", asked.zone);
  said.set("compare", asked.compare);
  if (asked.view === "line") said.set("view", "line");
  return said.toString();
}

/** The query of /api/report. `to` is the midnight after the last day. */
export function toQuery(asked: Asked): Record<string, string> {
  return {
    metrics: asked.metrics.join(","),
    from: midnight(asked.from, asked.zone),
    to: midnight(shift(asked.to, 1), asked.zone),
    by: asked.by.join(","),
    ...asked.only,
    zone: asked.zone,
    compare: asked.compare,
  };
}

/** With another period. */
export function during(asked: Asked, period: Preset, now: number): Asked {
  const [from, to] = days(period, dayOf(now, asked.zone));
  return { ...asked, period, from, to };
}

/** With free dates, in their right order. */
export const dated = (asked: Asked, from: Day, to: Day): Asked =>
  from <= to ? { ...asked, period: "dates", from, to } : { ...asked, period: "dates", from: to, to: from };

export const lengthInDays = (asked: Asked): number => between(asked.from, asked.to) + 1;

/** Narrowed to one cell of the report: its key becomes filters. */
export const cellQuery = (asked: Asked, key: Readonly<Record<string, string>>, metric: string): Record<string, string> => {
  const { metrics: _, compare: __, by: ___, ...rest } = toQuery(asked);
  return { ...rest, ...key, metric };
};
