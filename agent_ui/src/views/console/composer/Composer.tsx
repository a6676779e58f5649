/** The composer: a tab for each channel that leads to this customer, and one for notes. */

import { useEffect, useMemo, useRef, useState } from "react";
import { useKey } from "~/desk/keys";
import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Banner, Icon, KeyHint, mediumGlyph } from "~/parts";
import { callOf } from "~/state/calls";
import { me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { serverNow } from "~/wire/clock";
import type { ChannelId, CustomerCard, ThreadRow, WorkRow } from "~/wire/protocol";
import { bareAddress } from "../logic/lines";
import { channelsInUse, NOTE, proposed, reaches, stoppedAt, type Reach } from "../logic/reach";
import type { Around } from "../presence";
import { composerWords } from "../words/composer";
import { threadWords } from "../words/thread";
import { written } from "./drafts";
import { Notices } from "./Notices";
import { Pane } from "./Pane";

interface Props {
  conversation: string;
  card: CustomerCard | null;
  customerName: string;
  work: WorkRow | null;
  rows: readonly ThreadRow[];
  /** Addresses this conversation uses, by channel, as the hub knows them. */
  known: Readonly<Record<ChannelId, string>>;
  around: Around;
  forward: ThreadRow | null;
  onForwarded: () => void;
  onWrapUp: () => void;
  /** Counts up when the text is wanted to have the focus. */
  wanted: number;
}

/** Tabs chosen by hand, kept while the page lives. */
const chosen = new Map<string, string>();

function useReaches({ conversation, card, work, rows, known }: Props): Reach[] {
  const channels = useDesk((state) => state.house?.channels);
  return useMemo(() => {
    if (work === null || channels === undefined) return [];
    const inUse = channelsInUse(rows, conversation);
    for (const [channel, address] of Object.entries(known)) if (!inUse.get(channel)) inUse.set(channel, address);
    if (!inUse.has(work.channel_id)) inUse.set(work.channel_id, "");
    return reaches(channels, card?.identities ?? [], inUse);
  }, [channels, card, work, rows, known, conversation]);
}

function useValues(card: CustomerCard | null, customerName: string, work: WorkRow | null): Record<string, string> {
  const agent = useDesk((state) => me(state)?.name ?? "");
  const firm = useDesk((state) => state.house?.firm ?? "");
  const order = card?.orders[0]?.number ?? "";
  return useMemo(() => ({
    customer_name: customerName, customer_first_name: customerName.split(" ")[0] ?? "", agent_name: agent,
    agent_first_name: agent.split(" ")[0] ?? "", case_number: work?.case_number ?? "", case_subject: work?.case_subject ?? "",
    order_number: order, firm, firm_name: firm,
  }), [customerName, agent, firm, work?.case_number, work?.case_subject, order]);
}

/**
 * Do they talk on the telephone now? A web call has the chat's window beside it, which is where one writes then.
 * Who is in the middle of a note when the call ends stays in it: no key meant for it may go to the customer.
 */
function useTalking(conversation: string, work: WorkRow | null): boolean {
  const now = useDesk((state) => work?.medium === "phone" && callOf(state, work.id) !== null);
  const was = useRef(now);
  if (was.current && !now && !chosen.has(conversation) && written(conversation, NOTE).text.trim() !== "") chosen.set(conversation, NOTE);
  was.current = now;
  return now;
}

export function Composer(props: Props) {
  const { conversation, card, customerName, work, rows, around, forward, onForwarded, onWrapUp, wanted } = props;
  const w = useWords(composerWords);
  const t = useWords(threadWords);
  const code = useLanguage();
  const found = useReaches(props);
  const [, redraw] = useState(0);
  const [focus, setFocus] = useState(0);
  const [anyway, setAnyway] = useState(0);
  const mail = found.find((one) => one.channel.medium === "email");
  const talking = useTalking(conversation, work);
  const begin = proposed(found, rows, conversation, work?.channel_id ?? null, card, talking);
  const own = chosen.get(conversation);
  const valid = own === NOTE || found.some((one) => one.channel.id === own);
  const tab = forward !== null && mail ? mail.channel.id : own !== undefined && valid ? own : begin;
  const reach = found.find((one) => one.channel.id === tab) ?? null;
  const values = useValues(card, customerName, work);
  const language = card?.language || code;

  const turn = (next: string): void => {
    chosen.set(conversation, next);
    redraw((n) => n + 1);
    setFocus((n) => n + 1);
  };
  useKey("note", () => turn(tab === NOTE ? begin : NOTE));
  useEffect(() => {
    if (wanted > 0) setFocus((n) => n + 1);
  }, [wanted]);

  const reads = card !== null && card.language !== "" && card.language.slice(0, 2) !== code ? (w.languages[card.language.slice(0, 2)] ?? "") : "";
  const address = reach?.addresses[0] ?? "";
  const stopped = reach === null ? null : stoppedAt(card, reach.channel.medium);
  return (
    <div className={tab === NOTE ? "cmp note" : "cmp"}>
      <Notices conversation={conversation} around={around} onAnyway={() => setAnyway((n) => n + 1)} />
      <div className="ctabs" role="tablist" aria-label={w.channel}>
        {found.map(({ channel }) => (
          <button key={channel.id} type="button" role="tab" aria-selected={tab === channel.id} data-channel={channel.id}
            className={tab === channel.id ? `on ${channel.medium}` : ""} onClick={() => turn(channel.id)}>
            <Icon name={mediumGlyph[channel.medium]} />{found.filter((one) => one.channel.medium === channel.medium).length > 1 ? channel.name : t.mediums[channel.medium]}
          </button>
        ))}
        <button type="button" role="tab" aria-selected={tab === NOTE} data-channel={NOTE} className={tab === NOTE ? "on note" : ""} onClick={() => turn(NOTE)}>
          <Icon name="note" />{w.note} <KeyHint action="note" />
        </button>
        <span className="push f12 t3 row g1" style={{ minWidth: 0 }}>
          {work !== null && found.length === 0 ? <span className="trunc">{w.nowhere}</span>
            : reads !== "" ? <><Icon name="globe" size="xs" /><span className="trunc">{w.reads(reads)}</span></>
            : reach?.channel.medium === "sms" && address !== "" ? <span className="trunc">{w.via(bareAddress(address))}</span> : null}
        </span>
      </div>
      {stopped !== null && <div className="notice" data-testid="sms-stopped"><Banner tone="warn" icon="lock"><b>{w.stopped(format.moment(stopped, code, serverNow()))}</b> {w.stoppedHow}</Banner></div>}
      <Pane key={`${conversation}/${tab}`} conversation={conversation} tab={tab} reach={reach} rows={rows} customerName={customerName} language={language}
        values={values} mine={work !== null && work.state !== "wrapping"} forward={forward} onForwarded={onForwarded} onWrapUp={onWrapUp} stopped={stopped !== null} wanted={focus} anyway={anyway} />
    </div>
  );
}
