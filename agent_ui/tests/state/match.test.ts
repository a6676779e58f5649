/** Names are found across alphabets, and what matched is marked in the name as it is written. */

import { describe, expect, it } from "vitest";
import { find, pieces } from "~/state/match";

const marked = (text: string, query: string): string[] => pieces(text, find(text, query)).filter((piece) => piece.marked).map((piece) => piece.text);

describe("finding", () => {
  it.each([
    ["Марина Ковалёва", "koval", "Ковал"],
    ["Марина Ковалёва", "ковалева", "Ковалёва"],
    ["Anna Koval", "коваль", "Koval"],
    ["Lucía Ferrer", "lucia", "Lucía"],
    ["Юлия Строгова", "yulia", "Юлия"],
    ["Jonas Weber", "web", "Web"],
  ])("%s is found by %s", (text, query, mark) => {
    expect(marked(text, query)).toEqual([mark]);
  });

  it("wants every word", () => {
    expect(marked("Марина Ковалёва", "kov mar")).toEqual(["Мар", "Ков"]);
    expect(find("Марина Ковалёва", "kov petr")).toBeNull();
  });

  it("begins at a word when the query is short", () => {
    expect(find("Anna Koval", "al")).toBeNull();
    expect(find("Alan", "al")).not.toBeNull();
  });

  it("finds nothing for an empty query", () => {
    expect(find("Anna", "  ")).toBeNull();
  });
});

describe("pieces", () => {
  it("put together are the text again", () => {
    for (const query of ["koval", "mar kov", "вал", "x"]) {
      expect(pieces("Марина Ковалёва", find("Марина Ковалёва", query)).map((piece) => piece.text).join("")).toBe("Марина Ковалёва");
    }
  });
});
