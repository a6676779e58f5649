/** What is open and what was before: cases, opportunities, callbacks, orders, touches, earlier talks. */

import { Link } from "wouter";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Chip, Icon, mediumGlyph, useServerNow, type Glyph } from "~/parts";
import { MediumValues, type CallbackInfo, type CaseInfo, type ConversationInfo, type CustomerCard, type OpportunityInfo, type OrderInfo } from "~/wire/protocol";
import { bareAddress } from "../logic/lines";
import { customerWords } from "../words/customer";
import { Section } from "./Section";

export function OpenNow({ card }: { card: CustomerCard }) {
  const w = useWords(customerWords);
  const count = card.cases.length + card.opportunities.length + card.callbacks.length;
  return (
    <Section name="open" title={w.openNow} count={count}>
      {count === 0 && <p className="it t3"><span /><span>{w.nothingOpen}</span></p>}
      {card.cases.map((one) => <Case key={one.id} one={one} />)}
      {card.opportunities.map((one) => <Opportunity key={one.id} one={one} />)}
      {card.callbacks.map((one) => <Callback key={one.id} one={one} />)}
    </Section>
  );
}

function Due({ at }: { at: string }) {
  const w = useWords(customerWords);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const late = now - Date.parse(at);
  return late > 0 ? <Chip tone="bad">{w.overdue(format.span(Math.max(60, late / 1000), code))}</Chip>
    : <Chip tone="warn">{w.due(format.moment(at, code, now))}</Chip>;
}

function Case({ one }: { one: CaseInfo }) {
  const c = useWords(common);
  return (
    <Link className="it" href={`/cases/${one.id}`} data-testid="open-case" data-id={one.id}>
      <Icon name="case" /><span className="trunc" title={one.subject}><span className="m">{one.number}</span> {one.subject}</span>
      {one.due_at === null ? <span className="t3">{c.caseStatus[one.status].toLowerCase()}</span> : <Due at={one.due_at} />}
    </Link>
  );
}

function Opportunity({ one }: { one: OpportunityInfo }) {
  const code = useLanguage();
  const c = useWords(common);
  const chance = one.probability === null ? "" : ` · ${String(one.probability)}%`;
  return (
    <Link className="it" href={`/opportunities/${one.id}`} data-testid="open-opportunity" data-id={one.id}>
      <Icon name="target" /><span className="trunc" title={one.name}><span className="m">{one.number}</span> {one.name}</span>
      <span className="num">{one.amount === null ? c.stage[one.stage].toLowerCase() : format.money(one.amount, one.currency, code) + chance}</span>
    </Link>
  );
}

function Callback({ one }: { one: CallbackInfo }) {
  const w = useWords(customerWords);
  const c = useWords(common);
  const cancel = async (): Promise<void> => {
    const told = await act("cancel_callback", { callback_id: one.id });
    if (told.ok) tell(w.callbackCancelled);
    else warn(refusal(c, told));
  };
  const label = one.agent_name === "" ? w.callback : w.callbackTo(one.agent_name);
  return (
    <div className="it" data-testid="open-callback" data-id={one.id} title={one.note}>
      <Icon name="callback" /><span className="trunc">{label}{one.address === "" ? "" : ` · ${bareAddress(one.address)}`}</span>
      <span className="row g1"><Due at={one.due_at} /><Button kind="ghost" size="xs" icon="x" bare onClick={() => void cancel()}>{w.cancelCallback}</Button></span>
    </div>
  );
}

/** Only what orders say: how much in all, in a year, how many. Nothing is guessed. */
export function Value({ card }: { card: CustomerCard }) {
  const w = useWords(customerWords);
  const code = useLanguage();
  const value = card.value;
  if (value === null) return null;
  return (
    <Section name="value" title={<>{w.value} <span className="t3" style={{ fontWeight: 400 }}>{w.valueFrom}</span></>} aside={<b className="num">{format.money(value.total, value.currency, code)}</b>}>
      <div className="rnvl">
        <div className="c"><b className="num">{value.orders}</b><span>{w.orders(value.orders)}</span></div>
        <div className="c"><b className="num">{format.money(value.last_year, value.currency, code)}</b><span>{w.lastYear}</span></div>
        {value.last_order_at !== null && <div className="c"><b className="num">{format.day(value.last_order_at, code, Date.now(), "short")}</b><span>{w.lastOrder}</span></div>}
      </div>
    </Section>
  );
}

function orderGlyph(status: string): Glyph {
  if (/return|refund|возвр/i.test(status)) return "return";
  return /ship|transit|way|deliver|courier|отправ|пути|достав/i.test(status) ? "truck" : "box";
}

export function Orders({ card }: { card: CustomerCard }) {
  const w = useWords(customerWords);
  if (card.orders.length === 0) return null;
  return (
    <Section name="orders" title={w.ordersTitle} count={card.order_count} aside={card.order_count > card.orders.length ? <Link className="f12 lnk" href={`/customers/${card.id}`}>{w.all}</Link> : null}>
      {card.orders.slice(0, 5).map((one) => <Order key={one.id} one={one} />)}
    </Section>
  );
}

function Order({ one }: { one: OrderInfo }) {
  const w = useWords(customerWords);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const recent = now - Date.parse(one.at) < 45 * 86_400_000;
  const tail = recent && one.status !== "" ? (w.orderStates[one.status] ?? one.status) : format.day(one.at, code, now, "short");
  return (
    <div className="it" title={one.summary}>
      <Icon name={orderGlyph(one.status)} /><span className="trunc"><span className="m">{one.number}</span> {one.summary}</span>
      <span className="t3 num">{format.money(one.amount, one.currency, code)} · {tail}</span>
    </div>
  );
}

export function Touches({ card }: { card: CustomerCard }) {
  const w = useWords(customerWords);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const touches = card.touches;
  if (touches.length === 0) return null;
  return (
    <Section name="touches" title={w.touches}>
      {touches.map((one) => {
        const medium = MediumValues.find((known) => known === one.medium);
        const bought = one.response === "bought";
        return (
          <div key={one.id} className="it">
            <Icon name="megaphone" /><span className="trunc">{one.name === "" ? w.visit : one.name}{medium ? ` · ${c.media[medium]}` : ""}</span>
            <span className={bought ? "ok" : "t3"}>{one.response === "" ? "" : `${w.responses[one.response] ?? one.response} `}{format.day(one.at, code, now, "short")}</span>
          </div>
        );
      })}
    </Section>
  );
}

export function Before({ card, current }: { card: CustomerCard; current: string | null }) {
  const w = useWords(customerWords);
  const c = useWords(common);
  const code = useLanguage();
  const earlier = card.conversations.filter((one) => one.id !== current);
  const about = (one: ConversationInfo): string => {
    const medium = MediumValues.find((known) => (one.mediums[known] ?? 0) > 0);
    return `${medium ? c.media[medium] : w.noSubject}, ${format.day(one.opened_at, code, Date.now(), "short")}`;
  };
  if (earlier.length === 0) return null;
  return (
    <Section name="before" title={w.previous} count={Math.max(earlier.length, card.conversation_count - 1)}>
      {earlier.map((one) => (
        <Link key={one.id} className="it" href={`/c/${one.id}`}>
          <Icon name="right" /><span className="trunc m">{one.subject === "" ? about(one) : one.subject}</span>
          <span className="row g1 t3">
            {MediumValues.filter((medium) => (one.mediums[medium] ?? 0) > 0).map((medium) => (
              <span key={medium} className="row" style={{ gap: 2 }}><Icon name={mediumGlyph[medium]} size="xs" />{one.mediums[medium]}</span>
            ))}
          </span>
        </Link>
      ))}
    </Section>
  );
}
