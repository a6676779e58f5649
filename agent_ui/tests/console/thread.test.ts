import { describe, expect, it } from "vitest";
import { cancellable, countOf, layOut, merge, passes } from "~/views/console/logic/lines";
import { channelsInUse, proposed, reaches, readAddresses, replySubject } from "~/views/console/logic/reach";
import { fieldValue, moments } from "~/views/console/logic/moments";
import { firstUnseen } from "~/views/console/Talk";
import type { ChannelInfo } from "~/wire/protocol";
import { identity, threadRow } from "./fixture";

const day = (at: string): string => at.slice(0, 10);
const channel = (id: "chat" | "email" | "sms", can_start: boolean): ChannelInfo => ({
  id, name: id, medium: id, address: "", live: id === "chat", can_start, subject: id === "email", html: false, attachments: true, max_attachment_bytes: 1, signature: "", segment_price: "",
});

describe("the lines of a thread", () => {
  it("are one a message, the newest version, in time's order", () => {
    const rows = merge([threadRow({ id: "b", at: "2024-11-20T10:01:00Z" }), threadRow({ id: "a", v: 2, text: "new" })], [threadRow({ id: "a", v: 1, text: "old" })]);
    expect(rows.map((row) => [row.id, row.text])).toEqual([["a", "new"], ["b", ""]]);
  });

  it("are parted by days and by what was not seen", () => {
    const rows = [threadRow({ id: "a", at: "2024-11-19T10:00:00Z" }), threadRow({ id: "b" }), threadRow({ id: "n", kind: "note", direction: "internal" }), threadRow({ id: "c" })];
    expect(layOut(rows, day, "b").map((line) => (line.kind === "row" ? line.row.id : line.kind))).toEqual(["day", "a", "day", "b", "n", "unread", "c"]);
    expect(layOut(rows, day, null).some((line) => line.kind === "unread")).toBe(false);
  });

  it("filter by medium; notes are notes whatever they are about", () => {
    expect(passes(threadRow({ kind: "note", medium: "chat" }), "chat")).toBe(false);
    expect(passes(threadRow({ kind: "note", medium: "chat" }), "note")).toBe(true);
    expect(passes(threadRow({ medium: "webcall" }), "calls")).toBe(true);
    expect(countOf("calls", { phone: 2, webcall: 1, chat: 9 })).toBe(3);
    expect(countOf("all", { phone: 2, chat: 9 })).toBe(11);
  });

  it("begin to be unseen before as many of the customer's lines as are unread", () => {
    const rows = [threadRow({ id: "a" }), threadRow({ id: "o", direction: "outbound" }), threadRow({ id: "b" }), threadRow({ id: "c" })];
    expect(firstUnseen(rows, "c", 2)).toBe("o");
    expect(firstUnseen(rows, "c", 0)).toBeNull();
    expect(firstUnseen(rows, "c", 9)).toBeNull();
  });

  it("let only my own newest pending message be taken back, and only in time", () => {
    const mine = threadRow({ id: "m", author_id: "me", state: "pending", cancellable_until: "2024-11-20T10:00:06Z" });
    const now = Date.parse("2024-11-20T10:00:03Z");
    expect(cancellable([mine], "me", now)?.id).toBe("m");
    expect(cancellable([mine], "me", now + 9_000)).toBeNull();
    expect(cancellable([{ ...mine, author_id: "other" }], "me", now)).toBeNull();
    expect(cancellable([{ ...mine, state: "sent" }], "me", now)).toBeNull();
  });
});

describe("where a customer can be answered", () => {
  const rows = [
    threadRow({ id: "a", medium: "email", channel_id: "email", address: "email:old@example.org" }),
    threadRow({ id: "b", channel_id: "chat", address: "chat:v1" }),
    threadRow({ id: "c", medium: "email", channel_id: "email", address: "email:new@example.org", direction: "outbound" }),
  ];
  const used = channelsInUse(rows, "c");

  it("is on channels in use here and on those one may begin with an address", () => {
    const found = reaches([channel("chat", false), channel("email", true), channel("sms", true)], [identity("email:pref@example.org", { preferred: true })], used);
    expect(found.map((one) => [one.channel.id, one.addresses])).toEqual([["chat", ["chat:v1"]], ["email", ["email:old@example.org", "email:pref@example.org"]]]);
  });

  it("is in the chat's window, too, where a visitor called from its page", () => {
    const call = { ...channel("chat", false), id: "webcall", medium: "webcall" as const };
    const answered = threadRow({ id: "d", kind: "event", medium: "webcall", channel_id: "webcall" });
    const spoken = channelsInUse([answered], "c");
    expect(reaches([channel("chat", false), call], [], spoken).map((one) => [one.channel.id, one.addresses])).toEqual([["chat", []]]);
    expect(reaches([channel("chat", false)], [], channelsInUse([{ ...answered, medium: "chat", channel_id: "chat" }], "c"))).toEqual([]);
  });

  it("is never at an address that is blocked or does not arrive", () => {
    const some = [identity("email:x@example.org", { blocked: true }), identity("email:y@example.org", { valid: false })];
    expect(reaches([channel("email", true)], some, new Map())).toEqual([]);
  });

  it("is proposed where the customer wrote last, else where the work came from, else a note", () => {
    const found = reaches([channel("chat", false), channel("email", true)], [identity("email:a@example.org")], used);
    expect(proposed(found, rows, "c", "email", null)).toBe("chat");
    expect(proposed(found, [], "c", "email", null)).toBe("email");
    expect(proposed([], [], "c", null, null)).toBe("note");
  });

  it("is a note while they talk, and their preferred written channel when the call is over", () => {
    const found = reaches([channel("email", true), channel("sms", true)], [], channelsInUse([...rows, threadRow({ channel_id: "sms", medium: "sms", address: "sms:+447700900114" })], "c"));
    const ended = threadRow({ id: "z", kind: "event", event: "call_ended", direction: "internal", medium: "phone", channel_id: "phone" });
    const card = { identities: [identity("phone:+447700900114", { preferred: true }), identity("sms:+447700900114", { preferred: true }), identity("email:old@example.org")] };
    expect(proposed(found, rows, "c", "phone", card, true)).toBe("note");
    expect(proposed(found, [...rows, ended], "c", "phone", card)).toBe("sms");
    expect(proposed(found, [...rows, ended], "c", "phone", { identities: [identity("phone:+447700900114", { preferred: true })] })).toBe("email");
    const later = threadRow({ id: "zz", medium: "email", channel_id: "email", address: "email:old@example.org" });
    expect(proposed(found, [...rows, ended, later], "c", "phone", card)).toBe("email");
  });

  it("is not where a mail was forwarded to, and its subject is not the forward's", () => {
    const forwarded = threadRow({ id: "f", medium: "email", channel_id: "email", address: "email:boss@example.org", direction: "outbound", subject: "Fwd: Hopper" });
    const all = [threadRow({ id: "a", medium: "email", channel_id: "email", address: "email:ann@example.org", subject: "Hopper" }), forwarded];
    expect(channelsInUse(all, "c").get("email")).toBe("email:ann@example.org");
    expect(replySubject(all, "c", "")).toBe("Re: Hopper");
  });

  it("bears one Re:", () => {
    expect(replySubject([threadRow({ subject: "Hopper" })], "c", "")).toBe("Re: Hopper");
    expect(replySubject([threadRow({ subject: "RE: Hopper" })], "c", "")).toBe("RE: Hopper");
    expect(replySubject([threadRow({ subject: "Hopper" })], "c", "Mine")).toBe("Mine");
  });

  it("reads addresses however they are parted", () => {
    expect(readAddresses("Ann@Example.org; <b@example.org>,\n c@example.org ")).toEqual(["email:ann@example.org", "email:b@example.org", "email:c@example.org"]);
    expect(readAddresses(" ")).toEqual([]);
  });
});

describe("moments to put work off to", () => {
  it("all lie ahead, and each day's name says its day", () => {
    for (const now of ["2024-11-18T09:00:00", "2024-11-20T17:30:00", "2024-11-24T23:50:00"].map((one) => new Date(one))) {
      const found = moments(now);
      expect(found.every((one) => one.at.getTime() > now.getTime())).toBe(true);
      const monday = found.find((one) => one.name === "nextWeek");
      if (monday) expect(monday.at.getDay()).toBe(1);
    }
    expect(moments(new Date("2024-11-20T17:30:00")).some((one) => one.name === "thisEvening")).toBe(false);
  });
  it("stand in a field as the field wants them", () => {
    expect(fieldValue(new Date(2024, 0, 5, 7, 3))).toBe("2024-01-05T07:03");
  });
});
