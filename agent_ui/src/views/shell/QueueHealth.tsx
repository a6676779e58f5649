/** The top bar's queues: who waits, how long, against the target. Mine first; the rest behind a count. */

import { useMemo } from "react";
import { left } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Popover, useServerNow, usePopover } from "~/parts";
import { me, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { QueueRow } from "~/wire/protocol";
import { shell } from "./words";

/** The share of the target that the longest wait has used; the bar is full at twice the target. */
export function load(row: QueueRow, now: number): { wait: number | null; share: number; tone: "" | "w" | "d" } {
  if (row.oldest_at === null || row.waiting === 0) return { wait: null, share: 0, tone: "" };
  const wait = Math.max(0, (now - Date.parse(row.oldest_at)) / 1000);
  const used = row.target_seconds > 0 ? wait / row.target_seconds : 0;
  return { wait, share: Math.min(1, used / 2), tone: used > 1 ? "d" : used > 0.75 ? "w" : "" };
}

function Health({ row, now }: { row: QueueRow; now: number }) {
  const w = useWords(shell);
  const code = useLanguage();
  const { wait, share, tone } = load(row, now);
  const target = left(row.target_seconds, code);
  const tip = wait === null ? w.queueCalm(target) : w.queueTip(left(wait, code), target);
  const colour = tone === "d" ? "bad" : tone === "w" ? "warn" : "";
  return (
    <span className="q" title={tip}>
      <span className="nm">{row.name}</span>
      {row.open ? (
        <span className={`v ${colour}`}>{row.waiting} <span className="t3 reg">{w.waitingWord}</span> {wait === null ? "" : left(wait, code)}</span>
      ) : (
        <span className="v t3 reg">{w.queueClosed}{row.waiting > 0 ? ` · ${row.waiting}` : ""}</span>
      )}
      <span className="slb" aria-hidden="true"><b className={tone} style={{ width: `${share * 100}%` }} /><u style={{ left: "50%" }} /></span>
      <span className="sr">{tip}</span>
    </span>
  );
}

export function QueueHealth() {
  const w = useWords(shell);
  const now = useServerNow();
  const all = useDesk(queues, sameList);
  const mine = useDesk((state) => state.held.colleagues[me(state)?.id ?? ""]?.queues);
  const menu = usePopover();
  const sorted = useMemo(() => {
    const own = new Set(mine ?? []);
    return [...all].sort((a, b) => Number(own.has(b.id)) - Number(own.has(a.id)));
  }, [all, mine]);
  const shown = sorted.slice(0, 3);
  const rest = sorted.length - shown.length;
  return (
    <div className="qh" role="group" aria-label={w.queueHealth}>
      {shown.map((row) => <Health key={row.id} row={row} now={now} />)}
      {rest > 0 && (
        <>
          <button ref={menu.anchor} type="button" className="chip" aria-haspopup="dialog" aria-expanded={menu.open} title={w.moreQueues(rest)} onClick={menu.toggle}>+{rest}</button>
          <Popover anchor={menu.anchor} open={menu.open} onClose={menu.close} label={w.queueHealth} width={300}>
            <div className="qh-all qh" tabIndex={0}>
              {sorted.map((row) => (
                <div key={row.id} className="row"><Health row={row} now={now} /><span className="push f12 t3">{w.available(row.available, row.signed_in)}</span></div>
              ))}
            </div>
          </Popover>
        </>
      )}
    </div>
  );
}
