/** Before a call is answered: which way the caller came, and why they may call, by what is open. */

import * as format from "~/i18n/format";
import { useLanguage, useWords, type Language } from "~/i18n/language";
import { Icon, Skeleton, useServerNow, type Glyph } from "~/parts";
import { bare } from "~/state/calls";
import { useDesk } from "~/state/store";
import type { CustomerCard, OfferRow } from "~/wire/protocol";
import { phoneWords } from "../../phone/words";
import { useCard } from "../queries";
import { customerWords } from "../words/customer";

/** Our number, then what they chose on the way, as the hub tells it in the offer's subject ("a > b"). */
export function CameThrough({ offer }: { offer: OfferRow }) {
  const p = useWords(phoneWords);
  const our = useDesk((state) => {
    const lines = (state.house?.channels ?? []).filter((one) => one.medium === offer.medium);
    return lines.length === 1 ? (lines[0]?.address ?? "") : "";
  });
  const steps = [bare(our), offer.queue_name, ...offer.subject.split(" > ")].filter((one) => one !== "");
  return (
    <div className="wide path f12"><span className="t3">{p.cameThrough}</span>
      {steps.map((one, i) => <span key={i} className="row g1">{i > 0 && <Icon name="right" size="xs" />}<span className="chip num">{one}</span></span>)}
    </div>
  );
}

interface Reason {
  id: string;
  glyph: Glyph;
  title: string;
  why: string;
  bad: boolean;
}

type Words = (typeof phoneWords)["en"];

/** What is open, the most pressing first: late cases, promised calls, other cases, the newest order. Three at most. */
export function reasons(card: CustomerCard, w: Words & { orderStates: Record<string, string> }, code: Language, now: number): Reason[] {
  const open = card.cases.filter((one) => one.status !== "resolved" && one.status !== "closed");
  const late = (at: string | null): boolean => at !== null && Date.parse(at) < now;
  const cases = open.map((one): Reason => ({
    id: one.id, glyph: "case", title: `${one.number} ${one.subject}`, bad: late(one.due_at),
    why: one.due_at === null ? "" : late(one.due_at) ? w.overdue(format.span((now - Date.parse(one.due_at)) / 1000, code)) : w.dueAt(format.moment(one.due_at, code, now)),
  }));
  const promised = card.callbacks.filter((one) => one.state === "planned" || one.state === "due").map((one): Reason => ({
    id: one.id, glyph: "callback", title: one.note || w.callBack, why: w.promised(format.moment(one.due_at, code, now)), bad: late(one.due_at),
  }));
  const orders = card.orders.slice(0, 1).map((one): Reason => ({
    id: one.id, glyph: "box", title: [one.number, one.summary].filter(Boolean).join(" "), why: [w.orderStates[one.status] ?? one.status, w.orderOf(format.day(one.at, code, now, "short"))].filter(Boolean).join(" · "), bad: false,
  }));
  return [...cases.filter((one) => one.bad), ...promised, ...cases.filter((one) => !one.bad), ...orders].slice(0, 3);
}

export function WhyCall({ offer }: { offer: OfferRow }) {
  const w = useWords(phoneWords);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const { orderStates } = useWords(customerWords);
  const card = useCard(offer.customer_id);
  const found = card.data ? reasons(card.data, { ...w, orderStates }, code, now) : [];
  if (card.data && found.length === 0) return null;
  return (
    <div className="bx" data-testid="why-call">
      <div className="sech">{w.whyTitle} <span className="push f12 t3 reg">{w.whyHow}</span></div>
      {!card.data ? <Skeleton rows={2} /> : found.map((one) => (
        <div key={one.id} className="reason" data-their-words><Icon name={one.glyph} /><span className="m trunc">{one.title}</span><span className={one.bad ? "bad f12 num" : "t3 f12 num"}>{one.why}</span></div>
      ))}
    </div>
  );
}
