/** The line between two panels: drag it, or use the arrow keys; the width is remembered on this computer. */

import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from "react";
import { useWords } from "~/i18n/language";
import { workWords } from "./words/work";

const sides = {
  work: { name: "--w-work", least: 248, most: 360, sign: 1 },
  customer: { name: "--w-c360", least: 300, most: 440, sign: -1 },
} as const;

export function Grip({ box, side }: { box: RefObject<HTMLElement | null>; side: keyof typeof sides }) {
  const w = useWords(workWords);
  const from = useRef<{ x: number; width: number } | null>(null);
  const { name, least, most, sign } = sides[side];
  const key = `rapport.width.${side}`;
  const [now, setNow] = useState<number>(least);
  const width = (): number => Number.parseInt(getComputedStyle(box.current ?? document.documentElement).getPropertyValue(name), 10) || least;
  const set = (next: number): void => {
    const value = Math.max(least, Math.min(most, Math.round(next)));
    box.current?.style.setProperty(name, `${String(value)}px`);
    localStorage.setItem(key, String(value));
    setNow(value);
  };
  useEffect(() => {
    const kept = Number(localStorage.getItem(key));
    if (kept >= least && kept <= most) box.current?.style.setProperty(name, `${String(kept)}px`);
    setNow(Number.parseInt(getComputedStyle(box.current ?? document.documentElement).getPropertyValue(name), 10) || least);
  }, [box, key, least, most, name]);
  const down = (event: PointerEvent): void => {
    from.current = { x: event.clientX, width: width() };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    if (from.current) set(from.current.width + sign * (event.clientX - from.current.x));
  };
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 8 : event.key === "ArrowLeft" ? -8 : 0;
    if (step === 0) return;
    event.preventDefault();
    set(width() + sign * step);
  };
  const style = side === "work" ? { left: `calc(var(${name}) - 3px)` } : { right: `calc(var(${name}) - 3px)` };
  return (
    <div className={`grip ${side === "work" ? "" : "left"}`} style={style} role="separator" aria-orientation="vertical" aria-label={side === "work" ? w.title : w.customer} aria-valuemin={least} aria-valuemax={most} aria-valuenow={now} tabIndex={0}
      onPointerDown={down} onPointerMove={move} onPointerUp={() => { from.current = null; }} onKeyDown={keys} />
  );
}
