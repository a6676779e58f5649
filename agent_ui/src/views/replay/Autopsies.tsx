/** The broken targets of a day, each with its autopsy. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { clock } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Failed, Icon, Skeleton } from "~/parts";
import { queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { Broken } from "~/wire/figures";
import { get, query } from "~/wire/http";
import { figure } from "../insight/show";
import { ownZone } from "../insight/zones";
import { replay } from "./words";

export function Autopsies({ date }: { date: string }) {
  const w = useWords(replay);
  const code = useLanguage();
  const all = useDesk(queues, sameList);
  const found = useQuery({ queryKey: ["autopsies", date], queryFn: async ({ signal }) => (await get<{ items: Broken[] }>(`/api/autopsies${query({ date })}`, signal)).items });
  const items = found.data ?? [];
  const zone = ownZone();
  return (
    <section className="tile" aria-label={w.broken} data-testid="autopsies">
      <div className="tile-h"><h2>{items.length > 0 ? w.brokenN(items.length) : w.broken}</h2></div>
      {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} small /> : !found.data ? <Skeleton rows={2} /> : items.length === 0 ? (
        <p className="t2 row"><Icon name="check" size="s" className="ok" /><span><b>{w.noneBroken}.</b> <span className="t3">{w.noneBrokenHow}</span></span></p>
      ) : (
        <table className="tbl">
          <thead><tr><th>{w.queue}</th><th>{w.from}</th><th>{w.to}</th><th className="r">{w.reached}</th><th className="r">{w.target}</th><th><span className="sr">{w.autopsy}</span></th></tr></thead>
          <tbody>{items.map((row) => (
            <tr key={row.id}>
              <th scope="row" data-their-words="">{all.find((queue) => queue.id === row.queue_id)?.name ?? row.queue_id}</th>
              <td className="num">{clock(row.from, code, zone)}</td><td className="num">{clock(row.to, code, zone)}</td>
              <td className="r bad b">{figure(row.level, "share", code)}</td><td className="r t2">{figure(row.target_share, "share", code)}</td>
              <td className="r"><Link href={`/replay/autopsies/${encodeURIComponent(row.id)}`} className="btn xs">{w.why}</Link></td>
            </tr>
          ))}</tbody>
        </table>
      )}
    </section>
  );
}
