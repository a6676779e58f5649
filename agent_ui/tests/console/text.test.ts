import { describe, expect, it } from "vitest";
import { fill, findReplies, inLanguage, mentionAt, slashAt } from "~/views/console/logic/canned";
import { parts, safeHref } from "~/views/console/logic/links";
import { quotedPart } from "~/views/console/logic/quotes";
import { nameIn } from "~/wire/files";
import { threadRow } from "./fixture";

describe("prepared replies", () => {
  it("fill what is known and name what is not", () => {
    expect(fill("Dear {customer_name}, case {case_number}, {case_number}", { customer_name: "Ann", case_number: "" }))
      .toEqual({ text: "Dear Ann, case {case_number}, {case_number}", missing: ["case_number"] });
  });

  it("never fill twice: a value with braces stays as it is", () => {
    expect(fill("{a}", { a: "{b}", b: "no" }).text).toBe("{b}");
  });

  it("open after a slash at the beginning or after a space only", () => {
    expect(slashAt("/kur", 4)).toEqual({ from: 0, query: "kur" });
    expect(slashAt("Yes /la", 7)).toEqual({ from: 4, query: "la" });
    expect(slashAt("and/or", 6)).toBeNull();
    expect(slashAt("/kur now", 8)).toBeNull();
    expect(mentionAt("hi @Оле", 7)).toEqual({ from: 3, query: "Оле" });
    expect(mentionAt("a@b", 3)).toBeNull();
  });

  it("are found by key before name before text, in both alphabets, and only where they may be used", () => {
    const reply = (key: string, name: string, text: string, mediums: ("chat" | "email")[] = []) => ({ key, name: { ru: name }, text: { ru: text }, mediums });
    const all = [reply("z", "z", "курьер"), reply("b", "Курьер", "x"), reply("курьер", "y", "x"), reply("mail", "Курьер", "", ["email"])];
    expect(findReplies(all, "курь", "chat").map((one) => one.key)).toEqual(["курьер", "b", "z"]);
  });

  it("speak the customer's language where they can", () => {
    expect(inLanguage({ en: "Hi", ru: "Привет" }, "ru-RU", "en")).toBe("Привет");
    expect(inLanguage({ en: "Hi" }, "ru", "en")).toBe("Hi");
  });
});

describe("links in what people wrote", () => {
  it("lose no character", () => {
    for (const text of ["see (https://a.example/x_(1)), ok", "www.a.example!", "a@b.example.", "no link", ""]) {
      expect(parts(text).map((part) => part.text).join("")).toBe(text);
    }
  });

  it("leave the mark at the end outside, keep a bracket that belongs", () => {
    expect(parts("see https://a.example/x.").find((part) => part.href !== null)?.text).toBe("https://a.example/x");
    expect(parts("(https://a.example/x_(1))").find((part) => part.href !== null)?.text).toBe("https://a.example/x_(1)");
  });

  it("call numbers that bear their country, and nothing else that is digits", () => {
    expect(parts("Ring +44 (7700) 900-114, please").find((part) => part.href !== null)).toEqual({ text: "+44 (7700) 900-114", href: "tel:+447700900114" });
    for (const text of ["order 10482 of 2026-01-01", "a+12345678 b", "+12", "1+123456789"]) expect(parts(text).every((part) => part.href === null), text).toBe(true);
  });

  it("go to the web and to mail only", () => {
    expect(safeHref("javascript:alert(1)")).toBeNull();
    expect(safeHref("data:text/html,x")).toBeNull();
    expect(safeHref("https://user:secret@a.example")).toBeNull();
    expect(safeHref("www.a.example")).toBe("https://www.a.example/");
    expect(safeHref("ann@example.org")).toBe("mailto:ann@example.org");
    expect(parts("javascript:alert(1)").every((part) => part.href === null)).toBe(true);
  });
});

describe("the quoted part of a mail", () => {
  it("is what stands in the whole beside what is said now", () => {
    expect(quotedPart({ text: "Thanks!", full_text: "Thanks!\n\nOn Thu, X wrote:\n> Hello\n" })).toBe("On Thu, X wrote:\n> Hello");
  });
  it("is nothing when all is said now", () => {
    expect(quotedPart({ text: "Thanks!", full_text: "" })).toBe("");
    expect(quotedPart({ text: "Thanks!", full_text: "Thanks!" })).toBe("");
  });
  it("is everything when the two do not meet, so that no word is hidden for good", () => {
    expect(quotedPart(threadRow({ text: "Short", full_text: "> All of it" }))).toBe("> All of it");
  });
});

describe("the name of a stored file", () => {
  it("is read from the header in both its forms", () => {
    expect(nameIn("attachment; filename=\"a b.pdf\"")).toBe("a b.pdf");
    expect(nameIn("attachment; filename=\"x.pdf\"; filename*=UTF-8''%D1%87%D0%B5%D0%BA.pdf")).toBe("чек.pdf");
    expect(nameIn("inline")).toBe("");
  });
});
