/** What if: some agents more or fewer for the next minutes, by simulation on the floor of now, and what it costs others. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { tell, warn } from "~/desk/undo";
import { left, percent } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Dialog, Failed, Icon, Seg, Select, useServerNow } from "~/parts";
import type { Held } from "~/state/board";
import { applyMoves, whatIf, type Outcome, type WhatIf as Found } from "~/wire/whatif";
import { HttpError } from "~/wire/http";
import { Curve, CurveTable } from "./Curve";
import { useRange } from "./Marks";
import type { BoardNames } from "./names";
import { movesOf, questionOf, signed, type Plan } from "./plan";
import { boardWords } from "./words";

const SETTLE = 350; // ms after the last press before the hub is asked

/** The plan, a moment after it was last changed. */
function useSettled(plan: Plan): Plan {
  const [settled, setSettled] = useState(plan);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(plan), SETTLE);
    return () => clearTimeout(timer);
  }, [plan]);
  return settled;
}

/** The hub's answer. Nothing is asked before somebody wants to know: many look at a board, and each answer is thousands of lives. */
function useFound(plan: Plan, asked: boolean) {
  const settled = useSettled(plan);
  const found = useQuery<Found>({
    queryKey: ["what-if", settled],
    enabled: asked,
    queryFn: ({ signal }) => whatIf(questionOf(settled), signal),
    staleTime: 30_000, gcTime: 60_000, retry: false,
    placeholderData: (before) => (before?.curve.queue_id === settled.queue ? before : undefined),
  });
  return { ...found, settled };
}

function Controls({ plan, held, names, base, onChange }: { plan: Plan; held: Held; names: BoardNames; base: number | null; onChange: (plan: Plan) => void }) {
  const w = useWords(boardWords);
  const queues = Object.keys(held.queues).map((id) => ({ value: id, label: names.queue(id) })).sort((a, b) => a.label.localeCompare(b.label));
  const gives = plan.agents < 0;
  const from = [{ value: "", label: gives ? w.freed : w.shared }, ...queues.filter((one) => one.value !== plan.queue).map((one) => ({ ...one, label: gives ? w.intoQueue(one.label) : w.fromQueue(one.label) }))];
  const tile = held.queues[plan.queue];
  const hours = [{ value: "as_is", label: w.hoursAsIs }, tile?.open ? { value: "closed", label: w.hoursClosed } : { value: "open", label: w.hoursOpen }];
  const floor = base === null ? -20 : -base;
  return (
    <>
      <div className="row bd-wr">
        <Select label={w.queue} quiet scale="sm" value={plan.queue} options={queues} data-testid="plan-queue" onChange={(event) => onChange({ ...plan, queue: event.target.value, agents: 0, other: plan.other === event.target.value ? null : plan.other, hours: "as_is" })} />
        <Button icon="minus" bare disabled={plan.agents <= floor} data-testid="plan-fewer" onClick={() => onChange({ ...plan, agents: plan.agents - 1 })}>{w.fewer}</Button>
        <span className="num b bd-n" role="status" data-testid="plan-agents">{base === null ? signed(plan.agents) : <>{base + plan.agents} <span className="t3 reg">{w.gain(signed(plan.agents))}</span></>}</span>
        <Button icon="plus" bare disabled={plan.agents >= 20} data-testid="plan-more" onClick={() => onChange({ ...plan, agents: plan.agents + 1 })}>{w.another}</Button>
      </div>
      <div className="row bd-wr">
        <Select label={w.from} quiet scale="sm" value={plan.other ?? ""} options={from} title={w.from} data-testid="plan-from" onChange={(event) => onChange({ ...plan, other: event.target.value === "" ? null : event.target.value })} />
        <Select label={w.hours} quiet scale="sm" value={plan.hours} options={hours} title={w.hours} onChange={(event) => onChange({ ...plan, hours: event.target.value as Plan["hours"] })} />
      </div>
    </>
  );
}

/** Better, worse or no different, beyond what the ranges leave open. */
function verdict(before: Outcome | undefined, after: Outcome | undefined): string {
  if (before?.level == null || after?.level == null) return "";
  if ((after.low ?? after.level) > before.level) return "ok";
  return (after.high ?? after.level) < before.level ? "bad" : "";
}

function Line({ name, before, after, tone = "" }: { name: string; before: ReactNode; after: ReactNode; tone?: string }) {
  return <><span className="trunc">{name}</span><span className="r">{before}</span><Icon name="right" size="xs" /><span className={`r b ${tone}`}>{after}</span></>;
}

/** Now against then: the queue itself, and whoever pays for it. */
function Outcomes({ found, plan, names }: { found: Found; plan: Plan; names: BoardNames }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const range = useRange();
  const [now, then] = [found.now[plan.queue], found.then[plan.queue]];
  if (!now || !then) return null;
  const wait = (outcome: Outcome): string => (outcome.wait_seconds === null ? "–" : left(outcome.wait_seconds, code));
  const others = Object.keys(found.now).filter((id) => id !== plan.queue && found.now[id]?.agents !== found.then[id]?.agents);
  return (
    <div className="cmpx" data-testid="plan-outcome">
      <span /><span className="t3 r">{w.nowN(now.agents)}</span><span /><span className="t3 r">{then.agents}</span>
      <Line name={w.level} before={percent(now.level, code)} after={range(then.level, then.low, then.high)} tone={verdict(now, then)} />
      <Line name={w.avgWait} before={wait(now)} after={wait(then)} tone={verdict(now, then)} />
      <Line name={w.gaveUp} before={percent(now.abandoned_share, code, 1)} after={percent(then.abandoned_share, code, 1)} />
      {others.map((id) => {
        const [was, will] = [found.now[id], found.then[id]];
        return was && will && <Line key={id} name={will.agents < was.agents ? w.pays(names.queue(id), was.agents - will.agents) : names.queue(id)} before={percent(was.level, code)} after={range(will.level, will.low, will.high)} tone={verdict(was, will)} />;
      })}
    </div>
  );
}

/** Where the numbers come from, said only as far as the hub says it. */
function Basis({ found }: { found: Found }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const { arrivals, handling_seconds, days, held } = found.basis;
  const from = [days > 0 ? `${w.basis(Math.round(arrivals))} ${w.basisDays(days)}` : w.basis(Math.round(arrivals)), handling_seconds === null ? "" : w.basisHandling(left(handling_seconds, code)), w.basisRuns(found.runs)].filter(Boolean).join(", ");
  return <p className="f12 t2 bd-basis">{from}. {held !== null ? w.basisHeld(percent(held, code)) : days === 0 ? w.basisThin : ""}</p>;
}

function Compare({ found, names, onClose }: { found: Found; names: BoardNames; onClose: () => void }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const range = useRange();
  const ids = Object.keys(found.now);
  return (
    <Dialog open onClose={onClose} title={w.compareTitle} wide>
      <div className="layer-body" tabIndex={0}>
        <table className="tbl">
          <thead><tr><th>{w.queue}</th><th className="r">{w.agentsHead}</th><th className="r">{w.level}</th><th className="r">{w.avgWait}</th><th className="r">{w.gaveUp}</th></tr></thead>
          <tbody>{ids.map((id) => {
            const [was, will] = [found.now[id], found.then[id]];
            if (!was || !will) return null;
            const wait = (one: Outcome): string => (one.wait_seconds === null ? "–" : left(one.wait_seconds, code));
            return (
              <tr key={id}>
                <td className="m">{names.queue(id)}</td>
                <td className="r">{was.agents} → <b>{will.agents}</b></td>
                <td className="r">{range(was.level, was.low, was.high)} → <b className={verdict(was, will)}>{range(will.level, will.low, will.high)}</b></td>
                <td className="r">{wait(was)} → <b>{wait(will)}</b></td>
                <td className="r">{percent(was.abandoned_share, code, 1)} → <b>{percent(will.abandoned_share, code, 1)}</b></td>
              </tr>
            );
          })}</tbody>
        </table>
        <Basis found={found} />
      </div>
    </Dialog>
  );
}

/** The hub is working on it: for how long, and a way to stop it. */
function Running({ onStop }: { onStop: () => void }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const now = useServerNow();
  const [since] = useState(now);
  const seconds = (now - since) / 1000;
  return <div className="row bd-run" role="status"><span className="bd-prog" aria-hidden="true"><i /></span><span className="f12 t2 grow">{w.simulating(seconds >= 1 ? left(seconds, code) : "")}</span>{seconds >= 2 && <Button size="xs" onClick={onStop}>{w.cancelRun}</Button>}</div>;
}

export function WhatIf({ plan, held, names, onChange }: { plan: Plan; held: Held; names: BoardNames; onChange: (plan: Plan) => void }) {
  const w = useWords(boardWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [table, setTable] = useState(false);
  const [compare, setCompare] = useState(false);
  const [asked, setAsked] = useState(false);
  const moved = plan.agents !== 0;
  useEffect(() => {
    if (moved) setAsked(true);
  }, [moved]);
  const found = useFound(plan, asked);
  const data = found.data;
  const mine = data?.curve.queue_id === plan.queue ? data : undefined;
  const base = mine?.now[plan.queue]?.agents ?? null;
  const apply = (): void => {
    applyMoves(plan.minutes, movesOf(plan)).then(
      (told) => (told.lent.length > 0 ? tell(w.applied(told.lent.length)) : warn(w.appliedNone)),
      (error: unknown) => warn(error instanceof HttpError && error.message !== "" ? error.message : c.refused.failed),
    );
  };
  return (
    <section className="bd-wi" aria-label={w.whatIf} data-panel tabIndex={-1} data-testid="what-if">
      <div className="row"><h2 className="h-15">{w.whatIf}</h2><span className="push" /><Seg label={w.horizon} value={String(plan.minutes)} choices={[{ value: "30", label: w.next30 }, { value: "60", label: w.next60 }]} onChange={(value) => onChange({ ...plan, minutes: value === "60" ? 60 : 30 })} /></div>
      <Controls plan={plan} held={held} names={names} base={base} onChange={(next) => { setAsked(true); onChange(next); }} />
      {found.isError && !found.isFetching ? <Failed small error={found.error} onRetry={() => void found.refetch()} /> : mine ? (
        <div className={found.isPlaceholderData ? "bd-old" : ""}>
          {table ? <CurveTable found={mine} /> : <Curve found={mine} target={held.queues[plan.queue]?.target_share ?? 0.8} now={mine.now[plan.queue]?.agents ?? 0} then={mine.then[plan.queue]?.agents ?? 0} />}
          <Outcomes found={mine} plan={plan} names={names} />
        </div>
      ) : !found.isFetching && <div className="bd-ask"><p className="f12 t2">{w.whatIfHow}</p><Button size="xs" icon="play" data-testid="plan-ask" onClick={() => (asked ? void found.refetch() : setAsked(true))}>{w.ask}</Button></div>}
      {found.isFetching && <Running onStop={() => void client.cancelQueries({ queryKey: ["what-if"] })} />}
      {mine && <Basis found={mine} />}
      <div className="row bd-wf">
        <Button kind="pri" className="grow" disabled={plan.agents === 0} title={plan.agents === 0 ? w.applyFirst : undefined} data-testid="plan-apply" onClick={apply}>{w.apply(plan.minutes)}</Button>
        <Button disabled={!mine} onClick={() => setCompare(true)}>{w.compare}</Button>
        <Button kind="ghost" size="xs" icon={table ? "chart" : "board"} bare disabled={!mine} onClick={() => setTable(!table)}>{table ? w.asChart : w.asTable}</Button>
      </div>
      {compare && mine && <Compare found={mine} names={names} onClose={() => setCompare(false)} />}
    </section>
  );
}
