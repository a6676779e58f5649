/** Why a target broke: the timeline of what happened, and what would have prevented it. */

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { clock, day as dayName } from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { Empty, Failed, Icon, Skeleton, type Glyph } from "~/parts";
import { firmZone, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { serverNow } from "~/wire/clock";
import type { Autopsy as Found } from "~/wire/figures";
import { get } from "~/wire/http";
import { InsightHead } from "../insight/Head";
import { figure } from "../insight/show";
import { dayOf, ownZone } from "../insight/zones";
import { Level } from "./Result";
import { replay } from "./words";
import "../queues/queues.css";
import "../insight/insight.css";
import "./replay.css";

const glyphs: Record<string, Glyph> = { arrivals: "chart", agents: "users", hours: "lock", skills: "star", overflow: "transfer", handling: "headset", wait: "clock" };

export default function Autopsy({ id }: { id: string }) {
  const w = useWords(replay);
  const code = useLanguage();
  const all = useDesk(queues, sameList);
  const found = useQuery({ queryKey: ["autopsy", id], queryFn: ({ signal }) => get<Found>(`/api/autopsies/${encodeURIComponent(id)}`, signal) });
  const told = found.data;
  const zone = ownZone();
  const firm = useDesk(firmZone);
  const title = told ? w.title2(all.find((queue) => queue.id === told.queue_id)?.name ?? told.queue_id, figure(told.level, "share", code), figure(told.target_share, "share", code)) : w.autopsy;
  useEffect(() => setPageTitle(title), [title]);
  return (
    <section className="pg" aria-label={title} data-panel tabIndex={-1}>
      <InsightHead title={w.autopsy}>{told && <Link href={`/replay?date=${dayOf(Date.parse(told.from), firm)}`} className="btn">{w.all}</Link>}</InsightHead>
      {found.isError && !told ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !told ? <><Skeleton rows={8} /><p className="t3 f12 cnt-n">{w.opening}</p></> : (
        <div className="ins-b">
          <div className="au">
            <section className="tile" aria-label={w.story}>
              <div className="tile-h"><div className="grow"><h2>{title}</h2><p className="su">{dayName(told.from, code, serverNow())}, {clock(told.from, code, zone)} – {clock(told.to, code, zone)}</p></div></div>
              <ol className="au-l" data-testid="timeline">
                {told.timeline.map((step, i) => <li key={i}><span className="num t3">{clock(step.at, code, zone)}</span><Icon name={glyphs[step.kind] ?? "right"} size="s" /><span data-their-words="">{named(step.words, code)}</span></li>)}
              </ol>
            </section>
            <section className="tile" aria-label={w.remedies}>
              <div className="tile-h"><div className="grow"><h2>{w.remedies}</h2><p className="su">{w.remediesHow}</p></div></div>
              {told.remedies.length === 0 ? <Empty icon="search" title={w.noRemedies} /> : (
                <table className="tbl" data-testid="remedies"><tbody>{told.as_it_was && <tr><td className="wrap t2">{w.asItWas}</td><td className="r t2"><Level outcome={told.as_it_was} /></td></tr>}{told.remedies.map((each, i) => {
                  const enough = each.level !== null && each.level >= told.target_share;
                  return <tr key={i}><td className="wrap" data-their-words="">{named(each.words, code)}</td><td className={enough ? "r ok b" : "r"}>{enough && <Icon name="check" size="xs" className="inl" />}<Level outcome={each} /></td></tr>;
                })}</tbody></table>
              )}
            </section>
          </div>
        </div>
      )}
    </section>
  );
}
