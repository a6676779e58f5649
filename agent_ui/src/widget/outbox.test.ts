import { describe, expect, it, vi } from "vitest";
import { Keep, type Shelf } from "./keep";
import { Outbox } from "./outbox";
import type { Answer, Pending } from "./types";
import { NoAnswer } from "./wire";

function shelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
    keys: () => [...kept.keys()],
  };
}
const message = (client_id: string, at = 0): Pending => ({ client_id, text: client_id, at, state: "waiting" });
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
const soon = (work: () => void): ReturnType<typeof setTimeout> => setTimeout(work, 0);

function outbox(keep: Keep, answers: (Answer | Error)[]): { box: Outbox; sent: string[] } {
  const sent: string[] = [];
  const deliver = async (pending: Pending): Promise<Answer> => {
    sent.push(pending.client_id);
    const answer = answers.shift() ?? { ok: true };
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { box: new Outbox(keep, deliver, () => undefined, soon), sent };
}

describe("outbox", () => {
  it("sends in order, the same id until it is taken", async () => {
    const { box, sent } = outbox(new Keep(shelf()), [new NoAnswer(), { code: "busy" }, { ok: true }, { ok: true }]);
    box.add(message("first-one"));
    box.add(message("second-one", 1));
    await vi.waitFor(() => expect(box.list.every((each) => each.state === "taken")).toBe(true));
    expect(sent).toEqual(["first-one", "first-one", "first-one", "second-one"]);
  });

  it("keeps what is refused, says why, and goes on with the next", async () => {
    const { box, sent } = outbox(new Keep(shelf()), [{ code: "too_long" }]);
    box.add(message("first-one"));
    box.add(message("second-one", 1));
    await vi.waitFor(() => expect(sent).toEqual(["first-one", "second-one"]));
    await settle();
    expect(box.list.map((each) => [each.state, each.code])).toEqual([["failed", "too_long"], ["taken", undefined]]);
    box.again("first-one");
    await vi.waitFor(() => expect(box.list[0]?.state).toBe("taken"));
  });

  it("finds after a reload what was not acknowledged, and forgets what was shown", async () => {
    const keep = new Keep(shelf());
    const before = outbox(keep, [new NoAnswer(), new NoAnswer(), new NoAnswer()]);
    before.box.add(message("first-one"));
    before.box.add(message("second-one", 1));
    const after = outbox(keep, []);
    expect(after.box.list.map((each) => each.client_id)).toEqual(["first-one", "second-one"]);
    after.box.hurry();
    await vi.waitFor(() => expect(after.sent).toEqual(["first-one", "second-one"]));
    after.box.shown(new Set(["first-one", "second-one"]));
    expect(keep.outbox).toEqual([]);
    before.box.stop();
  });
});
