/** Service level by number of agents with its range, as a drawing or as a table. */

import { percent } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import type { WhatIf } from "~/wire/whatif";
import { useRange } from "./Marks";
import { boardWords } from "./words";

const LEFT = 30;
const RIGHT = 282;
const TOP = 8;
const BOTTOM = 92;

type Point = WhatIf["curve"]["points"][number];
type Known = Point & { level: number };
const isKnown = (point: Point): point is Known => point.level !== null;

interface Scale {
  x: (agents: number) => number;
  y: (level: number) => number;
  grid: number[];
}

/** The lowest line drawn is a full twenty percent under everything that is drawn. */
export function scale(points: readonly Known[], target: number): Scale {
  const low = Math.min(target, ...points.map((point) => point.low ?? point.level));
  const floor = Math.max(0, Math.min(0.8, Math.floor(low * 5) / 5));
  const agents = points.map((point) => point.agents);
  const [from, to] = [Math.min(...agents), Math.max(...agents)];
  const grid: number[] = [];
  const step = floor < 0.35 ? 0.25 : 0.2;
  for (let line = 1; line > floor - 0.001; line -= step) grid.push(line);
  return {
    x: (n) => (to === from ? (LEFT + RIGHT) / 2 : LEFT + 12 + ((n - from) / (to - from)) * (RIGHT - LEFT - 24)),
    y: (level) => BOTTOM - ((Math.max(floor, Math.min(1, level)) - floor) / (1 - floor)) * (BOTTOM - TOP),
    grid,
  };
}

function Spot({ points, at, agents, label, now, side }: { points: readonly Known[]; at: Scale; agents: number; label: string; now: boolean; side: "left" | "right" }) {
  const found = points.find((point) => point.agents === agents);
  if (!found) return null;
  const [x, y] = [at.x(agents), at.y(found.level)];
  // Above the curve on its left side, below it on its right: there the line itself never runs.
  return (
    <>
      <circle cx={x} cy={y} r={now ? 4.5 : 5} fill={now ? "var(--surface)" : "var(--d-1)"} stroke={now ? "var(--text)" : "none"} strokeWidth="2" />
      <text x={side === "right" ? x + 8 : x - 4} y={side === "right" ? Math.min(y + 15, BOTTOM - 2) : Math.max(y - 9, TOP + 4)} textAnchor={side === "right" ? "start" : "end"} className="tl">{label}</text>
    </>
  );
}

export function Curve({ found, target, now, then }: { found: WhatIf; target: number; now: number; then: number }) {
  const w = useWords(boardWords);
  const points = found.curve.points.filter(isKnown);
  if (points.length === 0) return <p className="f12 t2 bd-pad0">{w.closedOutcome}</p>;
  const at = scale(points, target);
  const line = points.map((point) => `${at.x(point.agents).toFixed(1)},${at.y(point.level).toFixed(1)}`).join(" ");
  const band = [
    ...points.map((point) => `${at.x(point.agents).toFixed(1)},${at.y(point.high ?? point.level).toFixed(1)}`),
    ...[...points].reverse().map((point) => `${at.x(point.agents).toFixed(1)},${at.y(point.low ?? point.level).toFixed(1)}`),
  ].join(" ");
  const every = Math.ceil(points.length / 8);
  return (
    <svg className="cht bd-cht" viewBox="0 0 288 112" role="img" aria-label={w.chartTitle}>
      {at.grid.map((value) => <g key={value}><line x1={LEFT} x2={RIGHT} y1={at.y(value)} y2={at.y(value)} stroke="var(--d-grid)" /><text x={LEFT - 6} y={at.y(value) + 4} textAnchor="end">{Math.round(value * 100)}</text></g>)}
      {points.map((point, i) => i % every === 0 && <text key={point.agents} x={at.x(point.agents)} y="107" textAnchor="middle">{point.agents}</text>)}
      <polygon points={band} fill="var(--d-band)" />
      <polyline points={line} fill="none" stroke="var(--d-1)" strokeWidth="2" strokeLinejoin="round" />
      <line x1={LEFT} x2={RIGHT} y1={at.y(target)} y2={at.y(target)} stroke="var(--text)" strokeWidth="1.3" strokeDasharray="4 3" />
      <Spot points={points} at={at} agents={now} label={w.chartNow(now)} now side="right" />
      {then !== now && <Spot points={points} at={at} agents={then} label={w.chartThen(then)} now={false} side="left" />}
    </svg>
  );
}

/** The same numbers, to be read. */
export function CurveTable({ found }: { found: WhatIf }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const range = useRange();
  return (
    <div className="bd-ct" tabIndex={0} role="group" aria-label={w.chartTitle}>
      <table className="tbl">
        <thead><tr><th className="r">{w.agentsHead}</th><th className="r">{w.level}</th><th className="r">{w.range}</th></tr></thead>
        <tbody>{found.curve.points.map((point) => <tr key={point.agents}><td className="r">{point.agents}</td><td className="r b">{range(point.level, point.low, point.high)}</td><td className="r t2">{percent(point.low, code)}–{percent(point.high, code)}</td></tr>)}</tbody>
      </table>
    </div>
  );
}
