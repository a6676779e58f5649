/** Tones into a live call: pressed or typed while it is open. */

import { useEffect, useState, type RefObject } from "react";
import { useWords } from "~/i18n/language";
import { Popover } from "~/parts";
import type { CallRow } from "~/wire/protocol";
import { order } from "./ask";
import { phoneWords } from "./words";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

export function Keypad({ anchor, open, onClose, call }: { anchor: RefObject<HTMLElement | null>; open: boolean; onClose: () => void; call: CallRow }) {
  const w = useWords(phoneWords);
  return (
    <Popover anchor={anchor} open={open} onClose={onClose} label={w.keypad} side="above" width={228}>
      <Pad call={call} />
    </Popover>
  );
}

function Pad({ call }: { call: CallRow }) {
  const w = useWords(phoneWords);
  const [pressed, setPressed] = useState("");
  const press = (key: string): void => {
    setPressed((was) => (was + key).slice(-18));
    void order("press_keys", { interaction_id: call.interaction_id, keys: key });
  };
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9*#]$/.test(event.key)) return;
      event.preventDefault();
      press(event.key);
    };
    window.addEventListener("keydown", hear, true);
    return () => window.removeEventListener("keydown", hear, true);
  });
  return (
    <div className="keypad" data-testid="keypad-pad">
      <output className="inp sm num" aria-live="off">{pressed}</output>
      <div className="kp3">{KEYS.map((key) => <button key={key} type="button" data-key={key} onClick={() => press(key)}>{key}</button>)}</div>
      <p className="ft">{w.keypadHow}</p>
    </div>
  );
}
