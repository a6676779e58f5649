/** Deliveries that could not be read: look, try again, discard. Discarding waits six seconds for a change of mind. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { setPageTitle } from "~/desk/alerts";
import { dismiss, tell, warn } from "~/desk/undo";
import { moment, size } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, failure } from "~/i18n/words/common";
import { Button, Dialog, Empty, Failed, Skeleton, useServerNow } from "~/parts";
import { channel } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { getText, post } from "~/wire/http";
import type { QuarantineLine } from "~/wire/pages";
import { useFresh, usePages } from "../lists";
import { FloorHead } from "../queues/Tabs";
import { supervision } from "./words";
import "../queues/queues.css";
import "./supervision.css";

const WAIT = 6;

const MOST = 200_000;

function Body({ row }: { row: QuarantineLine }) {
  const w = useWords(supervision);
  const found = useQuery({ queryKey: ["/api/quarantine", "one", row.id], queryFn: ({ signal }) => getText(`/api/quarantine/${row.id}`, MOST, signal) });
  if (found.isError) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Skeleton rows={8} height={22} />;
  const readable = found.data !== "" && !found.data.includes("\0");
  return (
    <div className="layer-body">
      <p><b>{w.reason}:</b> {row.reason}</p>
      <pre className="raw" tabIndex={0} aria-label={w.raw}>{readable ? found.data : w.binary}</pre>
    </div>
  );
}

export default function Quarantine() {
  const w = useWords(supervision);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const client = useQueryClient();
  const [open, setOpen] = useState<QuarantineLine | null>(null);
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const found = usePages<QuarantineLine>("/api/quarantine", {});
  useFresh(["/api/quarantine"], /^delivery/);
  useEffect(() => setPageTitle(w.quarantine), [w]);
  const fresh = (): void => void client.invalidateQueries({ queryKey: ["/api/quarantine"] });
  const failed = (cause: unknown): void => void warn(failure(c, cause));

  const again = (id: string): void => {
    setOpen(null);
    post(`/api/quarantine/${id}/reprocess`).then(() => { tell(w.againDone); fresh(); }, failed);
  };
  const discard = (id: string): void => {
    setOpen(null);
    setLeaving((was) => new Set([...was, id]));
    const stay = (): void => setLeaving((was) => new Set([...was].filter((other) => other !== id)));
    const timer = setTimeout(() => {
      dismiss(toast);
      post(`/api/quarantine/${id}/discard`).then(() => { fresh(); }, (cause: unknown) => { stay(); failed(cause); });
    }, WAIT * 1000);
    const toast = tell(w.discarded, () => { clearTimeout(timer); stay(); }, WAIT);
  };
  const items = found.items.filter((row) => !leaving.has(row.id));
  return (
    <section className="pg" aria-label={w.quarantine} data-panel tabIndex={-1}>
      <FloorHead><span className="t3 f12 trunc">{w.quarantineHow}</span></FloorHead>
      {found.isError && found.items.length === 0 ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : found.isPending ? <Skeleton rows={8} /> : items.length === 0 ? <Empty icon="check" title={w.noQuarantine}>{w.noQuarantineHow}</Empty> : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl">
            <thead><tr><th>{w.received}</th><th>{w.channel}</th><th>{w.from}</th><th>{w.subject}</th><th>{w.reason}</th><th className="r">{w.size}</th><th><span className="sr">{w.view}</span></th></tr></thead>
            <tbody>
              {items.map((row) => (
                <tr key={row.id}>
                  <td className="num t2">{moment(row.received_at, code, now)}</td>
                  <td><ChannelName id={row.channel_id} /></td>
                  <td className="cut">{row.from}</td>
                  <td className="fill">{row.subject}</td>
                  <td className="cut t2" title={row.reason}>{row.reason}</td>
                  <td className="r">{size(row.size, code)}</td>
                  <td><span className="row g1"><Button size="xs" onClick={() => setOpen(row)}>{w.view}</Button><Button size="xs" icon="refresh" onClick={() => again(row.id)}>{w.again}</Button><Button size="xs" kind="ghost" onClick={() => discard(row.id)}>{w.discard}</Button></span></td>
                </tr>
              ))}
            </tbody>
          </table>
          {found.hasNextPage && <p className="more"><Button onClick={() => void found.fetchNextPage()}>{c.more}</Button></p>}
        </div>
      )}
      <Dialog open={open !== null} onClose={() => setOpen(null)} title={open ? open.subject || open.from || w.view : w.view} kind="sheet" wide footer={open && <><Button kind="ghost" onClick={() => discard(open.id)}>{w.discard}</Button><Button kind="pri" icon="refresh" onClick={() => again(open.id)}>{w.again}</Button></>}>
        {open && <Body row={open} />}
      </Dialog>
    </section>
  );
}

function ChannelName({ id }: { id: string }) {
  const name = useDesk((state) => channel(state, id)?.name ?? id);
  return <>{name}</>;
}
