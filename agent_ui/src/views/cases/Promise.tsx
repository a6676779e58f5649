/** Promises of time: what is left of each, as a shape and a word, never by colour alone. */

import * as format from "~/i18n/format";
import { useLanguage, useWords, type Language } from "~/i18n/language";
import { Chip, useServerNow, type Glyph, type Tone } from "~/parts";
import type { ClockInfo } from "~/wire/protocol";
import { steering } from "../shell/steering";

type Words = (typeof steering)["en"];

export interface Standing {
  readonly text: string;
  readonly tone: Tone | undefined;
  readonly icon: Glyph;
}

/** How a clock stands at a moment. What is left of a running one is counted to its end by the wall clock. */
export function standing(clock: ClockInfo, now: number, w: Words, code: Language): Standing {
  switch (clock.state) {
    case "met":
      return { text: w.met, tone: "ok", icon: "check" };
    case "missed":
      return { text: w.missed, tone: "bad", icon: "x" };
    case "cancelled":
      return { text: w.cancelled, tone: "line", icon: "minus" };
    case "paused": {
      const left = clock.left_seconds ?? 0;
      return { text: left < 0 ? w.pausedLate : w.paused(format.left(left, code)), tone: undefined, icon: "pause" };
    }
    case "running": {
      if (clock.due_at === null) return { text: w.clock[clock.kind], tone: undefined, icon: "clock" };
      const left = (Date.parse(clock.due_at) - now) / 1000;
      if (left < 0) return { text: w.late(format.left(-left, code)), tone: "bad", icon: "alert" };
      const soon = clock.warn_at !== null && Date.parse(clock.warn_at) <= now;
      return soon ? { text: w.soon(format.left(left, code)), tone: "warn", icon: "bell" } : { text: w.left(format.left(left, code)), tone: undefined, icon: "clock" };
    }
  }
}

const over = (clock: ClockInfo): boolean => clock.stopped_at !== null;

/** The promise that presses most: a running one by its end, then paused ones; null when none is open. */
export function pressing(clocks: readonly ClockInfo[]): ClockInfo | null {
  const rank = (clock: ClockInfo): number => (clock.due_at === null ? Infinity : Date.parse(clock.due_at));
  return clocks.filter((clock) => !over(clock)).sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** The time alone, for where there is little room: left, or how late (−); in words where there is no time to tell. */
export function brief(clock: ClockInfo, now: number, w: Words, code: Language): string {
  if (clock.state === "paused") return format.left(clock.left_seconds ?? 0, code);
  if (clock.state === "running" && clock.due_at !== null) return format.left((Date.parse(clock.due_at) - now) / 1000, code);
  return standing(clock, now, w, code).text;
}

/** How a promise stands; with `named` which one it is, with `short` by its time alone and the words in the title. */
export function ClockChip({ clock, now, named = false, short = false }: { clock: ClockInfo; now: number; named?: boolean; short?: boolean }) {
  const w = useWords(steering);
  const code = useLanguage();
  const told = standing(clock, now, w, code);
  const due = clock.due_at === null ? "" : ` · ${w.due(format.full(clock.due_at, code, now))}`;
  const text = short ? brief(clock, now, w, code) : told.text;
  return <span data-testid="clock" data-state={clock.state}><Chip tone={told.tone} icon={told.icon} title={`${w.clock[clock.kind]}: ${told.text}${due}`}>{short && !named && <span className="sr">{`${w.clock[clock.kind]}: ${told.text}`}</span>}<span aria-hidden={short && !named ? true : undefined}>{named ? `${w.clock[clock.kind]}: ${text}` : text}</span></Chip></span>;
}

/** The same, counting by itself. */
export function LiveClock({ clock }: { clock: ClockInfo }) {
  return <ClockChip clock={clock} now={useServerNow()} short />;
}

/** All promises of a case, the open ones first. */
export function Clocks({ clocks, now }: { clocks: readonly ClockInfo[]; now: number }) {
  const w = useWords(steering);
  if (clocks.length === 0) return <p className="none-t">{w.noClocks}</p>;
  const shown = [...clocks].sort((a, b) => Number(over(a)) - Number(over(b)));
  return (
    <dl className="dl">
      {shown.map((clock) => (
        <div key={clock.id} className="promise">
          <dt>{w.clock[clock.kind]}</dt>
          <dd><ClockChip clock={clock} now={now} /> <When clock={clock} now={now} /></dd>
        </div>
      ))}
    </dl>
  );
}

/** When it is due, or when it ended. */
function When({ clock, now }: { clock: ClockInfo; now: number }) {
  const w = useWords(steering);
  const code = useLanguage();
  const at = clock.due_at ?? clock.stopped_at;
  if (at === null) return null;
  const said = format.moment(at, code, now);
  return <span className="t3 f12 num" title={format.full(at, code, now)}>{clock.due_at === null ? said : w.due(said)}</span>;
}
