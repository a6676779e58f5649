/** Laws of the desk: changes may come twice, overlap the snapshot, and meet older ones; the newest word always holds. */

import { describe, expect, it } from "vitest";
import { empty, load, putThread, reduce, type State } from "~/state/reduce";
import type { Change, Desk, MentionRow, Rows, ThreadRow } from "~/wire/protocol";

const none: Rows = { me: [], offers: [], work: [], thread: [], queues: [], colleagues: [], drafts: [], mentions: [], calls: [], notices: [], helps: [] };
const mention = (id: string, v: number): MentionRow => ({
  v, id, message_id: "m", conversation_id: "c", customer_id: "u", customer_name: "", author_name: "", text: `as of ${v}`, at: "2026-01-01T00:00:00Z", seen: false,
});
const line = (id: string, v: number): ThreadRow => ({
  v, id, conversation_id: "c", interaction_id: null, customer_id: "u", kind: "text", direction: "inbound", medium: "chat", channel_id: null, at: "2026-01-01T00:00:00Z", author_id: null, author_name: "", address: "", subject: "",
  text: `as of ${v}`, full_text: "", has_html: false, has_remote_images: false, language: "", state: null, state_reason: "", cancellable_until: null, files: [], copies: [], event: "", data: {}, automatic: false,
});
const house = { firm: "F", languages: [], dispositions: [], canned: [], channels: [], reasons: [], skills: [], wrapup_seconds: 90, undo_seconds: 6, sandbox_url: "", currency: "EUR", time_zone: "UTC" };
const desk = (pos: number, mentions: MentionRow[] = [], epoch: string = "e"): Desk => ({ epoch, pos, now: "2026-01-01T00:00:00Z", house, rows: { ...none, mentions } });
const puts = (pos: number, ...mentions: MentionRow[]): Change => ({ pos, rows: { ...none, mentions }, removed: [], facts: [] });
const takes = (pos: number, id: string): Change => ({ pos, rows: none, removed: [{ table: "mentions", id, v: pos }], facts: [] });

/** A small generator of its own, so that a failure can be repeated by its number. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2654435761 + 1;
  return (sides) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return (state >>> 8) % sides;
  };
}

/** A made-up log: at each position one of four rows is put or taken. The world after each position is known. */
function log(seed: number, length: number): { changes: Change[]; worlds: Record<string, MentionRow>[] } {
  const roll = dice(seed);
  const changes: Change[] = [];
  const worlds: Record<string, MentionRow>[] = [{}];
  for (let pos = 1; pos <= length; pos += 1) {
    const id = "abcd".charAt(roll(4));
    const world = { ...worlds[pos - 1] };
    if (roll(3) === 0) {
      delete world[id];
      changes.push(takes(pos, id));
    } else {
      world[id] = mention(id, pos);
      changes.push(puts(pos, world[id]));
    }
    worlds.push(world);
  }
  return { changes, worlds };
}

const play = (state: State, changes: readonly Change[]): State => changes.reduce(reduce, state);

describe("a desk", () => {
  it("is the same whichever position its snapshot was taken at", () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const { changes, worlds } = log(seed, 24);
      for (let at = 0; at <= 24; at += 6) {
        const begun = load(empty, desk(at, Object.values(worlds[at] ?? {})));
        expect(play(begun, changes.slice(at)).held.mentions, `seed ${seed} at ${at}`).toEqual(worlds[24]);
      }
    }
  });

  it("does not mind changes that its snapshot holds already, any stretch of them, twice", () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const { changes, worlds } = log(seed, 24);
      const roll = dice(seed + 1000);
      const begun = load(empty, desk(12, Object.values(worlds[12] ?? {})));
      const from = roll(12);
      const upTo = 12 + roll(12);
      const overlapped = play(play(begun, changes.slice(from, upTo)), changes.slice(from));
      expect(overlapped.held.mentions, `seed ${seed}`).toEqual(worlds[24]);
    }
  });

  it("ends the same in any order of changes", () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const { changes, worlds } = log(seed, 20);
      const roll = dice(seed + 2000);
      const mixed = [...changes];
      for (let i = mixed.length - 1; i > 0; i -= 1) {
        const j = roll(i + 1);
        const [a, b] = [mixed[i], mixed[j]];
        if (a && b) [mixed[i], mixed[j]] = [b, a];
      }
      expect(play(load(empty, desk(0)), mixed).held.mentions, `seed ${seed}`).toEqual(worlds[20]);
    }
  });

  it("is not raised from the dead by an older row", () => {
    const gone = play(load(empty, desk(1, [mention("a", 1)])), [takes(5, "a"), puts(6, mention("a", 3))]);
    expect(gone.held.mentions).toEqual({});
    expect(reduce(gone, puts(7, mention("a", 7))).held.mentions["a"]?.v).toBe(7);
  });

  it("keeps a row that is newer than the removal", () => {
    const state = play(load(empty, desk(0)), [puts(9, mention("a", 9)), takes(5, "a")]);
    expect(state.held.mentions["a"]?.v).toBe(9);
  });

  it("never goes back in the log", () => {
    expect(play(load(empty, desk(10)), [puts(12), puts(11)]).pos).toBe(12);
  });

  it("gives the very same value for a change without news", () => {
    const state = play(load(empty, desk(3)), [takes(5, "a")]);
    expect(reduce(state, takes(5, "a"))).toBe(state);
    expect(reduce(state, puts(4))).toBe(state);
  });

  it("leaves tables alone that a change does not touch", () => {
    const state = load(empty, desk(1));
    expect(reduce(state, puts(2, mention("a", 2))).held.work).toBe(state.held.work);
  });

  it("passes over tables it does not know", () => {
    const state = load(empty, desk(1));
    const strange: Change = { pos: 2, rows: none, removed: [{ table: "moons", id: "x", v: 2 }], facts: [] };
    expect(reduce(state, strange).held).toEqual(state.held);
  });
});

describe("a thread", () => {
  it("takes lines that are older than the snapshot, for no snapshot holds them", () => {
    expect(putThread(load(empty, desk(100)), [line("a", 7)]).held.thread["a"]?.v).toBe(7);
  });

  it("does not take an older word on a line it has", () => {
    const state = putThread(load(empty, desk(1)), [line("a", 9)]);
    expect(putThread(state, [line("a", 4)])).toBe(state);
  });

  it("is kept over a new snapshot of the same log, and forgotten with another log", () => {
    const state = putThread(load(empty, desk(1)), [line("a", 1)]);
    expect(Object.keys(load(state, desk(50)).held.thread)).toEqual(["a"]);
    expect(load(state, desk(50, [], "other")).held.thread).toEqual({});
  });
});
