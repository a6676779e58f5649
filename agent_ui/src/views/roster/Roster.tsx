/** The roster of a week: who works when, above it whether that is enough; planned by mouse, keys, copying or a file. */

import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { tell, warn } from "~/desk/undo";
import { clock, number } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, failure } from "~/i18n/words/common";
import { Banner, Button, Empty, Failed, Icon, Seg, Select, Skeleton, useServerNow } from "~/parts";
import { isSupervisor, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { get, HttpError, post, query } from "~/wire/http";
import type { Cover, RosterWeek, Shift } from "~/wire/roster";
import { InsightHead } from "../insight/Head";
import { figure } from "../insight/show";
import { dayOf, isDay, ownZone, shift as later } from "../insight/zones";
import { useFresh } from "../lists";
import { DayDialog, takeAway } from "./DayDialog";
import { ImportDialog } from "./ImportDialog";
import { finding, missing, mondayOf, wall } from "./roster";
import { Kinds, Week, weekdayName, type Place } from "./Week";
import { roster } from "./words";
import "../queues/queues.css";
import "../insight/insight.css";
import "./roster.css";

export const ROSTER = "/api/roster";
export const COVER = "/api/roster/cover";
export const changed = /^roster_changed$/;
const LINES = { adherence: "adherence,conformance,planned_time,paid_time", period: "last_7", by: "agent", compare: "" };

export default function Roster() {
  const w = useWords(roster);
  const lead = useDesk(isSupervisor);
  const now = useServerNow(60_000);
  const search = new URLSearchParams(useSearch());
  useEffect(() => setPageTitle(w.title), [w]);
  if (!lead) return <Failed error={new HttpError(403, "forbidden", "")} />;
  const asked = search.get("date") ?? "";
  const monday = mondayOf(isDay(asked) ? asked : dayOf(now, ownZone()));
  return (
    <section className="pg" aria-label={w.title} data-panel tabIndex={-1}>
      <InsightHead title={w.title}>
        <Link className="btn" href={`/insight${query({ metrics: LINES.adherence, period: LINES.period, by: LINES.by })}`}><Icon name="target" size="s" />{w.adherence}</Link>
      </InsightHead>
      <Planned monday={monday} queue={search.get("queue") ?? ""} team={search.get("team") ?? ""} now={now} />
    </section>
  );
}

function Planned({ monday, queue, team, now }: { monday: string; queue: string; team: string; now: number }) {
  const w = useWords(roster);
  const c = useWords(common);
  const code = useLanguage();
  const [, go] = useLocation();
  const client = useQueryClient();
  const served = useDesk(queues, sameList);
  const [place, setPlace] = useState<Place | null>(null);
  const [importing, setImporting] = useState(false);
  const found = useQuery({ queryKey: [ROSTER, monday], queryFn: ({ signal }) => get<RosterWeek>(`${ROSTER}${query({ date: monday })}`, signal), placeholderData: (before) => before });
  const covers = useQueries({
    queries: Array.from({ length: 7 }, (_, i) => later(monday, i)).map((date) => ({
      queryKey: [COVER, date, queue], queryFn: ({ signal }: { signal: AbortSignal }) => get<Cover>(`${COVER}${query({ date, queue })}`, signal), staleTime: 60_000,
    })),
  });
  useFresh([ROSTER], changed);
  useFresh([COVER], changed);
  const again = (): void => {
    void client.invalidateQueries({ queryKey: [ROSTER] });
    void client.invalidateQueries({ queryKey: [COVER] });
  };
  const to = (next: { date?: string; queue?: string; team?: string }): void => go(`/roster${query({ date: monday, queue, team, ...next })}`, { replace: true });
  const copy = async (): Promise<void> => {
    try {
      const { shifts, left_out } = await post<{ shifts: number; left_out: string[] }>(`${ROSTER}/copy`, { week: later(monday, -7), onto: monday });
      tell(shifts === 0 ? w.nothingToCopy : w.copied(shifts, left_out.length));
      again();
    } catch (cause) {
      warn(failure(c, cause));
    }
  };
  const week = found.data;
  const teams = [...new Set(week?.agents.map((agent) => agent.team) ?? [])];
  const agents = week?.agents.filter((agent) => team === "" || agent.team === team) ?? [];
  const open = place && agents.find((agent) => agent.id === place.agent.id) ? place : null;
  const days = covers.map((cover) => cover.data);
  return (
    <>
      <div className="ins-c">
        <span className="t3 f12">{w.week}</span>
        <Button icon="left" bare onClick={() => to({ date: later(monday, -7) })}>{w.previous}</Button>
        <b className="num" data-testid="roster-week">{weekWords(monday, code)}</b>
        <Button icon="right" bare onClick={() => to({ date: later(monday, 7) })}>{w.next}</Button>
        <Button disabled={monday === mondayOf(dayOf(now, week?.zone ?? ownZone()))} onClick={() => to({ date: dayOf(now, week?.zone ?? ownZone()) })}>{w.thisWeek}</Button>
        {teams.length > 1 && <span className="sel"><Select label={w.team} quiet scale="sm" value={team} data-their-words options={[{ value: "", label: w.allTeams }, ...teams.map((one) => ({ value: one, label: one }))]} onChange={(event) => to({ team: event.target.value })} /></span>}
        <span className="sel"><span className="t3 f12">{w.queue}</span><Select label={w.queue} quiet scale="sm" value={queue} options={[{ value: "", label: w.allQueues }, ...served.map((row) => ({ value: row.id, label: row.name }))]} onChange={(event) => to({ queue: event.target.value })} /></span>
        <span className="push" />
        <Button icon="repeat" onClick={() => void copy()} data-testid="copy-week">{w.copy}</Button>
        <Button icon="file" onClick={() => setImporting(true)} data-testid="import">{w.import}</Button>
        <a className="btn" href={`${ROSTER}/export${query({ date: monday, days: 7 })}`} download><Icon name="dl" size="s" />{w.export}</a>
      </div>
      <div className="ins-b">
        {found.isError && !week ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !week ? <Skeleton rows={12} height={44} />
          : agents.length === 0 ? <Empty icon="users" title={w.nobody}>{w.nobodyHow}</Empty> : (
            <>
              {week.shifts.length === 0 && !found.isPlaceholderData && <Banner icon="cal"><b>{w.emptyWeek}</b> {w.emptyHow}</Banner>}
              <Grid week={week} agents={agents} covers={days} asked={covers.some((cover) => cover.isPending)} now={now} onOpen={setPlace} onRemove={(shifts) => void takeAway(shifts, again)} />
            </>
          )}
      </div>
      {open && week && <DayDialog key={`${open.agent.id} ${open.day.date}`} place={open} shifts={week.shifts.filter((one) => one.agent_id === open.agent.id)} zone={week.zone} onClose={() => setPlace(null)} onChange={again} />}
      {importing && week && <ImportDialog zone={week.zone} onClose={() => setImporting(false)} onDone={again} />}
    </>
  );
}

interface GridProps {
  week: RosterWeek;
  agents: RosterWeek["agents"];
  covers: readonly (Cover | undefined)[];
  asked: boolean;
  now: number;
  onOpen: (place: Place) => void;
  onRemove: (shifts: readonly Shift[]) => void;
}

function Grid({ week, agents, covers, asked, now, onOpen, onRemove }: GridProps) {
  const w = useWords(roster);
  const c = useWords(common);
  const code = useLanguage();
  const served = useDesk(queues, sameList);
  const [view, setView] = useState<"chart" | "table">("chart");
  const told = finding(covers, now);
  const away = covers.map((cover) => cover?.roster_away ?? null).filter((one) => one !== null);
  const shrinkage = figure(covers.find(Boolean)?.shrinkage ?? null, "share", code);
  const share = away.length > 0 ? figure(away.reduce((sum, one) => sum + one, 0) / away.length, "share", code) : "";
  const unknown = [...new Set(covers.flatMap((cover) => cover?.unknown ?? []))].map((id) => served.find((row) => row.id === id)?.name ?? id);
  const title = asked ? w.planned
    : told.kind === "short" ? w.find.short(weekdayName(dayOf(Date.parse(told.from), week.zone), code), `${clock(told.from, code, week.zone)}–${clock(told.to, code, week.zone)}`, told.most, told.others)
    : told.kind === "unknown" ? w.find.unknown(number(planned(covers), code)) : w.find[told.kind];
  return (
    <section className="tile rs" aria-label={title} aria-busy={asked}>
      <div className="tile-h">
        <div className="grow"><h2 data-testid="roster-finding">{title}</h2><p className="su">{[share === "" ? w.subShort(shrinkage) : w.sub(share, shrinkage), unknown.length > 0 && told.kind !== "unknown" ? w.noneOf(unknown.join(", ")) : ""].filter(Boolean).join(" ")}</p></div>
        <Seg label={c.show} value={view} choices={[{ value: "chart", label: c.chart }, { value: "table", label: c.table }]} onChange={setView} />
      </div>
      {view === "table" ? <Halves week={week} covers={covers} /> : <><Week week={week} agents={agents} covers={covers} now={now} onOpen={onOpen} onClear={onRemove} /><Kinds /></>}
    </section>
  );
}

/** Hours of work planned in the week. */
const planned = (covers: readonly (Cover | undefined)[]): number =>
  Math.round(covers.flatMap((cover) => cover?.slots ?? []).reduce((sum, slot) => sum + (slot.scheduled ?? 0) / 2, 0));

function Halves({ week, covers }: { week: RosterWeek; covers: readonly (Cover | undefined)[] }) {
  const w = useWords(roster);
  const code = useLanguage();
  const told = (value: number | null): string => (value === null ? "–" : number(value, code, Number.isInteger(value) ? 0 : 1));
  return (
    <div className="rs-w" tabIndex={0}>
      <table className="tbl">
        <thead><tr><th>{w.day}</th><th>{w.slot}</th><th className="r">{w.needed}</th><th className="r">{w.planned}</th><th className="r">{w.missing}</th></tr></thead>
        <tbody>
          {week.days.flatMap((day, i) => (covers[i]?.slots ?? []).filter((slot) => (slot.required ?? 0) > 0 || (slot.scheduled ?? 0) > 0).map((slot) => (
            <tr key={slot.at}><th scope="row">{weekdayName(day.date, code)}</th><td className="num" data-minutes={wall(slot.at, day.date, week.zone)}>{clock(slot.at, code, week.zone)}</td><td className="r">{told(slot.required)}</td><td className="r">{told(slot.scheduled)}</td><td className={(missing(slot) ?? 0) > 0 ? "r bad" : "r"}>{told(missing(slot))}</td></tr>
          )))}
        </tbody>
      </table>
    </div>
  );
}

function weekWords(monday: string, code: "en" | "ru"): string {
  const format = new Intl.DateTimeFormat(code === "en" ? "en-GB" : "ru-RU", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return format.formatRange(new Date(`${monday}T12:00:00Z`), new Date(`${later(monday, 6)}T12:00:00Z`));
}
