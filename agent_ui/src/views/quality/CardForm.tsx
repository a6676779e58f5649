/** A scorecard to fill in or to read: digits give points, N does not apply, arrows move from question to question. */

import { useEffect, useRef, type KeyboardEvent } from "react";
import { number } from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { Chip, Icon } from "~/parts";
import type { Card, Question } from "~/wire/protocol";
import { ScoreMark } from "./pieces";
import { answerOf, percentOf, questionsOf, score, type Answers } from "./score";
import { quality } from "./words";

interface Choice {
  readonly points: number | null;
  readonly label: string;
  readonly key: string;
}

function choicesOf(asked: Question, w: { yes: string; no: string; naShort: string }): Choice[] {
  const given: Choice[] = asked.kind === "yes_no"
    ? [{ points: 1, label: w.yes, key: "1" }, { points: 0, label: w.no, key: "0" }]
    : Array.from({ length: asked.top + 1 }, (_, points) => ({ points, label: String(points), key: points < 10 ? String(points) : "" }));
  return asked.optional ? [...given, { points: null, label: w.naShort, key: "N" }] : given;
}

function Ask({ asked, given, before, onAnswer, readOnly }: { asked: Question; given: number | null | undefined; before: number | null | undefined; onAnswer: (points: number | null) => void; readOnly: boolean }) {
  const w = useWords(quality);
  const code = useLanguage();
  const choices = choicesOf(asked, w);
  const bad = asked.auto_fail && given !== undefined && given !== null && given <= asked.fails_at;
  const changed = before !== undefined && before !== given;
  return (
    <div className={`q-ask${bad ? " bad-a" : ""}${asked.kind === "scale" ? " scale" : ""}`} data-question={asked.id} data-testid="question">
      <p id={`q-${asked.id}`} data-their-words>{named(asked.text, code)}</p>
      <div className="q-meta f12 t3">
        {asked.auto_fail && <Chip tone="bad" icon="alert" title={w.autoFailHow(String(asked.fails_at))}>{w.autoFail}</Chip>}
        <span className="num">{w.weight(String(asked.weight))}</span>
        {changed && <Chip tone="acc">{before === null ? w.naShort : choices.find((one) => one.points === before)?.label ?? before} →</Chip>}
      </div>
      <div className="q-opts" role="radiogroup" aria-labelledby={`q-${asked.id}`}>
        {choices.map((one) => {
          const on = given === one.points;
          return (
            <button key={String(one.points)} type="button" role="radio" aria-checked={on} disabled={readOnly} className={on ? "on" : ""} tabIndex={on || (given === undefined && one === choices[0]) ? 0 : -1}
              title={one.points === null ? w.na : w.points(String(one.points), String(asked.top))} data-points={String(one.points)} onClick={() => onAnswer(one.points)}>
              {on && <Icon name="check" size="xs" />}{one.label}{!readOnly && one.key !== "" && one.label !== one.key && <kbd aria-hidden="true">{one.key}</kbd>}
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** Focus the answers of the question `step` away from the one that has the focus. */
function move(box: HTMLElement, step: number): void {
  const all = [...box.querySelectorAll<HTMLElement>("[data-question]")];
  const at = all.findIndex((one) => one.contains(document.activeElement));
  all[Math.max(0, Math.min(all.length - 1, at + step))]?.querySelector<HTMLElement>("[role=radio][tabindex='0']")?.focus();
}

export function CardForm({ card, answers, before = {}, onAnswer, readOnly }: { card: Card; answers: Answers; before?: Answers; onAnswer: (question: string, points: number | null) => void; readOnly: boolean }) {
  const w = useWords(quality);
  const code = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const found = score(card, answers);
  const first = useRef(!readOnly);
  useEffect(() => {
    if (!first.current || box.current === null) return;
    first.current = false;
    const open = found.open[0];
    box.current.querySelector<HTMLElement>(`${open === undefined ? "" : `[data-question="${CSS.escape(open)}"] `}[role=radio][tabindex='0']`)?.focus();
  }, [found]);
  const keys = (event: KeyboardEvent): void => {
    if (readOnly || event.ctrlKey || event.metaKey || event.altKey || box.current === null) return;
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      return move(box.current, event.code === "ArrowDown" ? 1 : -1);
    }
    const id = (event.target as HTMLElement).closest<HTMLElement>("[data-question]")?.dataset["question"];
    const asked = questionsOf(card).find((one) => one.id === id);
    if (!asked) return;
    const points = event.code === "ArrowLeft" || event.code === "ArrowRight" ? beside(asked, answers[asked.id], event.code === "ArrowRight" ? 1 : -1, w) : answerOf(asked, event.code);
    if (points === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // single keys of the page mean something else
    onAnswer(asked.id, points);
    if (!event.code.startsWith("Arrow")) move(box.current, 1);
  };
  return (
    <div ref={box} className="q-card" onKeyDown={keys} data-testid="scorecard">
      {card.sections.map((section) => {
        const own = percentOf(section.questions, answers);
        return (
          <section key={section.id} aria-label={named(section.name, code)}>
            <div className="q-sec"><h3 data-their-words>{named(section.name, code)}</h3><span className="push t3 f12 num">{own === null ? "–" : `${number(own, code, 0)} %`}</span></div>
            {section.questions.map((asked) => <Ask key={asked.id} asked={asked} given={answers[asked.id]} before={before[asked.id]} readOnly={readOnly} onAnswer={(points) => onAnswer(asked.id, points)} />)}
          </section>
        );
      })}
    </div>
  );
}

/** The answer beside the present one, for the arrow keys of a radio group. */
function beside(asked: Question, given: number | null | undefined, step: number, w: { yes: string; no: string; naShort: string }): number | null | undefined {
  const choices = choicesOf(asked, w);
  const at = choices.findIndex((one) => one.points === given);
  return choices[(at + step + choices.length) % choices.length]?.points;
}

/** The score as it stands, and what keeps it from being final. */
export function Total({ card, answers }: { card: Card; answers: Answers }) {
  const w = useWords(quality);
  const found = score(card, answers);
  return (
    <div className="q-total" role="status">
      <ScoreMark score={found.percent === null ? null : Math.round(found.percent * 10) / 10} large />
      <span className="f12 t2">{found.failed.length > 0 ? <span className="bad"><Icon name="alert" size="xs" className="inl" />{w.failed}</span> : found.open.length > 0 ? w.open(found.open.length) : ""}</span>
    </div>
  );
}
