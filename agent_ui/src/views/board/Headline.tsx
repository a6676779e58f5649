/** The six figures at the top, each beside its aim or what it was before. */

import type { ReactNode } from "react";
import { left, percent } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import type { Held } from "~/state/board";
import { headline, isPartial, tone, waitTone, type Kind, type Tone } from "~/state/figures";
import { Fig } from "./Fig";
import { Gauge } from "./Marks";
import type { BoardNames } from "./names";
import { boardWords } from "./words";

const colour: Record<Tone, string> = { "": "", w: "warn", d: "bad" };

function Figure({ name, value, sub, tone: shade = "", testId, children }: { name: string; value: ReactNode; sub: ReactNode; tone?: Tone; testId: string; children?: ReactNode }) {
  return (
    <div role="group" aria-label={name} data-testid={testId}>
      <div className="t2 f12 trunc">{name}</div>
      <div className={`v ${colour[shade]}`}>{value}</div>
      <div className="t2 f12 trunc">{sub}</div>
      {children}
    </div>
  );
}

export function Headline({ held, now, team, kind, names }: { held: Held; now: number; team: string; kind: Kind; names: BoardNames }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const all = headline(held, team, kind);
  const wait = all.longest === null ? null : Math.max(0, (now - Date.parse(all.longest.since)) / 1000);
  const levelTone = all.target === null ? "" : tone(all.level, all.target);
  const target = all.target === null ? "" : percent(all.target, code);
  return (
    <section className="kp" aria-label={w.figures} data-panel tabIndex={-1}>
      <Figure testId="fig-waiting" name={w.waitingNow} value={<Fig>{all.waiting}</Fig>} sub={all.before === null ? (kind === "all" ? w.youngLog : w.nowOnly) : w.beforeHour(all.before)} />
      <Figure testId="fig-longest" name={w.longest} tone={all.longest ? waitTone(wait, all.longest.target) : ""} value={wait === null ? "–" : <span className="num">{left(wait, code)}</span>} sub={all.longest ? w.longestOf(names.queue(all.longest.queue_id), left(all.longest.target, code)) : w.nobodyWaits} />
      <Figure testId="fig-level" name={w.level} tone={levelTone} value={<Fig>{percent(all.level, code)}</Fig>} sub={all.target === null ? w.noFigure : all.target_seconds === null ? w.levelOfMany(target) : w.levelOf(target, left(all.target_seconds, code))}>
        <Gauge value={all.level} target={all.target} tone={levelTone} />
      </Figure>
      <Figure testId="fig-abandoned" name={w.abandoned} value={<Fig>{percent(all.abandoned, code, 1)}</Fig>} sub={w.abandonedToday(all.abandonedToday)} />
      <Figure testId="fig-ready" name={isPartial(held) ? w.readyOwn : w.ready} value={<><Fig>{all.ready}</Fig> <span className="bd-of">{w.of(all.of)}</span></>} sub={w.readySub(all.wrapping, all.away)} />
      <Figure testId="fig-occupancy" name={isPartial(held) ? w.occupancyOwn : w.occupancy} value={<Fig>{percent(all.occupancy, code)}</Fig>} sub={all.occupancy === null ? w.noFigure : w.occupancySub} />
    </section>
  );
}
