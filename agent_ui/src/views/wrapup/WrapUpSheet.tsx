/** The one form at the end of a talk: result, disposition, summary and what follows, saved together or not at all. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { act } from "~/desk/commands";
import { useKey, useScope } from "~/desk/keys";
import { tell, warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Banner, Button, Failed, Icon, Ring, Skeleton, useServerNow } from "~/parts";
import { colleagues, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { newId } from "~/wire/socket";
import type { WorkRow } from "~/wire/protocol";
import { cardKey, useCard } from "../console/queries";
import { CasePart } from "./CasePart";
import { Dispositions, Result } from "./Dispositions";
import { Foot } from "./Foot";
import { startCallback, startCase, startOpportunity, titled, toForm, toggleCode, type Ground, type Sheet } from "./form";
import { CampaignPart, ConsentPart, TerminationPart } from "./MoreParts";
import { callAddresses, CallbackPart, OpportunityPart } from "./OtherParts";
import { MiniInput, type Errors } from "./Parts";
import { asks, missing, offered, required } from "./rules";
import { useSheet, type SheetState } from "./useSheet";
import { wrapWords } from "./words";
import "./wrapup.css";

const EXTRA = 60;
const MOST_EXTENSIONS = 2;

export function WrapUpSheet({ work, onClose, onDone }: { work: WorkRow; onClose: () => void; onDone: () => void }) {
  const w = useWords(wrapWords);
  const state = useSheet(work);
  useScope("wrapup");
  return (
    <aside className="wrapsheet" role="dialog" aria-label={w.title} data-panel tabIndex={-1} data-testid="wrapup-sheet">
      <Top work={work} onClose={onClose} />
      {state.sheet === null || state.ground === null
        ? (state.error !== null && state.error !== undefined ? <Failed error={state.error} onRetry={state.again} /> : <div style={{ paddingTop: 12 }}><Skeleton rows={8} /></div>)
        : <Form work={work} state={state} sheet={state.sheet} ground={state.ground} onDone={onDone} />}
    </aside>
  );
}

function Top({ work, onClose }: { work: WorkRow; onClose: () => void }) {
  const w = useWords(wrapWords);
  const c = useWords(common);
  const seconds = useDesk((state) => state.house?.wrapup_seconds ?? 90) + work.wrapup_extensions * EXTRA;
  const most = work.wrapup_extensions >= MOST_EXTENSIONS;
  const extend = async (): Promise<void> => {
    if (work.handling_id === null) return;
    const told = await act("extend_wrap_up", { handling_id: work.handling_id });
    if (!told.ok) warn(refusal(c, told));
  };
  useKey("moreTime", () => void extend(), !most);
  const about = [work.customer_name, c.media[work.medium], work.case_number].filter((one) => one !== "").join(" · ");
  return (
    <div className="ph1 head">
      {work.wrapup_deadline !== null && <Ring deadline={work.wrapup_deadline} seconds={seconds} urgentUnder={10} />}
      <div className="col"><h2>{w.title}</h2><span className="f12 t3 trunc">{about}</span></div>
      <span className="push" />
      {work.wrapup_deadline !== null && <Button size="xs" icon="clock" action="moreTime" disabled={most} title={most ? w.noMore : undefined} onClick={() => void extend()}>{w.more}</Button>}
      <Button kind="ghost" icon="x" bare title={w.back} onClick={onClose}>{w.back}</Button>
    </div>
  );
}

function Overtime({ work, flagged }: { work: WorkRow; flagged: boolean }) {
  const w = useWords(wrapWords);
  const now = useServerNow();
  if (flagged) return <Banner tone="warn">{w.flagged}</Banner>;
  const over = work.wrapup_deadline !== null && Date.parse(work.wrapup_deadline) < now - 1_000;
  return over ? <Banner tone="warn">{w.overtime}</Banner> : null;
}

/** Sending the form: what is missing is said before; what the hub refuses stands at its field. */
function useCompleting(work: WorkRow, state: SheetState, sheet: Sheet, ground: Ground, onDone: () => void) {
  const w = useWords(wrapWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);
  const attempt = useRef({ form: "", id: "" });
  const complete = async (stay: boolean): Promise<void> => {
    if (busy || work.handling_id === null) return;
    const gaps = missing(sheet, ground.dispositions);
    setErrors(Object.fromEntries(gaps.map((path) => [path, w.missing[path] ?? w.needed])));
    if (gaps.length > 0) return;
    const form = toForm(sheet, ground.currency);
    const text = JSON.stringify(form);
    if (attempt.current.form !== text) attempt.current = { form: text, id: newId() };
    setBusy(true);
    const told = await act("complete_wrap_up", { handling_id: work.handling_id, form }, attempt.current.id);
    setBusy(false);
    if (told.ok) {
      state.forget();
      tell(w.done);
      void client.invalidateQueries({ queryKey: cardKey(work.customer_id) });
      if (!stay) onDone();
      return;
    }
    attempt.current = { form: "", id: "" };
    const why = told.code === "stale" ? w.stale : told.code === "missing" ? (w.missing[told.field] ?? w.needed) : refusal(c, told);
    if (told.field !== "") setErrors({ [told.field.replace(/^form\./, "")]: why });
    else warn(why);
    if (told.code === "stale") state.again();
  };
  return { errors, busy, complete, clear: () => setErrors({}) };
}

function Form({ work, state, sheet, ground, onDone }: { work: WorkRow; state: SheetState; sheet: Sheet; ground: Ground; onDone: () => void }) {
  const w = useWords(wrapWords);
  const card = useCard(work.customer_id).data ?? null;
  const people = useDesk(colleagues, sameList);
  const lines = useDesk(queues, sameList);
  const { errors, busy, complete, clear } = useCompleting(work, state, sheet, ground, onDone);
  const [consent, setConsent] = useState(sheet.consents.length > 0);
  const body = useRef<HTMLDivElement>(null);
  const all = offered(ground.dispositions, work.queue_id, state.view?.dispositions ?? []);
  const about = titled(ground, sheet.codes);
  const wanted = required(sheet.codes, ground.dispositions);
  const must = (part: string): string | null => (asks(wanted, part) ? w.must : null);
  const set = (patch: Partial<Sheet>): void => {
    if (Object.keys(errors).length > 0) clear();
    state.change(patch);
  };
  const phone = callAddresses(card)[0] ?? "";
  useKey("finish", () => void complete(false));
  useKey("openCase", () => set({ case: sheet.case === null ? startCase(about) : null }));
  useKey("callback", () => set({ callback: sheet.callback === null ? startCallback(phone, ground.me) : null }));
  useKey("opportunity", () => set({ opportunity: sheet.opportunity === null ? startOpportunity(about) : null }));
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    const field = body.current?.querySelector<HTMLElement>("[aria-invalid], .disp.wrong button, [data-bad] textarea");
    field?.focus();
    body.current?.querySelector(".fld-err")?.scrollIntoView({ block: "nearest" });
  }, [errors]);
  const other = Object.entries(errors).filter(([path]) => !drawn.has(path));
  return (
    <>
      <div className="bd" ref={body}>
        <Overtime work={work} flagged={state.view?.state === "flagged"} />
        {other.map(([path, why]) => <Banner key={path} tone="bad">{why}</Banner>)}
        <Result value={sheet.result} onChange={(result) => set({ result, resultChosen: true })} />
        <Dispositions all={all} chosen={sheet.codes} error={errors["codes"]} onToggle={(one) => { clear(); state.change((was) => toggleCode(was, one, ground, phone)); }} />
        <Summary value={sheet.note} error={errors["note"]} must={must("note")} saved={state.saved} onChange={(note) => set({ note })} />
        {(asks(wanted, "topic") || sheet.topic !== "") && <MiniInput label={w.topic} value={sheet.topic} error={errors["topic"]} onChange={(topic) => set({ topic })} />}
        <div>
          <div className="lbl">{w.nextStep} <span className="t3" style={{ fontWeight: 400 }}>{w.nextHint}</span></div>
          <div className="nxt">
            <CasePart fields={sheet.case} ground={about} people={people} must={must("case")} errors={errors} onChange={(one) => set({ case: one })} />
            <CallbackPart fields={sheet.callback} ground={ground} card={card} people={people} queues={lines} must={must("callback")} errors={errors} onChange={(one) => set({ callback: one })} />
            <OpportunityPart fields={sheet.opportunity} ground={about} must={must("opportunity")} errors={errors} onChange={(one) => set({ opportunity: one })} />
            {card !== null && <CampaignPart card={card} value={sheet.campaign} must={must("campaign")} errors={errors} onChange={(one) => set({ campaign: one })} />}
            {card !== null && <ConsentPart card={card} value={sheet.consents} open={consent} must={must("consents")} onOpen={setConsent} onChange={(some) => set({ consents: some })} />}
            {(sheet.termination !== null || asks(wanted, "termination")) && <TerminationPart value={sheet.termination} must={must("termination")} errors={errors} onChange={(one) => set({ termination: one })} />}
          </div>
          {["case", "callback", "opportunity", "campaign", "consents", "termination"].map((part) => {
            const hidden = sheet[part as "case"] === null || (part === "consents" && sheet.consents.length === 0);
            return errors[part] !== undefined && hidden ? <p key={part} className="fld-err" role="alert">{errors[part]}</p> : null;
          })}
        </div>
      </div>
      <Foot sheet={sheet} busy={busy} onNext={(nextPresence) => set({ nextPresence })} onSave={(stay) => void complete(stay)} />
    </>
  );
}

/** Fields at which an error stands; any other stands above the form. */
const drawn = new Set([
  "codes", "note", "topic", "case", "case.id", "case.type", "case.subject", "case.status", "case.owner_id", "case.due_at", "callback", "callback.at",
  "callback.agent_id", "callback.queue_id", "callback.address", "opportunity", "opportunity.id", "opportunity.name", "opportunity.stage",
  "opportunity.amount", "opportunity.expected_close", "opportunity.loss_reason", "campaign", "campaign.campaign", "campaign.response", "consents",
  "termination", "termination.reason", "termination.competitor",
]);

function Summary({ value, error, must, saved, onChange }: { value: string; error: string | undefined; must: string | null; saved: boolean; onChange: (value: string) => void }) {
  const w = useWords(wrapWords);
  return (
    <div>
      <label className="lbl" htmlFor="wrapup-note">{w.summary}{must !== null && <span className="must f12">{must}</span>}
        <span className="push f12 t3 row g1" style={{ fontWeight: 400 }}>{saved && value !== "" && <><Icon name="check" size="xs" />{w.kept}</>}</span></label>
      <span className="inp area" data-bad={error === undefined ? undefined : ""}>
        <textarea id="wrapup-note" rows={3} value={value} placeholder={w.summaryHint} data-testid="wrapup-note" aria-invalid={error === undefined ? undefined : true} onChange={(event) => onChange(event.target.value)} />
      </span>
      {error !== undefined && <p className="fld-err" role="alert">{error}</p>}
    </div>
  );
}
