/** An agent's own shifts: today on a line, the next days as a list, and how the last week went. */

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { clock, number } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Empty, Failed, Skeleton, useServerNow } from "~/parts";
import { me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import type { Report } from "~/wire/figures";
import { get, query } from "~/wire/http";
import type { OwnShifts, RosterDay, Shift } from "~/wire/roster";
import { InsightHead } from "../insight/Head";
import { useMetrics } from "../insight/data";
import { figure } from "../insight/show";
import { midnight, shift as later } from "../insight/zones";
import { useFresh } from "../lists";
import { awake, bars, clockOf, hours as hoursOf, wall, WHOLE_DAY } from "./roster";
import { changed } from "./Roster";
import { Bars, weekdayName } from "./Week";
import { roster } from "./words";
import "../insight/insight.css";
import "./roster.css";

const MINE = "/api/roster/mine";
const METRICS = ["adherence", "conformance", "planned_time", "paid_time"] as const;

export default function MyShifts() {
  const w = useWords(roster);
  const now = useServerNow(30_000);
  const found = useQuery({ queryKey: [MINE], queryFn: ({ signal }) => get<OwnShifts>(MINE, signal) });
  useFresh([MINE], changed);
  useEffect(() => setPageTitle(w.mine), [w]);
  const mine = found.data;
  return (
    <section className="pg" aria-label={w.mine} data-panel tabIndex={-1}>
      <InsightHead title={w.mine} />
      <div className="ins-b">
        {found.isError && !mine ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !mine ? <Skeleton rows={8} /> : (
          <div className="my">
            <div className="my-l">
              <Today mine={mine} now={now} />
              {mine.shifts.length > 0 && <Next mine={mine} />}
            </div>
            <LastWeek mine={mine} />
          </div>
        )}
      </div>
    </section>
  );
}

function Today({ mine, now }: { mine: OwnShifts; now: number }) {
  const w = useWords(roster);
  const code = useLanguage();
  const [today] = mine.days;
  if (!today) return null;
  const found = bars(mine.shifts, today, mine.zone);
  const { from, to } = awake([today], mine.shifts.filter((one) => found.some((bar) => bar.shift === one)), [], mine.zone);
  // A mark every two hours, the last at the end.
  const hours = { from: to === WHOLE_DAY && (to - from) % 120 !== 0 ? from - 60 : from, to: to < WHOLE_DAY && (to - from) % 120 !== 0 ? to + 60 : to };
  const at = wall(new Date(now).toISOString(), today.date, mine.zone);
  const title = found.length === 0 ? (mine.shifts.length === 0 ? w.mineNone : w.mineNothing) : standing(found.map((bar) => bar.shift), now);
  function standing(shifts: readonly Shift[], when: number): string {
    const during = shifts.filter((one) => Date.parse(one.begins_at) <= when && when < Date.parse(one.ends_at)).at(-1);
    if (during) return w.mineNow(w.kinds[during.kind], clock(during.ends_at, code, mine.zone));
    const next = shifts.find((one) => Date.parse(one.begins_at) > when);
    return next ? w.mineLater(w.kinds[next.kind], clock(next.begins_at, code, mine.zone)) : w.mineOver;
  }
  if (mine.shifts.length === 0) return <section className="tile" aria-label={title}><Empty icon="cal" title={title}>{w.mineNoneHow}</Empty></section>;
  const ticks = Array.from({ length: (hours.to - hours.from) / 120 + 1 }, (_, i) => hours.from + i * 120);
  return (
    <section className="tile" aria-label={w.mineToday}>
      <div className="tile-h"><div className="grow"><h2 data-testid="my-now">{title}</h2><p className="su">{[w.mineToday, weekdayName(today.date, code), w.zone(mine.zone)].join(" · ")}</p></div></div>
      {found.length > 0 && (
        <div className="my-line" aria-hidden="true">
          <Bars found={found} hours={hours} />
          {at > hours.from && at < hours.to && <i className="rs-now" style={{ left: `${((at - hours.from) / (hours.to - hours.from)) * 100}%` }} />}
          {ticks.map((minutes, i) => <span key={minutes} className="tick" style={i === ticks.length - 1 ? { right: 0, transform: "none" } : { left: `${((minutes - hours.from) / (hours.to - hours.from)) * 100}%` }}>{clockOf(minutes)}</span>)}
        </div>
      )}
      {found.length > 0 && <p className="t2 f12 num">{found.map((bar) => `${clockOf(bar.from)}–${clockOf(bar.to)} ${w.kinds[bar.shift.kind]}`).join(" · ")}</p>}
    </section>
  );
}

function Next({ mine }: { mine: OwnShifts }) {
  const w = useWords(roster);
  const code = useLanguage();
  const days = mine.days.slice(1);
  const last = days.findLastIndex((day) => begun(mine.shifts, day).length > 0);
  const of = (shifts: readonly Shift[], kinds: readonly Shift["kind"][], named: boolean): string =>
    shifts.filter((one) => kinds.includes(one.kind)).map((one) => `${clock(one.begins_at, code, mine.zone)}–${clock(one.ends_at, code, mine.zone)}${named ? ` ${w.kinds[one.kind]}` : ""}`).join(", ");
  return (
    <section className="tile" aria-label={w.mineNext}>
      <div className="tile-h"><h2 className="grow">{w.mineNext}</h2></div>
      <div className="tile-t" style={{ maxHeight: "none" }} tabIndex={0}>
        <table className="tbl">
          <thead><tr><th>{w.day}</th><th>{w.kinds.work}</th><th>{w.breaks}</th><th>{w.other}</th><th className="r">{w.total}</th></tr></thead>
          <tbody>
            {days.slice(0, last + 1).map((day) => {
              const shifts = begun(mine.shifts, day);
              return <tr key={day.date} data-testid="my-day"><th scope="row">{weekdayName(day.date, code)}</th><td className="num">{of(shifts, ["work"], false) || <span className="t3">{w.free}</span>}</td><td className="num t2">{of(shifts, ["break"], false) || "–"}</td><td className="num t2">{of(shifts, ["training", "meeting"], true) || "–"}</td><td className="r">{shifts.length > 0 ? w.hours(number(hoursOf(shifts), code, Number.isInteger(hoursOf(shifts)) ? 0 : 1)) : "–"}</td></tr>;
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const begun = (shifts: readonly Shift[], day: RosterDay): Shift[] => shifts.filter((one) => one.begins_at >= day.begins_at && one.begins_at < day.ends_at);

function LastWeek({ mine }: { mine: OwnShifts }) {
  const w = useWords(roster);
  const c = useWords(common);
  const code = useLanguage();
  const agent = useDesk((state) => me(state)?.id ?? "");
  const metrics = useMetrics();
  const today = mine.days[0]?.date ?? "";
  const asked = { metrics: METRICS.join(","), from: midnight(later(today, -7), mine.zone), to: midnight(today, mine.zone), agent, zone: mine.zone };
  const found = useQuery({ queryKey: ["/api/report", asked], queryFn: ({ signal }) => get<Report>(`/api/report${query(asked)}`, signal), enabled: agent !== "" && today !== "" });
  return (
    <section className="tile" aria-label={w.mineWeek}>
      <div className="tile-h"><h2 className="grow">{w.mineWeek}</h2></div>
      {found.isError && !found.data ? <Failed small error={found.error} onRetry={() => void found.refetch()} /> : !found.data || !metrics.data ? <Skeleton rows={4} height={28} /> : (
        <dl className="my-f">
          {METRICS.map((id) => {
            const metric = metrics.data.find((one) => one.id === id);
            const value = found.data.totals[id]?.value ?? null;
            return metric && <div key={id}><dt><Link href={`/insight/metrics/${id}`}>{metric.name[code]}</Link></dt><dd data-testid={`my-${id}`}>{value === null ? c.unknown : metric.unit === "seconds" ? w.hours(number(value / 3600, code, 1)) : figure(value, metric.unit, code)}</dd></div>;
          })}
        </dl>
      )}
    </section>
  );
}
