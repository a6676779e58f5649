/** Numbers, money, times and plural forms as each language writes them. */

import { describe, expect, it } from "vitest";
import { clock, left, moment, money, nearDay, size, span, timer } from "~/i18n/format";
import { en, named, plural, ru } from "~/i18n/language";

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ");

describe("plural forms", () => {
  const waits = ru("ждёт # клиент", "ждут # клиента", "ждут # клиентов");
  it.each([[0, "ждут 0 клиентов"], [1, "ждёт 1 клиент"], [2, "ждут 2 клиента"], [4, "ждут 4 клиента"], [5, "ждут 5 клиентов"], [11, "ждут 11 клиентов"], [12, "ждут 12 клиентов"], [21, "ждёт 21 клиент"], [22, "ждут 22 клиента"], [111, "ждут 111 клиентов"], [1.5, "ждут 1,5 клиента"]])("Russian %d", (n, text) => {
    expect(waits(n)).toBe(text);
  });
  it.each([[0, "0 files"], [1, "1 file"], [2, "2 files"], [21, "21 files"]])("English %d", (n, text) => {
    expect(en("# file", "# files")(n)).toBe(text);
  });
  it("write large numbers as the language does", () => {
    expect(plain(plural("ru", 12_345, { one: "#", other: "#" }))).toBe("12 345");
    expect(plural("en", 12_345, { one: "#", other: "#" })).toBe("12,345");
  });
});

describe("money", () => {
  it.each([["4870.00", "EUR", "en", "€ 4,870"], ["4870", "EUR", "ru", "4 870 €"], ["58.5", "EUR", "en", "€ 58.50"], ["58.50", "RUB", "ru", "58,50 ₽"], ["7", "XYZ", "en", "XYZ 7"]] as const)("%s %s in %s", (amount, currency, code, text) => {
    expect(plain(money(amount, currency, code))).toBe(text);
  });
  it("is a dash when unknown, never a zero", () => {
    expect(money(null, "EUR", "en")).toBe("–");
    expect(money("", "EUR", "ru")).toBe("–");
  });
});

describe("spans", () => {
  it.each([[0, "0:00"], [22, "0:22"], [228, "3:48"], [-22, "−0:22"], [4360, "1:12:40"], [-0.4, "0:00"]])("timer %d", (seconds, text) => {
    expect(timer(seconds)).toBe(text);
  });
  it.each([[720, "en", "12 min"], [7300, "ru", "2 ч"], [190_000, "en", "2 d"], [30, "ru", "0:30"]] as const)("span %d in %s", (seconds, code, text) => {
    expect(span(seconds, code)).toBe(text);
  });
  it.each([[100, "en", "1:40"], [13_920, "en", "3:52 h"], [13_920, "ru", "3:52 ч"], [-4000, "en", "−1:06 h"], [200_000, "ru", "2 дн."]] as const)("left %d in %s", (seconds, code, text) => {
    expect(left(seconds, code)).toBe(text);
  });
});

describe("moments", () => {
  const now = new Date(2026, 10, 22, 13, 8).getTime();
  const at = (day: number, hour: number): number => new Date(2026, 10, day, hour, 0).getTime();
  it("are a clock today, a weekday this week, a date before", () => {
    expect(moment(at(22, 9), "en", now)).toBe("09:00");
    expect(moment(at(20, 9), "en", now)).toBe("Fri 09:00");
    expect(moment(at(24, 9), "ru", now)).toBe("Вт 09:00");
    expect(moment(at(2, 9), "en", now)).toBe("2 Nov");
  });
  it("know yesterday over midnight", () => {
    expect(nearDay(at(21, 23), now)).toBe("yesterday");
    expect(nearDay(at(22, 0), now)).toBe("today");
    expect(nearDay(at(20, 23), now)).toBeNull();
  });
  it("are a dash when they are none", () => {
    expect(clock("never", "en")).toBe("–");
  });
});

describe("sizes and names", () => {
  it.each([[421_888, "en", "412 KB"], [421_888, "ru", "412 КБ"], [1_572_864, "ru", "1,5 МБ"], [12, "en", "12 B"]] as const)("%d in %s", (bytes, code, text) => {
    expect(size(bytes, code)).toBe(text);
  });
  it("fall back to English, then to any name there is", () => {
    expect(named({ en: "Lunch", ru: "Обед" }, "ru")).toBe("Обед");
    expect(named({ en: "Lunch" }, "ru")).toBe("Lunch");
    expect(named({ de: "Mittag" }, "ru")).toBe("Mittag");
  });
});
