/** What the hub refuses is told in the agent's language, with the field and the remedy. */

import { afterEach, describe, expect, it } from "vitest";
import { language } from "~/i18n/language";
import { common, failure, refusal } from "~/i18n/words/common";
import { remedyInRussian } from "~/i18n/words/remedies";
import { HttpError } from "~/wire/http";

const invalid = (message: string, field = "") => ({ code: "invalid", message, field });

describe("a refusal", () => {
  afterEach(() => language.set("en"));

  it("is the hub's own sentence in English", () => {
    expect(refusal(common.en, invalid("The file is empty."))).toBe("The file is empty.");
    expect(refusal(common.en, invalid(""))).toBe(common.en.refused.invalid);
  });

  it("is whole in Russian, with what stood in the sentence", () => {
    language.set("ru");
    expect(refusal(common.ru, invalid("text is longer than 50,000 characters; shorten it.", "text"))).toBe("Текст длиннее 50,000 знаков: сократите его.");
    expect(refusal(common.ru, invalid("There is no queue 'sales'.", "queue_id"))).toBe("Очереди «sales» нет.");
    expect(refusal(common.ru, { code: "missing", message: "Give an address.", field: "address" })).toBe("Укажите адрес.");
    expect(failure(common.ru, new HttpError(400, "invalid", "The password must have 12 to 200 characters.", "password"))).toBe("В пароле должно быть от 12 до 200 знаков.");
  });

  it("is told by its field where the sentence is not known, else by its kind; never in English", () => {
    language.set("ru");
    expect(refusal(common.ru, invalid("note: Input should be a valid string.", "note"))).toBe("Поле «заметка» заполнено не так.");
    expect(refusal(common.ru, invalid("callback.at: Input should be a valid string.", "callback.at"))).toBe("Поле «время» заполнено не так.");
    expect(refusal(common.ru, invalid("Something new.", "wholly"))).toBe(common.ru.refused.invalid);
    expect(failure(common.ru, new Error("no"))).toBe(common.ru.refused.failed);
  });

  it("prefers the sentence that says more", () => {
    expect(remedyInRussian("ann is not an e-mail address.", "")).toBe("«ann» — не адрес почты.");
    expect(remedyInRussian("There is no queue 'x'.", "")).toBe("Очереди «x» нет.");
  });
});
