/** A day of the picture above the grid: planned agents as bars, needed ones as a line, what is missing hatched. */

import { clock, number } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import type { CoverSlot, RosterDay } from "~/wire/roster";
import { missing, wall, type Hours } from "./roster";
import { roster } from "./words";

/** How high the picture is drawn: lower in a low window, where agents would find no room. */
export const height = (): number => (window.innerHeight < 800 ? 84 : 108);
const TOP = 8;
const HALF_HOUR = 30;

export const HATCH = "rs-hatch";

/** How high so many agents stand. */
export const level = (agents: number, most: number, tall: number): number => tall - (agents / most) * (tall - TOP);

/** The hatch of what is missing, once a page. */
export function Hatch() {
  return (
    <svg width="0" height="0" aria-hidden="true" style={{ position: "absolute" }}>
      <defs><pattern id={HATCH} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="var(--danger-soft)" /><line x1="0" x2="0" y1="0" y2="5" stroke="var(--d-neg)" strokeWidth="2.5" /></pattern></defs>
    </svg>
  );
}

export function CoverDay({ slots, day, hours, width, tall, most, zone }: { slots: readonly CoverSlot[]; day: RosterDay; hours: Hours; width: number; tall: number; most: number; zone: string }) {
  const w = useWords(roster);
  const code = useLanguage();
  const x = (minutes: number): number => ((minutes - hours.from) / (hours.to - hours.from)) * width;
  const step = x(hours.from + HALF_HOUR);
  const shown = slots.map((slot) => ({ slot, at: wall(slot.at, day.date, zone) })).filter(({ at }) => at >= hours.from && at < hours.to);
  let line = "";
  let drawn = false;
  for (const { slot, at } of shown) {
    if (slot.required === null) {
      drawn = false;
      continue;
    }
    const y = level(slot.required, most, tall);
    line += `${drawn ? "L" : "M"}${x(at)} ${y}H${x(at) + step}`;
    drawn = true;
  }
  const told = (value: number | null): string => (value === null ? "–" : number(value, code, Number.isInteger(value) ? 0 : 1));
  return (
    <svg width={width} height={tall} aria-hidden="true">
      {[0.5, 1].map((part) => <line key={part} x1="0" x2={width} y1={level(part * most, most, tall)} y2={level(part * most, most, tall)} stroke="var(--d-grid)" />)}
      {shown.map(({ slot, at }) => {
        const planned = slot.scheduled ?? 0;
        const kept = slot.required === null ? planned : Math.min(planned, slot.required);
        const lacks = missing(slot) ?? (slot.scheduled === null ? slot.required ?? 0 : 0);
        const wide = Math.max(1, step - 1);
        return (
          <g key={slot.at}>
            {kept > 0 && <rect x={x(at)} width={wide} y={level(kept, most, tall)} height={tall - level(kept, most, tall)} fill="var(--d-1)" fillOpacity={slot.required === null ? 0.5 : 0.8} />}
            {planned > kept && <rect x={x(at)} width={wide} y={level(planned, most, tall)} height={level(kept, most, tall) - level(planned, most, tall)} fill="var(--d-1)" fillOpacity="0.28" />}
            {lacks > 0 && <rect x={x(at)} width={wide} y={level(planned + lacks, most, tall)} height={level(planned, most, tall) - level(planned + lacks, most, tall)} fill={`url(#${HATCH})`} />}
            <rect x={x(at)} width={step} y="0" height={tall} fill="transparent"><title>{`${clock(slot.at, code, zone)} · ${w.needed} ${told(slot.required)} · ${w.planned} ${told(slot.scheduled)}`}</title></rect>
          </g>
        );
      })}
      <path d={line} fill="none" stroke="var(--text)" strokeWidth="1.75" strokeLinejoin="round" pointerEvents="none" />
    </svg>
  );
}

/** What the colours mean, beside the axis. */
export function Legend({ most, known, tall }: { most: number; known: boolean; tall: number }) {
  const w = useWords(roster);
  const code = useLanguage();
  return (
    <>
      <svg className="rs-ax" width="40" height={tall} aria-hidden="true" style={{ position: "absolute", right: 0, bottom: 0 }}>
        {[0.5, 1].map((part) => <text key={part} x="36" y={level(part * most, most, tall) + 8} textAnchor="end">{number(part * most, code, Number.isInteger(part * most) ? 0 : 1)}</text>)}
      </svg>
      <ul className="rs-leg">
        {known && <li><svg width="18" height="8" aria-hidden="true"><line x1="0" x2="18" y1="4" y2="4" stroke="var(--text)" strokeWidth="2" /></svg>{w.needed}</li>}
        <li><svg width="18" height="10" aria-hidden="true"><rect width="18" height="10" rx="1.5" fill="var(--d-1)" fillOpacity={known ? 0.8 : 0.5} /></svg>{w.planned}</li>
        {known && <li><svg width="18" height="10" aria-hidden="true"><rect width="18" height="10" rx="1.5" fill="var(--d-1)" fillOpacity="0.28" /></svg>{w.over}</li>}
        {known && <li><svg width="18" height="10" aria-hidden="true"><rect width="18" height="10" rx="1.5" fill={`url(#${HATCH})`} /></svg>{w.missing}</li>}
      </ul>
    </>
  );
}
