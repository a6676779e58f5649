/** Invented people and talks for looking at the console without a hub. */
import type { ChannelInfo, CustomerCard, Desk, Disposition, Medium, MeRow, OfferRow, Thread, ThreadRow, WorkRow, WrapUpView } from "~/wire/protocol";

const now = Date.now();
const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
const ahead = (minutes: number): string => ago(-minutes);

const work = (patch: Partial<WorkRow> & { id: string; customer_name: string; medium: Medium }): WorkRow => ({
  v: 1, conversation_id: `c-${patch.id}`, customer_id: `u-${patch.id}`, vip: false, channel_id: patch.medium, queue_id: "support",
  queue_name: "Support", state: "active", subject: "", preview: "", preview_direction: "inbound", unread: 0, accepted_at: ago(20),
  last_customer_at: ago(3), last_agent_at: ago(5), due_at: null, snoozed_until: null, handling_id: `h-${patch.id}`,
  wrapup_deadline: null, wrapup_extensions: 0, case_number: "", case_subject: "", clock: null, ...patch,
});

const rows: WorkRow[] = [
  work({ id: "marina", customer_name: "Марина Ковалёва", medium: "chat", vip: true, preview: "Вот записка, там указана квартира 14", due_at: ahead(4.2), case_number: "RC-2041", case_subject: "Cracked hopper" }),
  work({ id: "jonas", customer_name: "Jonas Weber", medium: "chat", preview: "Still there? My order is stuck at payment", unread: 3, due_at: ago(0.37) }),
  work({ id: "ildar", customer_name: "Ильдар Сафин", medium: "email", preview: "Код для входа так и не пришёл", unread: 1, due_at: ahead(1.7) }),
  work({ id: "harriet", customer_name: "Harriet Osei", medium: "email", preview: "Invoice for the Ottawa office order", due_at: ahead(232) }),
  work({ id: "lucia", customer_name: "Lucía Ferrer", medium: "chat", state: "waiting", preview: "Asked for a photo of the gasket", preview_direction: "outbound", last_agent_at: ago(12) }),
  work({ id: "petr", customer_name: "Пётр Данилин", medium: "email", state: "waiting", preview: "Отправлен счёт, ждём оплату", last_agent_at: ago(125) }),
  work({ id: "noor", customer_name: "Noor Haddad", medium: "chat", state: "waiting", preview: "Choosing between two grinders", last_agent_at: ago(310) }),
  work({ id: "gwen", customer_name: "Gwen Abara", medium: "email", state: "snoozed", preview: "Call back after delivery", snoozed_until: ahead(150) }),
  work({ id: "zerno", customer_name: "ООО «Зерно и Ко»", medium: "email", state: "snoozed", preview: "Договор на обслуживание", snoozed_until: ahead(3 * 1440) }),
];

const offer: OfferRow = {
  v: 1, id: "o-1", interaction_id: "i-tomas", conversation_id: "c-tomas", customer_id: "u-tomas", customer_name: "Tomas Lind", is_new_customer: true, vip: false,
  medium: "chat", queue_id: "orders", queue_name: "Orders", preview: "Hi! I ordered the Orbit 64 yesterday, can I still change the colour to black? https://shop.example/orders/10488",
  subject: "", waited_seconds: 31, offered_at: ago(0.12), deadline: ahead(0.22), reason: "longest_idle", note: "",
};

const channel = (id: Medium, patch: Partial<ChannelInfo>): ChannelInfo => ({
  id, name: id, medium: id, address: `${id}:support`, live: id === "chat", can_start: id === "email", subject: id === "email", html: false,
  attachments: true, max_attachment_bytes: 10_000_000, signature: "", segment_price: "", ...patch,
});

const disposition = (code: string, english: string, russian: string, patch: Partial<Disposition> = {}): Disposition => ({
  code, name: { en: english, ru: russian }, group: "", queues: [], requires: [], suggests: [], resolved: true, topic: "", ...patch,
});

const me: MeRow = {
  v: 1, id: "a-dana", name: "Dana Whitlock", email: "dana@rapport.example", roles: ["agent"], language: "en", presence: "available", presence_reason: "",
  presence_since: ago(40), presence_next: "away:lunch", capacity: { chat: 3, email: 3 }, handled_today: 31, average_handling_seconds: 312, rating_today: 4.7,
  must_change_password: false,
};

export function deskOf(view: string): Desk {
  const mine = view === "empty" || view === "offer" ? [] : rows;
  return {
    epoch: "e", pos: 10, now: new Date(now).toISOString(),
    house: {
      firm: "Field Coffee", languages: ["en", "ru"], wrapup_seconds: 90, undo_seconds: 6, sandbox_url: "", currency: "EUR", time_zone: "Europe/Berlin", skills: [],
      channels: [channel("chat", {}), channel("email", { address: "email:help@fieldcoffee.example" })],
      reasons: [{ code: "lunch", name: { en: "Lunch", ru: "Обед" }, minutes_a_day: 60 }, { code: "break", name: { en: "Break", ru: "Перерыв" }, minutes_a_day: 30 }],
      canned: [
        { key: "courier", name: { en: "Courier today", ru: "Курьер сегодня" }, text: { en: "{customer_first_name}, the courier comes today between 18:00 and 20:00.", ru: "{customer_first_name}, курьер приедет сегодня с 18:00 до 20:00." }, mediums: [] },
        { key: "courier-late", name: { en: "Courier late", ru: "Курьер задержался" }, text: { en: "Sorry, the courier is running late…", ru: "Простите, курьер задерживается…" }, mediums: [] },
      ],
      dispositions: [
        disposition("misrouted", "Delivery: misrouted parcel", "Доставка: не туда", { requires: ["note", "case"], suggests: ["case", "callback"], resolved: false }),
        disposition("damaged", "Delivery: damaged goods", "Доставка: повреждено", { requires: ["case.type"] }),
        disposition("slot", "Delivery: new time slot", "Доставка: новое время"),
        disposition("where", "Order: where is it", "Заказ: где он"),
        disposition("refund", "Return or refund", "Возврат"),
        disposition("sale", "Sale in sight", "Возможна продажа", { suggests: ["opportunity"] }),
        disposition("other", "Other", "Другое"),
      ],
    },
    rows: {
      me: [me], offers: view === "wrap" || view === "empty" ? [] : [offer], thread: [], drafts: [], mentions: [], calls: [], notices: [], helps: [],
      work: view === "wrap" ? mine.map((row) => (row.id === "marina" ? { ...row, state: "wrapping", wrapup_deadline: ahead(0.7) } : row)) : mine,
      queues: [
        { v: 1, id: "support", name: "Support", waiting: 4, oldest_at: ago(0.9), available: 1, signed_in: 4, target_seconds: 60, open: true, opens_at: null },
        { v: 1, id: "orders", name: "Orders", waiting: 1, oldest_at: ago(0.2), available: 2, signed_in: 3, target_seconds: 60, open: true, opens_at: null },
      ],
      colleagues: [
        { v: 1, id: "a-priya", name: "Priya Raman", team: "Support", presence: "available", presence_reason: "", presence_since: ago(30), online: true, load: {}, capacity: {}, queues: ["support"] },
        { v: 1, id: "a-oleg", name: "Oleg Tarin", team: "Orders", presence: "available", presence_reason: "", presence_since: ago(10), online: true, load: {}, capacity: {}, queues: ["orders"] },
      ],
    },
  };
}

const line = (id: string, minutes: number, patch: Partial<ThreadRow>): ThreadRow => ({
  v: 1, id, conversation_id: "c-marina", interaction_id: "marina", customer_id: "u-marina", kind: "text", direction: "inbound", medium: "chat", channel_id: "chat",
  at: ago(minutes), author_id: null, author_name: "", address: "", subject: "", text: "", full_text: "", has_html: false, has_remote_images: false, language: "",
  state: null, state_reason: "", cancellable_until: null, files: [], copies: [], event: "", data: {}, automatic: false, ...patch,
});
const dana = { direction: "outbound", author_id: "a-dana", author_name: "Dana Whitlock" } as const;

const lines: ThreadRow[] = [
  line("m01", 1290, {
    medium: "email", channel_id: "email", address: "email:m.kovaleva@example.org", subject: "Order FC-10482 — hopper arrived cracked", has_html: true, has_remote_images: true,
    text: "The bean hopper is cracked along the seam. I would rather keep the grinder.", full_text: "The bean hopper is cracked along the seam. I would rather keep the grinder.\n\nOn Thu, Field Coffee wrote:\n> Your order FC-10482 is on its way.\n> Track it at https://shop.example/t/10482",
    files: [{ id: "f1", filename: "hopper-1.jpg", content_type: "image/jpeg", size: 421_888, inline: false }, { id: "f2", filename: "box.jpg", content_type: "image/jpeg", size: 389_120, inline: false }],
  }),
  line("m02", 1200, { text: "Спасибо! А можно доставку после 18:00?", language: "ru" }),
  line("m03", 1198, { direction: "outbound", author_id: "a-priya", author_name: "Priya Raman", text: "Да, курьер приедет с 18:00 до 20:00.", language: "ru", state: "delivered" }),
  line("m04", 1180, { medium: "phone", channel_id: null, direction: "outbound", author_id: "a-priya", author_name: "Priya Raman", subject: "courier slot agreed", text: "I leave at noon, so the evening is the only slot that works." }),
  line("m05", 40, { kind: "event", event: "wrapped_up", medium: null, direction: "internal", author_name: "Priya Raman", data: { codes: "slot", note: "Slot agreed" } }),
  line("m06", 12, { kind: "event", event: "transferred", medium: null, direction: "internal", author_name: "Priya Raman", data: { queue_id: "support", to_agent_id: "a-dana", note: "Courier marked it delivered, customer has nothing." } }),
  line("m07", 8, { ...dana, text: "Here is the chat, you can drop the photo right in.", state: "read" }),
  line("m08", 7, { text: "", files: [{ id: "f3", filename: "courier-note.pdf", content_type: "application/pdf", size: 274_432, inline: false }] }),
  line("m09", 6, { kind: "note", medium: null, channel_id: null, ...dana, direction: "internal", text: "Label has flat 14, her address is flat 41. Courier misread it. @Oleg Tarin please recall the parcel." }),
  line("m10", 5, { text: "Вот записка, там указана квартира 14. Трек: https://track.example/10482", language: "ru" }),
  line("m11", 3, { ...dana, text: "Thank you, I am on it.", state: "failed", state_reason: "The visitor's page is closed." }),
  line("m12", 1, { ...dana, medium: "email", channel_id: "email", address: "email:m.kovaleva@example.org", subject: "Re: Order FC-10482 — hopper arrived cracked", text: "A new hopper is on its way.", state: "pending", cancellable_until: ahead(60) }),
];

const card: CustomerCard = {
  id: "u-marina", number: "CU-30771", version: 3, kind: "person", name: "Марина Ковалёва", language: "ru", time_zone: "Europe/Moscow", region: "", vip: true, stage: "commitment",
  since: "2021-03-01T00:00:00Z", note: "", preferred_agent_id: null, last_interaction_at: ago(5), last_medium: "chat",
  identities: [
    { id: "1", address: "phone:+79015550108", verified: true, preferred: false, valid: true, blocked: false, last_seen_at: null },
    { id: "2", address: "email:m.kovaleva@example.org", verified: false, preferred: true, valid: true, blocked: false, last_seen_at: null },
    { id: "3", address: "chat:v-8812", verified: false, preferred: false, valid: true, blocked: false, last_seen_at: null },
  ],
  cases: [
    { id: "k1", number: "RC-2041", version: 2, customer_id: "u-marina", customer_name: "", type: "problem", subject: "Cracked hopper", status: "open", priority: 2, owner_id: "a-dana", owner_name: "Dana Whitlock", queue_id: null, due_at: ahead(230), topic: "", created_at: ago(1290), updated_at: ago(40), closed_at: null, clocks: [] },
  ],
  opportunities: [{ id: "p1", number: "OP-618", version: 1, customer_id: "u-marina", customer_name: "", name: "Service plan 2 years", stage: "qualified", amount: "178", currency: "EUR", probability: 40, expected_close: "", owner_id: null, owner_name: "", loss_reason: "", created_at: ago(9000), updated_at: ago(9000), closed_at: null }],
  callbacks: [{ id: "b1", customer_id: "u-marina", customer_name: "", due_at: ahead(1200), time_zone: "Europe/Moscow", queue_id: null, agent_id: "a-dana", agent_name: "Dana Whitlock", address: "phone:+79015550108", note: "", state: "planned" }],
  orders: [
    { id: "r1", number: "FC-10482", at: ago(3000), status: "delivered", amount: "459.00", currency: "EUR", summary: "Orbit 64 grinder" },
    { id: "r2", number: "FC-10117", at: ago(60_000), status: "delivered", amount: "58.00", currency: "EUR", summary: "House blend 1 kg × 2" },
    { id: "r3", number: "FC-09840", at: ago(160_000), status: "returned", amount: "31.00", currency: "EUR", summary: "Milk jug 600 ml" },
  ],
  order_count: 9, touches: [{ id: "t1", at: ago(12_000), name: "Autumn service week", medium: "email", response: "opened" }, { id: "t2", at: ago(9_000), name: "Grinder launch", medium: "email", response: "bought" }],
  conversations: [
    { id: "c-marina", subject: "Cracked hopper", opened_at: ago(1290), last_at: ago(1), open: true, mediums: { email: 1, chat: 5, phone: 1 } },
    { id: "c-x1", subject: "Before buying the grinder", opened_at: ago(90_000), last_at: ago(89_000), open: false, mediums: { chat: 3 } },
    { id: "c-x2", subject: "Return of the milk jug", opened_at: ago(150_000), last_at: ago(149_000), open: false, mediums: { chat: 2, email: 1 } },
  ],
  conversation_count: 12, value: { total: "4870", last_year: "1082", orders: 9, currency: "EUR", first_order_at: "2021-03-01T00:00:00Z", last_order_at: ago(3000) },
  consents: [], merges: [], duplicates: [["u-twin", "M. Kovaleva"]],
};

const wrapup: WrapUpView = {
  handling_id: "h-marina", interaction_id: "marina", state: "open", deadline: ahead(0.7), extensions: 0, draft: null, open_cases: card.cases, open_opportunities: card.opportunities,
  dispositions: ["misrouted", "damaged"],
};

/** A thread of ten thousand lines, a page at a time: ?at=c-harriet. */
const LONG = 10_000;
function longThread(before: string): Thread {
  const end = before === "" ? LONG : Number(before.slice(1));
  const begin = Math.max(0, end - 50);
  const items = Array.from({ length: end - begin }, (_, i) => {
    const n = begin + i;
    const id = `n${String(n).padStart(6, "0")}`;
    const text = `Line ${String(n)}. ${"The courier came and went. ".repeat(n % 7)}`;
    const out = n % 3 === 0 ? dana : {};
    return line(id, (LONG - n) * 7, { ...out, text, conversation_id: "c-harriet", customer_id: "u-harriet", state: n % 3 === 0 ? "read" : null });
  });
  return { customer_id: "u-harriet", items, before: begin === 0 ? "" : `n${String(begin)}`, counts: { chat: LONG } };
}

export function answer(url: URL): unknown {
  const path = url.pathname;
  if (path === "/api/customers/u-harriet/thread") return longThread(url.searchParams.get("before") ?? "");
  if (/\/thread$/.test(path)) {
    const marina = path.includes("u-marina");
    const medium = url.searchParams.get("medium") ?? "all";
    const items = marina ? lines.filter((row) => medium === "all" || row.medium === medium || (medium === "note" && row.kind === "note")) : [];
    return { customer_id: path.split("/")[3] ?? "", items, before: "", counts: marina ? { chat: 31, email: 9, phone: 4, note: 2 } : {} } satisfies Thread;
  }
  if (path.startsWith("/api/customers/u-")) {
    const id = path.split("/")[3] ?? "";
    const row = rows.find((one) => one.customer_id === id);
    if (id === "u-marina") return card;
    const name = id === "u-tomas" ? "Tomas Lind" : (row?.customer_name ?? "");
    return { ...card, id, name, number: "CU-41200", vip: false, stage: null, cases: [], opportunities: [], callbacks: [], orders: [], order_count: 0, touches: [], conversations: [], conversation_count: 0, value: null, duplicates: [], identities: card.identities.slice(2) };
  }
  if (path.startsWith("/api/conversations/")) return { id: path.split("/")[3], customer_id: (path.split("/")[3] ?? "").replace(/^c-/, "u-"), subject: "", channel_addresses: { email: "email:m.kovaleva@example.org" }, work: null };
  if (/\/wrapup$/.test(path)) return wrapup;
  return null;
}
