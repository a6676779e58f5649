/** Why a message did not go, in the agent's language. */

import { describe, expect, it } from "vitest";
import { refusalWords } from "~/views/console/words/refusals";

describe("why a message did not go", () => {
  it("is the hub's sentence in English, without its own word", () => {
    expect(refusalWords.en.why("permanent: 21610: the recipient has said STOP")).toBe("21610: the recipient has said STOP");
    expect(refusalWords.en.why("30005 the number does not exist any more")).toBe("30005 the number does not exist any more");
  });
  it("is told in Russian by its code, wherever it stands", () => {
    expect(refusalWords.ru.why("permanent: 21610: the recipient has said STOP")).toContain("СТОП");
    expect(refusalWords.ru.why("30005 the number does not exist any more")).toBe("такого номера больше нет (30005)");
    expect(refusalWords.ru.why("permanent: parts 1 to 2 of 3 were sent, not the rest: 21610: x")).toContain("(21610)");
    expect(refusalWords.ru.why("permanent: the mail server refuses the mail: 550")).toBe("the mail server refuses the mail: 550");
  });
});
