/** What came of a replay: each queue as it was and as it would have been, with the range chance allows. */

import { number } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Chart, Empty, Figure, Icon } from "~/parts";
import { queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { Replay } from "~/wire/figures";
import type { Outcome } from "~/wire/whatif";
import { figure, onAxis } from "../insight/show";
import { lived, margin, moved, pairs, type Pair } from "./changes";
import { replay } from "./words";

export function Level({ outcome }: { outcome: Pick<Outcome, "level" | "low" | "high"> | undefined }) {
  const code = useLanguage();
  const half = margin(outcome as Outcome | undefined);
  const range = outcome && outcome.low !== null && outcome.high !== null ? `${figure(outcome.low, "share", code)} – ${figure(outcome.high, "share", code)}` : undefined;
  return <span className="num" title={range}>{figure(outcome?.level, "share", code)}{half !== null && half >= 0.5 && <span className="t3"> ± {number(half, code)}</span>}</span>;
}

function Moved({ pair }: { pair: Pair }) {
  const w = useWords(replay);
  const code = useLanguage();
  if (pair.by === null) return <span className="t3">–</span>;
  if (Math.abs(pair.by) < 0.0005) return <span className="t3">=</span>;
  const up = pair.by > 0;
  const means = pair.sure ? (up ? w.better : w.worse) : w.unsure;
  return (
    <span className={`chg ${pair.sure ? (up ? "ok" : "bad") : "t3"}`} title={means}>
      <Icon name="up" size="xs" className={up ? "" : "turn"} /><span className="num">{up ? "+" : "−"}{number(Math.abs(pair.by) * 100, code, 1)} {w.points}</span>
      {pair.sure && <Icon name={up ? "smile" : "frown"} size="xs" />}<span className="sr">{means}</span>
    </span>
  );
}

function Then({ before, after }: { before: string; after: string }) {
  return <span className="then num">{before}<Icon name="right" size="xs" /><b>{after}</b></span>;
}

function Table({ all, actual, names }: { all: readonly Pair[]; actual: Replay["actual"]; names: (queue: string) => string }) {
  const w = useWords(replay);
  const code = useLanguage();
  const then = (pair: Pair, read: (outcome: Outcome) => number | null, unit: "seconds" | "share" | "count") => (
    <Then before={figure(pair.before ? read(pair.before) : null, unit, code)} after={figure(pair.after ? read(pair.after) : null, unit, code)} />
  );
  return (
    <div className="rep-t">
      <table className="tbl" data-testid="replay-result">
        <thead><tr><th>{w.queue}</th><th className="r">{w.counted}</th><th className="r">{w.before}</th><th className="r">{w.after}</th><th>±</th><th className="r">{w.wait}</th><th className="r">{w.abandoned}</th><th className="r">{w.agentsN}</th></tr></thead>
        <tbody>
          {all.map((pair) => (
            <tr key={pair.queue}>
              <th scope="row" data-their-words="">{names(pair.queue)}</th>
              <td className="r t2"><Level outcome={actual?.[pair.queue]} /></td>
              <td className="r"><Level outcome={pair.before} /></td>
              <td className="r b"><Level outcome={pair.after} /></td>
              <td><Moved pair={pair} /></td>
              <td className="r">{then(pair, (outcome) => outcome.wait_seconds, "seconds")}</td>
              <td className="r">{then(pair, (outcome) => outcome.abandoned_share, "share")}</td>
              <td className="r">{then(pair, (outcome) => outcome.agents, "count")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whether the day's own decisions come out again; only a run without changes can say so. */
function Exact({ found: { exact, runs_checked: checked }, same }: { found: Replay; same: boolean }) {
  const w = useWords(replay);
  return exact === null ? <p className="row g1 f12 t3" data-testid="unchecked"><Icon name="clock" size="xs" />{same ? w.noJournal : w.notChecked}</p> : exact
    ? <p className="row g1 f12 ok" data-testid="exact"><Icon name="check" size="xs" />{w.exact}{checked ? ` · ${w.checked(checked)}` : ""}</p>
    : <p className="row g1 f12 warn" data-testid="inexact"><Icon name="alert" size="xs" />{w.inexact}</p>;
}

export function Result({ found, day, same }: { found: Replay; day: string; same: boolean }) {
  const w = useWords(replay);
  const code = useLanguage();
  const all = useDesk(queues, sameList);
  const names = (queue: string): string => all.find((row) => row.id === queue)?.name ?? queue;
  const both = pairs(found.before ?? found.actual, found.after);
  const most = moved(both);
  const told = (level: number | null | undefined): string => figure(level, "share", code);
  const title = most ? w.found[(most.by ?? 0) > 0 ? "better" : "worse"](names(most.queue), told(most.after?.level), told(most.before?.level)) : same ? w.found.unchanged : w.found.same;
  const drawn = both.filter((pair) => pair.before?.level !== null || pair.after?.level !== null);
  const read = (key: "level" | "low" | "high", side: "before" | "after"): (number | null)[] => drawn.map((pair) => pair[side]?.[key] ?? null);
  if (!lived(found)) return <section className="tile" aria-label={w.title} data-testid="empty-day"><Empty icon="rewind" title={w.emptyDay}>{w.emptyDayHow}</Empty></section>;
  if (found.before === null) {
    return (
      <section className="tile rep" aria-label={w.title}>
        <Empty icon="clock" title={w.unlived}>{w.unlivedHow}</Empty>
        <Table all={both} actual={found.actual} names={names} />
      </section>
    );
  }
  return (
    <>
      <Figure title={title} sub={w.resultSub(day)}
        chart={<Chart kind="bars" label={title} measure="share" height={190} labels={drawn.map((pair) => names(pair.queue))} format={(value) => onAxis(value, "share", code)} series={[
          { id: "before", name: w.before, quiet: true, values: read("level", "before") },
          { id: "after", name: w.after, values: read("level", "after"), low: read("low", "after"), high: read("high", "after") },
        ]} />}
        table={<Table all={both} actual={found.actual} names={names} />} />
      <section className="tile rep" aria-label={w.title}>
        <Table all={both} actual={found.actual} names={names} />
      </section>
      <Exact found={found} same={same} />
    </>
  );
}
