/** A past day lived again under other rules: choose, run, leave or cancel, and compare. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { cancelJob, follow, sayEnd } from "~/desk/jobs";
import { setPageTitle } from "~/desk/alerts";
import { warn } from "~/desk/undo";
import { day as dayName } from "~/i18n/format";
import { useLanguage, useWords, words } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Empty, Failed, Field, Progress, Skeleton, useServerNow } from "~/parts";
import { firmZone, isSupervisor } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { get, HttpError, post, query } from "~/wire/http";
import type { Replay as Found } from "~/wire/figures";
import { InsightHead } from "../insight/Head";
import { dayOf, isDay, shift } from "../insight/zones";
import { Autopsies } from "./Autopsies";
import { asItWas, toChanges, unchanged, type Wish } from "./changes";
import { ChangesForm } from "./ChangesForm";
import { Result } from "./Result";
import { replay } from "./words";
import "../queues/queues.css";
import "../insight/insight.css";
import "./replay.css";

sayEnd("replay", () => ({ done: words(replay).ready, failed: words(replay).failed }));

const EVERY = 600;

export default function Replay() {
  const w = useWords(replay);
  const c = useWords(common);
  const code = useLanguage();
  const lead = useDesk(isSupervisor);
  const firm = useDesk(firmZone);
  const now = useServerNow(60_000);
  const search = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const [wish, setWish] = useState<Wish>(asItWas);
  useEffect(() => setPageTitle(w.title), [w]);
  if (!lead) return <Failed error={new HttpError(403, "forbidden", "")} />;
  const today = dayOf(now, firm);
  const asked = search.get("date") ?? "";
  const date = isDay(asked) && asked <= today ? asked : shift(today, -1);
  const run = search.get("run");
  const day = dayName(`${date}T12:00:00`, code, now);
  const changes = toChanges(wish);
  const same = unchanged(changes);
  const to = (next: string): void => go(`/replay${query({ date: next })}`, { replace: true });
  const start = async (): Promise<void> => {
    try {
      const { id } = await post<{ id: string }>("/api/replays", { date, changes });
      follow("replay", `/api/replays/${id}`, day);
      go(`/replay${query({ date, run: id, same: same ? "1" : "" })}`, { replace: true });
    } catch (cause) {
      warn(cause instanceof HttpError && cause.message !== "" ? cause.message : c.refused.failed);
    }
  };
  return (
    <section className="pg" aria-label={w.title} data-panel tabIndex={-1}>
      <InsightHead title={w.title} />
      <div className="ins-c">
        <span className="t3 f12">{w.date}</span>
        <Button icon="left" bare onClick={() => to(shift(date, -1))}>{w.previous}</Button>
        <span className="day-f"><Field label={w.date} quiet type="date" scale="sm" required value={date} max={today} onChange={(event) => isDay(event.target.value) && to(event.target.value)} /></span>
        <Button icon="right" bare disabled={date >= today} onClick={() => to(shift(date, 1))}>{w.next}</Button>
      </div>
      <div className="ins-b rp">
        <form className="tile rp-w" aria-label={w.what} onSubmit={(event) => { event.preventDefault(); void start(); }}>
          <div className="tile-h"><div className="grow"><h2>{w.what}</h2><p className="su">{w.whatHow}</p></div></div>
          <ChangesForm wish={wish} onChange={setWish} />
          <div className="row rp-go"><Button disabled={same} onClick={() => setWish({ ...asItWas, seed: wish.seed })}>{w.clear}</Button><span className="push" /><Button kind="pri" type="submit" icon="play" data-testid="run">{same ? w.runUnchanged : w.run}</Button></div>
        </form>
        <div className="rp-r">
          {run === null ? <section className="tile" aria-label={w.title}><Empty icon="rewind" title={w.nothing}>{w.nothingHow}</Empty></section> : <Run key={run} id={run} day={day} same={search.get("same") === "1"} onLost={() => to(date)} />}
          <Autopsies date={date} />
        </div>
      </div>
    </section>
  );
}

function Run({ id, day, same, onLost }: { id: string; day: string; same: boolean; onLost: () => void }) {
  const w = useWords(replay);
  const path = `/api/replays/${id}`;
  const found = useQuery({
    queryKey: ["replay", id],
    queryFn: ({ signal }) => get<Found>(path, signal),
    refetchInterval: (asked) => (asked.state.data === undefined || asked.state.data.state === "running" ? EVERY : false),
    staleTime: Infinity,
  });
  const gone = found.error instanceof HttpError && found.error.status === 404;
  useEffect(() => {
    if (gone) onLost();
  });
  const told = found.data;
  if (found.isError && !told) return <section className="tile"><Failed error={found.error} onRetry={() => void found.refetch()} /></section>;
  if (!told) return <section className="tile"><Skeleton rows={4} /></section>;
  if (told.state === "running") return <section className="tile" aria-label={w.running(day)}><Progress label={w.running(day)} share={told.progress} onCancel={() => void cancelJob(path).then(() => found.refetch())}>{w.leave}</Progress></section>;
  if (told.state === "cancelled") return <section className="tile"><Empty icon="x" title={w.cancelled}>{w.cancelledHow}</Empty></section>;
  if (told.state === "failed") return <section className="tile" role="alert"><Empty icon="alert" title={w.failed(day)}>{told.error || w.failedHow}</Empty></section>;
  return <Result found={told} day={day} same={same} />;
}
