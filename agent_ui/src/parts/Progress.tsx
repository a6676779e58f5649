/** Long work: what runs, how far it is, how long it may take; it can be left and cancelled. */

import { useEffect, useRef, type ReactNode } from "react";
import { span } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button } from "./Button";

/** Seconds left, from how far it came since it was first seen; null until that says something. */
export function secondsLeft(first: { at: number; share: number }, now: number, share: number): number | null {
  const done = share - first.share;
  const passed = (now - first.at) / 1000;
  return done < 0.02 || passed < 1 ? null : ((1 - share) / done) * passed;
}

export function Progress({ label, share, onCancel, children }: { label: string; share: number; onCancel?: (() => void) | undefined; children?: ReactNode }) {
  const w = useWords(common);
  const code = useLanguage();
  const first = useRef<{ at: number; share: number } | null>(null);
  useEffect(() => {
    first.current ??= { at: Date.now(), share };
  }, [share]);
  const left = first.current ? secondsLeft(first.current, Date.now(), share) : null;
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div className="prog">
      <p className="b">{label}</p>
      <div className="bar" role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}><b style={{ width: `${percent}%` }} /></div>
      <p className="row f12 t2 num"><span>{percent}%</span><span className="push">{left === null ? "" : w.aboutLeft(span(Math.ceil(left), code))}</span></p>
      {children && <p className="f12 t2">{children}</p>}
      {onCancel && <div className="row"><Button size="xs" onClick={onCancel}>{w.cancel}</Button></div>}
    </div>
  );
}
