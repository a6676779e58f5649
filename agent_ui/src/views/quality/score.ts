/** What answers come to, as hub/core/scorecard.py reckons it; the hub's own figure is what is kept. Pure. */

import type { Card, Question } from "~/wire/protocol";

/** By question: points, or null where it does not apply; what is not answered yet is not there. */
export type Answers = Readonly<Record<string, number | null>>;

export interface Score {
  readonly percent: number | null;
  readonly failed: readonly string[];
  readonly open: readonly string[];
}

export const questionsOf = (card: Card): readonly Question[] => card.sections.flatMap((section) => section.questions);

export function percentOf(asked: readonly Question[], answers: Answers): number | null {
  let weight = 0;
  let reached = 0;
  for (const one of asked) {
    const given = answers[one.id];
    if (given === undefined || given === null) continue;
    weight += one.weight;
    reached += (one.weight * given) / one.top;
  }
  return weight === 0 ? null : (reached * 100) / weight;
}

export function score(card: Card, answers: Answers): Score {
  const asked = questionsOf(card);
  const failed = asked.filter((one) => {
    const given = answers[one.id];
    return one.auto_fail && given !== undefined && given !== null && given <= one.fails_at;
  }).map((one) => one.id);
  return {
    percent: failed.length > 0 ? 0 : percentOf(asked, answers),
    failed,
    open: asked.filter((one) => answers[one.id] === undefined).map((one) => one.id),
  };
}

/** What a pressed key answers: digits are points, N does not apply; undefined for anything else. */
export function answerOf(asked: Question, code: string): number | null | undefined {
  if (code === "KeyN") return asked.optional ? null : undefined;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit === undefined) return undefined;
  const points = Number(digit);
  return points <= asked.top ? points : undefined;
}
