/** A review next to its conversation: filled in by keyboard, kept as a draft, published, disputed, settled. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { act } from "~/desk/commands";
import { useKey, useScope } from "~/desk/keys";
import { tell, warn } from "~/desk/undo";
import { full } from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Area, Button, ChannelTile, Chip, Failed, Seg, Skeleton, useServerNow } from "~/parts";
import { get } from "~/wire/http";
import type { ReviewPage } from "~/wire/protocol";
import { useFresh } from "../lists";
import { CardForm, Total } from "./CardForm";
import { happened, QualityHead, StateChip, useNames } from "./pieces";
import { ReviewThread } from "./ReviewThread";
import { score, type Answers } from "./score";
import { DisputeForm, Disputes, NoteForm, Notes, SettleForm } from "./Sides";
import { quality } from "./words";

const PAUSE = 600; // ms after the last change, then the draft is kept

type Kept = "" | "saving" | "saved" | "failed";

/** The draft: what is on the screen, kept by the hub a moment after each change. */
function useDraft(page: ReviewPage, editing: boolean): { answers: Answers; comment: string; kept: Kept; put: (answers: Answers, comment: string) => void; stop: () => void } {
  const [answers, setAnswers] = useState<Answers>(page.answers);
  const [comment, setComment] = useState(page.comment);
  const [kept, setKept] = useState<Kept>("");
  const timer = useRef(0);
  const stop = (): void => window.clearTimeout(timer.current);
  useEffect(() => stop, []);
  const put = (next: Answers, words: string): void => {
    setAnswers(next);
    setComment(words);
    if (!editing) return;
    stop();
    setKept("saving");
    timer.current = window.setTimeout(() => {
      void act("save_review", { review_id: page.review.id, answers: { ...next }, comment: words }).then((told) => setKept(told.ok ? "saved" : "failed"));
    }, PAUSE);
  };
  return { answers, comment, kept, put, stop };
}

function Head({ page }: { page: ReviewPage }) {
  const w = useWords(quality);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const names = useNames();
  const work = page.review.handling;
  return (
    <header className="q-work">
      <ChannelTile medium={work.medium} large />
      <div className="grow">
        <p className="b trunc"><span data-their-words>{work.agent_name}</span> <span className="t3 reg">{w.withWhom}</span> <Link href={`/customers/${work.customer_id}`} data-their-words>{work.customer_name}</Link></p>
        <p className="f12 t3 trunc"><span className="num">{full(work.started_at, code, now)}</span> · {names.queue(work.queue_id)} · {work.codes.map(names.code).join(", ")}<span data-their-words>{work.subject === "" ? "" : ` · ${work.subject}`}</span></p>
      </div>
      <StateChip state={page.review.state} />
    </header>
  );
}

function Publish({ page, draft, onDone }: { page: ReviewPage; draft: ReturnType<typeof useDraft>; onDone: (gone: boolean) => void }) {
  const w = useWords(quality);
  const c = useWords(common);
  const shared = page.calibration_id !== null;
  const open = score(page.card, draft.answers).open;
  const publish = async (): Promise<void> => {
    if (open.length > 0) {
      document.querySelector<HTMLElement>(`[data-question="${CSS.escape(open[0] ?? "")}"] [role=radio][tabindex='0']`)?.focus();
      return void warn(w.open(open.length));
    }
    draft.stop();
    const answer = await act("publish_review", { review_id: page.review.id, answers: { ...draft.answers }, comment: draft.comment });
    if (!answer.ok) return void warn(refusal(c, answer));
    tell(shared ? w.handedIn : w.published);
    onDone(false);
  };
  const drop = async (): Promise<void> => {
    draft.stop();
    const answer = await act("drop_review", { review_id: page.review.id });
    if (!answer.ok) return void warn(refusal(c, answer));
    tell(w.dropped);
    onDone(true);
  };
  useScope("list");
  useKey("publish", () => void publish());
  const said = { "": w.keysHow, saving: w.saving, saved: w.draftSaved, failed: w.draftFailed }[draft.kept];
  return (
    <footer className="q-foot">
      <span className={draft.kept === "failed" ? "f12 bad grow" : "f12 t3 grow"} role="status" data-testid="draft-state" data-state={draft.kept}>{said}</span>
      <Button kind="ghost" icon="x" bare onClick={() => void drop()}>{w.drop}</Button>
      <Button kind="pri" action="publish" data-testid="publish" onClick={() => void publish()}>{shared ? w.handIn : w.publish}</Button>
    </footer>
  );
}

function Body({ page, onDone }: { page: ReviewPage; onDone: (gone: boolean) => void }) {
  const w = useWords(quality);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const may = (what: string): boolean => page.may.includes(what);
  const editing = may("edit");
  const settling = may("settle");
  const draft = useDraft(page, editing);
  const [shown, setShown] = useState<number>(page.review.version);
  const version = page.versions.find((one) => one.number === shown);
  const writable = editing || (settling && shown === page.review.version);
  const answers = writable ? draft.answers : (version?.answers ?? page.answers);
  const comment = writable ? draft.comment : (version?.comment ?? page.comment);
  const before = settling && writable ? page.answers : page.versions.find((one) => one.number === shown - 1)?.answers;
  const changed = JSON.stringify(Object.entries(draft.answers).sort()) !== JSON.stringify(Object.entries(page.answers).sort()) || draft.comment !== page.comment;
  return (
    <aside className="q-right" aria-label={w.card} data-panel tabIndex={-1}>
      <div className="q-top"><h2 className="trunc" data-their-words title={named(page.review.card_name, code)}>{named(page.review.card_name, code)}</h2><span className="t3 f12 none">{w.version(String(page.card_version))}</span><span className="push" /><Total card={page.card} answers={answers} /></div>
      <div className="scroll q-scroll" tabIndex={-1}>
        {page.versions.length > 1 && <div className="q-part row"><Seg label={w.versions} value={String(shown)} choices={page.versions.map((one) => ({ value: String(one.number), label: w.version(String(one.number)) }))} onChange={(value) => setShown(Number(value))} />{version && <span className="t3 f12 num">{version.by_name} · {full(version.at, code, now)}</span>}</div>}
        <CardForm key={String(writable)} card={page.card} answers={answers} {...(before ? { before } : {})} readOnly={!writable} onAnswer={(question, points) => draft.put({ ...draft.answers, [question]: points }, draft.comment)} />
        <div className="q-part">
          {writable ? <Area label={w.comment} rows={3} value={comment} data-testid="review-comment" onChange={(event) => draft.put(draft.answers, event.target.value)} /> : comment !== "" && <><h3>{w.comment}</h3><p data-their-words>{comment}</p></>}
        </div>
        {page.disputes.length > 0 && <section className="q-part" aria-label={w.dispute}><h3>{w.dispute}</h3><Disputes items={page.disputes} agent={page.review.handling.agent_name} /></section>}
        {may("dispute") && <div className="q-part"><DisputeForm review={page.review.id} onDone={() => onDone(false)} /></div>}
        {settling && <SettleForm review={page.review.id} changed={changed} answers={draft.answers} comment={draft.comment} onDone={() => onDone(false)} />}
        {!editing && page.calibration_id === null && (
          <section className="q-part" aria-label={w.notes}>
            <h3>{w.notes}{may("coach") && <span className="push"><Chip tone={page.review.seen_at ? "ok" : "line"}>{page.review.seen_at ? w.seen : w.notSeen}</Chip></span>}</h3>
            <Notes items={page.notes} onChange={() => onDone(false)} />
            {may("coach") && <NoteForm agent={page.review.handling.agent_id} review={page.review.id} onDone={() => onDone(false)} />}
          </section>
        )}
      </div>
      {editing && <Publish page={page} draft={draft} onDone={onDone} />}
    </aside>
  );
}

export default function Review({ id }: { id: string }) {
  const w = useWords(quality);
  const client = useQueryClient();
  const [, go] = useLocation();
  const found = useQuery({ queryKey: ["review", id], queryFn: ({ signal }) => get<ReviewPage>(`/api/quality/reviews/${id}`, signal) });
  useFresh(["review", id], happened, id);
  const page = found.data;
  const title = page ? `${w.title}: ${page.review.handling.agent_name}` : w.title;
  useEffect(() => setPageTitle(title), [title]);
  const done = (gone: boolean): void => {
    void client.invalidateQueries({ predicate: (query) => String(query.queryKey[0]).startsWith("/api/quality") });
    if (gone) go("/quality");
    else if (page?.calibration_id) go(`/quality/calibrations/${page.calibration_id}`);
    else void client.invalidateQueries({ queryKey: ["review", id] });
  };
  return (
    <section className="pg" aria-label={title} data-panel tabIndex={-1}>
      <QualityHead />
      {found.isError && !page ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !page ? <Skeleton rows={10} /> : (
        <div className="q-two">
          <div className="q-left" role="region" aria-label={w.talk} data-panel tabIndex={0}><Head page={page} /><div className="scroll" tabIndex={0}><ReviewThread work={page.review.handling} /></div></div>
          <Body key={`${page.review.id} ${page.review.state} ${String(page.review.version)}`} page={page} onDone={done} />
        </div>
      )}
    </section>
  );
}
