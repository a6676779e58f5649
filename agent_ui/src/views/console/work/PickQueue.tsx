/** What waits in my queues, to take one by hand instead of waiting for it to ring. */

import { useState } from "react";
import { act } from "~/desk/commands";
import { warn } from "~/desk/undo";
import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, ChannelTile, Dialog, Empty, Failed, Seg, Skeleton, useServerNow } from "~/parts";
import { queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { QueueRow, WorkRow } from "~/wire/protocol";
import { useWaiting } from "../queries";
import { workWords } from "../words/work";

/** The queue with the longest waiter. */
export function worst(all: readonly QueueRow[]): QueueRow | null {
  const waiting = all.filter((queue) => queue.waiting > 0);
  waiting.sort((a, b) => (a.oldest_at ?? "9").localeCompare(b.oldest_at ?? "9"));
  return waiting[0] ?? null;
}

export function PickQueue({ onClose, onTaken }: { onClose: () => void; onTaken: (conversation: string | null) => void }) {
  const w = useWords(workWords);
  const c = useWords(common);
  const all = useDesk(queues, sameList);
  const [queue, setQueue] = useState(() => worst(all)?.id ?? all[0]?.id ?? "");
  const [busy, setBusy] = useState(false);
  const found = useWaiting(queue, queue !== "");
  const take = async (row: WorkRow | null): Promise<void> => {
    setBusy(true);
    const told = await act("pull_work", row === null ? { queue_id: queue } : { interaction_id: row.id });
    setBusy(false);
    if (!told.ok) return void warn(w.refused[told.code] ?? refusal(c, told));
    onTaken(row?.conversation_id ?? null);
    onClose();
  };
  const items = found.data?.items ?? [];
  return (
    <Dialog open onClose={onClose} title={w.pickTitle} wide footer={
      <Button kind="pri" disabled={busy || items.length === 0} onClick={() => void take(null)}>{w.first}</Button>
    }>
      <div className="layer-body">
        <Seg label={w.queue} value={queue} onChange={setQueue} choices={all.map((one) => ({ value: one.id, label: `${one.name} ${String(one.waiting)}` }))} />
        {found.isPending && queue !== "" ? <Skeleton rows={4} />
          : found.isError ? <Failed error={found.error} onRetry={() => void found.refetch()} small />
          : items.length === 0 ? <Empty title={w.queueEmpty} />
          : <ul className="plist">{items.map((row) => <Waiter key={row.id} row={row} busy={busy} onTake={() => void take(row)} />)}</ul>}
      </div>
    </Dialog>
  );
}

function Waiter({ row, busy, onTake }: { row: WorkRow; busy: boolean; onTake: () => void }) {
  const w = useWords(workWords);
  const code = useLanguage();
  const now = useServerNow();
  const since = row.last_customer_at;
  return (
    <li className="row" style={{ minHeight: 40 }}>
      <ChannelTile medium={row.medium} />
      <span className="col grow"><span className="m trunc">{row.customer_name}</span><span className="f12 t3 trunc">{row.preview || row.subject}</span></span>
      <span className="f12 t2 num none">{since === null ? "" : format.span((now - Date.parse(since)) / 1000, code)}</span>
      <Button size="xs" disabled={busy} onClick={onTake}>{w.take}</Button>
    </li>
  );
}
