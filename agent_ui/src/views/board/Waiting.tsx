/** Who waits in one queue, with the way each came to wait there and a way out of it. */

import { useQuery } from "@tanstack/react-query";
import { left } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { ChannelTile, Dialog, Empty, Failed, Skeleton, useServerNow, Vip } from "~/parts";
import { get } from "~/wire/http";
import type { Floor, Waiting as Row } from "~/wire/pages";
import { useFresh } from "../lists";
import { MoveWork } from "../queues/MoveWork";
import { Why } from "../queues/Why";
import { boardWords } from "./words";

const moves = /^(interaction|offer|handling|switched)/;

/** Who waits and what is switched off, as the hub lists it; asked again when something moved. */
export function useFloor(often: boolean) {
  useFresh(["floor"], moves);
  return useQuery({ queryKey: ["floor"], queryFn: ({ signal }) => get<Floor>("/api/floor", signal), refetchInterval: often ? 5_000 : 60_000 });
}

function Line({ row, now }: { row: Row; now: number }) {
  const code = useLanguage();
  const since = row.waiting_since ?? row.last_customer_at ?? null;
  const seconds = since !== null ? (now - Date.parse(since)) / 1000 : (row.age_seconds ?? null);
  return (
    <li className="bd-w" data-testid="waiting-row">
      <ChannelTile medium={row.medium} />
      <span className="col grow" data-their-words><span className="row"><b className="m trunc">{row.customer_name}</b>{row.vip && <Vip />}</span><span className="t2 f12 trunc">{row.subject === "" ? row.preview : row.subject}</span></span>
      <span className="num t2 none">{seconds === null ? "–" : left(Math.max(0, seconds), code)}</span>
      <Why row={row} /><MoveWork row={row} />
    </li>
  );
}

export function WaitingSheet({ queue, name, onClose }: { queue: string; name: string; onClose: () => void }) {
  const w = useWords(boardWords);
  const now = useServerNow();
  const found = useFloor(true);
  const rows = (found.data?.waiting ?? []).filter((row) => row.queue_id === queue);
  return (
    <Dialog open onClose={onClose} title={w.waits(name)} kind="sheet" wide>
      {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : found.isPending ? <Skeleton rows={5} height={44} /> : rows.length === 0 ? (
        <Empty icon="check" title={w.noneWaits}>{w.noneWaitsHow}</Empty>
      ) : (
        <ul className="scroll" tabIndex={0}>{rows.map((row) => <Line key={row.id} row={row} now={now} />)}</ul>
      )}
    </Dialog>
  );
}
