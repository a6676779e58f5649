/** Forecast and staffing of one queue's day: what is expected, what came, how many hands it takes, how far to trust it. */

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation, useSearch } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { clock, number } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Banner, Button, Chart, Empty, Failed, Field, Figure, Select, Skeleton, useServerNow } from "~/parts";
import { firmZone, isSupervisor, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { Forecast, Slot } from "~/wire/figures";
import { get, HttpError, query } from "~/wire/http";
import { InsightHead } from "../insight/Head";
import { figure } from "../insight/show";
import { dayOf, isDay, ownZone, shift } from "../insight/zones";
import { awake, need, soFar, trust } from "./staffing";
import { staffing } from "./words";
import "../queues/queues.css";
import "../insight/insight.css";

export default function Staffing() {
  const w = useWords(staffing);
  const lead = useDesk(isSupervisor);
  const all = useDesk(queues, sameList);
  const firm = useDesk(firmZone);
  const now = useServerNow(60_000);
  const search = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  useEffect(() => setPageTitle(w.title), [w]);
  if (!lead) return <Failed error={new HttpError(403, "forbidden", "")} />;
  const asked = search.get("date") ?? "";
  const date = isDay(asked) ? asked : dayOf(now, firm);
  const queue = all.find((row) => row.id === search.get("queue"))?.id ?? all[0]?.id ?? "";
  const to = (next: { queue?: string; date?: string }): void => go(`/staffing${query({ queue, date, ...next })}`, { replace: true });
  return (
    <section className="pg" aria-label={w.title} data-panel tabIndex={-1}>
      <InsightHead title={w.title} />
      {all.length === 0 ? <Empty icon="gauge" title={w.noQueues}>{w.noQueuesHow}</Empty> : (
        <>
          <div className="ins-c">
            <span className="sel"><span className="t3 f12">{w.queue}</span><Select label={w.queue} quiet scale="sm" value={queue} options={all.map((row) => ({ value: row.id, label: row.name }))} onChange={(event) => to({ queue: event.target.value })} /></span>
            <Button icon="left" bare onClick={() => to({ date: shift(date, -1) })}>{w.previous}</Button>
            <span className="day-f"><Field label={w.date} quiet type="date" scale="sm" required value={date} onChange={(event) => isDay(event.target.value) && to({ date: event.target.value })} /></span>
            <Button icon="right" bare onClick={() => to({ date: shift(date, 1) })}>{w.next}</Button>
          </div>
          <Day queue={queue} date={date} now={now} />
        </>
      )}
    </section>
  );
}

function Day({ queue, date, now }: { queue: string; date: string; now: number }) {
  const w = useWords(staffing);
  const firm = useDesk(firmZone);
  const today = date === dayOf(now, firm);
  const found = useQuery({
    queryKey: ["forecast", queue, date],
    queryFn: ({ signal }) => get<Forecast>(`/api/forecast${query({ queue, date })}`, signal),
    refetchInterval: today ? 60_000 : false,
  });
  if (found.isError && !found.data) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton rows={10} />;
  const slots = awake(found.data.slots);
  const { history } = found.data;
  const learnt = slots.some((slot) => slot.expected !== null);
  if (!learnt && slots.every((slot) => (slot.actual ?? 0) === 0)) {
    if (slots.every((slot) => slot.scheduled === null)) return <Short {...history} />;
    return <div className="ins-b"><section className="tile" aria-label={w.volumeSub}><Short {...history} /></section><Needed slots={slots} shrinkage={found.data.shrinkage} away={found.data.roster_away} /></div>;
  }
  return (
    <div className="ins-b">
      {learnt ? <Trusted found={found.data} today={today} /> : <Banner tone="warn" icon="clock"><b>{unlearnt(w, history)}.</b> {w.noneHow}</Banner>}
      <Volume slots={slots} now={now} today={today} />
      <Needed slots={slots} shrinkage={found.data.shrinkage} away={found.data.roster_away} />
    </div>
  );
}

function Short({ needs, has }: { needs: number; has: number }) {
  const w = useWords(staffing);
  return <Empty icon="chart" title={unlearnt(w, { needs, has })}>{w.noneHow}</Empty>;
}

/** Why there is no forecast: too few days, or too little on them. */
const unlearnt = (w: { none: (needs: number, has: number) => string; thin: (has: number) => string }, { needs, has }: Forecast["history"]): string =>
  has < needs ? w.none(needs, has) : w.thin(has);

function Trusted({ found: { error, level }, today }: { found: Forecast; today: boolean }) {
  const w = useWords(staffing);
  const code = useLanguage();
  const found = trust(error);
  const told = (share: number): string => figure(share, "share", code);
  const text = found.kind === "unknown" ? w.trust.unknown : found.kind === "alone" ? w.trust.alone(told(found.wape)) : found.kind === "equal" ? w.trust.equal(told(found.wape)) : w.trust[found.kind](told(found.wape), told(found.naive));
  return (
    <Banner tone={found.kind === "worse" ? "warn" : "info"} icon="target">
      <span data-testid="trust">{text}</span>{" "}
      <span className="t2 f12">{[found.kind === "unknown" ? "" : w.measured(found.days), today ? w.update : "", today && Math.abs(level - 1) >= 0.02 ? w.level[level > 1 ? "more" : "less"](told(Math.abs(level - 1))) : ""].filter(Boolean).join(" · ")}</span>
    </Banner>
  );
}

function Volume({ slots, now, today }: { slots: readonly Slot[]; now: number; today: boolean }) {
  const w = useWords(staffing);
  const code = useLanguage();
  const past = soFar(slots, now);
  const zone = ownZone();
  const whole = (value: number): string => number(value, code, Number.isInteger(value) || value >= 10 ? 0 : 1);
  const expected = slots.reduce((sum, slot) => sum + (slot.expected ?? 0), 0);
  const title = slots.every((slot) => slot.expected === null) ? w.volume.unknown
    : past === null ? w.volume.ahead(whole(Math.round(expected)))
    : !today ? w.volume.past(whole(past.actual), whole(Math.round(past.expected)))
    : past.inside || past.off === null ? w.volume.inside
    : w.volume[past.off > 0 ? "over" : "under"](figure(Math.abs(past.off), "share", code));
  const labels = slots.map((slot) => clock(slot.at, code, zone));
  return (
    <Figure title={title} sub={w.volumeSub}
      chart={<Chart kind="line" label={title} labels={labels} height={230} whole zero format={whole} series={[
        { id: "actual", name: w.actual, as: "bars", quiet: true, values: slots.map((slot) => slot.actual) },
        { id: "expected", name: w.expected, values: slots.map((slot) => slot.expected), low: slots.map((slot) => slot.low), high: slots.map((slot) => slot.high) },
      ]} />}
      table={<table className="tbl"><thead><tr><th>{w.slot}</th><th className="r">{w.actual}</th><th className="r">{w.expected}</th><th className="r">{w.range}</th></tr></thead>
        <tbody>{slots.map((slot, i) => <tr key={slot.at}><th scope="row">{labels[i]}</th><td className="r">{slot.actual ?? "–"}</td><td className="r">{slot.expected === null ? "–" : whole(slot.expected)}</td><td className="r">{slot.low === null || slot.high === null ? "–" : `${whole(slot.low)} – ${whole(slot.high)}`}</td></tr>)}</tbody></table>}
    />
  );
}

function Needed({ slots, shrinkage, away }: { slots: readonly Slot[]; shrinkage: number; away: number | null }) {
  const w = useWords(staffing);
  const code = useLanguage();
  const zone = ownZone();
  const found = need(slots);
  const at = (moment: string): string => clock(moment, code, zone);
  const span = found.kind === "peak" ? `${at(found.at)} – ${at(found.until)}` : "";
  const title = found.kind === "unknown" ? w.need.unknown : found.plan === null ? w.need.peak(found.agents, span) : w.need.plan(found.agents, span, found.plan);
  const labels = slots.map((slot) => at(slot.at));
  const planned = slots.some((slot) => slot.plan !== null);
  const rostered = slots.some((slot) => slot.scheduled !== null);
  const heads = (value: number | null): string => (value === null ? "–" : number(value, code, Number.isInteger(value) ? 0 : 1));
  return (
    <Figure title={title} sub={[w.needSub(figure(shrinkage, "share", code)), rostered ? w.rosterSub(away === null ? "–" : figure(away, "share", code)) : w.noRoster].join(". ")}
      chart={<Chart kind="line" label={title} labels={labels} height={200} whole zero format={heads} series={[
        ...(rostered ? [{ id: "scheduled", name: w.scheduled, as: "bars" as const, quiet: true, values: slots.map((slot) => slot.scheduled) }] : []),
        ...(planned && !rostered ? [{ id: "plan", name: w.plan, as: "bars" as const, quiet: true, values: slots.map((slot) => slot.plan) }] : []),
        { id: "required", name: w.required, as: "steps", values: slots.map((slot) => slot.required) },
      ]} />}
      table={<table className="tbl"><thead><tr><th>{w.slot}</th><th className="r">{w.required}</th><th className="r">{w.plan}</th><th className="r">{w.scheduled}</th></tr></thead>
        <tbody>{slots.map((slot, i) => <tr key={slot.at}><th scope="row">{labels[i]}</th><td className="r">{slot.required ?? "–"}</td><td className="r">{slot.plan ?? "–"}</td><td className="r">{heads(slot.scheduled)}</td></tr>)}</tbody></table>}
    />
  );
}
