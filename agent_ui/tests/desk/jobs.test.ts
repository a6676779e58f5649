/** Long work is watched to its end, and its owner hears also when the hub knows nothing of it any more. */

import { afterEach, describe, expect, it, vi } from "vitest";
import { follow, followed } from "~/desk/jobs";
import { toasts } from "~/desk/undo";

const answers = (status: number, body: unknown): void =>
  void vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }));

afterEach(() => vi.unstubAllGlobals());

describe("work that another hub has begun", () => {
  it("is told to be lost, and is watched no more", async () => {
    answers(404, { error: "not_found", message: "There is no such job of yours.", field: "id" });
    follow("export", "/api/exports/1", "Monday.csv");
    await vi.waitFor(() => expect(followed.get()).toEqual([]));
    expect(toasts.get().map((each) => [each.tone, each.text.includes("“Monday.csv” is lost")])).toEqual([["bad", true]]);
  });
});
