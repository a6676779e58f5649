/** Scorecards: the list, and the editor in which an admin writes the next version. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { full, number } from "~/i18n/format";
import { languages, named, useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Check, Chip, Empty, Failed, Field, Select, Skeleton, useServerNow } from "~/parts";
import { isAdmin, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { get } from "~/wire/http";
import type { Card, Question, ScorecardInfo } from "~/wire/protocol";
import { idIn, useFresh } from "../lists";
import { moved, newCard, newQuestion, newSection, ofKind, shareOf, withQuestion, withSection, without } from "./cards";
import { happened, QualityHead, useNames } from "./pieces";
import { quality } from "./words";

const fresh = (): string => crypto.randomUUID().slice(0, 8);

export default function Cards() {
  const w = useWords(quality);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const names = useNames();
  const admin = useDesk(isAdmin);
  const found = useQuery({ queryKey: ["/api/quality/cards"], queryFn: ({ signal }) => get<{ items: ScorecardInfo[] }>("/api/quality/cards", signal) });
  useFresh(["/api/quality/cards"], happened);
  useEffect(() => setPageTitle(w.cards), [w]);
  return (
    <section className="pg" aria-label={w.cards} data-panel tabIndex={-1}>
      <QualityHead>{admin && <Link className="btn" href="/quality/cards/new" data-testid="card-new">{w.newCard}</Link>}</QualityHead>
      {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !found.data ? <Skeleton rows={4} /> : found.data.items.length === 0 ? <Empty icon="star" title={w.noCards}>{w.noCardsHow}</Empty> : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl">
            <thead><tr><th>{w.name}</th><th>{w.forQueues}</th><th>{w.versions}</th><th>{w.state}</th><th>{w.when}</th></tr></thead>
            <tbody>
              {found.data.items.map((one) => (
                <tr key={one.id} data-testid="card-row">
                  <td><Link className="rowl" href={`/quality/cards/${one.id}`} data-their-words>{named(one.card.name, code)}</Link></td>
                  <td className="t2 fill">{one.queues.length === 0 ? w.allQueues : one.queues.map(names.queue).join(", ")}</td>
                  <td className="num t2">{w.version(String(one.version))} · {w.usedIn(one.reviews)}</td>
                  <td><Chip tone={one.active ? "ok" : "line"}>{one.active ? w.inUse : w.outOfUse}</Chip></td>
                  <td className="num t3">{full(one.at, code, now)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** A text in every language of the firm. */
function Texts({ label, value, onChange, quiet }: { label: string; value: Record<string, string>; onChange: (value: Record<string, string>) => void; quiet?: boolean }) {
  const w = useWords(quality);
  const spoken = useDesk((state) => state.house?.languages) ?? ["en"];
  const shown = languages.filter((one) => spoken.includes(one.code));
  return <>{shown.map((one) => <Field key={one.code} label={`${label} ${w.inLanguage(one.name)}`} quiet={quiet ?? false} scale="sm" lang={one.code} placeholder={one.name} value={value[one.code] ?? ""} onChange={(event) => onChange({ ...value, [one.code]: event.target.value })} />)}</>;
}

function QuestionForm({ card, asked, put }: { card: Card; asked: Question; put: (card: Card) => void }) {
  const w = useWords(quality);
  const code = useLanguage();
  const change = (part: Partial<Question>): void => put(withQuestion(card, asked.id, (one) => ({ ...one, ...part })));
  return (
    <div className="q-edit" data-testid="question-form">
      <div className="q-texts"><Texts label={w.question} quiet value={asked.text} onChange={(text) => change({ text })} /></div>
      <div className="q-opts-f">
        <Select label={w.kind} scale="sm" value={asked.kind} options={(["yes_no", "scale"] as const).map((value) => ({ value, label: w.kinds[value] }))} onChange={(event) => put(withQuestion(card, asked.id, (one) => ofKind(one, event.target.value as Question["kind"])))} />
        {asked.kind === "scale" && <Field label={w.top} scale="sm" type="number" min={1} max={9} value={asked.top} onChange={(event) => change({ top: Number(event.target.value) })} />}
        <Field label={w.weightWord} scale="sm" type="number" min={0} max={1000} value={asked.weight} aside={<span className="t3 f11 num">{`${number(shareOf(card, asked), code, 0)} %`}</span>} onChange={(event) => change({ weight: Number(event.target.value) })} />
        <Check label={w.optional} checked={asked.optional} onChange={(optional) => change({ optional })} />
        <Check label={w.autoFail} checked={asked.auto_fail} onChange={(auto_fail) => change({ auto_fail })} />
        {asked.auto_fail && asked.kind === "scale" && <Field label={w.failsAt} scale="sm" type="number" min={0} max={asked.top - 1} value={asked.fails_at} onChange={(event) => change({ fails_at: Number(event.target.value) })} />}
        <span className="push row g1">
          <Button size="xs" kind="ghost" icon="up" bare onClick={() => put(moved(card, asked.id, -1))}>{w.up}</Button>
          <Button size="xs" kind="ghost" icon="down" bare onClick={() => put(moved(card, asked.id, 1))}>{w.down}</Button>
          <Button size="xs" kind="ghost" icon="x" bare onClick={() => put(without(card, asked.id))}>{w.remove}</Button>
        </span>
      </div>
    </div>
  );
}

function Editor({ info, versions }: { info: ScorecardInfo | null; versions: readonly ScorecardInfo[] }) {
  const w = useWords(quality);
  const c = useWords(common);
  const client = useQueryClient();
  const [, go] = useLocation();
  const admin = useDesk(isAdmin);
  const all = useDesk(queues, sameList);
  const [card, setCard] = useState<Card>(() => info?.card ?? newCard(fresh(), fresh()));
  const [meant, setMeant] = useState<readonly string[]>(info?.queues ?? []);
  const save = async (): Promise<void> => {
    const answer = info
      ? await act("change_scorecard", { scorecard_id: info.id, version: info.version, card, queues: [...meant] })
      : await act("add_scorecard", { card, queues: [...meant] });
    if (!answer.ok) return void warn(refusal(c, answer));
    tell(w.cardSaved);
    await client.invalidateQueries({ predicate: (query) => String(query.queryKey[0]).startsWith("/api/quality/cards") });
    go(`/quality/cards/${info?.id ?? idIn(answer.data, "scorecard_id")}`);
  };
  const use = async (active: boolean): Promise<void> => {
    if (!info) return;
    const answer = await act("use_scorecard", { scorecard_id: info.id, active });
    if (!answer.ok) return void warn(refusal(c, answer));
    await client.invalidateQueries({ predicate: (query) => String(query.queryKey[0]).startsWith("/api/quality/cards") });
  };
  return (
    <div className="scroll" tabIndex={0}>
      <fieldset className="q-editor" disabled={!admin}>
        <legend className="sr">{w.card}</legend>
        <div className="q-texts"><Texts label={w.name} value={card.name} onChange={(name) => setCard({ ...card, name })} /></div>
        <fieldset className="q-set"><legend>{w.forQueues}</legend>{all.map((row) => <Check key={row.id} label={row.name} checked={meant.includes(row.id)} onChange={(on) => setMeant(on ? [...meant, row.id] : meant.filter((one) => one !== row.id))} />)}{meant.length === 0 && <span className="t3 f12">{w.allQueues}</span>}</fieldset>
        {card.sections.map((section) => (
          <section key={section.id} className="q-section" aria-label={w.sectionName}>
            <div className="q-texts"><Texts label={w.sectionName} value={section.name} onChange={(name) => setCard(withSection(card, section.id, (one) => ({ ...one, name })))} /></div>
            {section.questions.map((asked) => <QuestionForm key={asked.id} card={card} asked={asked} put={setCard} />)}
            <Button size="xs" icon="plus" onClick={() => setCard(withSection(card, section.id, (one) => ({ ...one, questions: [...one.questions, newQuestion(fresh())] })))}>{w.newQuestion}</Button>
          </section>
        ))}
        <div className="row">
          <Button icon="plus" onClick={() => setCard({ ...card, sections: [...card.sections, newSection(fresh(), fresh())] })}>{w.newSection}</Button>
          <span className="push" />
          {info && <Button kind="ghost" onClick={() => void use(!info.active)}>{info.active ? w.takeOut : w.takeIn}</Button>}
          <Button kind="pri" data-testid="card-save" onClick={() => void save()}>{w.saveCard}</Button>
        </div>
      </fieldset>
      {versions.length > 0 && <Versions items={versions} />}
    </div>
  );
}

function Versions({ items }: { items: readonly ScorecardInfo[] }) {
  const w = useWords(quality);
  const code = useLanguage();
  const now = useServerNow(60_000);
  return (
    <section className="q-part q-vers" aria-label={w.versions}>
      <h3>{w.versions}</h3>
      <ul>{items.map((one) => <li key={one.version} className="f12"><b className="num">{w.version(String(one.version))}</b> <span className="t3 num">{full(one.at, code, now)}</span> <span className="t3" data-their-words>{one.by_name}</span> <span className="t2 num">{w.usedIn(one.reviews)}</span></li>)}</ul>
    </section>
  );
}

export function CardPage({ id }: { id: string }) {
  const w = useWords(quality);
  const fresh_ = id === "new";
  const path = `/api/quality/cards/${id}`;
  const found = useQuery({ queryKey: [path], queryFn: ({ signal }) => get<{ items: ScorecardInfo[] }>(path, signal), enabled: !fresh_ });
  useEffect(() => setPageTitle(fresh_ ? w.newCard : w.card), [w, fresh_]);
  const newest = found.data?.items[0] ?? null;
  return (
    <section className="pg" aria-label={w.card} data-panel tabIndex={-1}>
      <QualityHead />
      {fresh_ ? <Editor info={null} versions={[]} /> : found.isError ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !found.data || !newest ? <Skeleton rows={8} /> : <Editor key={newest.version} info={newest} versions={found.data.items} />}
    </section>
  );
}
