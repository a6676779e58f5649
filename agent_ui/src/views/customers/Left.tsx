/** The left column of the customer page: addresses, profile, value, merges. */

import { useState, type FormEvent } from "react";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { day, money } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Avatar, Button, Count, Field, Icon, mediumGlyph, useServerNow } from "~/parts";
import { MediumValues, type CustomerCard, type IdentityInfo, type Medium } from "~/wire/protocol";
import { idIn } from "../lists";
import { Dialable } from "../phone/CallButton";
import { callable } from "../phone/calling";
import { bare } from "./Customers";
import { Profile } from "./Profile";
import { customers } from "./words";

export const mediumOf = (address: string): Medium => MediumValues.find((medium) => address.startsWith(`${medium}:`)) ?? "email";

function Address({ row, card }: { row: IdentityInfo; card: CustomerCard }) {
  const w = useWords(customers);
  const [tone, word] = row.blocked ? ["bad", w.isBlocked] : !row.valid ? ["bad", w.invalid] : row.preferred ? ["ok", w.preferred] : row.verified ? ["ok", w.verified] : ["t3", w.notVerified];
  // A visitor's id means nothing to a person; say what it is instead.
  const shown = ["chat", "webcall"].includes(mediumOf(row.address)) ? w.visitor : bare(row.address);
  return <li className="kv"><Icon name={mediumGlyph[mediumOf(row.address)]} />{callable(row.address) && row.valid && !row.blocked ? <Dialable address={row.address} customer={card.id} name={card.name} /> : <span className="trunc" title={shown}>{shown}</span>}<span className={tone}>{word}</span></li>;
}

function Reach({ card }: { card: CustomerCard }) {
  const w = useWords(customers);
  const c = useWords(common);
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState("");
  const [error, setError] = useState("");
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (text.trim() === "") return;
    const answer = await act("add_identity", { customer_id: card.id, address: text.trim() });
    if (!answer.ok) return setError(refusal(c, answer));
    setText("");
    setAdding(false);
    tell(w.addressAdded);
  };
  return (
    <section className="sec" aria-label={w.reach}>
      <div className="sech"><h2>{w.reach}</h2><span className="push" /><Button kind="ghost" size="xs" icon="plus" bare aria-expanded={adding} onClick={() => setAdding(!adding)}>{w.addAddress}</Button></div>
      <ul>{card.identities.map((row) => <Address key={row.id} row={row} card={card} />)}</ul>
      {adding && (
        <form className="sec-f" onSubmit={(event) => void add(event)}>
          <Field label={w.addAddress} quiet scale="sm" autoFocus placeholder="ann@example.org" value={text} error={error} end={<Button kind="ghost" size="xs" type="submit">{c.save}</Button>} onChange={(event) => { setText(event.target.value); setError(""); }} />
        </form>
      )}
    </section>
  );
}

function Value({ card }: { card: CustomerCard }) {
  const w = useWords(customers);
  const code = useLanguage();
  const now = useServerNow(3_600_000);
  const value = card.value;
  return (
    <section className="sec" aria-label={w.value}>
      <div className="sech"><h2>{w.value}</h2><span className="t3 reg f12">{w.valueHow}</span></div>
      {value === null ? <p className="none-t">{w.noOrders}</p> : (
        <dl className="dl">
          <dt>{w.total}</dt><dd className="num">{money(value.total, value.currency, code)}</dd>
          <dt>{w.lastYear}</dt><dd className="num">{money(value.last_year, value.currency, code)}</dd>
          <dt>{w.ordersTitle}</dt><dd className="num">{value.orders}</dd>
          {value.first_order_at && <><dt>{w.firstOrder}</dt><dd>{day(value.first_order_at, code, now)}</dd></>}
          {value.last_order_at && <><dt>{w.lastOrder}</dt><dd>{day(value.last_order_at, code, now)}</dd></>}
        </dl>
      )}
    </section>
  );
}

function Consents({ card }: { card: CustomerCard }) {
  const w = useWords(customers);
  const c = useWords(common);
  if (card.consents.length === 0) return null;
  return (
    <section className="sec" aria-label={w.consents}>
      <div className="sech"><h2>{w.consents}</h2></div>
      <ul>{card.consents.map((row) => <li className="kv" key={`${row.purpose}/${row.medium}`}><Icon name="megaphone" /><span className="trunc">{w.purposes[row.purpose] ?? row.purpose} · {(c.media as Record<string, string>)[row.medium] ?? row.medium}</span><span className={row.state === "given" ? "ok" : "t3"}>{row.state === "given" ? w.given : w.withdrawn}</span></li>)}</ul>
    </section>
  );
}

function Merges({ card }: { card: CustomerCard }) {
  const w = useWords(customers);
  const c = useWords(common);
  const undo = async (mergeId: string, name: string): Promise<void> => {
    const answer = await act("undo_merge", { merge_id: mergeId });
    if (answer.ok) tell(w.splitDone(name));
    else warn(refusal(c, answer));
  };
  const merge = async (loserId: string, name: string): Promise<void> => {
    const answer = await act("merge_customers", { winner_id: card.id, loser_id: loserId });
    if (!answer.ok) return void warn(refusal(c, answer));
    const made = idIn(answer.data, "merge_id");
    tell(w.merged(name), made === "" ? undefined : () => void undo(made, name));
  };
  return (
    <>
      {card.duplicates.length > 0 && (
        <section className="sec" aria-label={w.same}>
          <div className="sech"><h2>{w.same}</h2><Count n={card.duplicates.length} /></div>
          {card.duplicates.map(([id, name]) => (
            <div key={id} className="dup"><Avatar id={id} name={name} size="s" /><a className="trunc grow" href={`/customers/${id}`}>{name}</a><Button size="xs" onClick={() => void merge(id, name)}>{w.merge}</Button></div>
          ))}
        </section>
      )}
      {card.merges.length > 0 && (
        <section className="sec" aria-label={w.merges}>
          <div className="sech"><h2>{w.merges}</h2></div>
          {card.merges.map((row) => <div key={row.id} className="dup"><span className="trunc grow">{row.loser_name} <span className="t3 f12">{row.author_name}</span></span><Button size="xs" onClick={() => void undo(row.id, row.loser_name)}>{w.undoMerge}</Button></div>)}
        </section>
      )}
    </>
  );
}

export function Left({ card }: { card: CustomerCard }) {
  const w = useWords(customers);
  return (
    <aside className="cu-l" aria-label={w.profile} data-panel tabIndex={-1}>
      <Reach card={card} />
      <Profile card={card} />
      <Value card={card} />
      <Consents card={card} />
      <Merges card={card} />
    </aside>
  );
}
