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
    transferred: (d: Data) => `${d["by"] ? `${d["by"]} handed over` : "Handed over"}${d["to"] ? ` to ${d["to"]}` : ""}`,
    reassigned: (d: Data) => `${d["by"] ? `${d["by"]} moved this` : "Moved"}${d["to"] ? ` to ${d["to"]}` : ""}`,
    taken_over: (d: Data) => `${d["by"] ?? "A supervisor"} took this over`,
    sla_breached: (d: Data) => `A promise was not kept: ${({ first_reply: "first reply", next_reply: "next reply", resolution: "resolution" } as Data)[d["clock"] ?? ""] ?? ""}`,
    wrapped_up: (d: Data) => `${d["by"] ?? "Somebody"} wrapped up`,
    wrapup_flagged: (d: Data) => `${d["by"] ? `${d["by"]}: the` : "The"} wrap-up ran out of time; the draft is kept for review`,
    case_opened: (d: Data) => `Case ${d["case_number"] ?? ""} opened`,
    case_attached: (d: Data) => `Case ${d["case_number"] ?? ""} updated`,
    case_closed: (d: Data) => `Case ${d["case_number"] ?? ""} closed`,
    case_reopened: (d: Data) => `Case ${d["case_number"] ?? ""} opened again`,
    opportunity_opened: (d: Data) => `Opportunity ${d["opportunity_number"] ?? ""} opened`,
    opportunity_changed: (d: Data) => `Opportunity ${d["opportunity_number"] ?? ""} updated`,
    callback_planned: (d: Data) => `Callback promised${d["when"] ? ` for ${d["when"]}` : ""}`,
    callback_due: () => "Callback is due",
    relation_ended: () => "The relation ended",
    possibly_related: () => "This may belong to an earlier conversation",
    customer_left: () => "The customer left the chat",
    customer_returned: () => "The customer is back",
    abandoned: () => "The customer gave up waiting",
    call_answered: (d: Data) => (d["direction"] === "outbound" ? `The customer answered${d["by"] ? ` ${d["by"]}` : ""}` : `${d["by"] ?? "An agent"} answered the call`),
    recording_erased: (d: Data) => `Recording erased${d["by"] ? ` by ${d["by"]}` : ""}${d["reason"] ? `: ${d["reason"]}` : ""}`,
    spam: () => "Marked as spam",
    not_spam: () => "No longer marked as spam",
    rated: (d: Data) => `The customer gave ${d["score"] ?? d["rating"] ?? "?"} of 5`,
    ended: (d: Data) => `${d["by"] ?? "The customer"} ended the chat`,
    closed: () => "Closed",
  },
  {
    transferred: (d) => `${d["by"] ? `Передано, ${d["by"]}` : "Передано"}${d["to"] ? ` → ${d["to"]}` : ""}`,
    reassigned: (d) => `${d["by"] ? `Перенаправлено, ${d["by"]}` : "Перенаправлено"}${d["to"] ? ` → ${d["to"]}` : ""}`,
    taken_over: (d) => `Разговор перехвачен: ${d["by"] ?? "супервизор"}`,
    sla_breached: (d) => `Срок нарушен: ${({ first_reply: "первый ответ", next_reply: "следующий ответ", resolution: "решение" } as Data)[d["clock"] ?? ""] ?? ""}`,
    wrapped_up: (d) => `Завершено: ${d["by"] ?? "агент"}`,
    wrapup_flagged: () => "Время завершения вышло, черновик сохранён для проверки",
    case_opened: (d) => `Открыто обращение ${d["case_number"] ?? ""}`,
    case_attached: (d) => `Обновлено обращение ${d["case_number"] ?? ""}`,
    case_closed: (d) => `Закрыто обращение ${d["case_number"] ?? ""}`,
    case_reopened: (d) => `Снова открыто обращение ${d["case_number"] ?? ""}`,
    opportunity_opened: (d) => `Открыта сделка ${d["opportunity_number"] ?? ""}`,
    opportunity_changed: (d) => `Обновлена сделка ${d["opportunity_number"] ?? ""}`,
    callback_planned: (d) => `Обещано перезвонить${d["when"] ? `: ${d["when"]}` : ""}`,
    callback_due: () => "Пора перезвонить",
    relation_ended: () => "Отношения прекращены",
    possibly_related: () => "Возможно, это часть прежней переписки",
    customer_left: () => "Клиент вышел из чата",
    customer_returned: () => "Клиент вернулся",
    abandoned: () => "Клиент не дождался",
    call_answered: (d) => (d["direction"] === "outbound" ? "Клиент ответил на звонок" : `На звонок ответили: ${d["by"] ?? "агент"}`),
    recording_erased: (d) => `Запись стёрта${d["by"] ? `: ${d["by"]}` : ""}${d["reason"] ? `, причина: ${d["reason"]}` : ""}`,
    spam: () => "Отмечено как спам",
    not_spam: () => "Отметка «спам» снята",
    rated: (d) => `Оценка клиента: ${d["score"] ?? d["rating"] ?? "?"} из 5`,
    ended: (d) => `Чат завершён: ${d["by"] ?? "клиент"}`,
    closed: () => "Закрыто",
  },
);

const glyphs: Record<string, Glyph> = {
  taken_over: "transfer", sla_breached: "alert", transferred: "transfer", reassigned: "transfer", wrapped_up: "check", wrapup_flagged: "alert", case_opened: "case", case_attached: "case",
  case_closed: "case", case_reopened: "case", opportunity_opened: "target", opportunity_changed: "target", callback_planned: "callback",
  callback_due: "callback", relation_ended: "x", possibly_related: "repeat", customer_left: "x", customer_returned: "refresh", abandoned: "x",
  spam: "alert", not_spam: "check", rated: "star", call_answered: "phone", recording_erased: "x", ended: "x", closed: "check",
};

/** What turns ids in an event's data into names. */
export interface Names {
  readonly house: House | null;
  readonly queue: (id: string) => string;
  readonly agent: (id: string) => string;
}

/** The event's sentence; one we have no words for says its own text, else its name made readable. */
export function tell(row: ThreadRow, names: Names, code: Language, now: number): Told {
  const glyph = glyphs[row.event] ?? "clock";
  const data = readable(row, names, code, now);
  const found = (sentences[code] as unknown as Record<string, ((d: Data) => string) | undefined>)[row.event];
  if (found === undefined) return { glyph, text: row.text !== "" ? row.text : row.event.replaceAll("_", " ") };
  const what = row.event === "wrapped_up" ? dispositionNames(data, names.house, code) : (data["subject"] ?? data["name"]);
  return { glyph, text: found(data).trim() + part(what) + quote(data["note"], code) };
}

/** Data with times, agents and queues written for people, and the author's name put where a sentence wants one. */
function readable(row: ThreadRow, names: Names, code: Language, now: number): Data {
  const data: Record<string, string> = { ...row.data };
  const when = data["due_at"];
  if (when !== undefined && !Number.isNaN(Date.parse(when))) data["when"] = format.moment(when, code, now);
  const to = names.agent(data["to_agent_id"] ?? "") || names.queue(data["queue_id"] ?? "");
  if (to !== "") data["to"] = to;
  const by = row.author_name !== "" ? row.author_name : names.agent(row.author_id ?? "");
  if (by !== "") data["by"] = by;
  return data;
}

function dispositionNames(data: Data, house: House | null, code: Language): string {
  return (data["codes"] ?? "")
    .split(/[\s,]+/)
    .filter((one) => one !== "")
    .map((one) => {
      const known = house?.dispositions.find((found) => found.code === one);
      return known === undefined ? one : named(known.name, code);
    })
    .join(", ");
}
