/** An agent's reviews, how they went by week, and what they were told; one's own, or, for supervisors, another's. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { setPageTitle } from "~/desk/alerts";
import { day, number } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Empty, Failed, Skeleton, useServerNow } from "~/parts";
import { get } from "~/wire/http";
import type { AgentQuality, WeekScore } from "~/wire/protocol";
import { useFresh } from "../lists";
import { happened, QualityHead, ScoreMark } from "./pieces";
import { ReviewHeads, ReviewLine } from "./Quality";
import { NoteForm, Notes } from "./Sides";
import { quality } from "./words";

/** Scores by week as bars with their figures: a chart that is its own table. */
function Trend({ weeks }: { weeks: readonly WeekScore[] }) {
  const w = useWords(quality);
  const code = useLanguage();
  const now = useServerNow(3_600_000);
  if (weeks.length === 0) return null;
  return (
    <table className="q-trend">
      <caption className="sr">{w.lastWeeks}</caption>
      <thead className="sr"><tr><th>{w.week}</th><th>{w.score}</th><th>{w.reviewed}</th></tr></thead>
      <tbody>
        {weeks.map((one) => (
          <tr key={one.week}>
            <th scope="row" className="num t3">{day(`${one.week}T12:00:00Z`, code, now, "short")}</th>
            <td className="q-bar"><i style={{ width: `${String(one.score)}%` }} /></td>
            <td className="num r">{number(one.score, code, 0)} %<span className="t3 f11"> · {w.reviewsN(one.n)}</span></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export default function MyQuality({ agent }: { agent?: string }) {
  const w = useWords(quality);
  const client = useQueryClient();
  const path = agent === undefined ? "/api/quality/mine" : `/api/quality/agents/${agent}`;
  const found = useQuery({ queryKey: [path], queryFn: ({ signal }) => get<AgentQuality>(path, signal) });
  useFresh([path], happened);
  const page = found.data;
  const title = agent === undefined ? w.mine : page?.agent_name ?? w.title;
  useEffect(() => setPageTitle(title), [title]);
  const again = (): void => void client.invalidateQueries({ queryKey: [path] });
  return (
    <section className="pg" aria-label={title} data-panel tabIndex={-1}>
      <QualityHead />
      {found.isError && !page ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !page ? <Skeleton rows={8} /> : (
        <div className="q-two mine">
          <div className="q-left" role="region" aria-label={w.reviewed} data-panel tabIndex={0}>
            {page.reviews.length === 0 ? <Empty icon="star" title={agent === undefined ? w.noMine : w.noTheirs}>{agent === undefined ? w.noMineHow : null}</Empty> : (
              <div className="scroll" tabIndex={0}><table className="tbl"><thead><ReviewHeads own /></thead><tbody>{page.reviews.map((row) => <ReviewLine key={row.id} row={row} own />)}</tbody></table></div>
            )}
          </div>
          <aside className="q-right" aria-label={w.notes} data-panel tabIndex={-1}>
            <div className="scroll q-scroll" tabIndex={-1}>
              <section className="q-part" aria-label={w.average}>
                <h3>{agent === undefined ? w.average : <span data-their-words>{page.agent_name}</span>}</h3>
                <p className="row"><ScoreMark score={page.average === null ? null : Math.round(page.average * 10) / 10} large /><span className="t3 f12">{w.reviewsN(page.n)}</span></p>
                <Trend weeks={page.trend} />
              </section>
              <section className="q-part" aria-label={w.notes}>
                <h3>{w.notes}</h3>
                <Notes items={page.notes} onChange={again} />
                {agent !== undefined && <NoteForm agent={agent} onDone={again} />}
              </section>
            </div>
          </aside>
        </div>
      )}
    </section>
  );
}
