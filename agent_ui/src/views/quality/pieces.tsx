/** What the pages of quality share: the head with the way between them, a score, work in a row, who and when. */

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { moment, number, timer } from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { ChannelTile, Chip, Count, useServerNow, type Tone } from "~/parts";
import { isSupervisor } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { get } from "~/wire/http";
import type { HandlingInfo, QualityCounts, ReviewState, Wanted } from "~/wire/protocol";
import { useFresh } from "../lists";
import { FloorHead } from "../queues/Tabs";
import { quality } from "./words";
import "./quality.css";

export const happened = /^(review|coaching|sample|calibration|scorecard)/;

const toneOf = (score: number): Tone => (score >= 85 ? "ok" : score >= 70 ? "warn" : "bad");

/** A score in percent, "–" where nothing applied. */
export function ScoreMark({ score, large }: { score: number | null; large?: boolean }) {
  const code = useLanguage();
  if (score === null) return <span className="t3">–</span>;
  const text = `${number(score, code, Number.isInteger(score) ? 0 : 1)} %`;
  return large ? <span className={`q-big num ${toneOf(score)}`} data-testid="score">{text}</span> : <Chip tone={toneOf(score)}><span className="num">{text}</span></Chip>;
}

export const stateTone: Record<ReviewState, Tone | undefined> = { draft: "line", published: "info", disputed: "warn", upheld: undefined, changed: "acc" };

export function StateChip({ state }: { state: ReviewState }) {
  const w = useWords(quality);
  return <Chip tone={stateTone[state]}>{w.states[state]}</Chip>;
}

/** The cells that say whose work, with whom and about what. */
/** `own`: on a page of one agent, who need not be named in every line. */
export function WorkCells({ work, own }: { work: HandlingInfo; own?: boolean | undefined }) {
  const code = useLanguage();
  const now = useServerNow(60_000);
  return (
    <>
      <td><span className="row"><ChannelTile medium={work.medium} />{!own && <span className="m">{work.agent_name}</span>}</span></td>
      <td className="fill t2"><span data-their-words>{work.customer_name}{work.subject === "" ? "" : ` · ${work.subject}`}</span></td>
      <td className="num t2">{moment(work.started_at, code, now)}</td>
      <td className="r">{timer(work.seconds)}</td>
      <td className="r">{work.rating ?? "–"}</td>
    </>
  );
}

export function WorkHeads({ own }: { own?: boolean | undefined }) {
  const w = useWords(quality);
  return <><th>{own ? <span className="sr">{w.media}</span> : w.agent}</th><th>{w.about}</th><th>{w.when}</th><th className="r">{w.length}</th><th className="r">{w.rating}</th></>;
}

/** What waits for me; asked again when something happened. */
export function useCounts(): QualityCounts | undefined {
  const lead = useDesk(isSupervisor);
  const found = useQuery({ queryKey: ["/api/quality/counts"], queryFn: ({ signal }) => get<QualityCounts>("/api/quality/counts", signal), enabled: lead, refetchInterval: 30_000 });
  useFresh(["/api/quality/counts"], happened);
  return found.data;
}

/** The head of every page of quality. */
export function QualityHead({ children }: { children?: ReactNode }) {
  const w = useWords(quality);
  const [at] = useLocation();
  const lead = useDesk(isSupervisor);
  const counts = useCounts();
  if (!lead) return <header className="pg-h"><h1>{w.mine}</h1><span className="push" />{children}</header>;
  const places: readonly [string, string, number][] = [
    ["/quality", w.toReview, counts?.due ?? 0], ["/quality/reviewed", w.reviewed, 0], ["/quality/disputed", w.disputed, counts?.disputed ?? 0],
    ["/quality/coaching", w.notes, counts?.follow_ups ?? 0], ["/quality/calibrations", w.calibrations, counts?.calibrations ?? 0], ["/quality/samples", w.samples, 0], ["/quality/cards", w.cards, 0], ["/quality/mine", w.mine, 0],
  ];
  return (
    <>
      <FloorHead />
      <div className="q-sub">
        <nav className="q-nav" aria-label={w.sections}>
          {places.map(([path, name, n]) => {
            const on = path === "/quality" ? at === path : at === path || at.startsWith(`${path}/`);
            return <Link key={path} href={path} className={on ? "on" : ""} aria-current={on ? "page" : undefined}>{name}{n > 0 && <Count n={n} />}</Link>;
          })}
        </nav>
        <span className="push" />
        {children}
      </div>
    </>
  );
}

/** The firm's names of queues and results, in the language in use. */
export function useNames(): { queue: (id: string) => string; code: (id: string) => string } {
  const code = useLanguage();
  const queues = useDesk((state) => state.held.queues);
  const results = useDesk((state) => state.house?.dispositions) ?? [];
  return {
    queue: (id) => queues[id]?.name ?? id,
    code: (id) => {
      const found = results.find((one) => one.code === id);
      return found ? named(found.name, code) : id;
    },
  };
}

/** A rule's wishes in words. */
export function useWishes(): (wanted: Wanted) => string {
  const w = useWords(quality);
  const c = useWords(common);
  const names = useNames();
  return (wanted) => [
    w.perWeekN(wanted.per_week),
    wanted.queues.length === 0 ? w.allQueues : wanted.queues.map(names.queue).join(", "),
    ...(wanted.teams.length === 0 ? [] : [wanted.teams.join(", ")]),
    wanted.media.length === 0 ? w.allMedia : wanted.media.map((medium) => c.media[medium]).join(", "),
    wanted.codes.map(names.code).join(", "),
    wanted.min_seconds > 0 ? w.minMinutesN(String(Math.round(wanted.min_seconds / 60))) : "",
    wanted.max_rating !== null ? w.maxRatingN(String(wanted.max_rating)) : "",
    wanted.transferred === null ? "" : w.transfers[wanted.transferred ? "yes" : "no"].toLowerCase(),
  ].filter((one) => one !== "").join(" · ");
}
