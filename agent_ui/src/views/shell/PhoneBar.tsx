/** The phone's fixed place at the bottom. No channel of this hub speaks yet, and the bar says so. */

import { useId } from "react";
import { useWords } from "~/i18n/language";
import { Icon } from "~/parts";
import { shell } from "./words";

export function PhoneBar() {
  const w = useWords(shell);
  const id = useId();
  return (
    <section className="soft" aria-label={w.phone} data-panel tabIndex={-1}>
      <div className="row"><span className="ch lg system"><Icon name="headset" /></span><div className="col"><b className="m">{w.phoneIdle}</b><span className="f12 t3">{w.phoneNo}</span></div></div>
      <div className="row mid">
        <span className="inp dial"><Icon name="keypad" size="s" /><input type="text" disabled aria-label={w.dial} aria-describedby={id} placeholder={w.dial} /></span>
      </div>
      <p className="f12 t3 why" id={id}>{w.phoneHow}</p>
    </section>
  );
}
