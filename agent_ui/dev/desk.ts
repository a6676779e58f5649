/** An invented desk, after the mock-ups: people, firms and figures do not exist. */

import { inventedCall, speaking } from "./calls";
import type { ColleagueRow, Desk, House, MeRow, Medium, OfferRow, QueueRow, WorkRow } from "../src/wire/protocol";

const iso = (ms: number): string => new Date(ms).toISOString();

const house: House = {
  firm: "Fernhill Coffee", languages: ["en", "ru"], currency: "EUR", time_zone: "Europe/Berlin", sandbox_url: "/sandbox", wrapup_seconds: 90, undo_seconds: 6,
  dispositions: [
    { code: "delivery_late", name: { en: "Delivery late", ru: "Доставка опоздала" }, group: "Delivery", queues: [], requires: [], suggests: ["case"], resolved: false, topic: "delivery" },
    { code: "answered", name: { en: "Question answered", ru: "Ответили на вопрос" }, group: "Questions", queues: [], requires: [], suggests: [], resolved: true, topic: "question" },
  ],
  canned: [
    { key: "courier-late", name: { en: "Courier late", ru: "Курьер опаздывает" }, text: { en: "Sorry, the courier is running late.", ru: "Извините, курьер опаздывает." }, mediums: [] },
    { key: "thanks", name: { en: "Thanks", ru: "Спасибо" }, text: { en: "Thank you for writing, {customer_name}.", ru: "Спасибо, что написали, {customer_name}." }, mediums: [] },
  ],
  channels: [
    { id: "mail", name: "hello@fernhill.example", medium: "email", address: "hello@fernhill.example", live: false, can_start: true, subject: true, html: true, attachments: true, max_attachment_bytes: 26214400, signature: "", segment_price: "" },
    { id: "chat", name: "Shop chat", medium: "chat", address: "chat", live: true, can_start: false, subject: false, html: false, attachments: true, max_attachment_bytes: 10485760, signature: "", segment_price: "" },
    ...speaking,
  ],
  reasons: [
    { code: "break", name: { en: "Break", ru: "Перерыв" }, minutes_a_day: 30 }, { code: "lunch", name: { en: "Lunch", ru: "Обед" }, minutes_a_day: 60 },
    { code: "training", name: { en: "Training", ru: "Обучение" }, minutes_a_day: null }, { code: "lead", name: { en: "Talk to my lead", ru: "Разговор с руководителем" }, minutes_a_day: null },
  ],
  skills: [{ id: "ru", name: { en: "Russian", ru: "Русский" } }],
};

function work(now: number): WorkRow[] {
  const row = (n: number, name: string, medium: Medium, part: Partial<WorkRow>): WorkRow => ({
    v: 1, id: `i${n}`, conversation_id: `c${n}`, customer_id: `u${n}`, customer_name: name, vip: false, medium, channel_id: medium === "email" ? "mail" : "chat", queue_id: "support", queue_name: "Support", state: "active",
    subject: "", preview: "", preview_direction: "inbound", unread: 0, accepted_at: iso(now - 600_000), last_customer_at: iso(now - 60_000), last_agent_at: null, due_at: null, snoozed_until: null, handling_id: `h${n}`,
    wrapup_deadline: null, wrapup_extensions: 0, case_number: "", case_subject: "", clock: null, ...part,
  });
  return [
    row(1, "Марина Ковалёва", "chat", { vip: true, preview: "Вот записка, там указана квартира", due_at: iso(now + 40_000), case_number: "RC-2041", case_subject: "Cracked hopper" }),
    row(2, "Jonas Weber", "chat", { preview: "Still there? My order is stuck at payment", unread: 3, due_at: iso(now - 22_000) }),
    row(3, "Ильдар Сафин", "chat", { preview: "Код так и не пришёл", unread: 1, due_at: iso(now + 100_000) }),
    row(4, "Harriet Osei", "email", { subject: "Invoice for the Ottawa office order", preview: "Invoice for the Ottawa office order", due_at: iso(now + 13_920_000) }),
    row(5, "Lucía Ferrer", "email", { state: "waiting", preview: "Asked for a photo of the gasket", last_agent_at: iso(now - 720_000) }),
    row(6, "ООО «Зерно и Ко»", "email", { state: "snoozed", preview: "Договор на обслуживание", snoozed_until: iso(now + 90_000_000) }),
  ];
}

export function invented(now: number, bare: boolean, calling: string = ""): Desk {
  const call = inventedCall(calling, now);
  const me: MeRow = {
    v: 1, id: "a1", name: "Dana Whitlock", email: "dana@fernhill.example", roles: ["agent", "supervisor"], language: "en", presence: "available", presence_reason: "", presence_since: iso(now - 228_000), presence_next: "away:lunch",
    capacity: { chat: 4, email: 2 }, handled_today: 31, average_handling_seconds: 312, rating_today: 4.7, must_change_password: false,
  };
  const queue = (id: string, name: string, waiting: number, age: number, target: number, part: Partial<QueueRow> = {}): QueueRow => ({ v: 1, id, name, waiting, oldest_at: waiting ? iso(now - age * 1000) : null, available: 2, signed_in: 9, target_seconds: target, open: true, opens_at: null, ...part });
  const person = (id: string, name: string, part: Partial<ColleagueRow>): ColleagueRow => ({ v: 1, id, name, team: "Support", presence: "available", presence_reason: "", presence_since: iso(now - 600_000), online: true, load: {}, capacity: { chat: 4, email: 2 }, queues: ["support"], ...part });
  const offer: OfferRow = { v: 1, id: "o1", interaction_id: "i9", conversation_id: "c9", customer_id: "u9", customer_name: "Tomas Lind", is_new_customer: true, vip: false, medium: "chat", queue_id: "orders", queue_name: "Orders", preview: "Hello, is anybody there?", subject: "", waited_seconds: 31, offered_at: iso(now), deadline: iso(now + 20_000), reason: "longest_idle", note: "" };
  return {
    epoch: "e", pos: 1, now: iso(now), house,
    rows: {
      me: [me], drafts: [], thread: [], notices: [], helps: [],
      offers: call.offers ?? (bare ? [] : [offer]),
      work: bare ? [] : work(now).map((row, i) => (i === 0 && call.work !== null ? { ...row, ...call.work } : row)),
      queues: [queue("support", "Support", 4, 52, 120), queue("orders", "Orders", 1, 11, 120), queue("chat", "Chat", 6, 154, 120), queue("billing", "Billing", 7, 292, 180), queue("mail", "E-mail", 38, 11_520, 14_400, { available: 3 }), queue("night", "Night", 0, 0, 120, { open: false, opens_at: iso(now + 20_000_000) })],
      colleagues: [
        person("a1", "Dana Whitlock", { load: { chat: 3, email: 1 }, queues: ["support", "orders", "chat"] }), person("a2", "Priya Raman", { presence: "away", presence_reason: "lunch" }), person("a3", "Игорь Белов", {}), person("a4", "Oleg Tarin", { presence: "missed" }),
        person("a5", "Юлия Строгова", { load: { chat: 4 } }), person("a6", "Nils Berg", { presence: "offline", online: false }),
      ],
      calls: call.calls,
      mentions: bare ? [] : [{ v: 1, id: "m1", message_id: "t9", conversation_id: "c1", customer_id: "u1", customer_name: "Марина Ковалёва", author_name: "Priya Raman", text: "@Dana Whitlock please recall the parcel before 18:00.", at: iso(now - 500_000), seen: false }],
    },
  };
}
