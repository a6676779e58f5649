import { describe, expect, it } from "vitest";
import { fromDraft } from "~/views/wrapup/draft";
import { emptySheet, plainAmount, refreshed, startCallback, startCase, toForm, toggleCode } from "~/views/wrapup/form";
import { asks, effects, findDispositions, missing, offered, required } from "~/views/wrapup/rules";
import { caseInfo, disposition, ground, opportunityInfo } from "./fixture";

const misrouted = disposition("misrouted", { requires: ["note", "case.type"], suggests: ["callback"], resolved: false, topic: "delivery" });

describe("choosing a disposition", () => {
  it("ticks what it needs and suggests, and sets the result until the agent chose one", () => {
    const about = ground({ cases: [caseInfo("1")], dispositions: [misrouted] });
    const sheet = toggleCode(emptySheet(), misrouted, about, "phone:+49151");
    expect(sheet.result).toBe("follow_up");
    expect(sheet.case?.target).toBe("1");
    expect(sheet.callback?.address).toBe("phone:+49151");
    expect(missing({ ...sheet, note: "x" }, [misrouted])).toEqual([]);
    expect(toggleCode({ ...emptySheet(), result: "escalated", resultChosen: true }, misrouted, about, "").result).toBe("escalated");
  });

  it("leaves what the agent already filled in, and can be taken back", () => {
    const about = ground({ dispositions: [misrouted] });
    const mine = { ...emptySheet(), case: { ...startCase(about), subject: "Mine" } };
    const chosen = toggleCode(mine, misrouted, about, "");
    expect(chosen.case?.subject).toBe("Mine");
    expect(toggleCode(chosen, misrouted, about, "").codes).toEqual([]);
  });
});

describe("the subject of a new record", () => {
  const refund = disposition("refund", { name: { en: "Return or refund", ru: "Возврат" }, suggests: ["case", "opportunity"] });
  const sale = disposition("sale", { name: { en: "Sale", ru: "Продажа" } });
  const silent = ground({ subject: "", language: "ru", dispositions: [refund, sale] });

  it("is the conversation's own where it has one", () => {
    expect(toggleCode(emptySheet(), refund, ground({ dispositions: [refund] }), "").case?.subject).toBe("Where is it");
  });
  it("else the disposition's name in the agent's language, so that nothing is left to type", () => {
    const sheet = toggleCode(emptySheet(), refund, silent, "");
    expect([sheet.case?.subject, sheet.opportunity?.name]).toEqual(["Возврат", "Возврат"]);
    expect(missing(sheet, silent.dispositions)).toEqual([]);
  });
  it("follows another choice until the agent writes one", () => {
    const sheet = toggleCode(emptySheet(), refund, silent, "");
    expect(toggleCode(sheet, sale, silent, "").case?.subject).toBe("Продажа");
    const mine = { ...sheet, case: { ...startCase(silent), subject: "Mine" } };
    expect(toggleCode(mine, sale, silent, "").case?.subject).toBe("Mine");
  });
});

describe("what is missing", () => {
  const about = [misrouted];
  it("is a disposition first of all", () => {
    expect(missing(emptySheet(), about)).toEqual(["codes"]);
  });
  it("is what the disposition asks for, and no more", () => {
    const wanted = required(["misrouted"], about);
    expect([...wanted]).toEqual(["note", "case.type"]);
    expect(asks(wanted, "case")).toBe(true);
    expect(asks(wanted, "callback")).toBe(false);
    expect(missing({ ...emptySheet(), codes: ["misrouted"] }, about)).toEqual(["note", "case.type"]);
    const full = { ...emptySheet(), codes: ["misrouted"], note: "Flat 14", case: startCase(ground({ cases: [caseInfo("1")] })) };
    expect(missing(full, about)).toEqual([]);
  });
  it("is which case, where several are open", () => {
    const sheet = { ...emptySheet(), codes: ["x"], case: startCase(ground({ cases: [caseInfo("1"), caseInfo("2")] })) };
    expect(missing(sheet, [])).toEqual(["case.id"]);
  });
  it("is when to call back, and why a sale was lost", () => {
    const sheet = {
      ...emptySheet(), codes: ["x"], callback: { at: "", agent: "", queue: "", address: "", note: "" },
      opportunity: { target: "p", version: 1, name: "Plan", stage: "lost" as const, amount: "", lossReason: " ", expectedClose: "" },
    };
    expect(missing(sheet, [])).toEqual(["callback.at", "opportunity.loss_reason"]);
  });
  it("says nothing of fields this sheet does not know: the hub has the last word", () => {
    expect(missing({ ...emptySheet(), codes: ["odd"] }, [disposition("odd", { requires: ["moon"] })])).toEqual([]);
  });
});

describe("the form that is sent", () => {
  it("attaches to the open case with the version that was seen", () => {
    const sheet = { ...emptySheet(), codes: ["x"], note: " Done ", case: startCase(ground({ cases: [caseInfo("1")] })) };
    const form = toForm(sheet, "EUR");
    expect(form.note).toBe("Done");
    expect(form.case).toMatchObject({ action: "attach", id: "1", version: 3, status: "open" });
  });
  it("opens a new case where none is open, and closes one when it is resolved", () => {
    expect(toForm({ ...emptySheet(), case: startCase(ground()) }, "EUR").case).toMatchObject({ action: "create", id: null, subject: "Where is it", type: "question" });
    expect(toForm({ ...emptySheet(), case: startCase(ground({ cases: [caseInfo("1")] }), true) }, "EUR").case).toMatchObject({ action: "close", status: "closed" });
  });
  it("takes a record's new version when somebody else changed it, and keeps what was filled in", () => {
    const sheet = { ...emptySheet(), case: { ...startCase(ground({ cases: [caseInfo("1")] })), due: "2024-11-20T20:30" } };
    const again = refreshed(sheet, ground({ cases: [caseInfo("1", { version: 9 })] }));
    expect(again.case).toMatchObject({ version: 9, due: "2024-11-20T20:30" });
  });
  it("proposes a call back on a working day at ten", () => {
    expect(startCallback("", "me", new Date(2024, 10, 22, 15, 7)).at).toBe("2024-11-25T10:00");
    expect(startCallback("", "me", new Date(2024, 10, 20, 15, 7)).at).toBe("2024-11-21T10:00");
  });
  it("holds nothing that was not ticked", () => {
    const form = toForm(emptySheet(), "EUR");
    expect([form.case, form.callback, form.opportunity, form.campaign, form.termination]).toEqual([null, null, null, null, null]);
    expect(effects(emptySheet())).toEqual({ cases: 0, callbacks: 0, opportunities: 0, consents: 0, responses: 0 });
  });
  it("writes amounts the one way the hub reads", () => {
    expect(["1 234,50", "1,234.50", "€ 178", "1.234", "0,5", ""].map(plainAmount)).toEqual(["1234.50", "1234.50", "178", "1234", "0.5", ""]);
  });
  it("comes back from a kept draft as it was", () => {
    const about = ground({ cases: [caseInfo("1")], opportunities: [opportunityInfo("9")], dispositions: [misrouted] });
    const sheet = {
      ...toggleCode(emptySheet(), misrouted, about, "phone:+49151"), note: "Flat 14", resultChosen: true,
      consents: [{ purpose: "marketing", medium: "email", state: "given" as const }],
    };
    const kept: unknown = JSON.parse(JSON.stringify(toForm(sheet, "EUR")));
    expect(toForm(fromDraft(kept, about), "EUR")).toEqual(toForm(sheet, "EUR"));
  });
  it("takes nothing on trust from a draft", () => {
    for (const bad of [null, 7, [], { result: "no", codes: ["unknown", 3], case: "x", consents: [{ state: "maybe" }], callback: { at: 5 } }]) {
      const sheet = fromDraft(bad, ground());
      expect([sheet.codes, sheet.case, sheet.consents]).toEqual([[], null, []]);
    }
  });
});

describe("the list of dispositions", () => {
  const all = [disposition("a", { queues: ["other"] }), disposition("b"), disposition("c"), disposition("d", { name: { en: "Return", ru: "Возврат" } })];
  it("holds those of the queue, the commonest first", () => {
    expect(offered(all, "q", ["d"]).map((one) => one.code)).toEqual(["d", "b", "c"]);
  });
  it("is searched in both languages", () => {
    expect(findDispositions(all, "возв").map((one) => one.code)).toEqual(["d"]);
    expect(findDispositions(all, "RETURN").map((one) => one.code)).toEqual(["d"]);
  });
});
