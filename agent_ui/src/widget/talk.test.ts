import { describe, expect, it } from "vitest";
import { agentLinesAfter, emptyTalk, merge, rowsOf, stillPending, unread } from "./talk";
import type { Line, Pending, TalkTold } from "./types";

const line = (id: string, author: Line["author"] = "agent", more: Partial<Line> = {}): Line => ({
  id,
  author,
  name: "",
  text: id,
  at: "2026-11-22T10:00:00.000Z",
  state: "sent",
  client_id: "",
  files: [],
  ...more,
});
const told = (lines: Line[], more: Partial<TalkTold> = {}): TalkTold => ({
  state: "active",
  lines,
  states: {},
  agent: "Dana",
  position: null,
  wait: null,
  rating_wanted: false,
  cursor: lines.map((each) => each.id).sort().at(-1) ?? "",
  ...more,
});
const waiting = (client_id: string, state: Pending["state"] = "waiting"): Pending => ({ client_id, text: "hi", at: 0, state });

describe("merge", () => {
  it("shows a line once, however often and in whatever order it is told", () => {
    const once = merge(merge(emptyTalk, told([line("a"), line("b")])), told([line("c")]));
    const again = [told([line("b"), line("c")]), told([line("a")]), told([])].reduce(merge, once);
    expect(again.lines.map((each) => each.id)).toEqual(["a", "b", "c"]);
    expect(again.cursor).toBe("c");
  });

  it("takes news of lines told before", () => {
    const talk = merge(merge(emptyTalk, told([line("a")])), told([], { states: { a: "read", gone: "read" } }));
    expect(talk.lines[0]?.state).toBe("read");
    expect(talk.cursor).toBe("a");
  });
});

describe("pending", () => {
  it("leaves when the hub shows it", () => {
    const talk = merge(emptyTalk, told([line("a", "customer", { client_id: "x" })]));
    expect(stillPending([waiting("x"), waiting("y")], talk).map((each) => each.client_id)).toEqual(["y"]);
  });

  it("keeps its row's key when it becomes a line", () => {
    const before = rowsOf(emptyTalk, [waiting("x")]).at(-1);
    const talk = merge(emptyTalk, told([line("a", "customer", { client_id: "x" })]));
    expect(rowsOf(talk, [waiting("x")]).at(-1)?.key).toBe(before?.key);
  });
});

describe("rows", () => {
  it("puts ticks under the last of one's own in a row, and under each failed one", () => {
    const talk = merge(emptyTalk, told([line("a", "customer"), line("b", "customer"), line("c"), line("d", "customer")]));
    const rows = rowsOf(talk, [waiting("x", "failed"), waiting("y", "failed")]);
    expect(rows.filter((row) => row.kind !== "day" && row.last).map((row) => row.key)).toEqual(["b", "d", "x", "y"]);
  });
});

describe("marks", () => {
  it("counts the agent's lines after what was read", () => {
    const talk = merge(emptyTalk, told([line("a"), line("b", "customer"), line("c"), line("d", "system")]));
    expect(unread(talk, "a")).toBe(1);
    expect(agentLinesAfter(talk, "")).toEqual(["a", "c"]);
  });
});
