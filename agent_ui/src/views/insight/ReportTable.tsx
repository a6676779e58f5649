/** The report as a table: keys, figures, what became of them; each figure opens the rows behind it. */

import { useMemo, useState } from "react";
import { number } from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { Button, Icon, Switch } from "~/parts";
import type { Figure, Metric, Report, ReportRow } from "~/wire/figures";
import { Change } from "./Change";
import type { Label } from "./labels";
import { sorted, type Sort } from "./plot";
import { figure, rangeText } from "./show";
import { insight } from "./words";

const STEP = 300;

export interface Cell {
  metric: Metric;
  key: Record<string, string>;
  figure: Figure;
}

function Value({ found, metric, name, detail, onOpen }: { found: Figure | undefined; metric: Metric; name: string; detail: boolean; onOpen: () => void }) {
  const w = useWords(insight);
  const code = useLanguage();
  const text = figure(found?.value, metric.unit, code);
  const range = found ? rangeText(found, metric.unit, code) : "";
  return (
    <>
      {found && found.n > 0 ? <button type="button" className="fig" data-testid="cell" data-metric={metric.id} data-n={found.n} aria-label={w.open(name, text)} onClick={onOpen}>{text}</button> : <span className={found?.value === null || found === undefined ? "t3" : ""}>{text}</span>}
      {detail && found && <span className="fig-d">{w.n(number(found.n, code))}{range !== "" && <><br /><span title={w.range(range)}>{range}</span></>}</span>}
    </>
  );
}

function Row({ row, above, report, metrics, compared, detail, label, onOpen }: {
  row: ReportRow; above: ReportRow | undefined; report: Report; metrics: readonly Metric[]; compared: boolean; detail: boolean; label: Label; onOpen: (cell: Cell) => void;
}) {
  const code = useLanguage();
  const same = report.by.length > 1 && above !== undefined && above.key[report.by[0] ?? ""] === row.key[report.by[0] ?? ""];
  const whole = report.by.map((group) => label(group, row.key[group] ?? "")).join(", ");
  return (
    <tr>
      {report.by.map((group, i) => <th key={group} scope="row" className={i === 0 && same ? "again" : ""}><span data-their-words="">{label(group, row.key[group] ?? "")}</span></th>)}
      {metrics.map((metric) => {
        const found = row.values[metric.id];
        return [
          <td key={metric.id} className="r"><Value found={found} metric={metric} name={`${whole}, ${named(metric.name, code)}`} detail={detail} onOpen={() => found && onOpen({ metric, key: row.key, figure: found })} /></td>,
          compared && <td key={`${metric.id} before`} className="r d"><Change now={found} before={row.before?.[metric.id]} metric={metric} /></td>,
        ];
      })}
    </tr>
  );
}

export function ReportTable({ report, metrics, label, onOpen }: { report: Report; metrics: readonly Metric[]; label: Label; onOpen: (cell: Cell) => void }) {
  const w = useWords(insight);
  const code = useLanguage();
  const [sort, setSort] = useState<Sort>(null);
  const [detail, setDetail] = useState(false);
  const [most, setMost] = useState(STEP);
  const rows = useMemo(() => sorted(report, sort, label), [report, sort, label]);
  const compared = report.rows.some((row) => row.before) || Boolean(report.before);
  const press = (id: string): void => setSort((was) => (was?.by !== id ? { by: id, down: true } : was.down ? { by: id, down: false } : null));
  return (
    <section className="tile rep" aria-label={w.rowsIn(rows.length)}>
      <div className="tile-h"><h2 className="grow">{w.rowsIn(rows.length)}</h2><Switch label={w.counts} checked={detail} onChange={setDetail} /></div>
      <div className="rep-t" tabIndex={0}>
        <table className="tbl" data-testid="report">
          <thead>
            <tr>
              {report.by.map((group) => <th key={group} scope="col">{(w.group as Record<string, string>)[group] ?? group}</th>)}
              {metrics.map((metric) => (
                <th key={metric.id} scope="col" className="r" colSpan={compared ? 2 : 1} aria-sort={sort?.by === metric.id ? (sort.down ? "descending" : "ascending") : "none"}>
                  <button type="button" className="srt" title={w.sortBy(named(metric.name, code))} onClick={() => press(metric.id)}>{named(metric.name, code)}{sort?.by === metric.id && <Icon name="down" size="xs" className={sort.down ? "" : "turn"} />}</button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{report.by.length > 0 && rows.slice(0, most).map((row, i) => <Row key={report.by.map((group) => row.key[group]).join("\n")} row={row} above={sort === null ? rows[i - 1] : undefined} report={report} metrics={metrics} compared={compared} detail={detail} label={label} onOpen={onOpen} />)}</tbody>
          <tfoot>
            <tr>
              {report.by.length > 0 ? <th scope="row" colSpan={report.by.length}>{w.total}</th> : null}
              {metrics.map((metric) => {
                const found = report.totals[metric.id];
                return [
                  <td key={metric.id} className="r b"><Value found={found} metric={metric} name={`${w.total}, ${named(metric.name, code)}`} detail={detail} onOpen={() => found && onOpen({ metric, key: {}, figure: found })} /></td>,
                  compared && <td key={`${metric.id} before`} className="r d"><Change now={found} before={report.before?.[metric.id]} metric={metric} /></td>,
                ];
              })}
            </tr>
          </tfoot>
        </table>
        {rows.length > most && <p className="more"><Button onClick={() => setMost(most + STEP)}>{w.moreRows(Math.min(STEP, rows.length - most))}</Button></p>}
      </div>
    </section>
  );
}
