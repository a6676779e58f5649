/** Each row behind a figure says what it adds, whatever kind of row it is. */

import { expect, it } from "vitest";
import { adds } from "~/views/insight/behind";
import type { Behind, Metric } from "~/wire/figures";

const metric = (id: string): Metric => ({ id, name: { en: "", ru: "" }, unit: "share", better: "", formula: { en: "", ru: "" }, excludes: { en: "", ru: "" }, source: "", test: "", by: [], measured: true });
const row = (part: Partial<Behind>): Behind => ({ id: "1", at: "2026-11-30T10:00:00Z", value: 12, what: "", queue_id: "q", medium: "chat", agent_id: null, interaction_id: "i", conversation_id: "c", customer_id: null, customer_name: "", ...part });

it("tells waits, work, scores, settled matters and quarter hours apart", () => {
  expect(adds(row({ what: "abandoned" }), metric("service_level"))).toEqual({ kind: "waited", seconds: 12, end: "abandoned" });
  expect(adds(row({ what: null, value: null }), metric("entered"))).toEqual({ kind: "waited", seconds: null, end: null });
  expect(adds(row({ what: "transferred" }), metric("aht"))).toEqual({ kind: "worked", seconds: 12, end: "transferred" });
  expect(adds(row({ value: 5 }), metric("csat"))).toEqual({ kind: "score", score: 5 });
  expect(adds(row({ what: "closed", value: 0 }), metric("fcr_return"))).toEqual({ kind: "settled", settled: false });
  expect(adds(row({ interaction_id: null, value: 600 }), metric("occupancy"))).toEqual({ kind: "busy", seconds: 600, end: null });
});
