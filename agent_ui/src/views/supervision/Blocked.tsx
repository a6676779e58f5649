/** Addresses whose mail and chats are kept but never routed. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { setPageTitle } from "~/desk/alerts";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { moment } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Empty, Failed, Field, Skeleton, useServerNow } from "~/parts";
import { get } from "~/wire/http";
import type { BlockedLine, Page } from "~/wire/pages";
import { bare } from "../customers/Customers";
import { useFresh } from "../lists";
import { FloorHead } from "../queues/Tabs";
import { supervision } from "./words";
import "../queues/queues.css";

const key = ["/api/blocked"] as const;

export default function Blocked() {
  const w = useWords(supervision);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [error, setError] = useState("");
  const found = useQuery({ queryKey: key, queryFn: async ({ signal }) => (await get<Page<BlockedLine>>("/api/blocked", signal)).items });
  useFresh(key, /^address/);
  useEffect(() => setPageTitle(w.blocked), [w]);
  const fresh = (): void => void client.invalidateQueries({ queryKey: key });
  const block = async (address: string, undoable: boolean): Promise<boolean> => {
    const answer = await act("block_address", { address });
    if (!answer.ok) {
      setError(refusal(c, answer));
      return false;
    }
    fresh();
    tell(w.blockedNow(bare(address)), undoable ? () => void unblock(address, false) : undefined);
    return true;
  };
  const unblock = async (address: string, undoable: boolean): Promise<void> => {
    const answer = await act("unblock_address", { address });
    if (!answer.ok) return void warn(refusal(c, answer));
    fresh();
    tell(w.unblocked(bare(address)), undoable ? () => void block(address, false) : undefined);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setError("");
    if (text.trim() !== "" && (await block(text.trim(), true))) setText("");
  };
  const items = found.data ?? [];
  return (
    <section className="pg" aria-label={w.blocked} data-panel tabIndex={-1}>
      <FloorHead>
        <span className="push" />
        <form className="row" onSubmit={(event) => void submit(event)}>
          <Field label={w.blockAddress} quiet scale="sm" placeholder="spam@example.org" value={text} aria-invalid={error !== "" || undefined} onChange={(event) => { setText(event.target.value); setError(""); }} />
          <Button type="submit">{w.block}</Button>
        </form>
        {error !== "" && <span className="bad f12" role="alert">{error}</span>}
      </FloorHead>
      {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : found.isPending ? <Skeleton rows={6} /> : items.length === 0 ? <Empty icon="lock" title={w.noBlocked}>{w.noBlockedHow}</Empty> : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl">
            <thead><tr><th>{w.address}</th><th>{w.since}</th><th>{w.by}</th><th><span className="sr">{w.unblock}</span></th></tr></thead>
            <tbody>{items.map((row) => <tr key={row.address}><td className="fill m">{bare(row.address)}</td><td className="num t2">{row.at ? moment(row.at, code, now) : "–"}</td><td className="t2">{row.agent_name || "–"}</td><td><Button size="xs" onClick={() => void unblock(row.address, true)}>{w.unblock}</Button></td></tr>)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
