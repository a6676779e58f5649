/** My work: the offer on top, then what is active, waiting and snoozed. The drawn order holds under the pointer. */

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useKey, type Action } from "~/desk/keys";
import { useWords } from "~/i18n/language";
import { Button, Count, Empty, KeyHint, Menu, usePopover } from "~/parts";
import { capacity, me, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { OfferRow, WorkRow } from "~/wire/protocol";
import { flat, holdOrder, neighbour, sections, type Section } from "../logic/order";
import { workWords } from "../words/work";
import { MyDay } from "./MyDay";
import { OfferSlot } from "./OfferSlot";
import { worst } from "./PickQueue";
import { WorkItem } from "./WorkItem";

interface Props {
  offer: OfferRow | null;
  open: string | null;
  /** `focus`: the composer takes the focus, as the agent pointed at the row. */
  onOpen: (row: WorkRow, focus: boolean) => void;
  onLook: () => void;
  onAccepted: (offer: OfferRow) => void;
  onNew: (what: "message" | "log" | "pick") => void;
}

/** The sections to draw. While `held`, rows keep their places; what changed order waits. */
function useSections(held: boolean): Section[] {
  const rows = useDesk((state) => state.held.work);
  const next = useMemo(() => sections(Object.values(rows)), [rows]);
  const drawn = useRef<Section[]>(next);
  const result = useMemo(() => (held ? holdOrder(drawn.current, next) : next), [held, next]);
  useEffect(() => {
    drawn.current = result;
  }, [result]);
  return result;
}

/** Is a key held down anywhere? While one is, the list stays put too. */
function useKeyDown(): boolean {
  const [down, setDown] = useState(false);
  useEffect(() => {
    const on = (event: KeyboardEvent): void => {
      const writing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (!writing || event.altKey) setDown(true);
    };
    const off = (): void => setDown(false);
    window.addEventListener("keydown", on);
    window.addEventListener("keyup", off);
    window.addEventListener("blur", off);
    return () => {
      window.removeEventListener("keydown", on);
      window.removeEventListener("keyup", off);
      window.removeEventListener("blur", off);
    };
  }, []);
  return down;
}

export function MyWork({ offer, open, onOpen, onLook, onAccepted, onNew }: Props) {
  const w = useWords(workWords);
  const [over, setOver] = useState(false);
  const shown = useSections(useKeyDown() || over);
  const list = useMemo(() => flat(shown), [shown]);
  const go = (row: WorkRow | null | undefined, focus: boolean): boolean => {
    if (row === null || row === undefined) return false;
    onOpen(row, focus);
    return true;
  };
  const press = useCallback((row: WorkRow) => onOpen(row, true), [onOpen]);
  const current = list.find((row) => row.conversation_id === open)?.id ?? null;
  useKey("next", () => go(neighbour(list, current, 1), false));
  useKey("previous", () => go(neighbour(list, current, -1), false));
  useKey("pick", () => onNew("pick"));
  return (
    <section className="pn work" aria-label={w.title} data-panel tabIndex={-1}>
      <Head onNew={onNew} />
      {[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => <OpenKey key={n} n={n} run={() => go(list[n - 1], true)} />)}
      <div className="scroll" onPointerEnter={() => setOver(true)} onPointerLeave={() => setOver(false)}>
        {offer !== null && <OfferSlot key={offer.id} offer={offer} onLook={onLook} onAccepted={onAccepted} />}
        {list.length === 0 && offer === null ? <CaughtUp onPick={() => onNew("pick")} /> : null}
        {shown.map((section) => section.rows.length === 0 ? null : (
          <div key={section.name} role="group" aria-label={w[section.name]}>
            <div className="sech">
              {w[section.name]} <Count n={section.rows.length} />
              {section.name === "active" && <span className="push f12 t3" style={{ fontWeight: 400 }}>{w.sort}</span>}
            </div>
            {section.rows.map(({ row, gone }) => (
              <WorkItem key={row.id} row={row} gone={gone} on={row.conversation_id === open} place={list.indexOf(row) + 1} onOpen={press} />
            ))}
          </div>
        ))}
      </div>
      <MyDay />
    </section>
  );
}

function OpenKey({ n, run }: { n: number; run: () => boolean }) {
  useKey(`open${n}` as Action, run);
  return null;
}

function Head({ onNew }: { onNew: Props["onNew"] }) {
  const w = useWords(workWords);
  const menu = usePopover();
  return (
    <div className="ph1">
      <h2>{w.title}</h2>
      <Capacity />
      <span className="push" />
      <Button ref={menu.anchor} kind="ghost" size="xs" icon="plus" bare aria-haspopup="menu" aria-expanded={menu.open} data-testid="new" onClick={menu.toggle}>{w.add}</Button>
      <Menu anchor={menu.anchor} open={menu.open} onClose={menu.close} label={w.add} align="end" items={[
        { id: "message", label: w.newMail, icon: "email", run: () => onNew("message") },
        { id: "log", label: w.logWalkIn, icon: "users", run: () => onNew("log") },
        { id: "pick", label: w.pick, icon: "inbox", apart: true, run: () => onNew("pick") },
      ]} />
    </div>
  );
}

function Capacity() {
  const w = useWords(workWords);
  const use = useDesk(capacity, (a, b) => a.used === b.used && a.all === b.all);
  const boxes = Math.min(8, use.all);
  const filled = use.all === 0 ? 0 : Math.round((Math.min(use.used, use.all) / use.all) * boxes);
  const label = w.capacity(use.used, use.all);
  return (
    <>
      <span className="cap opt" role="img" aria-label={label} title={label}>
        {Array.from({ length: boxes }, (_, i) => <b key={i} className={i < filled ? (use.used > use.all ? "f over" : "f") : ""} />)}
      </span>
      <span className="f12 t3 num">{use.used} / {use.all}</span>
    </>
  );
}

function CaughtUp({ onPick }: { onPick: () => void }) {
  const w = useWords(workWords);
  const all = useDesk(queues, sameList);
  const available = useDesk((state) => me(state)?.presence === "available");
  const first = worst(all);
  return (
    <Empty icon="inbox" title={w.caughtUp} actions={<Button onClick={onPick}>{w.pick} <KeyHint action="pick" /></Button>}>
      {available ? w.willRing : w.notAvailable} {first === null ? w.nobodyWaits : w.waitIn(first.waiting, first.name)}
    </Empty>
  );
}
