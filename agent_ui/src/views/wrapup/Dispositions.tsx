/** The result and the disposition: a number key, a click, or a few letters in either language. */

import { useRef, useState } from "react";
import { useKey, type Action } from "~/desk/keys";
import { named, useLanguage, useWords } from "~/i18n/language";
import { Icon, Keys, Seg } from "~/parts";
import type { Disposition, WrapUpResult } from "~/wire/protocol";
import { findDispositions } from "./rules";
import { wrapWords } from "./words";

const FIRST = 5;

export function Result({ value, onChange }: { value: WrapUpResult; onChange: (value: WrapUpResult) => void }) {
  const w = useWords(wrapWords);
  return (
    <div>
      <div className="lbl">{w.result}</div>
      <Seg label={w.result} value={value} onChange={onChange} wide choices={[
        { value: "resolved", label: w.results.resolved, icon: "check" },
        { value: "follow_up", label: w.results.follow_up, icon: "return" },
        { value: "escalated", label: w.results.escalated, icon: "up" },
        { value: "no_answer", label: w.results.no_answer, icon: "x" },
      ]} />
    </div>
  );
}

function NumberKey({ n, run }: { n: number; run: () => void }) {
  useKey(`choose${n}` as Action, run);
  return null;
}

export function Dispositions({ all, chosen, error, onToggle }: {
  all: readonly Disposition[];
  chosen: readonly string[];
  error: string | undefined;
  onToggle: (one: Disposition) => void;
}) {
  const w = useWords(wrapWords);
  const code = useLanguage();
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState(false);
  const find = useRef<HTMLInputElement>(null);
  const searching = query.trim() !== "";
  const few = all.length <= FIRST + 1;
  const found = searching ? findDispositions(all, query) : open || few ? all : all.slice(0, FIRST);
  const picked = all.filter((one) => chosen.includes(one.code) && !found.includes(one));
  const shown = searching ? found : [...found, ...picked];
  useKey("search", () => find.current?.focus());
  const choose = (one: Disposition | undefined): void => {
    if (one === undefined) return;
    onToggle(one);
    setQuery("");
    setOpen(false);
    find.current?.blur();
  };
  return (
    <div>
      <div className="lbl">{w.disposition} <span className="t3" style={{ fontWeight: 400 }}>{w.press(all.length)}</span></div>
      <div className={error === undefined ? "disp" : "disp wrong"} role="group" aria-label={w.disposition}>
        {shown.map((one, i) => {
          const on = chosen.includes(one.code);
          return (
            <button key={one.code} type="button" aria-pressed={on} className={on ? "on" : ""} data-testid="disposition" data-code={one.code} onClick={() => choose(one)}>
              {i < 9 ? <><Keys caps={[String(i + 1)]} /><NumberKey n={i + 1} run={() => choose(one)} /></> : null}
              <span className="trunc" title={named(one.name, code)}>{named(one.name, code)}</span>
            </button>
          );
        })}
        {!few && (
          <label>
            <Icon name="search" size="xs" />
            <input ref={find} value={query} placeholder={w.all} aria-label={w.find} data-testid="disposition-find"
              onFocus={() => setOpen(true)} onChange={(event) => setQuery(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && !event.ctrlKey && searching) { event.preventDefault(); choose(found[0]); }
                if (event.key === "Escape") { event.preventDefault(); setQuery(""); setOpen(false); find.current?.blur(); }
              }} />
            <Keys caps={["/"]} />
          </label>
        )}
      </div>
      {searching && found.length === 0 && <p className="fld-hint">{w.none}</p>}
      {error !== undefined && <p className="fld-err" role="alert">{error}</p>}
    </div>
  );
}
