/** How the parts of a report's key are called: queues and people by name, times by the clock. */

import { useMemo } from "react";
import { day as dayName } from "~/i18n/format";
import { useLanguage, useWords, type Language } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { useDesk } from "~/state/store";
import { serverNow } from "~/wire/clock";
import { insight } from "./words";

export type Label = (group: string, value: string, short?: boolean) => string;

const local = (day: string): string => `${day.slice(0, 10)}T12:00:00`;

/** "2026-11" in words: Nov 2026. */
function month(value: string, code: Language): string {
  const date = new Date(local(`${value.slice(0, 7)}-01`));
  return Number.isNaN(date.getTime()) ? value : date.toLocaleDateString(code === "en" ? "en-GB" : "ru-RU", { month: "short", year: "numeric" }).replace(/\sг\.$/, "").replace(".", "");
}

/** The Monday of "2026-W48". */
export function mondayOf(value: string): string {
  const found = /^(\d{4})-W(\d\d)$/.exec(value);
  if (!found) return value.slice(0, 10);
  const fourth = new Date(Date.UTC(Number(found[1]), 0, 4)); // always in week 1
  fourth.setUTCDate(fourth.getUTCDate() - ((fourth.getUTCDay() + 6) % 7) + (Number(found[2]) - 1) * 7);
  return fourth.toISOString().slice(0, 10);
}

export function timeLabel(group: string, value: string, code: Language, words: { weekOf: (day: string) => string; days: readonly string[] }, short: boolean = false): string | null {
  const now = serverNow();
  if (group === "day") return dayName(local(value), code, now, "short");
  if (group === "week") {
    const monday = dayName(local(mondayOf(value)), code, now, "short");
    return short ? monday : words.weekOf(monday);
  }
  if (group === "month") return month(value, code);
  if (group === "weekday") return words.days[Number(value) - 1] ?? value;
  if (group === "hour") {
    const [, time, offset] = /^(\d\d:\d\d)([+-]\d\d:\d\d)?$/.exec(value) ?? [];
    return time === undefined ? value : offset === undefined || short ? time : `${time} (UTC${offset.replace("-", "−")})`;
  }
  return null;
}

/** The hub's word for no queue, no team, no agent. */
export const isNobody = (value: string): boolean => value === "" || value === "-";

/** Ask a name of it; what nobody knows is called so. */
export function useLabels(): Label {
  const w = useWords(insight);
  const c = useWords(common);
  const code = useLanguage();
  const queues = useDesk((state) => state.held.queues);
  const colleagues = useDesk((state) => state.held.colleagues);
  const mine = useDesk((state) => state.held.me);
  return useMemo(() => {
    const media: Record<string, string> = c.media;
    return (group, value, short) => {
      if (isNobody(value)) return (w.nobody as Record<string, string>)[group] ?? w.noKey;
      const time = timeLabel(group, value, code, w, short);
      if (time !== null) return time;
      switch (group) {
        case "queue": return queues[value]?.name ?? value;
        case "agent": return colleagues[value]?.name ?? mine[value]?.name ?? value;
        case "medium": return media[value] ?? value;
        default: return value;
      }
    };
  }, [w, c, code, queues, colleagues, mine]);
}
