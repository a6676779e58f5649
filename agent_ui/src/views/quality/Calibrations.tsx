/** Calibrations: the list, and one with everybody's answers side by side and how far they agree. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { number } from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Banner, Button, Chip, Empty, Failed, Skeleton } from "~/parts";
import { get } from "~/wire/http";
import type { CalibrationInfo, CalibrationPage, Question } from "~/wire/protocol";
import { idIn, useFresh } from "../lists";
import { happened, QualityHead, ScoreMark, WorkCells, WorkHeads } from "./pieces";
import { ReviewThread } from "./ReviewThread";
import { quality } from "./words";

export default function Calibrations() {
  const w = useWords(quality);
  const [, go] = useLocation();
  const found = useQuery({ queryKey: ["/api/quality/calibrations"], queryFn: ({ signal }) => get<{ items: CalibrationInfo[] }>("/api/quality/calibrations", signal), refetchInterval: 30_000 });
  useFresh(["/api/quality/calibrations"], happened);
  useEffect(() => setPageTitle(w.calibrations), [w]);
  return (
    <section className="pg" aria-label={w.calibrations} data-panel tabIndex={-1}>
      <QualityHead />
      {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !found.data ? <Skeleton rows={5} /> : found.data.items.length === 0 ? <Empty icon="conference" title={w.noCalibrations}>{w.noCalibrationsHow}</Empty> : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl">
            <thead><tr><WorkHeads /><th>{w.state}</th><th className="r">{w.reviewed}</th><th><span className="sr">{w.begin}</span></th></tr></thead>
            <tbody>
              {found.data.items.map((one) => (
                <tr key={one.id} className="go" data-testid="calibration-row" onClick={() => go(`/quality/calibrations/${one.id}`)}>
                  <WorkCells work={one.handling} />
                  <td><Chip tone={one.closed_at ? "line" : "acc"}>{one.closed_at ? w.closed : w.openWord}</Chip></td>
                  <td className="r">{w.handedInN(one.handed_in)}</td>
                  <td><Button size="xs" onClick={() => go(`/quality/calibrations/${one.id}`)}>{w.openIt}</Button></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** The figures of agreement; "–" where too few have handed in. */
function Spread({ page }: { page: CalibrationPage }) {
  const w = useWords(quality);
  const code = useLanguage();
  const figures: readonly [string, string][] = [
    [w.difference, page.difference === null ? "–" : w.differenceOf(number(page.difference, code, 1))],
    [w.alpha, page.alpha === null ? "–" : number(page.alpha, code, 2).replace("-", "−")],
  ];
  return (
    <div className="q-part">
      <dl className="q-figs">{figures.map(([name, value]) => <div key={name}><dt className="t3 f12">{name}</dt><dd className="num q-fig" data-testid="figure">{value}</dd></div>)}</dl>
      <p className="t3 f12">{page.reviews.length < 2 ? w.notAlone : w.alphaHow}</p>
    </div>
  );
}

function Side({ page, asked }: { page: CalibrationPage; asked: Question }) {
  const w = useWords(quality);
  const code = useLanguage();
  const said = (points: number | null | undefined): string => (points === undefined ? "–" : points === null ? w.naShort : asked.kind === "yes_no" ? (points === 1 ? w.yes : w.no) : String(points));
  const share = page.agreement[asked.id] ?? null;
  return (
    <tr>
      <th scope="row" className="q-q" data-their-words>{named(asked.text, code)}</th>
      {page.reviews.map(([name, one]) => <td key={name} className="r">{said(one.answers[asked.id])}</td>)}
      <td className={share !== null && share < 1 ? "r warn b" : "r"}>{share === null ? "–" : `${number(share * 100, code, 0)} %`}</td>
    </tr>
  );
}

export function Calibration({ id }: { id: string }) {
  const w = useWords(quality);
  const c = useWords(common);
  const [, go] = useLocation();
  const client = useQueryClient();
  const path = `/api/quality/calibrations/${id}`;
  const found = useQuery({ queryKey: [path], queryFn: ({ signal }) => get<CalibrationPage>(path, signal), refetchInterval: 30_000 });
  useFresh([path], happened);
  useEffect(() => setPageTitle(w.calibrations), [w]);
  const page = found.data;
  const join = async (): Promise<void> => {
    const answer = await act("join_calibration", { calibration_id: id });
    if (!answer.ok) return void warn(refusal(c, answer));
    go(`/quality/reviews/${idIn(answer.data, "review_id")}`);
  };
  const close = async (): Promise<void> => {
    const answer = await act("close_calibration", { calibration_id: id });
    if (!answer.ok) return void warn(refusal(c, answer));
    tell(w.closedIt);
    await client.invalidateQueries({ queryKey: [path] });
  };
  const open = page?.calibration.closed_at === null;
  const mine = page?.open === true;
  return (
    <section className="pg" aria-label={w.calibrations} data-panel tabIndex={-1}>
      <QualityHead>{page && open && <>{!mine && <Button kind="pri" data-testid="join" onClick={() => void join()}>{w.join}</Button>}<Button data-testid="close-calibration" onClick={() => void close()}>{w.close}</Button></>}</QualityHead>
      {found.isError && !page ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !page ? <Skeleton rows={8} /> : (
        <div className="q-two">
          <div className="q-left" role="region" aria-label={w.talk} data-panel tabIndex={0}><div className="scroll" tabIndex={0}><ReviewThread work={page.calibration.handling} /></div></div>
          <aside className="q-right" aria-label={w.agreement} data-panel tabIndex={-1}>
            <div className="scroll q-scroll" tabIndex={0}>
              {!page.open ? <div className="q-part"><Banner icon="lock">{w.hidden}</Banner><p className="f12 t2 q-in">{w.handedInN(page.calibration.handed_in)}</p></div> : (
                <>
                  <Spread page={page} />
                  <table className="tbl q-side" data-testid="side-by-side">
                    <thead><tr><th>{w.question}</th>{page.reviews.map(([name]) => <th key={name} className="r" data-their-words>{name}</th>)}<th className="r">{w.agreement}</th></tr></thead>
                    <tbody>
                      {page.card.sections.flatMap((section) => section.questions.map((asked) => <Side key={asked.id} page={page} asked={asked} />))}
                      <tr><th scope="row">{w.score}</th>{page.reviews.map(([name, one]) => <td key={name} className="r"><ScoreMark score={one.score} /></td>)}<td /></tr>
                    </tbody>
                  </table>
                </>
              )}
            </div>
          </aside>
        </div>
      )}
    </section>
  );
}
