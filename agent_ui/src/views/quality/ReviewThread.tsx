/** The conversation a review is about, with its recordings; what belongs to other work is drawn back. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Failed, Skeleton } from "~/parts";
import { get, query } from "~/wire/http";
import { serverNow } from "~/wire/clock";
import type { HandlingInfo, Thread, ThreadRow } from "~/wire/protocol";
import { erasedAmong, layOut } from "../console/logic/lines";
import { ThreadLine } from "../console/thread/Lines";
import { quality } from "./words";
import "../console/console.css";
import "../console/thread.css";
import "../cases/records.css";

const LINES = 200;
const dayOf = (at: string): string => new Date(at).toDateString();

/** Handings-on and calls of the same episode carry its id; lines without one belong to the whole conversation. */
const isOf = (row: ThreadRow, work: HandlingInfo): boolean => row.interaction_id === null || row.interaction_id === work.interaction_id;

export function ReviewThread({ work }: { work: HandlingInfo }) {
  const w = useWords(quality);
  const code = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const asked = { conversation: work.conversation_id, limit: LINES };
  const found = useQuery({ queryKey: ["thread", work.customer_id, asked], queryFn: ({ signal }) => get<Thread>(`/api/customers/${work.customer_id}/thread${query(asked)}`, signal) });
  const rows = found.data?.items;
  const lines = useMemo(() => layOut(rows ?? [], dayOf, null), [rows]);
  const erased = useMemo(() => erasedAmong(rows ?? []), [rows]);
  useEffect(() => {
    box.current?.querySelector("[data-of-work]")?.scrollIntoView({ block: "start" });
  }, [lines]);
  if (found.isError && !rows) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (!rows) return <Skeleton rows={8} />;
  if (rows.length === 0) return <p className="t3 q-0">{w.nothingSaid}</p>;
  return (
    <div ref={box} className="thread said" data-testid="review-thread">
      {lines.map((line) => line.kind === "day" ? <div key={line.key} className="day" role="separator">{format.day(line.at, code, serverNow())}</div> : line.kind === "row" ? (
        <div key={line.key} className={isOf(line.row, work) ? "q-line" : "q-line other"} data-of-work={line.row.interaction_id === work.interaction_id || undefined} title={isOf(line.row, work) ? undefined : w.ofOther}>
          <ThreadLine row={line.row} mine={line.row.author_id === work.agent_id} customer={work.customer_id} customerName={work.customer_name} tapes={line.tapes} erased={erased} />
        </div>
      ) : null)}
    </div>
  );
}
