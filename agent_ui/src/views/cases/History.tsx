/** A record's history and the lines that belong to it: shared by cases and opportunities. */

import { clock, day, full } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { useServerNow } from "~/parts";
import type { HistoryInfo, ThreadRow } from "~/wire/protocol";
import { ThreadLine } from "../console/thread/Lines";
import { me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { records } from "./words";
import "../console/console.css";
import "../console/thread.css";
import "./records.css";

/** A kept value in words: a state's name, a date, or itself. */
function useSay(): (field: string, value: string) => string {
  const w = useWords(records);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow(3_600_000);
  return (field, value) => {
    if (value === "" || value === "None") return w.empty;
    if (/_at$/.test(field) && !Number.isNaN(Date.parse(value))) return full(value, code, now);
    const names: Record<string, string> = { ...(field === "status" ? c.caseStatus : {}), ...(field === "type" ? c.caseType : {}), ...(field === "stage" ? c.stage : {}) };
    return names[value] ?? value;
  };
}

export function History({ items }: { items: readonly HistoryInfo[] }) {
  const w = useWords(records);
  const code = useLanguage();
  const now = useServerNow(3_600_000);
  const say = useSay();
  if (items.length === 0) return <p className="t3 rec-0">{w.noHistory}</p>;
  return (
    <ol className="hist">
      {items.map((item, i) => {
        const field = (w.fields as Record<string, string>)[item.field] ?? item.field;
        return (
          <li key={i}>
            <span className="t3 f12 num">{day(item.at, code, now, "short")} {clock(item.at, code)}</span>
            <span>{item.before === "" ? w.setTo(field, say(item.field, item.after)) : w.changed(field, say(item.field, item.before), say(item.field, item.after))}{item.author_name !== "" && <span className="t3"> · {item.author_name}</span>}</span>
          </li>
        );
      })}
    </ol>
  );
}

export function Said({ rows, customerName }: { rows: readonly ThreadRow[]; customerName: string }) {
  const w = useWords(records);
  const mine = useDesk((state) => me(state)?.id ?? null);
  if (rows.length === 0) return <p className="t3 rec-0">{w.nothingSaid}</p>;
  return <div className="thread said">{rows.map((row) => <ThreadLine key={row.id} row={row} mine={row.author_id !== null && row.author_id === mine} customer={row.customer_id} customerName={customerName} />)}</div>;
}
