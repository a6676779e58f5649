/**
 * Golden cases, written by pytest from the real store: {name, before, changes, after}. `before` is a desk, `after` the
 * rows that must be held after all changes. Both sides agree on what a change means, or this fails.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { empty, load, reduce, type State } from "~/state/reduce";
import { tables, type Change, type Desk, type Rows } from "~/wire/protocol";

interface Case {
  name: string;
  before: Desk;
  changes: Change[];
  after: Partial<Rows>;
}

const folder = fileURLToPath(new URL("../../../tests/golden", import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("day") && name.endsWith(".json")) : [];

function held(state: State): Record<string, unknown> {
  return Object.fromEntries(tables.map((table) => [table, state.held[table]]));
}

function wanted(rows: Partial<Rows>): Record<string, unknown> {
  return Object.fromEntries(tables.map((table) => [table, Object.fromEntries((rows[table] ?? []).map((row) => [row.id, row]))]));
}

describe.runIf(files.length > 0)("golden cases", () => {
  for (const file of files) {
    const cases = JSON.parse(readFileSync(`${folder}/${file}`, "utf-8")) as Case[];
    for (const [i, one] of cases.entries()) {
      it(`${file}: ${one.name ?? i}`, () => {
        const begun = load(empty, one.before);
        expect(held(one.changes.reduce(reduce, begun))).toEqual(wanted(one.after));
        // Again from the first: what was heard already must do nothing.
        expect(held([...one.changes, ...one.changes].reduce(reduce, begun))).toEqual(wanted(one.after));
      });
    }
  }
});
