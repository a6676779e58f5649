/** The line to dial in: a number or a name, found as one types. Enter calls the first. */

import { useRef, useState, type KeyboardEvent } from "react";
import { useKey } from "~/desk/keys";
import { useWords } from "~/i18n/language";
import { Avatar, Icon, Keys, Select } from "~/parts";
import { caps } from "~/desk/keys";
import { bare, dialled, readable } from "~/state/calls";
import { useCustomers } from "../console/queries";
import { useCalling, type Callee } from "./calling";
import { phoneWords } from "./words";

interface Choice extends Callee {
  id: string;
  title: string;
}

/** What was typed as a number first, then customers of that name with each of their numbers. */
function useChoices(text: string): { choices: Choice[]; looking: boolean } {
  const number = dialled(text);
  const found = useCustomers(number === "" ? text : "");
  const typed: Choice[] = number === "" ? [] : [{ id: number, title: readable(number), to: number }];
  const people = number !== "" || text.trim().length < 2 ? [] : (found.data?.items ?? []).flatMap((one) =>
    one.identities.filter((address) => address.startsWith("phone:")).map((address): Choice => ({ id: `${one.id} ${address}`, title: one.name, name: one.name, customer: one.id, to: address })));
  return { choices: [...typed, ...people].slice(0, 6), looking: found.isFetching };
}

export function Dial() {
  const w = useWords(phoneWords);
  const { callers, why, call } = useCalling();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const [from, setFrom] = useState("");
  const [wrong, setWrong] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { choices, looking } = useChoices(text);
  const chosen = choices[Math.min(at, choices.length - 1)];
  useKey("keypad", () => input.current?.focus());
  const place = (choice: Choice | undefined): void => {
    if (why !== "") return;
    if (choice === undefined) return setWrong(true);
    void call(choice, from === "" ? undefined : from).then((ok) => {
      if (!ok) return;
      setText("");
      setOpen(false);
    });
  };
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && choices.length > 0) setAt((at + step + choices.length) % choices.length);
    else if (event.key === "Enter") place(chosen);
    else if (event.key === "Escape" && text !== "") setText("");
    else return;
    event.preventDefault();
  };
  const listed = open && text.trim() !== "" && (choices.length > 0 || wrong || text.trim().length > 1);
  return (
    <div className="dialbox" onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false); }}>
      <span className="inp dial">
        <Icon name="keypad" size="s" />
        <input ref={input} type="text" inputMode="tel" autoComplete="off" value={text} placeholder={w.dial} aria-label={w.dial} title={why === "" ? w.dialHow : why} disabled={callers.length === 0} data-testid="dial"
          role="combobox" aria-expanded={listed} aria-controls="dial-list" aria-activedescendant={listed && chosen ? `dial ${chosen.id}` : undefined}
          onFocus={() => setOpen(true)} onChange={(event) => { setText(event.target.value); setAt(0); setOpen(true); setWrong(false); }} onKeyDown={keys} />
        <Keys caps={caps("keypad")} hide />
      </span>
      {callers.length > 1 && <span className="opt dialfrom"><Select label={w.which} quiet scale="sm" value={from === "" ? (callers[0]?.id ?? "") : from} options={callers.map((one) => ({ value: one.id, label: bare(one.address) || one.name }))} onChange={(event) => setFrom(event.target.value)} /></span>}
      {listed && (
        <div className="flo up plist" id="dial-list" role="listbox" aria-label={w.dial}>
          {choices.length === 0 && <p className="none">{looking ? "…" : w.notNumber}</p>}
          {choices.map((choice) => (
            <button key={choice.id} id={`dial ${choice.id}`} type="button" role="option" tabIndex={-1} aria-selected={choice === chosen} disabled={why !== ""} className={choice === chosen ? "r on" : "r"} onClick={() => place(choice)}>
              {choice.customer ? <Avatar id={choice.customer} name={choice.title} size="s" /> : <Icon name="phone" size="s" />}
              <span className="trunc">{choice.title} {choice.customer && <span className="t3 f12 num">{bare(choice.to)}</span>}</span>
              {choice === chosen ? <Keys caps={["Enter"]} /> : <span />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
