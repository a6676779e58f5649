/** The middle of the console: the head, the filters, the thread and the composer of one conversation. */

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { act, lineDown } from "~/desk/commands";
import { useKey } from "~/desk/keys";
import { useWords } from "~/i18n/language";
import { Empty, Failed, KeyHint } from "~/parts";
import { me, workOf } from "~/state/selectors";
import { useCell, useDesk } from "~/state/store";
import type { CustomerCard, CustomerId, MessageId, ThreadRow, WorkRow } from "~/wire/protocol";
import { Composer } from "./composer/Composer";
import { anyText } from "./composer/drafts";
import { Head } from "./head/Head";
import { bareAddress, type Filter } from "./logic/lines";
import { NOTE } from "./logic/reach";
import { useAround } from "./presence";
import { useCard, type ConversationView } from "./queries";
import { Filters } from "./thread/Filters";
import { Thread } from "./thread/Thread";
import { useThread, type ThreadView } from "./thread.state";
import { workWords } from "./words/work";

interface Props {
  conversation: string;
  customer: CustomerId | null;
  about: ConversationView | undefined;
  error: unknown;
  wanted: number;
  onWrapUp: () => void;
  onLeave: () => void;
  onCustomer: () => void;
  onWorkList: () => void;
}

const NO_CHANNELS: Readonly<Record<string, string>> = {};

export function Talk(props: Props) {
  const w = useWords(workWords);
  return (
    <section className="pn talk" aria-label={w.conversation} data-panel tabIndex={-1} data-testid="talk">
      {props.customer === null
        ? (props.error !== null ? <Failed error={props.error} /> : null)
        : <Known key={props.conversation} {...props} customer={props.customer} />}
    </section>
  );
}

/** Watch this conversation and the customer's other open ones; again after the line was lost. */
function useWatch(conversation: string, card: CustomerCard | null): void {
  const down = useCell(lineDown) !== null;
  const base = useDesk((state) => `${state.epoch ?? ""} ${String(state.base)}`);
  const others = (card?.conversations ?? []).filter((one) => one.open && one.id !== conversation).map((one) => one.id).slice(0, 5).join(" ");
  useEffect(() => {
    if (down) return;
    void act("watch", { conversation_ids: [conversation, ...others.split(" ").filter((one) => one !== "")] });
  }, [conversation, others, down, base]);
}

/** While the page is in sight, what stands on it counts as read. */
function useReading(conversation: string, work: WorkRow | null, rows: readonly ThreadRow[]): void {
  const marked = useRef("");
  const last = rows.filter((row) => row.conversation_id === conversation).at(-1)?.id ?? "";
  const unread = work?.unread ?? 0;
  useEffect(() => {
    const mark = (): void => {
      if (document.hidden || last === "" || (marked.current === last && unread === 0) || work === null) return;
      if (unread === 0 && marked.current === "") return;
      marked.current = last;
      void act("mark_read", { conversation_id: conversation, message_id: last });
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [conversation, last, unread, work === null]);
}

/** Where what was unread on opening began; it stays while the conversation is open. */
function useUnseen(work: WorkRow | null, view: ThreadView, conversation: string): MessageId | null {
  const [mark, setMark] = useState<MessageId | null | undefined>(undefined);
  const loaded = view.before !== null;
  useEffect(() => {
    if (!loaded || mark !== undefined) return;
    setMark(firstUnseen(view.rows, conversation, work?.unread ?? 0));
  }, [loaded, mark, view.rows, conversation, work?.unread]);
  return mark ?? null;
}

/** The line before the `unread` newest ones of the customer. */
export function firstUnseen(rows: readonly ThreadRow[], conversation: string, unread: number): MessageId | null {
  if (unread === 0) return null;
  const inbound = rows.filter((row) => row.conversation_id === conversation && row.direction === "inbound" && row.kind === "text");
  const first = inbound.at(-unread) ?? inbound[0];
  const at = first === undefined ? -1 : rows.indexOf(first);
  return at > 0 ? (rows[at - 1]?.id ?? null) : null;
}

function Known({ conversation, customer, about, wanted, onWrapUp, onLeave, onCustomer, onWorkList }: Props & { customer: CustomerId }) {
  const mine = useDesk((state) => me(state)?.id ?? null);
  const work = useDesk((state) => workOf(state, conversation));
  const card = useCard(customer).data ?? null;
  const [filter, setFilter] = useState<Filter>("all");
  const [forward, setForward] = useState<ThreadRow | null>(null);
  const all = useThread(customer, conversation, "all");
  const view = useThread(customer, conversation, filter);
  const around = useAround(conversation, mine);
  const unseen = useUnseen(work, all, conversation);
  useWatch(conversation, card);
  useReading(conversation, work, all.rows);
  
  const channels = useDesk((state) => state.house?.channels);
  const tabs = useMemo(() => [...(channels ?? []).map((one) => one.id), NOTE], [channels]);
  const forwarded = useCallback(() => setForward(null), []);
  const address = useMemo(
    () => all.rows.filter((row) => row.conversation_id === conversation && row.direction === "inbound" && row.address !== "").at(-1)?.address ?? "",
    [all.rows, conversation],
  );
  const name = [card?.name, work?.customer_name, bareAddress(card?.identities[0]?.address ?? address)].find((one) => one) ?? "";
  return (
    <>
      <Head name={name} vip={card?.vip ?? work?.vip ?? false} subject={work?.subject ?? about?.subject ?? ""} conversation={conversation} work={work} address={address}
        draft={() => anyText(conversation, tabs)} onWrapUp={onWrapUp} onLeave={onLeave} onCustomer={onCustomer} onWorkList={onWorkList} />
      <Filters filter={filter} counts={all.counts} onFilter={setFilter} />
      <Thread customer={customer} customerName={name} conversation={conversation} me={mine} view={view} filter={filter} unseenAfter={filter === "all" ? unseen : null}
        around={around} onForward={setForward} />
      <Composer conversation={conversation} card={card} customerName={name} work={work} rows={all.rows} known={about?.channel_addresses ?? NO_CHANNELS} around={around}
        forward={forward} onForwarded={forwarded} onWrapUp={onWrapUp} wanted={wanted} />
    </>
  );
}

/** Nothing is open: what to do next. */
export function NoTalk({ onWorkList }: { onWorkList: () => void }) {
  const w = useWords(workWords);
  useKey("work", onWorkList);
  return (
    <section className="pn talk" aria-label={w.conversation} data-panel tabIndex={-1} data-testid="no-talk">
      <Empty icon="chat" title={w.noneOpen} actions={<KeyHint action="next" />}>{w.noneOpenHint}</Empty>
    </section>
  );
}
