/** The rows behind a figure: as many as it counts, each with the way to its conversation. */

import { Link } from "wouter";
import { clock, day as dayName } from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { ChannelTile, Button, Dialog, Empty, Failed, mediumGlyph, Skeleton, useServerNow } from "~/parts";
import type { Behind } from "~/wire/figures";
import type { Medium } from "~/wire/protocol";
import { cellQuery, type Asked } from "./asked";
import { adds } from "./behind";
import { useBehind } from "./data";
import type { Label } from "./labels";
import type { Cell } from "./ReportTable";
import { figure } from "./show";
import { insight } from "./words";

const isMedium = (text: string | undefined): text is Medium => text !== undefined && Object.hasOwn(mediumGlyph, text);

function Line({ row, cell, label, onClose }: { row: Behind; cell: Cell; label: Label; onClose: () => void }) {
  const w = useWords(insight);
  const code = useLanguage();
  const c = useWords(common);
  const now = useServerNow(60_000);
  const told = adds(row, cell.metric);
  const what = told.kind === "score" ? w.adds.score : told.kind === "settled" ? w.adds[told.settled ? "settled" : "again"] : told.end === null ? w.adds[told.kind] : w.ends[told.end];
  const value = told.kind === "score" ? figure(told.score, "count", code) : told.kind === "settled" ? "" : figure(told.seconds, "seconds", code);
  return (
    <tr data-testid="behind-row">
      <td className="num t2">{dayName(row.at, code, now, "short")}, {clock(row.at, code)}</td>
      <td className="fill"><span className="row">{isMedium(row.medium) && <ChannelTile medium={row.medium} />}<span className="trunc" data-their-words="">{row.customer_name || "–"}</span></span></td>
      <td data-their-words="">{row.queue_id ? label("queue", row.queue_id) : "–"}</td>
      <td className="bh-a" data-their-words="">{row.agent_id ? label("agent", row.agent_id) : "–"}</td>
      <td>{what}</td>
      <td className="r">{value}</td>
      <td>{row.conversation_id ? <Link href={`/c/${row.conversation_id}`} className="lnk" title={w.openTalk} onClick={onClose}>{c.open}</Link> : "–"}</td>
    </tr>
  );
}

export function Rows({ cell, asked, label, onClose }: { cell: Cell | null; asked: Asked; label: Label; onClose: () => void }) {
  const w = useWords(insight);
  const code = useLanguage();
  const title = cell === null ? w.behind : [named(cell.metric.name, code), figure(cell.figure.value, cell.metric.unit, code), ...Object.entries(cell.key).map(([group, value]) => label(group, value))].join(" · ");
  return (
    <Dialog open={cell !== null} onClose={onClose} title={title} kind="sheet" wide>
      {cell && <Body cell={cell} asked={asked} label={label} onClose={onClose} />}
    </Dialog>
  );
}

function Body({ cell, asked, label, onClose }: { cell: Cell; asked: Asked; label: Label; onClose: () => void }) {
  const w = useWords(insight);
  const found = useBehind(cellQuery(asked, cell.key, cell.metric.id));
  if (found.isError && found.items.length === 0) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Skeleton rows={10} />;
  if (found.items.length === 0) return <Empty icon="search" title={w.behindNone}>{w.behindHow}</Empty>;
  return (
    <>
      <p className="bh-n f12 t2" role="status" data-testid="behind-count" data-count={found.items.length}>{found.hasNextPage ? w.behindN(found.items.length, cell.figure.n) : w.behindAll(found.items.length)}</p>
      <div className="scroll" tabIndex={0}>
        <table className="tbl">
          <thead><tr><th>{w.when}</th><th>{w.customer}</th><th>{w.queue}</th><th>{w.agent}</th><th>{w.what}</th><th className="r">{w.figure}</th><th>{w.talk}</th></tr></thead>
          <tbody>{found.items.map((row) => <Line key={row.id} row={row} cell={cell} label={label} onClose={onClose} />)}</tbody>
        </table>
        {found.hasNextPage && <p className="more"><Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{w.loadAll}</Button></p>}
      </div>
    </>
  );
}
