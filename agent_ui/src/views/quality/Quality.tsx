/** The supervisors' lists: what waits for a review, what was found, what is disputed; other finished work to choose. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { moment } from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Chip, Empty, Failed, Select, Skeleton, useServerNow } from "~/parts";
import { colleagues, me, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { get, query } from "~/wire/http";
import type { DueInfo, HandlingInfo, ReviewInfo } from "~/wire/protocol";
import { idIn, useFresh, usePages } from "../lists";
import { happened, QualityHead, ScoreMark, StateChip, useWishes, WorkCells, WorkHeads } from "./pieces";
import { quality } from "./words";

/** Begin a review, or a calibration, and go there. */
function useBegin(): { review: (handling: string) => Promise<void>; calibrate: (handling: string, name: string) => Promise<void> } {
  const c = useWords(common);
  const w = useWords(quality);
  const [, go] = useLocation();
  return {
    review: async (handling) => {
      const answer = await act("start_review", { handling_id: handling });
      if (!answer.ok) return void warn(refusal(c, answer));
      go(`/quality/reviews/${idIn(answer.data, "review_id")}`);
    },
    calibrate: async (handling, name) => {
      const answer = await act("start_calibration", { handling_id: handling, name });
      if (!answer.ok) return void warn(refusal(c, answer));
      tell(w.calibrationStarted);
      go(`/quality/calibrations/${idIn(answer.data, "calibration_id")}`);
    },
  };
}

function DueLine({ row, now }: { row: DueInfo; now: number }) {
  const w = useWords(quality);
  const code = useLanguage();
  const [, go] = useLocation();
  const begin = useBegin();
  const wishes = useWishes();
  const mine = useDesk((state) => me(state)?.name ?? "");
  const late = Date.parse(row.due_at) < now;
  const begun = row.review_id !== null;
  return (
    <tr data-testid="due-row">
      <WorkCells work={row.handling} />
      <td className="t2 q-why" title={wishes(row.wanted)}><span data-their-words>{row.rule_name}</span><span className="t3 f12 trunc" data-testid="drawn-why">{row.drawn_by_name === "" ? w.drawnWeekly : w.drawnBy(row.drawn_by_name)} · {wishes(row.wanted)}</span></td>
      <td className={late ? "num bad" : "num t2"}>{moment(row.due_at, code, now)}{late && <> · {w.late}</>}</td>
      <td>
        {begun && row.reviewer_name !== mine ? <span className="t3 f12">{w.begunBy(row.reviewer_name)}</span> : (
          <Button size="xs" data-testid="begin-review" onClick={() => begun ? go(`/quality/reviews/${row.review_id ?? ""}`) : void begin.review(row.handling.id)}>{begun ? w.goOn : w.begin}</Button>
        )}
      </td>
    </tr>
  );
}

function Draft({ row }: { row: ReviewInfo }) {
  const w = useWords(quality);
  return (
    <tr>
      <WorkCells work={row.handling} />
      <td><StateChip state={row.state} /></td>
      <td className="t2">–</td>
      <td><Link className="btn xs" href={`/quality/reviews/${row.id}`}>{w.goOn}</Link></td>
    </tr>
  );
}

function Choose() {
  const w = useWords(quality);
  const all = useDesk(queues, sameList);
  const people = useDesk(colleagues, sameList);
  const [agent, setAgent] = useState("");
  const [queue, setQueue] = useState("");
  const asked = { agent, queue };
  const found = useQuery({ queryKey: ["/api/quality/handlings", asked], queryFn: ({ signal }) => get<{ items: HandlingInfo[] }>(`/api/quality/handlings${query(asked)}`, signal) });
  useFresh(["/api/quality/handlings"], /^(review|handling_ended)/);
  const begin = useBegin();
  return (
    <section aria-label={w.pickTitle}>
      <div className="q-h"><div><h2>{w.pickTitle}</h2><p className="t3 f12">{w.pickHow}</p></div><span className="push" />
        <Select label={w.agent} quiet scale="sm" value={agent} options={[{ value: "", label: w.anyAgent }, ...people.map((row) => ({ value: row.id, label: row.name }))]} onChange={(event) => setAgent(event.target.value)} />
        <Select label={w.forQueues} quiet scale="sm" value={queue} options={[{ value: "", label: w.anyQueue }, ...all.map((row) => ({ value: row.id, label: row.name }))]} onChange={(event) => setQueue(event.target.value)} />
      </div>
      {found.isError ? <Failed error={found.error} onRetry={() => void found.refetch()} small /> : !found.data ? <Skeleton rows={6} /> : found.data.items.length === 0 ? <p className="t3 q-0">{w.noWork}</p> : (
        <table className="tbl">
          <thead><tr><WorkHeads /><th><span className="sr">{w.begin}</span></th></tr></thead>
          <tbody>
            {found.data.items.map((row) => (
              <tr key={row.id} data-testid="work-to-choose">
                <WorkCells work={row} />
                <td><span className="row g1"><Button size="xs" data-testid="begin-review" onClick={() => void begin.review(row.id)}>{w.begin}</Button><Button size="xs" kind="ghost" data-testid="calibrate" onClick={() => void begin.calibrate(row.id, row.subject)}>{w.calibrate}</Button></span></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

export function ToReview() {
  const w = useWords(quality);
  const now = useServerNow(60_000);
  const found = useQuery({ queryKey: ["/api/quality/due"], queryFn: ({ signal }) => get<{ items: DueInfo[]; drafts: ReviewInfo[] }>("/api/quality/due", signal), refetchInterval: 30_000 });
  useFresh(["/api/quality/due"], happened);
  useEffect(() => setPageTitle(w.toReview), [w]);
  const rows = found.data;
  return (
    <section className="pg" aria-label={w.toReview} data-panel tabIndex={-1}>
      <QualityHead />
      <div className="scroll" tabIndex={0}>
        {found.isError && !rows ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !rows ? <Skeleton rows={8} /> : rows.items.length + rows.drafts.length === 0 ? (
          <Empty icon="check" title={w.noneDue} actions={<Link className="btn" href="/quality/samples">{w.samples}</Link>}>{w.noneDueHow}</Empty>
        ) : (
          <table className="tbl">
            <thead><tr><WorkHeads /><th>{w.rule}</th><th>{w.due}</th><th><span className="sr">{w.begin}</span></th></tr></thead>
            <tbody>{rows.items.map((row) => <DueLine key={row.handling.id} row={row} now={now} />)}{rows.drafts.map((row) => <Draft key={row.id} row={row} />)}</tbody>
          </table>
        )}
        <Choose />
      </div>
    </section>
  );
}

export function ReviewLine({ row, own }: { row: ReviewInfo; own?: boolean }) {
  const code = useLanguage();
  const w = useWords(quality);
  const now = useServerNow(60_000);
  const [, go] = useLocation();
  const to = `/quality/reviews/${row.id}`;
  return (
    <tr className="go" data-testid="review-row" data-state={row.state} onClick={() => go(to)}>
      <WorkCells work={row.handling} own={own} />
      <td><ScoreMark score={row.score} /></td>
      <td><StateChip state={row.state} /></td>
      <td className="t2">{own ? named(row.card_name, code) : row.reviewer_name}</td>
      <td><span className="row g1"><Link className="rowl num" href={to} onClick={(event) => event.stopPropagation()}>{row.published_at ? moment(row.published_at, code, now) : w.draft}</Link>{own && row.seen_at === null && <Chip tone="acc">{w.notSeenShort}</Chip>}</span></td>
    </tr>
  );
}

export function ReviewHeads({ own }: { own?: boolean }) {
  const w = useWords(quality);
  return <tr><WorkHeads own={own} /><th>{w.score}</th><th>{w.state}</th><th>{own ? w.card : w.reviewer}</th><th>{w.reviewedOn}</th></tr>;
}

export function Reviewed({ disputed }: { disputed: boolean }) {
  const w = useWords(quality);
  const c = useWords(common);
  const title = disputed ? w.disputed : w.reviewed;
  const found = usePages<ReviewInfo>("/api/quality/reviews", { state: disputed ? "disputed" : "" });
  useFresh(["/api/quality/reviews"], happened);
  useEffect(() => setPageTitle(title), [title]);
  return (
    <section className="pg" aria-label={title} data-panel tabIndex={-1}>
      <QualityHead />
      {found.isError && found.items.length === 0 ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : found.isPending ? <Skeleton rows={10} /> : found.items.length === 0 ? (
        disputed ? <Empty icon="check" title={w.noneDisputed}>{w.noneDisputedHow}</Empty> : <Empty icon="star" title={w.noneReviewed}>{w.noneReviewedHow}</Empty>
      ) : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl"><thead><ReviewHeads /></thead><tbody>{found.items.map((row) => <ReviewLine key={row.id} row={row} />)}</tbody></table>
          {found.hasNextPage && <p className="more"><Button onClick={() => void found.fetchNextPage()} disabled={found.isFetchingNextPage}>{c.more}</Button></p>}
        </div>
      )}
    </section>
  );
}
