/** What happened, as a sentence: whole ones in each language, from the event's name and its data. */
import { book, named, type Language } from "~/i18n/language";
import type { House, ThreadRow } from "~/wire/protocol";
import type { Glyph } from "~/parts/glyphs";
import * as format from "~/i18n/format";

export interface Told {
  readonly glyph: Glyph;
  readonly text: string;
}

type Data = Readonly<Record<string, string>>;
const quote = (text: string | undefined, code: Language): string =>
  text === undefined || text === "" ? "" : code === "ru" ? ` · «${text}»` : ` · “${text}”`;
const part = (text: string | undefined): string => (text === undefined || text === "" ? "" : ` · ${text}`);

const sentences = book(
  {
    transferred: (d: Data) => `Handed over${d["from"] ? ` from ${d["from"]}` : ""}${d["to"] ? ` to ${d["to"]}` : ""}`,
    wrapped_up: (d: Data) => `${d["by"] ?? "Somebody"} wrapped up`,
    flagged: () => "The wrap-up ran out of time; the draft is kept for review",
    case_opened: (d: Data) => `Case ${d["number"] ?? ""} opened`,
    case_closed: (d: Data) => `Case ${d["number"] ?? ""} closed`,
    case_changed: (d: Data) => `Case ${d["number"] ?? ""} changed`,
    opportunity_opened: (d: Data) => `Opportunity ${d["number"] ?? ""} opened`,
    opportunity_changed: (d: Data) => `Opportunity ${d["number"] ?? ""} changed`,
    callback_planned: (d: Data) => `Callback promised${d["when"] ? ` for ${d["when"]}` : ""}`,
    callback_due: () => "Callback is due",
    accepted: (d: Data) => `${d["by"] ?? "An agent"} took the conversation`,
    queued: (d: Data) => `Waits in ${d["queue"] ?? "the queue"}`,
    customer_left: () => "The customer left the chat",
    customer_returned: () => "The customer is back",
    abandoned: () => "The customer gave up waiting",
    snoozed: (d: Data) => `Snoozed${d["when"] ? ` until ${d["when"]}` : ""}`,
    woken: () => "Back from snooze",
    spam: () => "Marked as spam",
    not_spam: () => "No longer marked as spam",
    merged: (d: Data) => `Merged with ${d["name"] ?? "another record"}`,
    unmerged: (d: Data) => `Taken apart from ${d["name"] ?? "another record"}`,
    rated: (d: Data) => `The customer gave ${d["score"] ?? "?"} of 5`,
    ended: (d: Data) => `${d["by"] ?? "The customer"} ended the chat`,
    reassigned: (d: Data) => `Moved${d["to"] ? ` to ${d["to"]}` : ""} by ${d["by"] ?? "a supervisor"}`,
    delivery_failed: () => "A message could not be delivered",
    closed: () => "Closed",
    opened: () => "The conversation began",
    page: (d: Data) => `On ${d["url"] ?? "the site"}`,
  },
  {
    transferred: (d) => `Передано${d["from"] ? ` от ${d["from"]}` : ""}${d["to"] ? `: ${d["to"]}` : ""}`,
    wrapped_up: (d) => `Завершено: ${d["by"] ?? "агент"}`,
    flagged: () => "Время завершения вышло, черновик сохранён для проверки",
    case_opened: (d) => `Открыто обращение ${d["number"] ?? ""}`,
    case_closed: (d) => `Закрыто обращение ${d["number"] ?? ""}`,
    case_changed: (d) => `Изменено обращение ${d["number"] ?? ""}`,
    opportunity_opened: (d) => `Открыта сделка ${d["number"] ?? ""}`,
    opportunity_changed: (d) => `Изменена сделка ${d["number"] ?? ""}`,
    callback_planned: (d) => `Обещано перезвонить${d["when"] ? `: ${d["when"]}` : ""}`,
    callback_due: () => "Пора перезвонить",
    accepted: (d) => `Переписку взял агент ${d["by"] ?? ""}`,
    queued: (d) => `Ждёт в очереди ${d["queue"] ?? ""}`,
    customer_left: () => "Клиент вышел из чата",
    customer_returned: () => "Клиент вернулся",
    abandoned: () => "Клиент не дождался",
    snoozed: (d) => `Отложено${d["when"] ? ` до ${d["when"]}` : ""}`,
    woken: () => "Снова в работе",
    spam: () => "Отмечено как спам",
    not_spam: () => "Отметка «спам» снята",
    merged: (d) => `Объединено с: ${d["name"] ?? "другая запись"}`,
    unmerged: (d) => `Отделено от: ${d["name"] ?? "другая запись"}`,
    rated: (d) => `Оценка клиента: ${d["score"] ?? "?"} из 5`,
    ended: (d) => `Чат завершён: ${d["by"] ?? "клиент"}`,
    reassigned: (d) => `Перенаправлено${d["to"] ? `: ${d["to"]}` : ""} (${d["by"] ?? "руководитель"})`,
    delivery_failed: () => "Сообщение не доставлено",
    closed: () => "Закрыто",
    opened: () => "Начало переписки",
    page: (d) => `На странице ${d["url"] ?? "сайта"}`,
  },
);

const glyphs: Record<string, Glyph> = {
  transferred: "transfer", reassigned: "transfer", wrapped_up: "check", flagged: "alert", case_opened: "case", case_closed: "case",
  case_changed: "case", opportunity_opened: "target", opportunity_changed: "target", callback_planned: "callback",
  callback_due: "callback", accepted: "headset", queued: "inbox", customer_left: "x", customer_returned: "refresh",
  abandoned: "x", snoozed: "snooze", woken: "refresh", spam: "alert", not_spam: "check", merged: "users", unmerged: "users",
  rated: "star", ended: "x", delivery_failed: "alert", closed: "check", opened: "inbox", page: "webcall",
};

/** The event's sentence; one we have no words for says its own text, else its name made readable. */
export function tell(row: ThreadRow, house: House | null, code: Language, now: number): Told {
  const glyph = glyphs[row.event] ?? "clock";
  const data = readable(row, code, now);
  const found = (sentences[code] as unknown as Record<string, ((d: Data) => string) | undefined>)[row.event];
  if (found === undefined) {
    return { glyph, text: row.text !== "" ? row.text : row.event.replaceAll("_", " ") };
  }
  const extra =
    row.event === "wrapped_up"
      ? part(dispositionNames(data, house, code)) + quote(data["note"] ?? row.text, code)
      : part(data["subject"] ?? data["queue"]) + quote(data["note"], code);
  return { glyph, text: found(data).trim() + (row.event === "queued" ? "" : extra) };
}

/** Data with times written for people and the author's name put where a sentence wants one. */
function readable(row: ThreadRow, code: Language, now: number): Data {
  const data: Record<string, string> = { ...row.data };
  const when = data["when"] ?? data["at"] ?? data["due_at"] ?? data["until"];
  if (when !== undefined && !Number.isNaN(Date.parse(when))) data["when"] = format.moment(when, code, now);
  if (data["by"] === undefined && row.author_name !== "") data["by"] = row.author_name;
  return data;
}

function dispositionNames(data: Data, house: House | null, code: Language): string {
  const codes = (data["codes"] ?? data["code"] ?? data["disposition"] ?? "").split(",").map((one) => one.trim());
  return codes
    .filter((one) => one !== "")
    .map((one) => {
      const known = house?.dispositions.find((found) => found.code === one);
      return known === undefined ? one : named(known.name, code);
    })
    .join(", ");
}
