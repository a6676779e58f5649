/** Changes to a scorecard under the pen. Pure; ids are given. */

import type { Card, Question, Section } from "~/wire/protocol";

export const newQuestion = (id: string): Question => ({ id, text: {}, kind: "yes_no", weight: 10, top: 1, auto_fail: false, fails_at: 0, optional: true });
export const newSection = (id: string, question: string): Section => ({ id, name: {}, questions: [newQuestion(question)] });
export const newCard = (section: string, question: string): Card => ({ name: {}, sections: [newSection(section, question)] });

export const withSection = (card: Card, id: string, change: (section: Section) => Section): Card =>
  ({ ...card, sections: card.sections.map((section) => (section.id === id ? change(section) : section)) });

export const withQuestion = (card: Card, id: string, change: (asked: Question) => Question): Card =>
  ({ ...card, sections: card.sections.map((section) => ({ ...section, questions: section.questions.map((asked) => (asked.id === id ? change(asked) : asked)) })) });

/** Without a question; a section left empty goes, too. */
export const without = (card: Card, id: string): Card =>
  ({ ...card, sections: card.sections.map((section) => ({ ...section, questions: section.questions.filter((asked) => asked.id !== id) })).filter((section) => section.questions.length > 0) });

/** One place up or down within its section. */
export function moved(card: Card, id: string, step: number): Card {
  return { ...card, sections: card.sections.map((section) => {
    const at = section.questions.findIndex((asked) => asked.id === id);
    const to = at + step;
    if (at < 0 || to < 0 || to >= section.questions.length) return section;
    const questions = [...section.questions];
    const [taken] = questions.splice(at, 1);
    if (taken) questions.splice(to, 0, taken);
    return { ...section, questions };
  }) };
}

/** A question of another kind: the best answer and what fails must fit it. */
export const ofKind = (asked: Question, kind: Question["kind"]): Question => {
  const top = kind === "yes_no" ? 1 : Math.max(2, asked.top);
  return { ...asked, kind, top, fails_at: Math.min(asked.fails_at, top - 1) };
};

/** The share of the whole a question carries, in percent. */
export function shareOf(card: Card, asked: Question): number {
  const all = card.sections.reduce((sum, section) => sum + section.questions.reduce((part, one) => part + one.weight, 0), 0);
  return all === 0 ? 0 : (asked.weight * 100) / all;
}
