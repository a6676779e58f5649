/** Laws of the board: changes may come twice or late, ticks lose nothing, the past plays to what it was, rows keep still. */

import { describe, expect, it } from "vitest";
import { inventedBoard, inventedPlay } from "../../dev/board";
import { apply, holdOrder, load, playTo, tick } from "~/state/board";
import type { BoardChanges } from "~/wire/board";

const NOW = Date.parse("2026-11-30T13:08:22Z");
const at = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();
const board = inventedBoard(NOW);
const held = load(board);
const waits = (state: typeof held, queue: string): number => state.queues[queue]?.media[0]?.waiting ?? -1;
const change = (pos: number, seconds: number, waiting: number): BoardChanges => ({
  pos, at: at(seconds), queues: board.queues.filter((one) => one.id === "billing").map((one) => ({ ...one, media: one.media.map((medium) => ({ ...medium, waiting })) })),
});

describe("changes", () => {
  it("put tiles in place by id and leave the others as they are", () => {
    const next = apply(held, change(101, 1, 9));
    expect(waits(next, "billing")).toBe(9);
    expect(next.queues["orders"]).toBe(held.queues["orders"]);
    expect(next.agents).toBe(held.agents);
  });
  it("are passed over when they are older than what is held, by position or, at the same position, by time", () => {
    const next = apply(held, change(105, 5, 9));
    expect(apply(next, change(104, 9, 1))).toBe(next);
    expect(apply(next, change(105, 4, 1))).toBe(next);
    expect(waits(apply(next, change(105, 6, 1)), "billing")).toBe(1);
  });
  it("may come twice", () => {
    const once = apply(held, change(101, 1, 9));
    expect(apply(once, change(101, 1, 9))).toEqual(once);
  });
  it("take agents away and add names to those known", () => {
    const next = apply(held, { pos: 101, at: at(1), gone_agents: ["p0"], names: { agents: { new: "Ada" }, customers: {}, calls: { h1: "She shouts" } } });
    expect(next.agents["p0"]).toBeUndefined();
    expect(next.names.agents).toMatchObject({ p1: "Aisha Bello", new: "Ada" });
    expect(next.names.calls).toEqual({ h1: "She shouts" });
  });
  it("take queues away, and leave the others as they are", () => {
    const next = apply(held, { pos: 101, at: at(1), gone_queues: ["billing"] });
    expect(next.queues["billing"]).toBeUndefined();
    expect(next.queues["orders"]).toBe(held.queues["orders"]);
    expect(apply(held, { pos: 101, at: at(1), gone_agents: ["p0"] }).queues).toBe(held.queues);
  });
  it("replace the alerts only when they bring some", () => {
    expect(apply(held, { pos: 101, at: at(1), alerts: null }).alerts).toBe(held.alerts);
    expect(apply(held, { pos: 101, at: at(1), alerts: [] }).alerts).toEqual([]);
  });
  it("come to the same board in whatever order old ones are repeated among them", () => {
    const all = [change(101, 1, 3), change(102, 2, 4), change(104, 3, 5)];
    const straight = all.reduce(apply, held);
    const repeated = [all[0], all[1], all[0], all[2], all[1], all[2]].reduce((state, one) => (one ? apply(state, one) : state), held);
    expect(repeated).toEqual(straight);
  });
});

describe("a tick", () => {
  it("says how fresh the board is, and lets no change be passed over", () => {
    const ticked = tick(held, { at: at(10) });
    expect(ticked.heard).toBe(at(10));
    expect(waits(apply(ticked, change(101, 1, 9)), "billing")).toBe(9);
    expect(tick(ticked, { at: at(3) })).toBe(ticked);
  });
});

describe("playing", () => {
  const film = inventedPlay(NOW, 60);
  it("comes to the same board in one leap and in small steps", () => {
    const start = load(film.start);
    const leap = playTo(start, film.steps, 0, NOW + 40_000);
    let walked = { held: start, done: 0 };
    for (let ms = NOW; ms <= NOW + 40_000; ms += 700) walked = playTo(walked.held, film.steps, walked.done, ms);
    walked = playTo(walked.held, film.steps, walked.done, NOW + 40_000);
    expect(walked).toEqual(leap);
    expect(leap.done).toBe(40);
    expect(waits(leap.held, "billing")).toBe(46);
  });
  it("shows nothing of what came after", () => {
    expect(playTo(load(film.start), film.steps, 0, NOW + 999).done).toBe(0);
  });
});

describe("an order under the pointer", () => {
  it("keeps every place drawn, puts newcomers last, takes out the gone", () => {
    expect(holdOrder(["c", "a", "b"], ["a", "b", "d", "c"])).toEqual(["c", "a", "b", "d"]);
    expect(holdOrder(["c", "a", "b"], ["b", "a"])).toEqual(["a", "b"]);
    expect(holdOrder([], ["b", "a"])).toEqual(["b", "a"]);
  });
});

