/** The bar under the board: the day as a curve with what stood out, and a hand to drag through it. */

import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { clock, day as dayName, exact } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Icon, KeyHint, Seg, Select, useServerNow } from "~/parts";
import type { Held } from "~/state/board";
import { waitingOf } from "~/state/figures";
import { useCell } from "~/state/store";
import type { BoardDay, BoardMark } from "~/wire/board";
import { boardDay } from "~/wire/boardline";
import { points } from "./Marks";
import { dayBefore, named, sameTime } from "./calendar";
import type { BoardNames } from "./names";
import { freeze, lookAt, lost, past, pause, play, speed, speeds, toLive, type Speed } from "./rewind";
import { live } from "./watch";
import { boardWords } from "./words";

const MINUTE = 60_000;

/** The stretch of a day the bar stands for, ms: what is kept of it, up to now. */
export function stretch(day: BoardDay | undefined, now: number): { from: number; to: number } {
  if (day === undefined) return { from: now - 3_600_000, to: now };
  const from = Math.max(Date.parse(day.from), day.kept_from === null ? 0 : Date.parse(day.kept_from));
  const to = Math.min(Date.parse(day.to), now);
  return to - from < MINUTE ? { from: to - MINUTE, to } : { from, to };
}

/** Full hours to write under the bar, at most eight. */
export function hours(from: number, to: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / 3_600_000 / 8)) * (to - from < 2 * 3_600_000 ? 900_000 : 3_600_000);
  const first = Math.ceil(from / step) * step;
  const found: number[] = [];
  for (let at = first; at <= to; at += step) found.push(at);
  return found;
}

/** Marks that have room for their words: each at least this share of the bar after the last. */
export function spaced<T extends { at: string }>(marks: readonly T[], from: number, to: number, room: number): { mark: T; x: number; wide: boolean }[] {
  let last = -1;
  return marks.map((mark) => ({ mark, x: (Date.parse(mark.at) - from) / (to - from) })).filter(({ x }) => x >= 0 && x <= 1).map(({ mark, x }) => {
    const wide = x - last >= room && x >= room / 2 && x <= 1 - room / 2;
    if (wide) last = x;
    return { mark, x, wide };
  });
}

function Track({ day, at, now, shown, names }: { day: BoardDay | undefined; at: number; now: number; shown: Held | null; names: BoardNames }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const { from, to } = stretch(day, now);
  const current = useCell(live);
  const known = (day?.minutes ?? []).filter((one) => Date.parse(one.at) >= from && Date.parse(one.at) <= to);
  const minutes = current !== null && to === now ? [...known, { at: new Date(now).toISOString(), waiting: waitingOf(current) }] : known;
  const most = Math.max(1, ...minutes.map((one) => one.waiting));
  const share = (moment: number): number => Math.max(0, Math.min(1, (moment - from) / (to - from)));
  const under = (event: PointerEvent): number => {
    const size = box.current?.getBoundingClientRect();
    if (!size || size.width === 0) return at;
    return Math.round((from + Math.max(0, Math.min(1, (event.clientX - size.left) / size.width)) * (to - from)) / 1_000) * 1_000;
  };
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1_000, ArrowRight: 1_000, PageDown: -10 * MINUTE, PageUp: 10 * MINUTE }[event.key];
    const to_ = event.key === "Home" ? from : event.key === "End" ? now : step !== undefined ? at + step * (event.shiftKey ? 10 : 1) : null;
    if (to_ === null) return;
    event.preventDefault();
    event.stopPropagation();
    lookAt(Math.max(from, to_), shown);
  };
  const hand = share(dragged ?? at);
  const first = minutes[0];
  return (
    <div
      ref={box} className="rwt" role="slider" tabIndex={0} aria-label={w.track} aria-valuemin={Math.round(from / 1000)} aria-valuemax={Math.round(to / 1000)} aria-valuenow={Math.round((dragged ?? at) / 1000)} aria-valuetext={exact(dragged ?? at, code)} data-testid="rewind-track"
      onKeyDown={keys}
      onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); const to_ = under(event); setDragged(to_); lookAt(to_, shown); }}
      onPointerMove={(event) => { if (dragged === null) return; const to_ = under(event); if (to_ !== dragged) { setDragged(to_); lookAt(to_, shown); } }}
      onPointerUp={() => setDragged(null)} onPointerCancel={() => setDragged(null)}
    >
      <svg width="100%" height="34" viewBox="0 0 1000 34" preserveAspectRatio="none" role="img" aria-label={w.curve(day === undefined ? 0 : Math.max(0, ...minutes.map((one) => one.waiting)))}>
        {first && minutes.length > 1 && (() => {
          const x = (one: { at: string }): number => share(Date.parse(one.at)) * 1000;
          const heights = points(minutes.map((one) => one.waiting), 1000, 34, most).split(" ").map((pair) => pair.split(",")[1] ?? "33");
          const line = minutes.map((one, i) => `${x(one).toFixed(1)},${heights[i]}`).join(" ");
          const last = minutes[minutes.length - 1] ?? first;
          return <><polygon points={`${x(first).toFixed(1)},34 ${line} ${x(last).toFixed(1)},34`} fill="var(--d-band)" /><polyline points={line} fill="none" stroke="var(--d-1)" strokeWidth="1.4" vectorEffect="non-scaling-stroke" /></>;
        })()}
      </svg>
      {spaced(day?.marks ?? [], from, to, 0.14).map(({ mark, x, wide }) => <Flag key={`${mark.at} ${mark.kind} ${mark.queue_id ?? mark.agent_id ?? ""}`} mark={mark} x={x} wide={wide} names={names} />)}
      <span className="hd" style={{ left: `${hand * 100}%` }} />
      <span className="ax" aria-hidden="true">{hours(from, to).filter((one) => share(one) > 0.02 && share(one) < 0.95).map((one) => <i key={one} style={{ left: `${share(one) * 100}%` }}>{clock(one, code)}</i>)}<i className="end">{clock(to, code)}</i></span>
    </div>
  );
}

function Flag({ mark, x, wide, names }: { mark: BoardMark; x: number; wide: boolean; names: BoardNames }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const known = w.marks as Record<string, string>;
  const word = known[mark.detail] ?? known[mark.kind] ?? w.marks.alert;
  const whose = mark.queue_id !== null ? names.queue(mark.queue_id) : mark.agent_id !== null ? names.agent(mark.agent_id) : "";
  const said = [clock(mark.at, code), whose, word].filter(Boolean).join(" ");
  if (!wide) return <span className="flag-s" style={{ left: `${x * 100}%` }} title={said} />;
  return <span className="flag" style={{ left: `${x * 100}%` }} title={said}><span className="trunc" data-their-words={whose !== "" ? "" : undefined}>{said}</span></span>;
}

/** The days one can look at: the firm's today, once the hub has said which that is, and those before it; "" is today. */
function Days({ value, today, now, onChange }: { value: string; today: string | undefined; now: number; onChange: (day: string) => void }) {
  const w = useWords(boardWords);
  const c = useWords(common);
  const code = useLanguage();
  const before = today === undefined ? [] : Array.from({ length: 13 }, (_, i) => dayBefore(today, i + 1));
  const options = [{ value: "", label: c.today }, ...before.map((day, i) => ({ value: day, label: i === 0 ? c.yesterday : dayName(named(day), code, now, "short") }))];
  return <Select label={w.dayLabel} quiet scale="sm" value={value} options={options} title={w.dayLabel} onChange={(event) => onChange(event.target.value)} />;
}

export function Rewind({ shown, names }: { shown: Held | null; names: BoardNames }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const now = useServerNow();
  const back = useCell(past);
  const rate = useCell(speed);
  const gone = useCell(lost);
  const [date, setDate] = useState("");
  const current = useQuery({ queryKey: ["board-day", ""], queryFn: ({ signal }) => boardDay("", signal), refetchInterval: date === "" ? 60_000 : false, staleTime: 30_000 });
  const other = useQuery({ queryKey: ["board-day", date], queryFn: ({ signal }) => boardDay(date, signal), enabled: date !== "", staleTime: 30_000 });
  const today = current.data?.date;
  const day = date === "" ? current : other;
  const at = back?.at ?? now;
  const choose = (next: string): void => {
    setDate(next);
    if (next === "" || today === undefined) toLive();
    else lookAt(sameTime(at, date || today, next), shown);
  };
  const start = (): void => {
    if (back === null && shown) freeze(shown, now - MINUTE);
    play();
  };
  return (
    <section className={back === null ? "rw" : "rw past"} aria-label={w.rewind} data-panel tabIndex={-1} data-testid="rewind">
      <div className="row g1">
        <Button icon="rewind" bare action="back" data-testid="rewind-back" onClick={() => lookAt(at - MINUTE, shown)}>{w.backMinute}</Button>
        {back?.playing ? <Button icon="pause" bare data-testid="rewind-pause" onClick={pause}>{w.pause}</Button> : <Button icon="play" bare data-testid="rewind-play" onClick={start}>{w.play}</Button>}
        <Seg label={w.speed} value={String(rate)} choices={speeds.map((one) => ({ value: String(one), label: { 1: w.times1, 10: w.times10, 60: w.times60 }[one] }))} onChange={(value) => speed.set(Number(value) as Speed)} />
        <Days value={date} today={today} now={now} onChange={choose} />
      </div>
      <Track day={day.data} at={at} now={now} shown={shown} names={names} />
      <div className="rw-r">
        {back === null ? (
          <><span className="row g1 ok m"><i className="bd-live" />{w.isLive}</span><span className="f12 t2 row g1">{w.dragHint} <KeyHint action="back" /></span></>
        ) : (
          <><Button size="xs" icon="refresh" data-testid="rewind-live" onClick={() => { setDate(""); toLive(); }}>{w.goLive}</Button><span className="f12 t2 num">{back.asking !== null && Date.now() - back.asking > 200 ? w.fetching : exact(back.at, code)}</span></>
        )}
      </div>
      {gone && <p className="rw-f f12 bad row g1" role="alert" data-testid="rewind-lost"><Icon name="alert" size="xs" />{gone.earliest ? w.tooOld(`${dayName(gone.earliest, code, now, "short")}, ${exact(gone.earliest, code)}`) : w.notKept}</p>}
    </section>
  );
}
