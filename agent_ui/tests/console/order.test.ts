import { describe, expect, it } from "vitest";
import { byUrgency, flat, holdOrder, neighbour, sections } from "~/views/console/logic/order";
import type { WorkRow } from "~/wire/protocol";
import { workRow } from "./fixture";

const at = (minute: number): string => `2024-11-20T10:${String(minute).padStart(2, "0")}:00Z`;
const ids = (list: ReturnType<typeof sections>): string[] => flat(list).map((row) => row.id);

describe("the order of my work", () => {
  it("puts what is due first on top and what is never due last", () => {
    const rows = [workRow({ id: "none" }), workRow({ id: "late", due_at: at(1) }), workRow({ id: "soon", due_at: at(5) })];
    expect(ids(sections(rows))).toEqual(["late", "soon", "none"]);
  });

  it("counts a promise that ends before the row's own time, and none that is paused or that a wrap-up has ended", () => {
    const promise = (due_at: string | null): WorkRow["clock"] => ({ id: "k", kind: "next_reply", state: due_at === null ? "paused" : "running", policy: "p", started_at: at(0), due_at, warn_at: null, breached_at: null, stopped_at: null, left_seconds: due_at === null ? 60 : null });
    const rows = [workRow({ id: "own", due_at: at(5), clock: promise(at(9)) }), workRow({ id: "promised", due_at: at(9), clock: promise(at(4)) }), workRow({ id: "paused", due_at: at(7), clock: promise(null) }), workRow({ id: "alone", clock: promise(at(6)) }), workRow({ id: "wrap", state: "wrapping", clock: promise(at(1)) })];
    expect(ids(sections(rows))).toEqual(["promised", "own", "alone", "paused", "wrap"]);
  });

  it("counts a wrap-up by its deadline, beside what is active", () => {
    const rows = [workRow({ id: "talk", due_at: at(9) }), workRow({ id: "wrap", state: "wrapping", wrapup_deadline: at(2) })];
    expect(ids(sections(rows))).toEqual(["wrap", "talk"]);
  });

  it("parts the active from those who wait and those put aside", () => {
    const rows = [workRow({ id: "z", state: "snoozed", snoozed_until: at(1) }), workRow({ id: "w", state: "waiting", last_agent_at: at(1) }), workRow({ id: "a" })];
    expect(sections(rows).map((one) => [one.name, one.rows.map((drawn) => drawn.row.id)])).toEqual([["active", ["a"]], ["waiting", ["w"]], ["snoozed", ["z"]]]);
  });

  it("never leaves two rows without an order", () => {
    const a = workRow({ id: "a", due_at: at(1) });
    const b = workRow({ id: "b", due_at: at(1) });
    expect(byUrgency(a, b)).toBeLessThan(0);
    expect(byUrgency(b, a)).toBeGreaterThan(0);
    expect(byUrgency(a, a)).toBe(0);
  });
});

describe("a list that is held under the pointer", () => {
  const drawn = sections([workRow({ id: "a", due_at: at(1) }), workRow({ id: "b", due_at: at(2) })]);

  it("keeps places although the order changed, and shows what changed in a row", () => {
    const next = sections([workRow({ id: "a", due_at: at(9), unread: 2 }), workRow({ id: "b", due_at: at(2) })]);
    expect(ids(next)).toEqual(["b", "a"]);
    const held = holdOrder(drawn, next);
    expect(ids(held)).toEqual(["a", "b"]);
    expect(held[0]?.rows[0]?.row.unread).toBe(2);
  });

  it("puts newcomers at the end", () => {
    const next = sections([workRow({ id: "new", due_at: at(0) }), workRow({ id: "a", due_at: at(1) }), workRow({ id: "b", due_at: at(2) })]);
    expect(ids(holdOrder(drawn, next))).toEqual(["a", "b", "new"]);
  });

  it("keeps the place of a row that left, and of one that moved to another section", () => {
    const next = sections([workRow({ id: "b", state: "waiting" })]);
    const held = holdOrder(drawn, next);
    expect(held[0]?.rows.map((one) => [one.row.id, one.gone])).toEqual([["a", true], ["b", false]]);
    expect(held[1]?.rows).toEqual([]);
  });
});

describe("going through the list by key", () => {
  const rows = [workRow({ id: "a" }), workRow({ id: "b" })];
  it("begins at the top and stops at the ends", () => {
    expect(neighbour(rows, null, 1)?.id).toBe("a");
    expect(neighbour(rows, "a", 1)?.id).toBe("b");
    expect(neighbour(rows, "b", 1)?.id).toBe("b");
    expect(neighbour(rows, "a", -1)?.id).toBe("a");
    expect(neighbour([], null, 1)).toBeNull();
  });
});
