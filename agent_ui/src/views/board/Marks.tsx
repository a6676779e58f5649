/** Small drawings of the board: a gauge, a bar against its aim, agents by state, the last hour as a line. */

import { percent } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import type { Tone } from "~/state/figures";
import type { QueueTile } from "~/wire/board";
import { boardWords } from "./words";

const RADIUS = 22;
const HALF = Math.PI * RADIUS;
const onArc = (share: number, radius: number): string => {
  const angle = Math.PI * (1 - share);
  return `${26 + radius * Math.cos(angle)} ${27 - radius * Math.sin(angle)}`;
};

/** A half circle filled to the value, with a tick at the aim. */
export function Gauge({ value, target, tone }: { value: number | null; target: number | null; tone: Tone }) {
  const arc = `M 4 27 A ${RADIUS} ${RADIUS} 0 0 1 48 27`;
  const colour = tone === "d" ? "var(--d-neg)" : tone === "w" ? "var(--warning-solid)" : "var(--d-pos)";
  return (
    <svg className="bd-ga" width="52" height="31" viewBox="0 0 52 31" aria-hidden="true">
      <path d={arc} fill="none" stroke="var(--surface-active)" strokeWidth="5" />
      {value !== null && <path d={arc} fill="none" stroke={colour} strokeWidth="5" strokeDasharray={`${HALF * Math.min(1, value)} ${HALF}`} />}
      {target !== null && <path d={`M ${onArc(target, 17)} L ${onArc(target, 27)}`} stroke="var(--text)" strokeWidth="2" />}
    </svg>
  );
}

export function Bullet({ value, target, tone }: { value: number | null; target: number; tone: Tone }) {
  return (
    <span className="bul" aria-hidden="true">
      {value !== null && <b className={tone} style={{ width: `${Math.min(1, value) * 100}%` }} />}
      <u style={{ left: `${Math.min(1, target) * 100}%` }} />
    </span>
  );
}

/** Who of a queue's agents is free, at work, finishing, away; the rest of the bar is who is not here. */
export function Crew({ agents, own, team }: { agents: QueueTile["agents"]; own: QueueTile["agents"]; team: string }) {
  const w = useWords(boardWords);
  const apart = team !== "" || own.of !== agents.of;
  const whose = team !== "" ? w.crewTeam(team, own.ready, own.of) : w.crewOwn(own.ready, own.of);
  const parts = [["ready", agents.ready], ["busy", agents.busy], ["wrapping", agents.wrapping], ["away", agents.away]] as const;
  const all = Math.max(agents.of, parts.reduce((sum, [, n]) => sum + n, 0), 1);
  return (
    <span className={apart ? "row bd-crew apart" : "row bd-crew"} title={`${w.crewTip(agents.ready, agents.busy, agents.wrapping, agents.away)}${apart ? `\n${whose}` : ""}`}>
      <span className="bd-crew-b" aria-hidden="true">{parts.map(([name, n]) => n > 0 && <i key={name} className={name} style={{ width: `${(n / all) * 100}%` }} />)}</span>
      <span className="num m" aria-hidden="true">{agents.ready} <span className="t3 reg">{w.of(agents.of)}</span></span>
      {apart && <span className="bd-own" data-testid="crew-own" aria-hidden="true">{team !== "" ? w.teamShort(own.ready) : w.ownShort(own.ready)}</span>}
      <span className="sr">{w.crewTip(agents.ready, agents.busy, agents.wrapping, agents.away)}{apart && `. ${whose}`}</span>
    </span>
  );
}

/** A line over equal steps, as SVG points in a box of this size; the top is `most`. */
export function points(values: readonly number[], width: number, height: number, most: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const top = 2;
  return values.map((value, i) => `${(i * step).toFixed(1)},${(height - 1 - (most > 0 ? value / most : 0) * (height - 1 - top)).toFixed(1)}`).join(" ");
}

/** How many waited, minute by minute. */
export function Spark({ trend }: { trend: readonly number[] }) {
  const w = useWords(boardWords);
  const most = Math.max(1, ...trend);
  const last = trend[trend.length - 1];
  if (trend.length < 2 || last === undefined) return <span className="t3">–</span>;
  const width = (100 * Math.min(59, trend.length - 1)) / 59; // a younger log fills only the right of the hour
  const line = points(trend, width, 24, most).split(" ").map((pair) => { const [x = "0", y = "0"] = pair.split(","); return `${(Number(x) + 100 - width).toFixed(1)},${y}`; }).join(" ");
  const tip = w.trendTip(trend[0] ?? 0, last, Math.max(...trend));
  const end = line.split(" ").at(-1)?.split(",") ?? ["0", "0"];
  return (
    <svg className="bd-spark" width="104" height="24" viewBox="0 0 104 24" role="img" aria-label={tip}>
      <title>{tip}</title>
      <polygon points={`${100 - width},24 ${line} 100,24`} fill="var(--d-band)" />
      <polyline points={line} fill="none" stroke="var(--d-1)" strokeWidth="1.4" strokeLinejoin="round" />
      <circle cx={end[0]} cy={end[1]} r="2.2" fill="var(--d-1)" />
    </svg>
  );
}

/** A level and its range, as words: 82% ± 4. */
export function useRange(): (level: number | null, low: number | null, high: number | null) => string {
  const code = useLanguage();
  return (level, low, high) => {
    if (level === null) return "–";
    if (low === null || high === null) return percent(level, code);
    return `${percent(level, code)} ± ${Math.round(Math.max(high - level, level - low) * 100)}`;
  };
}
