/** The board's figures against cases worked out by hand and the published service level example. */

import { describe, expect, it } from "vitest";
import { inventedBoard, queueTile, tally } from "../../dev/board";
import { load } from "~/state/board";
import { abandonedShare, ageOf, agentsOf, answerSeconds, byStay, byTrouble, countStates, giver, headline, isPartial, level, linesOf, needy, ownStaff, queueLine, sum, tone, waitTone } from "~/state/figures";

const NOW = Date.parse("2026-11-30T13:08:22Z");
const held = load(inventedBoard(NOW));
const crew = { ready: 1, busy: 0, wrapping: 0, away: 0, of: 1 };

describe("service level", () => {
  // Answered after 5, 10, 15, 18, 25, 30, 40 s, gave up after 3, 22, 50 s, aim 20 s: SL2 = 4 of 9 = 44.4 %.
  const published = tally({ entered: 10, answered: 7, in_target: 4, wait_seconds: 143, abandoned: 3, abandoned_in_target: 1, abandoned_short: 1 });
  it("is what was answered within the aim of all who did not give up before it", () => {
    expect(level(published)).toBeCloseTo(4 / 9, 6);
    expect(answerSeconds(published)).toBeCloseTo(20.43, 2);
    expect(abandonedShare(published)).toBeCloseTo(0.3, 6);
  });
  it("is unknown, not 0, where nobody could be answered", () => {
    expect(level(tally())).toBeNull();
    expect(answerSeconds(tally({ abandoned: 2 }))).toBeNull();
    expect(abandonedShare(tally())).toBeNull();
    expect(level(tally({ abandoned: 2, abandoned_in_target: 2 }))).toBeNull();
  });
  it("of several queues is that of their tallies together, not a mean of levels", () => {
    const together = sum([tally({ answered: 90, in_target: 90 }), tally({ answered: 10, in_target: 0 })]);
    expect(level(together)).toBeCloseTo(0.9, 6);
  });
});

describe("tones", () => {
  it("warn up to ten points under the aim and are bad below; no figure has no tone", () => {
    expect([tone(0.8, 0.8), tone(0.71, 0.8), tone(0.69, 0.8), tone(null, 0.8)]).toEqual(["", "w", "d", ""]);
  });
  it("warn from three quarters of the aim of a wait", () => {
    expect([waitTone(15, 20), waitTone(16, 20), waitTone(21, 20), waitTone(null, 20)]).toEqual(["", "w", "d", ""]);
  });
  it("say an age over 5 s and dim over 30 s", () => {
    expect([ageOf(5), ageOf(6), ageOf(30), ageOf(31)]).toEqual(["fresh", "old", "old", "stale"]);
  });
});

describe("filters", () => {
  it("count only the media of a kind", () => {
    const chat = held.queues["chat"];
    expect(chat && queueLine(chat, "all").waiting).toBe(8);
    expect(chat && queueLine(chat, "voice").waiting).toBe(0);
    expect(linesOf(held, "", "voice").map((line) => line.id)).toEqual(["billing", "support", "orders"]);
  });
  it("of a team show its agents and the queues they serve", () => {
    const own = agentsOf(held, "support");
    const served = new Set(own.flatMap((one) => one.queues));
    expect(own.every((one) => one.team === "support")).toBe(true);
    expect(linesOf(held, "support", "all").every((line) => served.has(line.id))).toBe(true);
  });
});

describe("the headline", () => {
  const all = headline(held, "", "all");
  it("adds up what waits, and names who waits longest", () => {
    expect(all.waiting).toBe(7 + 8 + 4 + 1 + 38);
    expect(all.longest?.queue_id).toBe("mail");
    expect(headline(held, "", "voice").longest?.queue_id).toBe("billing");
  });
  it("counts agents by their state; those who are not here are in no share", () => {
    const count = countStates(Object.values(held.agents));
    expect(all.ready).toBe(count.available);
    expect(all.of).toBe(Object.keys(held.agents).length - count.offline);
    expect(all.occupancy).toBeCloseTo((count.busy + count.wrapping) / (count.busy + count.wrapping + count.available + count.ringing), 6);
  });
  it("knows nothing of an empty floor and says so", () => {
    const none = headline({ ...held, queues: {}, agents: {} }, "", "all");
    expect([none.level, none.abandoned, none.occupancy, none.longest, none.target, none.before]).toEqual([null, null, null, null, null, null]);
  });
  it("compares with an hour ago only where the log is that old, and all media are shown", () => {
    const young = { ...held, queues: Object.fromEntries(Object.entries(held.queues).map(([id, tile]) => [id, { ...tile, trend: tile.trend.slice(10) }])) };
    expect(headline(young, "", "all").before).toBeNull();
    expect(headline(held, "", "voice").before).toBeNull();
    expect(all.before).not.toBeNull();
  });
});

describe("order", () => {
  it("puts queues in trouble on top", () => {
    const ids = linesOf(held, "", "all").sort(byTrouble(NOW)).map((line) => line.id);
    expect(ids.slice(0, 2).sort()).toEqual(["billing", "chat"]);
    expect(ids[ids.length - 1]).toBe("night");
  });
  it("puts the longest in a state first and who is not here last", () => {
    const ids = Object.values(held.agents).sort(byStay).map((one) => one.state);
    expect(ids[ids.length - 1]).toBe("offline");
    expect(Object.values(held.agents).sort(byStay)[0]?.id).toBe("p0");
  });
});

describe("who can give agents", () => {
  it("is the queue with ready agents that stands furthest above its aim", () => {
    expect(giver(held, "billing")).toBe("orders");
  });
  it("is nobody when no other queue has a ready agent", () => {
    const alone = { ...held, queues: { a: queueTile("a", "chat", NOW, { waiting: 1, age: 1, target: 20, hour: tally(), agents: crew }) } };
    expect(giver(alone, "a")).toBeNull();
  });
});

describe("alerts", () => {
  it("rest while they are put off and come back by themselves", () => {
    expect(needy(held.alerts, NOW).map((one) => one.kind)).toEqual(["queue_level", "long_talk", "help"]);
    expect(needy(held.alerts, NOW + 601_000)).toHaveLength(4);
  });
});

describe("staff of a queue", () => {
  const agents = Object.values(held.agents);
  const [one] = agents;
  const queue = one?.queues[0] ?? "";
  const counted = (state: string, online: boolean): Partial<typeof crew> => {
    const board = { ...held, agents: { a: { ...one!, id: "a", queues: [queue], team: "north", state: state as (typeof agents)[number]["state"], online } } };
    return ownStaff(board, queue, "");
  };
  it("counts whom the board shows as the hub counts the whole queue", () => {
    expect(counted("available", true)).toEqual({ ready: 1, busy: 0, wrapping: 0, away: 0, of: 1 });
    expect(counted("available", false)).toMatchObject({ ready: 0, of: 0 });
    expect(counted("ringing", true)).toMatchObject({ busy: 1, of: 1 });
    expect(counted("missed", true)).toMatchObject({ away: 1, of: 1 });
    expect(counted("offline", false)).toMatchObject({ of: 0 });
  });
  it("is partial where the queue has agents whom the viewer does not see, and by team where one is chosen", () => {
    const tile = held.queues[queue]!;
    const board = { ...held, queues: { [queue]: { ...tile, agents: { ...crew, ready: 2, of: 2 } } }, agents: { a: { ...one!, id: "a", queues: [queue], team: "north", state: "available" as const, online: true } } };
    expect(isPartial(board)).toBe(true);
    expect(isPartial({ ...board, queues: { [queue]: { ...tile, agents: crew } } })).toBe(false);
    expect([ownStaff(board, queue, "north").ready, ownStaff(board, queue, "south").ready]).toEqual([1, 0]);
  });
});
