/** Promised calls back, the next one first. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { clock, moment } from "~/i18n/format";
import { useLanguage, useWords, type Language } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Chip, Empty, Failed, Icon, Select, Skeleton, useServerNow } from "~/parts";
import { useDesk } from "~/state/store";
import { get, query } from "~/wire/http";
import type { Page } from "~/wire/pages";
import { CallbackStateValues, type CallbackInfo } from "~/wire/protocol";
import { records } from "../cases/words";
import { bare } from "../customers/Customers";
import { useFresh } from "../lists";
import { CallButton, Dialable } from "../phone/CallButton";
import { phoneWords } from "../phone/words";
import "../cases/records.css";

/** The clock at the customer's place, when it is not ours. */
function there(row: CallbackInfo, code: Language): string {
  try {
    const time = clock(row.due_at, code, row.time_zone === "" ? undefined : row.time_zone);
    return time === clock(row.due_at, code) ? "" : time;
  } catch {
    return "";
  }
}

function Line({ row, now }: { row: CallbackInfo; now: number }) {
  const w = useWords(records);
  const c = useWords(common);
  const p = useWords(phoneWords);
  const code = useLanguage();
  const client = useQueryClient();
  const queue = useDesk((state) => (row.queue_id ? (state.held.queues[row.queue_id]?.name ?? "") : ""));
  const late = row.state === "due" || (row.state === "planned" && Date.parse(row.due_at) < now);
  const cancel = async (): Promise<void> => {
    const answer = await act("cancel_callback", { callback_id: row.id });
    if (!answer.ok) return void warn(refusal(c, answer));
    void client.invalidateQueries({ queryKey: ["/api/callbacks"] });
    tell(w.cancelled);
  };
  const local = there(row, code);
  return (
    <tr>
      <td className={late ? "bad num" : "num"}>{late && <Icon name="alert" size="xs" className="inl" />}{moment(row.due_at, code, now)}{local !== "" && <span className="t3 f12"> · {w.theirTime(local)}</span>}</td>
      <td><Link href={`/customers/${row.customer_id}`} className="rowl">{row.customer_name}</Link></td>
      <td className="t2">{row.address === "" ? "" : <Dialable address={row.address} customer={row.customer_id} name={row.customer_name}>{bare(row.address)}</Dialable>}</td>
      <td className="fill t2">{row.note}</td>
      <td className="t2">{row.agent_name || queue || w.nobody}</td>
      <td><Chip tone={row.state === "due" ? "warn" : row.state === "done" ? "ok" : undefined}>{c.callback[row.state]}</Chip></td>
      <td><span className="row g1">{(row.state === "planned" || row.state === "due") && <CallButton callee={{ to: row.address, name: row.customer_name, customer: row.customer_id, callback: row.id }} label={p.callNow} />}{(row.state === "planned" || row.state === "due") && <Button size="xs" onClick={() => void cancel()}>{w.cancelIt}</Button>}</span></td>
    </tr>
  );
}

export default function Callbacks() {
  const w = useWords(records);
  const c = useWords(common);
  const now = useServerNow(30_000);
  const [state, setState] = useState("planned");
  const found = useQuery({
    queryKey: ["/api/callbacks", state],
    queryFn: async ({ signal }) => (await get<Page<CallbackInfo>>(`/api/callbacks${query({ state })}`, signal)).items,
    refetchInterval: 60_000,
  });
  useFresh(["/api/callbacks"], /^callback/);
  useEffect(() => setPageTitle(w.callbacks), [w]);
  const items = found.data ?? [];
  return (
    <section className="pg" aria-label={w.callbacks} data-panel tabIndex={-1}>
      <header className="pg-h">
        <h1>{w.callbacks}</h1>
        <span className="pickw"><Select label={w.state} quiet scale="sm" value={state} options={[{ value: "", label: w.anyState }, ...CallbackStateValues.map((value) => ({ value, label: c.callback[value] }))]} onChange={(event) => setState(event.target.value)} /></span>
      </header>
      {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : found.isPending ? <Skeleton rows={8} /> : items.length === 0 ? <Empty icon="callback" title={w.noCallbacks}>{w.noCallbacksHow}</Empty> : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl">
            <thead><tr><th>{w.when}</th><th>{w.customer}</th><th>{w.address}</th><th>{w.note}</th><th>{w.who}</th><th>{w.state}</th><th><span className="sr">{w.cancelIt}</span></th></tr></thead>
            <tbody>{items.map((row) => <Line key={row.id} row={row} now={now} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
