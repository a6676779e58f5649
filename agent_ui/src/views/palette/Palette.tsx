/** Ctrl+K: everything from one line. Local hits stand first and stay; the hub's come below. Tab opens all actions. */

import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import { useKey, useScope } from "~/desk/keys";
import { useWords } from "~/i18n/language";
import { Avatar, Empty, Icon, Keys } from "~/parts";
import { find, pieces } from "~/state/match";
import { parse, type Hit, type Section } from "./local";
import { useHits } from "./useHits";
import { useCalling } from "../phone/calling";
import { phoneWords } from "../phone/words";
import { palette } from "./words";
import "./palette.css";

function Marked({ text, q }: { text: string; q: string }) {
  return <>{pieces(text, q === "" ? null : find(text, q)).map((piece, i) => (piece.marked ? <mark key={i}>{piece.text}</mark> : <span key={i}>{piece.text}</span>))}</>;
}

function Row({ hit, id, on, q, onPoint }: { hit: Hit; id: string; on: boolean; q: string; onPoint: () => void }) {
  const w = useWords(palette);
  return (
    <div id={id} className={on ? "r on" : "r"} role="option" aria-selected={on} onPointerMove={onPoint} onClick={hit.run}>
      {hit.face !== undefined ? <Avatar id={hit.face} name={hit.title} size="s" /> : <Icon name={hit.glyph ?? "right"} />}
      <span className="trunc"><span className={hit.sub === "" && hit.face === undefined ? "" : "m"}><Marked text={hit.title} q={q} /></span>{hit.sub !== "" && <span className="t3"> · <Marked text={hit.sub} q={q} /></span>}</span>
      <span className="row g1 f12 t3 none">
        {hit.side}
        {hit.keys ? <Keys caps={hit.keys} /> : on ? <span className="row g1 t2">{w.open} <Keys caps={["Enter"]} /></span> : null}
      </span>
    </div>
  );
}

/** What can be done with the chosen hit's customer. */
function useAbout(hit: Hit | undefined, close: () => void): Section | null {
  const w = useWords(palette);
  const [, go] = useLocation();
  const p = useWords(phoneWords);
  const { why, call } = useCalling();
  if (!hit?.customer) return null;
  const { customer, conversation } = hit;
  const goTo = (path: string) => () => { close(); go(path); };
  return {
    id: "about",
    title: w.doWith(hit.title),
    hits: [
      ...(conversation ? [{ id: "about:talk", title: w.openTalk, sub: "", glyph: "inbox" as const, run: goTo(`/c/${conversation}`) }] : []),
      ...(why === "" ? [{ id: "about:call", title: p.callTo(hit.title), sub: "", glyph: "phone" as const, run: () => { close(); void call({ to: "", customer, name: hit.title }); } }] : []),
      { id: "about:page", title: w.openCustomer, sub: "", glyph: "users" as const, run: goTo(`/customers/${customer}`) },
    ],
  };
}

function Open({ onClose }: { onClose: () => void }) {
  const w = useWords(palette);
  const [input, setInput] = useState("");
  const [everywhere, setEverywhere] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [about, setAbout] = useState<Hit | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = useHits(input, everywhere, onClose);
  const more = useAbout(about ?? undefined, onClose);
  const { mode, q } = parse(input);

  const sections = useMemo(() => {
    if (about && more) return [more];
    const wide: Section[] = q.length > 1 && mode === "all" && !everywhere ? [{ id: "everywhere", title: w.everywhere, hits: [{ id: "everywhere", title: w.searchFor(q), sub: "", glyph: "search", keys: ["Ctrl", "Enter"], run: () => setEverywhere(true) }] }] : [];
    return [...found.sections, ...wide];
  }, [about, more, found.sections, q, mode, everywhere, w]);
  const flat = sections.flatMap((section) => section.hits);
  const at = Math.max(0, flat.findIndex((hit) => hit.id === chosen));
  const current = flat[at];
  const optionId = (hit: Hit): string => `${id}-${hit.id}`;

  useEffect(() => {
    if (current) document.getElementById(`${id}-${current.id}`)?.scrollIntoView({ block: "nearest" });
  }, [current, id]);

  const type = (text: string): void => {
    setInput(text);
    setEverywhere(false);
    setAbout(null);
    setChosen(null); // the first hit is chosen again
  };
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && flat.length > 0) {
      event.preventDefault();
      setChosen(flat[(at + step + flat.length) % flat.length]?.id ?? null);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (q.length > 1) setEverywhere(true);
    } else if (event.key === "Enter") {
      event.preventDefault();
      current?.run();
    } else if (event.key === "Tab" && !event.shiftKey && current?.customer && !about) {
      event.preventDefault();
      setAbout(current);
      setChosen(null);
    } else if (event.key === "Escape" || (event.key === "Backspace" && input === "")) {
      if (about) {
        event.preventDefault();
        event.stopPropagation();
        setAbout(null);
      }
    }
  };
  return (
    <div className="pal-in">
      <div className="in">
        <Icon name="search" size="l" />
        <input
          className="grow" role="combobox" aria-expanded="true" aria-controls={`${id}-list`} aria-label={w.title} aria-autocomplete="list"
          aria-activedescendant={current ? optionId(current) : undefined}
          placeholder={w.placeholder} value={input} autoComplete="off" spellCheck={false}
          onChange={(event) => type(event.target.value)} onKeyDown={keys}
        />
        <span className="f12 t3 num none" role="status">
          {found.failed ? w.offline : q !== "" ? [w.results(found.count), found.took === null ? "" : w.took(Math.round(found.took))].filter(Boolean).join(" · ") : ""}
        </span>
        <Keys caps={["Esc"]} />
      </div>
      <div ref={box} id={`${id}-list`} role="listbox" aria-label={w.title} className="list" tabIndex={-1}>
        {sections.map((section) => (
          <div key={section.id} role="group" aria-label={section.title}>
            <div className="g" aria-hidden="true">{section.title}{section.hits.includes(current as Hit) && current?.customer && !about && <span className="push row g1 reg">{w.tabActions} <Keys caps={["Tab"]} /></span>}</div>
            {section.hits.map((hit) => <Row key={hit.id} id={optionId(hit)} hit={hit} q={q} on={hit === current} onPoint={() => hit.id !== current?.id && setChosen(hit.id)} />)}
          </div>
        ))}
      </div>
      {found.searching && <p className="g t3" role="status">{w.searching}</p>}
      {q !== "" && !found.searching && found.count === 0 && !about && <Empty icon="search" title={w.nothing(q)}>{w.nothingHow}</Empty>}
      <div className="ft" aria-hidden="true">
        <span><Keys caps={["↑", "↓"]} /> {w.move}</span><span><Keys caps={["Enter"]} /> {w.open.toLowerCase()}</span><span><Keys caps={["Tab"]} /> {w.tab}</span>
        <span className="push" /><span><kbd>&gt;</kbd> {w.command}</span><span><kbd>#</kbd> {w.case}</span><span><kbd>@</kbd> {w.colleague}</span><span><kbd>/</kbd> {w.reply}</span>
      </div>
    </div>
  );
}

export function Palette() {
  const w = useWords(palette);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDialogElement>(null);
  useKey("palette", () => setOpen(true));
  useKey("search", () => setOpen(true));
  useScope("palette", open);
  useEffect(() => {
    const element = box.current;
    if (!open || !element) return;
    element.showModal();
    element.querySelector("input")?.focus();
    return () => element.close();
  }, [open]);
  if (!open) return null;
  const close = (): void => setOpen(false);
  return (
    <dialog ref={box} className="layer pal" aria-label={w.title} onCancel={(event) => { event.preventDefault(); close(); }} onPointerDown={(event) => event.target === box.current && close()}>
      <Open onClose={close} />
    </dialog>
  );
}
