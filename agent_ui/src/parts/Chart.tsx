/**
 * Charts of the house: lines with a band, and bars, in SVG from the tokens. A chart is read with the pointer or the
 * arrow keys; `Figure` puts the finding above it and a table in its place on demand. Series differ by dash or hatch too.
 */

import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject } from "react";
import { common } from "~/i18n/words/common";
import { useWords } from "~/i18n/language";
import { Seg } from "./Seg";
import { bandPath, everyNth, extent, linePath, place, ticks, type Measure, type Spot } from "./scale";

export interface Series {
  id: string;
  name: string;
  values: readonly (number | null)[];
  low?: readonly (number | null)[];
  high?: readonly (number | null)[];
  /** How it is drawn where it is not the chart's own kind. */
  as?: "line" | "bars" | "steps";
  /** What stands for comparison is grey and hatched, or dashed. */
  quiet?: boolean;
}

export interface ChartProps {
  kind: "line" | "bars";
  label: string;
  /** One for each value: in full, as it is read out. */
  labels: readonly string[];
  /** The same, short, below the axis. */
  short?: readonly string[];
  series: readonly Series[];
  format: (value: number) => string;
  measure?: Measure;
  whole?: boolean;
  /** The axis begins at zero; bars always do. */
  zero?: boolean;
  target?: { value: number; name: string } | undefined;
  height?: number;
  onChoose?: (index: number, series: Series) => void;
}

const LEFT = 52;
const RIGHT = 14;
const TOP = 10;
const FOOT = 22;
const dashes = ["", "7 3", "2 3", "9 3 2 3", "4 2", "1 2"];

/** Lines beside each other differ by their dashes; the first is whole, what stands for comparison never is. */
const dashOf = (series: readonly Series[], i: number): string =>
  series[i]?.quiet ? "5 4" : (dashes[series.slice(0, i).filter((one) => !one.quiet).length % dashes.length] ?? "");

export const seriesColour = (series: readonly Series[], i: number): string =>
  series[i]?.quiet ? "var(--d-base)" : `var(--d-${(series.slice(0, i).filter((one) => !one.quiet).length % 6) + 1})`;

function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => setWidth(Math.max(240, element.clientWidth));
    measure();
    const seen = new ResizeObserver(measure);
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  return [box, width];
}

function Legend({ series, kind }: { series: readonly Series[]; kind: "line" | "bars" }) {
  if (series.length < 2) return null;
  return (
    <ul className="cht-leg">
      {series.map((one, i) => {
        const bars = (one.as ?? kind) === "bars";
        return (
          <li key={one.id}>
            <svg width="18" height="8" aria-hidden="true">{bars ? <rect width="18" height="8" rx="1.5" fill={one.quiet ? "var(--surface)" : seriesColour(series, i)} stroke={seriesColour(series, i)} /> : <line x1="0" x2="18" y1="4" y2="4" stroke={seriesColour(series, i)} strokeWidth="2" strokeDasharray={dashOf(series, i)} />}</svg>
            <span data-their-words="">{one.name}</span>
          </li>
        );
      })}
    </ul>
  );
}

interface Frame {
  x: (i: number) => number;
  y: (value: number) => number;
  slot: number;
  base: number;
}

function Line({ one, frame, colour, dash, steps }: { one: Series; frame: Frame; colour: string; dash: string; steps: boolean }) {
  const spots = (values: readonly (number | null)[]): Spot[] => values.flatMap((value, i): Spot[] => {
    const y = value === null ? null : frame.y(value);
    const x = frame.x(i);
    return steps ? [{ x: x - frame.slot / 2, y }, { x: x + frame.slot / 2, y }] : [{ x, y }];
  });
  const drawn = spots(one.values);
  const alone = drawn.filter((spot, i) => spot.y !== null && (drawn[i - 1]?.y ?? null) === null && (drawn[i + 1]?.y ?? null) === null);
  return (
    <>
      {one.low && one.high && <path d={bandPath(spots(one.low), spots(one.high))} fill="var(--d-band)" />}
      <path d={linePath(drawn)} fill="none" stroke={colour} strokeWidth="1.75" strokeDasharray={dash} strokeLinejoin="round" />
      {alone.map((spot) => <circle key={spot.x} cx={spot.x} cy={spot.y ?? 0} r="2.5" fill={colour} />)}
    </>
  );
}

function Bars({ one, at, of, frame, colour, hatch }: { one: Series; at: number; of: number; frame: Frame; colour: string; hatch: string }) {
  const wide = Math.max(1.5, Math.min(46, (frame.slot * 0.72) / of));
  return (
    <>
      {one.values.map((value, i) => {
        if (value === null) return null;
        const x = frame.x(i) - (wide * of) / 2 + wide * at;
        const y = frame.y(value);
        const low = one.low?.[i] ?? null;
        const high = one.high?.[i] ?? null;
        const mid = x + wide / 2;
        return (
          <g key={i}>
            <rect x={x} y={Math.min(y, frame.base)} width={Math.max(1, wide - 1.5)} height={Math.max(Math.abs(frame.base - y), 1)} rx="1.5" fill={one.quiet ? `url(#${hatch})` : colour} stroke={one.quiet ? colour : "none"} strokeWidth="0.75" />
            {low !== null && high !== null && wide > 5 && <path d={`M${mid} ${frame.y(low)}V${frame.y(high)}M${mid - 2.5} ${frame.y(low)}h5M${mid - 2.5} ${frame.y(high)}h5`} stroke="var(--text-2)" strokeWidth="1" fill="none" />}
          </g>
        );
      })}
    </>
  );
}

export function Chart({ kind, label, labels, short, series, format, measure = "plain", whole, zero, target, height = 240, onChoose }: ChartProps) {
  const [box, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const hatch = useId().replace(/[^\w-]/g, "");
  const bars = series.filter((one) => (one.as ?? kind) === "bars");
  const axis = useMemo(() => {
    const all = series.flatMap((one) => [...one.values, ...(one.low ?? []), ...(one.high ?? [])]);
    const fixed = [...(zero || kind === "bars" || bars.length > 0 ? [0] : []), ...(target ? [target.value] : [])];
    const [low, high] = extent(all, ...fixed) ?? [0, 1];
    return ticks(low, measure === "share" && high <= 1 && high > 0.9 ? 1 : high, { measure, whole: whole ?? false, count: height < 160 ? 3 : 4 });
  }, [series, zero, kind, bars.length, target, measure, whole, height]);
  const bottom = axis[0] ?? 0;
  const slot = (width - LEFT - RIGHT) / Math.max(labels.length, 1);
  const y = place(bottom, axis[axis.length - 1] ?? 1, height - FOOT, TOP);
  const frame: Frame = { slot, x: (i) => LEFT + slot * (i + 0.5), y, base: y(Math.max(0, bottom)) };
  const words = short ?? labels;
  const nth = everyNth(words.length, width - LEFT - RIGHT, 14 + 6.4 * Math.max(...words.map((word) => word.length), 1));
  const read = (event: PointerEvent<HTMLDivElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
    const i = Math.floor(x / slot);
    setAt(i >= 0 && i < labels.length ? i : null);
  };
  const keys = (event: KeyboardEvent): void => {
    const to = { ArrowRight: (at ?? -1) + 1, ArrowLeft: (at ?? labels.length) - 1, Home: 0, End: labels.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(labels.length - 1, to)));
    }
    const first = series[0];
    if (event.key === "Enter" && at !== null && first) onChoose?.(at, first);
  };
  const told = at === null ? "" : [labels[at], ...series.map((one) => `${one.name} ${one.values[at] === null || one.values[at] === undefined ? "–" : format(one.values[at])}`)].join(" · ");
  return (
    <div className="cht-b">
      <div ref={box} className="cht-w" role="group" aria-label={label} tabIndex={0} onKeyDown={keys} onPointerMove={read} onPointerLeave={() => setAt(null)} onBlur={() => setAt(null)} onClick={() => { const first = series[0]; if (at !== null && first) onChoose?.(at, first); }} style={onChoose ? { cursor: "pointer" } : undefined}>
        <svg className="cht" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <defs><pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="var(--surface)" /><line x1="0" x2="0" y1="0" y2="5" stroke="var(--d-base)" strokeWidth="2" /></pattern></defs>
          {axis.map((value) => <g key={value}><line x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} stroke="var(--d-grid)" /><text x={LEFT - 8} y={y(value) + 4} textAnchor="end">{format(value)}</text></g>)}
          {at !== null && <rect x={LEFT + slot * at} y={TOP} width={slot} height={height - FOOT - TOP} fill="var(--surface-hover)" />}
          {series.map((one, i) => (one.as ?? kind) === "bars"
            ? <Bars key={one.id} one={one} at={bars.indexOf(one)} of={bars.length} frame={frame} colour={seriesColour(series, i)} hatch={hatch} />
            : <Line key={one.id} one={one} frame={frame} colour={seriesColour(series, i)} dash={dashOf(series, i)} steps={one.as === "steps"} />)}
          {target && <><line x1={LEFT} x2={width - RIGHT} y1={y(target.value)} y2={y(target.value)} stroke="var(--text)" strokeDasharray="4 3" /><text x={width - RIGHT} y={y(target.value) - 5} textAnchor="end" className="tb">{target.name}</text></>}
          {words.map((word, i) => i % nth === 0 && <text key={i} x={frame.x(i)} y={height - 6} textAnchor="middle" className="tl">{word}</text>)}
        </svg>
        {at !== null && (
          <div className="cht-tip" style={frame.x(at) > width / 2 ? { right: width - frame.x(at) + 10 } : { left: frame.x(at) + 10 }} aria-hidden="true">
            <b>{labels[at]}</b>
            {series.map((one, i) => <span key={one.id} className="row"><i style={{ background: seriesColour(series, i) }} />{series.length > 1 && <span className="grow trunc">{one.name}</span>}<span className="num m">{one.values[at] === null || one.values[at] === undefined ? "–" : format(one.values[at])}</span></span>)}
          </div>
        )}
        <span className="sr" aria-live="polite">{told}</span>
      </div>
      <Legend series={series} kind={kind} />
    </div>
  );
}

/** A chart with the finding above it; the same figures as a table on demand. */
export function Figure({ title, sub, chart, table, tools, className = "" }: { title: string; sub?: ReactNode; chart: ReactNode; table: ReactNode; tools?: ReactNode; className?: string }) {
  const w = useWords(common);
  const [view, setView] = useState<"chart" | "table">("chart");
  return (
    <section className={`tile ${className}`} aria-label={title}>
      <div className="tile-h">
        <div className="grow"><h2>{title}</h2>{sub && <div className="su">{sub}</div>}</div>
        {tools}
        <Seg label={w.show} value={view} choices={[{ value: "chart", label: w.chart }, { value: "table", label: w.table }]} onChange={setView} />
      </div>
      {view === "chart" ? chart : <div className="tile-t" tabIndex={0}>{table}</div>}
    </section>
  );
}

/** A small line without axes, beside the figure it belongs to. */
export function Spark({ values, width = 104, height = 26 }: { values: readonly (number | null)[]; width?: number; height?: number }) {
  const found = extent(values, 0);
  if (!found) return <span className="t3">–</span>;
  const y = place(found[0], found[1] === found[0] ? found[0] + 1 : found[1], height - 3, 3);
  const x = place(0, Math.max(values.length - 1, 1), 2, width - 4);
  const spots = values.map((value, i) => ({ x: x(i), y: value === null ? null : y(value) }));
  const last = spots.findLast((spot) => spot.y !== null);
  return (
    <svg className="spark" width={width} height={height} aria-hidden="true">
      <path d={bandPath(spots.map((spot) => ({ x: spot.x, y: spot.y === null ? null : height })), spots)} fill="var(--d-band)" />
      <path d={linePath(spots)} fill="none" stroke="var(--d-1)" strokeWidth="1.5" strokeLinejoin="round" />
      {last && <circle cx={last.x} cy={last.y ?? 0} r="2.2" fill="var(--d-1)" />}
    </svg>
  );
}
