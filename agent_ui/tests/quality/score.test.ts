import { describe, expect, it } from "vitest";
import { moved, newCard, newQuestion, ofKind, shareOf, withSection, without } from "~/views/quality/cards";
import { answerOf, score, type Answers } from "~/views/quality/score";
import type { Card, Question } from "~/wire/protocol";

const ask = (id: string, part: Partial<Question> = {}): Question => ({ ...newQuestion(id), weight: 25, ...part });
const card = (...questions: Question[]): Card => ({ name: { en: "Card" }, sections: [{ id: "s", name: {}, questions }] });
const four = card(ask("a"), ask("b"), ask("c"), ask("d"));
const yes: Answers = { a: 1, b: 1, c: 1, d: 1 };

// The same cases as tests/core/test_scorecard.py: what is shown while writing is what the hub will keep.
describe("the live score", () => {
  it("makes four of 25 % with one no 75, and an auto-fail 0", () => {
    expect(score(four, { ...yes, c: 0 }).percent).toBe(75);
    const strict = card(ask("a"), ask("b", { auto_fail: true }), ask("c"), ask("d"));
    expect(score(strict, { ...yes, b: 0 })).toMatchObject({ percent: 0, failed: ["b"] });
    expect(score(strict, { ...yes, b: null }).percent).toBe(100);
    const graded = card(ask("a"), ask("b", { kind: "scale", top: 5, auto_fail: true, fails_at: 2 }));
    expect(score(graded, { a: 1, b: 3 }).percent).toBe(80);
    expect(score(graded, { a: 1, b: 2 }).percent).toBe(0);
  });
  it("takes the weight of what does not apply out, and knows what is open", () => {
    expect(score(four, { ...yes, c: 0, d: null }).percent).toBeCloseTo(200 / 3);
    expect(score(four, { a: null, b: null, c: null, d: null }).percent).toBeNull();
    expect(score(four, { a: 1 }).open).toEqual(["b", "c", "d"]);
  });
});

describe("keys", () => {
  it("gives points by digits as far as the scale goes, and n/a by N where it may", () => {
    expect([answerOf(ask("a"), "Digit1"), answerOf(ask("a"), "Numpad0"), answerOf(ask("a"), "Digit2")]).toEqual([1, 0, undefined]);
    expect(answerOf(ask("a", { kind: "scale", top: 5 }), "Digit5")).toBe(5);
    expect([answerOf(ask("a"), "KeyN"), answerOf(ask("a", { optional: false }), "KeyN"), answerOf(ask("a"), "KeyX")]).toEqual([null, undefined, undefined]);
  });
});

describe("the card under the pen", () => {
  it("moves, removes and weighs questions", () => {
    expect(moved(four, "b", -1).sections[0]?.questions.map((one) => one.id)).toEqual(["b", "a", "c", "d"]);
    expect(moved(four, "a", -1)).toEqual(four);
    expect(without(card(ask("a")), "a").sections).toEqual([]);
    expect(shareOf(four, ask("a"))).toBe(25);
    expect(withSection(newCard("s", "q"), "s", (one) => ({ ...one, id: "t" })).sections[0]?.id).toBe("t");
  });
  it("keeps what fails below the best answer", () => {
    expect(ofKind(ask("a", { kind: "scale", top: 5, fails_at: 3 }), "yes_no")).toMatchObject({ top: 1, fails_at: 0 });
    expect(ofKind(ask("a"), "scale").top).toBe(2);
  });
});
