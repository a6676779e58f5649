import { describe, expect, it } from "vitest";
import { chooseLanguage, glance } from "./page";
import { fault, whenBack, words } from "./words";

describe("words", () => {
  it("know ordinals and plurals", () => {
    expect([1, 2, 3, 11, 21].map(words.en.place)).toEqual([
      "You are next",
      "You are 2nd in line",
      "You are 3rd in line",
      "You are 11th in line",
      "You are 21st in line",
    ]);
    expect(words.ru.place(3)).toBe("Вы третий в очереди");
    expect([1, 2, 5].map(words.ru.unread)).toEqual([
      "1 непрочитанное сообщение",
      "2 непрочитанных сообщения",
      "5 непрочитанных сообщений",
    ]);
  });

  it("never promise a shorter or narrower wait than was told", () => {
    expect(words.en.wait(10, 50)).toBe("Most people wait less than a minute");
    expect(words.en.wait(30, 100)).toBe("Most people wait less than 2 min");
    expect(words.en.wait(90, 230)).toBe("Most people wait 1–4 min");
    expect(words.ru.wait(120, 120)).toBe("Обычно ждут 2 мин");
  });

  it("have a sentence for every refusal", () => {
    expect(fault(words.en, "too_large", 10)).toContain("10 MB");
    expect(fault(words.ru, "no_such_code", 10)).toBe(words.ru.faults.other);
    expect(fault(words.en, "toString", 10)).toBe(words.en.faults.other);
  });

  it("say when we are back by weekday, later by date", () => {
    const now = new Date(2026, 10, 21, 22, 0).getTime();
    expect(whenBack("en", new Date(2026, 10, 23, 9, 0).toISOString(), now)).toBe("Monday 09:00");
    expect(whenBack("en", new Date(2026, 11, 7, 9, 0).toISOString(), now)).toContain("7 December");
  });
});

describe("page", () => {
  it("chooses the first language that is spoken", () => {
    expect(chooseLanguage(["de-DE", "ru-RU", "en"], ["en", "ru"])).toBe("ru");
    expect(chooseLanguage(["de"], ["ru", "en"])).toBe("ru");
  });

  it("reads a signed identity only as far as it must", () => {
    expect(glance("x.y.z")).toBeNull();
    expect(glance(`h.${btoa(JSON.stringify({ sub: "C-1", exp: 5 }))}.s`)).toEqual({ sub: "C-1", exp: 5 });
  });
});
