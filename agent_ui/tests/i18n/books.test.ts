/** Every page of the phrase book says the same things in both languages, and says them. */

import { describe, expect, it } from "vitest";

const pages = import.meta.glob<Record<string, unknown>>(["../../src/i18n/words/*.ts", "../../src/views/**/words.ts", "../../src/views/**/words/*.ts"], { eager: true });

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

function leaves(tree: Tree, path: string = ""): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]) => (isTree(value) ? leaves(value, `${path}${key}.`) : [[`${path}${key}`, value] as [string, unknown]]));
}

/** What a sentence says of `n`; one about a name is asked with a name. */
function spoken(say: (given: unknown) => unknown, n: number): unknown {
  try {
    return say(n);
  } catch {
    return say("name");
  }
}

for (const [file, exports] of Object.entries(pages)) {
  for (const [name, value] of Object.entries(exports)) {
    if (!isTree(value) || !isTree(value["en"]) || !isTree(value["ru"])) continue;
    const english = leaves(value["en"]);
    const russian = new Map(leaves(value["ru"]));
    describe(`${file.replace("../../src/", "")} ${name}`, () => {
      it("has the same keys in both languages", () => {
        expect([...russian.keys()].sort()).toEqual(english.map(([key]) => key).sort());
      });
      it("leaves nothing empty and nothing English in Russian", () => {
        for (const [key, text] of english) {
          const other = russian.get(key);
          expect(typeof other, key).toBe(typeof text);
          if (typeof text !== "string" || typeof other !== "string" || text === "") continue;
          expect(other, key).not.toBe("");
          if (/[a-z]{4}/.test(text) && !/@|^\S+\/\S+$/.test(text)) expect(/[а-яё]/i.test(other), `${key}: ${other}`).toBe(true);
        }
      });
      it("writes a result for every count", () => {
        for (const [key, say] of [...english, ...russian]) {
          if (typeof say !== "function" || say.length !== 1) continue;
          for (const n of [0, 1, 2, 5, 21]) {
            const said = spoken(say as (given: unknown) => unknown, n);
            if (typeof said === "string") expect(said.includes("undefined") || said.includes("#"), `${key}(${n}): ${said}`).toBe(false);
          }
        }
      });
    });
  }
}
