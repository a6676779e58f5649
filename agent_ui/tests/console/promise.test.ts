/** A promise says how it stands in a word and a shape, whatever its colour. */
import { describe, expect, it } from "vitest";
import { brief, pressing, standing } from "~/views/cases/Promise";
import { steering } from "~/views/shell/steering";
import type { ClockInfo } from "~/wire/protocol";

const now = Date.parse("2026-11-30T12:00:00Z");
const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
const clock = (patch: Partial<ClockInfo>): ClockInfo => ({
  id: "k", kind: "resolution", state: "running", policy: "p", started_at: at(-60), due_at: at(90), warn_at: at(60), breached_at: null, stopped_at: null, left_seconds: null, ...patch,
});
const told = (patch: Partial<ClockInfo>, code: "en" | "ru" = "en") => standing(clock(patch), now, steering[code], code);

describe("a promise", () => {
  it("says what is left, that it presses, and that it is late", () => {
    expect(told({})).toEqual({ text: "1:30 h left", tone: undefined, icon: "clock" });
    expect(told({ warn_at: at(-1) })).toEqual({ text: "soon: 1:30 h left", tone: "warn", icon: "bell" });
    expect(told({ due_at: at(-5), warn_at: at(-60) })).toEqual({ text: "5:00 late", tone: "bad", icon: "alert" });
    expect(told({ due_at: at(-5) }, "ru").text).toBe("опоздание 5:00");
  });

  it("says in its last states what became of it, each with a shape of its own", () => {
    const states = [told({ state: "met" }), told({ state: "missed" }), told({ state: "cancelled" }), told({ state: "paused", due_at: null, left_seconds: 60 }), told({})];
    expect(new Set(states.map((one) => one.icon)).size).toBe(5);
    expect(new Set(states.map((one) => one.text)).size).toBe(5);
    expect(told({ state: "paused", due_at: null, left_seconds: -5 }).text).toBe("paused, late");
  });

  it("is told by its time alone where there is little room", () => {
    const short = (patch: Partial<ClockInfo>): string => brief(clock(patch), now, steering.en, "en");
    expect(short({})).toBe("1:30 h");
    expect(short({ due_at: at(-95) })).toBe("−1:35 h");
    expect(short({ state: "paused", due_at: null, left_seconds: 7_380 })).toBe("2:03 h");
    expect(short({ state: "met", due_at: null })).toBe("kept");
  });

  it("that presses most is the open one that ends first", () => {
    const soon = clock({ id: "soon", due_at: at(5) });
    const done = clock({ id: "done", due_at: at(1), stopped_at: at(-1), state: "met" });
    const rests = clock({ id: "rests", due_at: null, state: "paused" });
    expect(pressing([done, rests, clock({ id: "later" }), soon])?.id).toBe("soon");
    expect(pressing([done, rests])?.id).toBe("rests");
    expect(pressing([done])).toBeNull();
  });
});
