/** The agent console: my work, one conversation, its customer; what is offered is shown before it is accepted. */

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { useKey, useScope } from "~/desk/keys";
import { act } from "~/desk/commands";
import { warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { speaks } from "~/state/calls";
import { offers, workOf } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { OfferRow, WorkRow } from "~/wire/protocol";
import { WrapUpSheet } from "../wrapup/WrapUpSheet";
import { startReturns } from "./composer/drafts";
import { CustomerPanel } from "./customer/CustomerPanel";
import { Grip } from "./Grip";
import { resume } from "./outbox";
import { useConversation } from "./queries";
import { NoTalk, Talk } from "./Talk";
import { loadAhead } from "./thread.state";
import { LogVisit } from "./work/LogVisit";
import { MyWork } from "./work/MyWork";
import { NewMessage } from "./work/NewMessage";
import { OfferPreview } from "./work/OfferPreview";
import { PickQueue } from "./work/PickQueue";
import { workWords } from "./words/work";
import "./console.css";
import "./work.css";
import "./thread.css";
import "./composer.css";
import "./customer.css";

type Sheet = "customer" | "work" | null;
type Layer = "message" | "log" | "pick" | null;

const pathOf = (conversation: string): string => `/c/${encodeURIComponent(conversation)}`;

/** Is somebody in the middle of a sentence? Nothing may take the page from under their hands. */
function isTyping(): boolean {
  const at = document.activeElement;
  return (at instanceof HTMLTextAreaElement || at instanceof HTMLInputElement) && at.value !== "";
}

/**
 * The offer shown in the middle: the first one, until it is hidden. With a conversation open only when asked for, but
 * who calls is shown at once: one has seconds to look.
 */
function usePreview(offer: OfferRow | null, open: string | null): { shown: OfferRow | null; look: () => void; hide: () => void } {
  const [asked, setAsked] = useState("");
  const [hidden, setHidden] = useState("");
  const rings = offer !== null && speaks(offer.medium) ? offer.id : "";
  useEffect(() => {
    if (rings !== "" && !isTyping()) setAsked(rings);
  }, [rings]);
  const shown = offer !== null && offer.id !== hidden && (open === null || asked === offer.id) ? offer : null;
  return {
    shown,
    look: () => { setAsked(offer?.id ?? ""); setHidden(""); },
    hide: () => { setHidden(offer?.id ?? ""); setAsked(""); },
  };
}

/** Load what will probably be opened next: the five rows nearest to the top. */
function useAhead(): void {
  const customers = useDesk((state) => Object.values(state.held.work).slice(0, 5).map((row) => row.customer_id), sameList);
  useEffect(() => {
    const timer = setTimeout(() => customers.forEach(loadAhead), 400);
    return () => clearTimeout(timer);
  }, [customers]);
}

export function Console({ conversationId }: { conversationId: string | null }) {
  const w = useWords(workWords);
  const c = useWords(common);
  const [, go] = useLocation();
  const pending = useDesk(offers, sameList);
  const offer = pending[0] ?? null;
  const work = useDesk((state) => (conversationId === null ? null : workOf(state, conversationId)));
  const about = useConversation(conversationId);
  const [sheet, setSheet] = useState<Sheet>(null);
  const [layer, setLayer] = useState<Layer>(null);
  const [wrap, setWrap] = useState(false);
  const [wanted, setWanted] = useState(0);
  const preview = usePreview(offer, conversationId);
  const customer = preview.shown?.customer_id ?? work?.customer_id ?? about.data?.customer_id ?? null;
  const wrapping = work?.state === "wrapping";

  useScope("console");
  useEffect(() => setPageTitle(w.title), [w]);
  useEffect(startReturns, []);
  useEffect(resume, []);
  useAhead();
  useEffect(() => setWrap(wrapping), [conversationId, wrapping]);
  useEffect(() => {
    if (conversationId === null) void act("watch", { conversation_ids: [] });
  }, [conversationId]);
  useAltHints();

  const hide = preview.hide;
  const open = useCallback((conversation: string, focus: boolean) => {
    hide();
    setSheet(null);
    go(pathOf(conversation));
    if (focus) setWanted((n) => n + 1);
  }, [go, hide]);
  const openRow = useCallback((row: WorkRow, focus: boolean) => open(row.conversation_id, focus), [open]);
  const accepted = useCallback((taken: OfferRow) => open(taken.conversation_id, true), [open]);
  const leave = useCallback(() => go("/"), [go]);
  useArrival(open, layer);

  const wrapUp = async (): Promise<void> => {
    if (work === null) return;
    if (work.state === "wrapping") return setWrap(true);
    const told = await act("start_wrap_up", { interaction_id: work.id });
    if (!told.ok) warn(refusal(c, told));
    else setWrap(true);
  };
  const toCustomer = (): boolean => {
    if (customer === null) return false;
    if (window.innerWidth < 1280 && sheet !== "customer") setSheet("customer");
    else go(`/customers/${customer}`);
    return true;
  };
  useKey("customer", toCustomer);
  useKey("work", () => { setSheet(sheet === "work" ? null : "work"); }, window.innerWidth < 1024);
  useEscape(() => {
    if (wrap && wrapping) setWrap(false);
    else if (sheet !== null) setSheet(null);
    else if (preview.shown !== null) preview.hide();
    else return false;
    return true;
  });
  const box = useRef<HTMLDivElement>(null);
  const sheetOf = useMemo(() => (sheet === null ? {} : { "data-sheet": sheet }), [sheet]);
  return (
    <div className="con" ref={box} {...sheetOf}>
      <MyWork offer={offer} open={conversationId} onOpen={openRow} onLook={preview.look} onAccepted={accepted} onNew={setLayer} />
      <Grip box={box} side="work" />
      {preview.shown !== null ? <OfferPreview offer={preview.shown} open={conversationId !== null} onHide={preview.hide} onAccepted={accepted} />
        : conversationId === null ? <NoTalk onWorkList={() => setSheet("work")} />
        : <Talk conversation={conversationId} customer={work?.customer_id ?? about.data?.customer_id ?? null} about={about.data} error={about.error} wanted={wanted}
            onWrapUp={() => void wrapUp()} onLeave={leave} onCustomer={() => setSheet("customer")} onWorkList={() => setSheet("work")} />}
      <Grip box={box} side="customer" />
      <CustomerPanel customer={customer} conversation={preview.shown?.conversation_id ?? conversationId} onClose={() => setSheet(null)} />
      <div className="sheet-scrim" onClick={() => setSheet(null)} />
      {wrap && wrapping && work.handling_id !== null && preview.shown === null && (
        <WrapUpSheet key={work.handling_id} work={work} onClose={() => setWrap(false)} onDone={leave} />
      )}
      {layer === "message" && <NewMessage onClose={() => setLayer(null)} onStarted={(id) => { if (id !== null) open(id, false); }} />}
      {layer === "log" && <LogVisit onClose={() => setLayer(null)} />}
      {layer === "pick" && <PickQueue onClose={() => setLayer(null)} onTaken={(id) => { if (id !== null) open(id, true); }} />}
    </div>
  );
}

/** Work that comes into my hands while nothing is open opens by itself, so that accepting by key shows it. */
function useArrival(open: (conversation: string, focus: boolean) => void, layer: Layer): void {
  const ids = useDesk((state) => Object.keys(state.held.work).sort(), sameList);
  const before = useRef<ReadonlySet<string> | null>(null);
  const rows = useDesk((state) => state.held.work);
  const [at] = useLocation();
  useEffect(() => {
    const was = before.current;
    before.current = new Set(ids);
    if (was === null || at !== "/" || layer !== null) return;
    const came = ids.find((id) => !was.has(id) && rows[id]?.state === "active");
    const row = came === undefined ? undefined : rows[came];
    if (row) open(row.conversation_id, true);
    // eslint-disable-next-line -- looks only when work comes or goes
  }, [ids]);
}

/** While Alt is held, every control shows its key. */
function useAltHints(): void {
  useEffect(() => {
    const root = document.documentElement;
    const show = (event: KeyboardEvent): void => {
      if (event.key === "Alt") root.dataset["alt"] = "";
    };
    const hide = (): void => {
      delete root.dataset["alt"];
    };
    window.addEventListener("keydown", show);
    window.addEventListener("keyup", hide);
    window.addEventListener("blur", hide);
    return () => {
      hide();
      window.removeEventListener("keydown", show);
      window.removeEventListener("keyup", hide);
      window.removeEventListener("blur", hide);
    };
  }, []);
}

/** Esc closes the innermost layer; fields and dialogs hear it first. */
function useEscape(close: () => boolean): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (latest.current()) event.preventDefault();
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
}
