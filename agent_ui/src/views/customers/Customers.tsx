/** All customers, newest interaction first; finding one by name, address or number. */

import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { useKey, useScope } from "~/desk/keys";
import { moment } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Avatar, Button, ChannelTile, Empty, Failed, Field, Icon, Skeleton, useServerNow, Vip, VirtualList } from "~/parts";
import type { CustomerLine } from "~/wire/pages";
import { useFresh, usePages } from "../lists";
import { NewCustomer } from "./NewCustomer";
import { customers } from "./words";
import "./customers.css";

/** "email:ann@example.org" without its medium. */
export const bare = (address: string): string => address.slice(address.indexOf(":") + 1);

function Line({ row, now }: { row: CustomerLine; now: number }) {
  const code = useLanguage();
  return (
    <Link href={`/customers/${row.id}`} className="cl-r">
      <Avatar id={row.id} name={row.name} />
      <span className="row trunc"><b className="m trunc">{row.name}</b>{row.vip && <Vip />}</span>
      <span className="t2 f12 trunc">{row.identities.filter((one) => !one.startsWith("chat:")).map(bare).join(", ")}</span>
      <span className="t3 f12 num">{row.number}</span>
      <span className="row g1 t3 f12 end">{row.last_medium !== "" && <ChannelTile medium={row.last_medium} />}{row.last_interaction_at ? moment(row.last_interaction_at, code, now) : "–"}</span>
    </Link>
  );
}

export function useSearchText(): { text: string; q: string; setText: (text: string) => void } {
  const [text, setText] = useState("");
  const [q, setQ] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setQ(text.trim()), 150);
    return () => clearTimeout(timer);
  }, [text]);
  return { text, q, setText };
}

export default function Customers() {
  const w = useWords(customers);
  const c = useWords(common);
  const [, go] = useLocation();
  const now = useServerNow(60_000);
  const [creating, setCreating] = useState(false);
  const { text, q, setText } = useSearchText();
  const found = usePages<CustomerLine>("/api/customers", { q });
  useFresh(["/api/customers"], /^(customer_appeared|customers_merged|merge_undone)$/);
  useScope("list");
  useKey("create", () => setCreating(true));
  useEffect(() => setPageTitle(w.title), [w]);
  const near = (): void => {
    if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
  };
  return (
    <section className="pg" aria-label={w.title} data-panel tabIndex={-1}>
      <header className="pg-h">
        <h1>{w.title}</h1>
        <Field label={w.find} quiet scale="sm" type="search" placeholder={w.find} value={text} end={<Icon name="search" size="s" />} onChange={(event) => setText(event.target.value)} />
        <span className="push" />
        <Button kind="pri" icon="plus" action="create" onClick={() => setCreating(true)}>{w.create}</Button>
      </header>
      <div className="cl-r cl-h" aria-hidden="true"><span /><span>{w.name}</span><span>{w.addresses}</span><span>{w.number}</span><span className="end">{w.last}</span></div>
      {found.isError && found.items.length === 0 ? (
        <Failed error={found.error} onRetry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Skeleton rows={12} height={44} />
      ) : found.items.length === 0 ? (
        q !== "" ? <Empty icon="search" title={w.nothing(q)}>{w.nothingHow}</Empty> : <Empty icon="users" title={w.none} actions={<Button icon="plus" onClick={() => setCreating(true)}>{w.create}</Button>}>{w.noneHow}</Empty>
      ) : (
        <VirtualList items={found.items} keyOf={(row) => row.id} height={44} label={w.title} onNear={near} row={(row) => <Line row={row} now={now} />} />
      )}
      {found.isFetchingNextPage && <p className="more t3" role="status">{c.loading}</p>}
      <NewCustomer open={creating} onClose={() => setCreating(false)} onMade={(id) => go(`/customers/${id}`)} />
    </section>
  );
}
