/** The customer's addresses, what is known of each, and adding one. */

import { useState, type FormEvent } from "react";
import { act } from "~/desk/commands";
import { warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Field, Icon, mediumGlyph } from "~/parts";
import type { CustomerCard, IdentityInfo, Medium } from "~/wire/protocol";
import { MediumValues } from "~/wire/protocol";
import { Dialable } from "../../phone/CallButton";
import { callable } from "../../phone/calling";
import { bareAddress } from "../logic/lines";
import { customerWords } from "../words/customer";

const mediumOf = (address: string): Medium | null => MediumValues.find((one) => address.startsWith(`${one}:`)) ?? null;

/** What a person types as an address the hub can read: "email:…", "phone:+…". "" when it is neither. */
export function readAddress(text: string): string {
  const plain = text.trim();
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(plain)) return `email:${plain.toLowerCase()}`;
  const digits = plain.replace(/[\s().-]/g, "");
  return /^\+\d{6,15}$/.test(digits) ? `phone:${digits}` : "";
}

/** A visitor's id means nothing to a person; say what it is instead. */
const shown = (one: IdentityInfo, visitor: string): string =>
  mediumOf(one.address) === "chat" ? visitor : bareAddress(one.address);

export function Identities({ card }: { card: CustomerCard }) {
  const w = useWords(customerWords);
  const [adding, setAdding] = useState(false);
  return (
    <div className="sec">
      {card.identities.map((one) => (
        <div key={one.id} className="kv">
          <Icon name={mediumGlyph[mediumOf(one.address) ?? "note"]} />
          {callable(one.address) && one.valid && !one.blocked ? <Dialable address={one.address} customer={card.id} name={card.name} /> : <span className="num trunc" title={shown(one, w.visitor)}>{shown(one, w.visitor)}</span>}
          <Mark one={one} />
        </div>
      ))}
      {adding ? <AddAddress customer={card.id} onDone={() => setAdding(false)} /> : (
        <button type="button" className="it t3" onClick={() => setAdding(true)}><Icon name="plus" /><span>{w.addAddress}</span></button>
      )}
    </div>
  );
}

function Mark({ one }: { one: IdentityInfo }) {
  const w = useWords(customerWords);
  if (one.blocked) return <span className="bad row g1"><Icon name="lock" size="xs" />{w.blocked}</span>;
  if (!one.valid) return <span className="bad row g1"><Icon name="alert" size="xs" />{w.invalid}</span>;
  if (one.preferred) return <span className="t3">{w.prefers}</span>;
  return one.verified ? <span className="ok row g1"><Icon name="check" size="xs" />{w.verified}</span> : <span />;
}

function AddAddress({ customer, onDone }: { customer: string; onDone: () => void }) {
  const w = useWords(customerWords);
  const c = useWords(common);
  const [text, setText] = useState("");
  const [error, setError] = useState("");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const address = readAddress(text);
    if (address === "") return setError(w.addressHint);
    const told = await act("add_identity", { customer_id: customer, address });
    if (told.ok) onDone();
    else if (told.code === "exists") setError(w.exists);
    else warn(refusal(c, told));
  };
  return (
    <form className="row" style={{ padding: "4px 12px", alignItems: "flex-end" }} onSubmit={(event) => void submit(event)}>
      <div className="grow"><Field label={w.addAddress} quiet scale="sm" autoFocus value={text} placeholder={w.addressHint} error={error}
        onChange={(event) => { setText(event.target.value); setError(""); }} onKeyDown={(event) => { if (event.key === "Escape") onDone(); }} /></div>
      <Button type="submit">{w.add}</Button>
    </form>
  );
}
