/** The right column of the customer page: what is open, orders, campaigns, previous matters. */

import { Link } from "wouter";
import { day, moment, money } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Chip, Count, Icon, mediumGlyph, useServerNow } from "~/parts";
import { MediumValues, type CustomerCard } from "~/wire/protocol";
import { customerWords } from "../console/words/customer";
import { customers } from "./words";

function OpenNow({ card }: { card: CustomerCard }) {
  const w = useWords(customers);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const count = card.cases.length + card.opportunities.length + card.callbacks.length;
  const late = (at: string): boolean => Date.parse(at) < now;
  return (
    <section className="sec" aria-label={w.openNow}>
      <div className="sech"><h2>{w.openNow}</h2><Count n={count} /></div>
      {count === 0 && <p className="none-t">{w.nothingOpen}</p>}
      {card.cases.map((row) => (
        <Link key={row.id} href={`/cases/${row.id}`} className="it"><Icon name="case" /><span className="trunc"><b className="m">{row.number}</b> {row.subject}</span>{row.due_at ? <Chip tone={late(row.due_at) ? "bad" : "warn"}>{w.due(moment(row.due_at, code, now))}</Chip> : <span className="t3">{c.caseStatus[row.status]}</span>}</Link>
      ))}
      {card.opportunities.map((row) => (
        <Link key={row.id} href={`/opportunities/${row.id}`} className="it"><Icon name="target" /><span className="trunc"><b className="m">{row.number}</b> {row.name}</span><span className="num">{[row.amount === null ? "" : money(row.amount, row.currency, code), row.probability === null ? "" : `${row.probability}%`].filter(Boolean).join(" · ")}</span></Link>
      ))}
      {card.callbacks.map((row) => (
        <Link key={row.id} href="/callbacks" className="it"><Icon name="callback" /><span className="trunc">{row.agent_name === "" ? c.media.callback : `${c.media.callback}, ${row.agent_name}`}</span><span className={late(row.due_at) ? "bad num" : "t3 num"}>{moment(row.due_at, code, now)}</span></Link>
      ))}
    </section>
  );
}

export function Right({ card }: { card: CustomerCard }) {
  const w = useWords(customers);
  const p = useWords(customerWords);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow(60_000);
  return (
    <aside className="cu-r" aria-label={w.openNow} data-panel tabIndex={-1}>
      <OpenNow card={card} />
      <section className="sec" aria-label={w.ordersTitle}>
        <div className="sech"><h2>{w.ordersTitle}</h2><Count n={card.order_count} /></div>
        {card.orders.length === 0 && <p className="none-t">{w.noOrders}</p>}
        <ul>{card.orders.map((row) => <li key={row.id} className="it"><Icon name="box" /><span className="trunc" title={row.summary}><b className="m">{row.number}</b> {row.summary}</span><span className="t2 num">{money(row.amount, row.currency, code)} · {(p.orderStates[row.status] ?? row.status) || day(row.at, code, now, "short")}</span></li>)}</ul>
      </section>
      <section className="sec" aria-label={w.touches}>
        <div className="sech"><h2>{w.touches}</h2><Count n={card.touches.length} /></div>
        {card.touches.length === 0 && <p className="none-t">{w.noTouches}</p>}
        <ul>{card.touches.map((row) => <li key={row.id} className="it"><Icon name="megaphone" /><span className="trunc">{row.name === "" ? w.visit : row.name} · {(c.media as Record<string, string>)[row.medium] ?? row.medium}</span><span className={row.response === "bought" ? "ok" : "t3"}>{[p.responses[row.response] ?? row.response, day(row.at, code, now, "short")].filter(Boolean).join(" ")}</span></li>)}</ul>
      </section>
      <section className="sec" aria-label={w.previous}>
        <div className="sech"><h2>{w.previous}</h2><Count n={card.conversation_count} /></div>
        {card.conversations.length === 0 && <p className="none-t">{w.noPrevious}</p>}
        {card.conversations.map((row) => (
          <Link key={row.id} href={`/c/${row.id}`} className="it"><Icon name="right" /><span className="trunc">{row.subject === "" ? day(row.opened_at, code, now) : row.subject}</span>
            <span className="row g1 t3">{MediumValues.filter((medium) => (row.mediums[medium] ?? 0) > 0).map((medium) => <span key={medium} className="row g1"><Icon name={mediumGlyph[medium]} size="xs" />{row.mediums[medium]}</span>)}</span></Link>
        ))}
      </section>
    </aside>
  );
}
