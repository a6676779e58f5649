/** The week as a grid: agents as rows, days as columns, shifts as bars; above each day what is needed and planned. */

import { useRef, useState, useEffect, type KeyboardEvent, type RefObject } from "react";
import { day as dayName, number } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Avatar, Icon } from "~/parts";
import type { Cover, RosterDay, Rostered, RosterWeek, Shift } from "~/wire/roster";
import { CoverDay, Hatch, height, Legend } from "./Cover";
import { awake, bars, clockOf, hours as hoursOf, wall, type Bar, type Hours } from "./roster";
import { roster } from "./words";

export interface Place {
  agent: Rostered;
  day: RosterDay;
}

interface WeekProps {
  week: RosterWeek;
  agents: readonly Rostered[];
  covers: readonly (Cover | undefined)[];
  now: number;
  onOpen: (place: Place) => void;
  onClear: (shifts: readonly Shift[]) => void;
}

const MOVES: Record<string, readonly [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function useWidth(): [RefObject<HTMLTableCellElement | null>, number] {
  const box = useRef<HTMLTableCellElement>(null);
  const [width, setWidth] = useState(140);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const seen = new ResizeObserver(() => setWidth(Math.max(40, element.clientWidth)));
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  return [box, width];
}

const part = (minutes: number, hours: Hours): string => `${((minutes - hours.from) / (hours.to - hours.from)) * 100}%`;

/** The bars of a day on a line of these hours. */
export function Bars({ found, hours }: { found: readonly Bar[]; hours: Hours }) {
  return found.map((bar) => (
    <i key={bar.shift.id} className={["rs-bar", bar.shift.kind, bar.before ? "before" : "", bar.after ? "after" : ""].filter(Boolean).join(" ")}
      style={{ left: part(bar.from, hours), width: `${((bar.to - bar.from) / (hours.to - hours.from)) * 100}%` }} />
  ));
}

const spanWords = (bar: Bar): string => `${clockOf(bar.from)}–${clockOf(bar.to)}`;

function Cell({ place, shifts, zone, hours, now, on, tab }: { place: Place; shifts: readonly Shift[]; zone: string; hours: Hours; now: number; on: boolean; tab: number } ) {
  const w = useWords(roster);
  const code = useLanguage();
  const found = bars(shifts, place.day, zone);
  const name = dayName(`${place.day.date}T12:00:00Z`, code, now, "short");
  const told = found.length === 0 ? w.nothing : found.map((bar) => `${spanWords(bar)} ${w.kinds[bar.shift.kind]}`).join(", ");
  const shown = found.filter((bar) => bar.shift.kind === "work");
  const label = shown.length > 0 ? shown.map(spanWords).join(", ") : found.map((bar) => `${spanWords(bar)} ${w.kinds[bar.shift.kind]}`).join(", ");
  const at = wall(new Date(now).toISOString(), place.day.date, zone);
  return (
    <button type="button" className="rs-cell" tabIndex={tab} data-testid="roster-cell" data-agent={place.agent.id} data-date={place.day.date} aria-label={w.open(place.agent.name, name, told)} data-their-words title={found.length > 0 ? told : undefined}>
      {found.length === 0 ? <Icon name="plus" size="s" /> : <><span className="rs-lab" aria-hidden="true">{label}</span><Bars found={found} hours={hours} /></>}
      {on && at > hours.from && at < hours.to && <i className="rs-now" style={{ left: part(at, hours) }} />}
    </button>
  );
}

export function Week({ week, agents, covers, now, onOpen, onClear }: WeekProps) {
  const w = useWords(roster);
  const code = useLanguage();
  const [box, width] = useWidth();
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const grid = useRef<HTMLTableSectionElement>(null);
  const { days, zone } = week;
  const hours = awake(days, week.shifts, covers, zone);
  const slots = covers.flatMap((cover) => cover?.slots ?? []);
  const known = slots.some((slot) => slot.required !== null);
  const highest = Math.max(2, ...slots.map((slot) => Math.max(slot.required ?? 0, slot.scheduled ?? 0)));
  const most = Math.ceil(highest / 2) * 2;
  const tall = height();
  const mine = (agent: Rostered): Shift[] => week.shifts.filter((one) => one.agent_id === agent.id);
  const teams = new Set(agents.map((agent) => agent.team));
  const isToday = (day: RosterDay): boolean => Date.parse(day.begins_at) <= now && now < Date.parse(day.ends_at);
  const row = Math.min(at[0], Math.max(0, agents.length - 1));

  const move = (event: KeyboardEvent): void => {
    const step = MOVES[event.key];
    if (!step && event.key !== "Delete" && event.key !== "Backspace") return;
    const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-agent]");
    const agent = agents.findIndex((one) => one.id === cell?.dataset["agent"]);
    const day = days.findIndex((one) => one.date === cell?.dataset["date"]);
    if (agent < 0 || day < 0) return;
    event.preventDefault();
    const [who, when] = [agents[agent], days[day]];
    if (!step) {
      if (who && when) onClear(mine(who).filter((one) => one.begins_at >= when.begins_at && one.begins_at < when.ends_at));
      return;
    }
    const next = [Math.max(0, Math.min(agents.length - 1, agent + step[0])), Math.max(0, Math.min(days.length - 1, day + step[1]))] as const;
    setAt(next);
    const [to, on] = [agents[next[0]], days[next[1]]];
    grid.current?.querySelector<HTMLElement>(`[data-agent="${CSS.escape(to?.id ?? "")}"][data-date="${on?.date ?? ""}"]`)?.focus();
  };

  return (
    <div className="rs-w" tabIndex={-1}>
      <Hatch />
      <table className="rs-t" aria-label={w.grid}>
        <colgroup><col className="rs-n" />{days.map((day) => <col key={day.date} />)}</colgroup>
        <thead>
          <tr><th scope="col"><span className="sr">{w.agent}</span></th>{days.map((day) => <th key={day.date} scope="col" className={isToday(day) ? "rs-d on" : "rs-d"} aria-current={isToday(day) ? "date" : undefined}>{weekdayName(day.date, code)}</th>)}</tr>
          <tr><td className="rs-l"><Legend most={most} known={known} tall={tall} /></td>{days.map((day, i) => <td key={day.date} ref={i === 0 ? box : undefined} className="rs-c"><CoverDay slots={covers[i]?.slots ?? []} day={day} hours={hours} width={width} tall={tall} most={most} zone={zone} /></td>)}</tr>
        </thead>
        <tbody ref={grid} onKeyDown={move} onClick={(event) => {
          const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-agent]");
          const agent = agents.find((one) => one.id === cell?.dataset["agent"]);
          const day = days.find((one) => one.date === cell?.dataset["date"]);
          if (agent && day) {
            setAt([agents.indexOf(agent), days.indexOf(day)]);
            onOpen({ agent, day });
          }
        }}>
          {agents.map((agent, i) => {
            const shifts = mine(agent);
            const begun = shifts.filter((one) => one.begins_at >= (days[0]?.begins_at ?? ""));
            const sum = number(hoursOf(begun), code, Number.isInteger(hoursOf(begun)) ? 0 : 1);
            return [
              teams.size > 1 && agent.team !== agents[i - 1]?.team && <tr key={`team ${agent.team}`}><th scope="rowgroup" colSpan={days.length + 1} className="rs-g"><span data-their-words>{agent.team}</span></th></tr>,
              <tr key={agent.id} data-testid="roster-row">
                <th scope="row"><span className="row"><Avatar id={agent.id} name={agent.name} size="s" /><span className="grow trunc" data-their-words title={agent.name}>{agent.name}</span><span className="t3 num" title={w.hoursLong(sum)}>{begun.length > 0 ? w.hours(sum) : "–"}</span></span></th>
                {days.map((day, j) => <td key={day.date} className={isToday(day) ? "on" : ""}><Cell place={{ agent, day }} shifts={shifts} zone={zone} hours={hours} now={now} on={isToday(day)} tab={i === row && j === at[1] ? 0 : -1} /></td>)}
              </tr>,
            ];
          })}
        </tbody>
      </table>
    </div>
  );
}

/** "Mon 30 Nov", as the language writes it. */
export function weekdayName(date: string, code: "en" | "ru"): string {
  return new Intl.DateTimeFormat(code === "en" ? "en-GB" : "ru-RU", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(`${date}T12:00:00Z`)).replace(",", "");
}

/** What the bars' colours mean. */
export function Kinds() {
  const w = useWords(roster);
  return (
    <div className="rs-foot">
      {(["work", "break", "training", "meeting"] as const).map((kind) => <span key={kind} className="row"><span className="rs-sw" aria-hidden="true"><i className={`rs-bar ${kind}`} /></span>{w.kinds[kind]}</span>)}
      <span className="push t3">{w.keys}</span>
    </div>
  );
}
