/** Finding a customer by name or address, as one field of a form. */

import { useState } from "react";
import { useWords } from "~/i18n/language";
import { Button, Field, Icon } from "~/parts";
import { bareAddress } from "../logic/lines";
import { useCustomers, type FoundCustomer } from "../queries";
import { composerWords } from "../words/composer";
import { customerWords } from "../words/customer";

export function FindCustomer({ label, hint, chosen, error, onChoose, onText }: {
  label: string;
  hint?: string;
  chosen: FoundCustomer | null;
  error: string;
  onChoose: (one: FoundCustomer | null) => void;
  onText: (text: string) => void;
}) {
  const w = useWords(composerWords);
  const k = useWords(customerWords);
  const [text, setText] = useState("");
  const found = useCustomers(chosen === null ? text : "");
  if (chosen !== null) {
    return (
      <div className="fld">
        <div className="lb">{label}</div>
        <span className="inp"><Icon name="id" size="s" /><span className="grow trunc">{chosen.name} <span className="t3">{chosen.number}</span></span>
          <Button kind="ghost" size="xs" icon="x" bare onClick={() => onChoose(null)}>{w.remove(chosen.name)}</Button></span>
      </div>
    );
  }
  const items = text.trim().length > 1 ? (found.data?.items ?? []).slice(0, 6) : [];
  return (
    <div>
      <Field label={label} hint={hint} error={error} autoFocus value={text} data-testid="find-customer" autoComplete="off"
        onChange={(event) => { setText(event.target.value); onText(event.target.value); }} end={<Icon name="search" size="s" />} />
      {items.length > 0 && (
        <div className="plist bx" style={{ padding: 0, marginTop: 4 }}>
          {items.map((one) => (
            <button key={one.id} type="button" className="r" onClick={() => onChoose(one)}>
              <Icon name="id" size="s" /><span className="trunc"><span className="m">{one.name}</span> <span className="t3 f12">{one.identities.map(bareAddress)[0] ?? ""}</span></span><span className="t3 f12">{one.number}</span>
            </button>
          ))}
        </div>
      )}
      {text.trim().length > 2 && found.isSuccess && items.length === 0 && !text.includes("@") && <p className="fld-hint">{k.nobody}</p>}
    </div>
  );
}
