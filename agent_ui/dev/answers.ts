/** What the invented hub answers over HTTP. */

import { invented } from "./desk";

const at = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const names = ["Марина Ковалёва", "Jonas Weber", "Ильдар Сафин", "Harriet Osei", "Lucía Ferrer", "ООО «Зерно и Ко»", "Noor Haddad", "Gwen Abara"];
const customers = Array.from({ length: 60 }, (_, i) => ({ id: `u${i + 1}`, number: `CU-${30771 - i}`, name: names[i % names.length], vip: i === 0, last_interaction_at: at(i * 190), last_medium: i % 2 ? "email" : "chat", identities: [`email:person${i}@example.org`] }));
const kase = (n: number) => ({ id: `k${n}`, number: `RC-${2041 - n}`, version: 1, customer_id: "u1", customer_name: names[n % names.length], type: "problem", subject: ["Cracked hopper", "Descaling question", "Invoice for Ottawa"][n % 3], status: ["open", "waiting", "new", "resolved", "closed"][n % 5], priority: (n % 5) + 1, owner_id: "a1", owner_name: "Dana Whitlock", queue_id: "support", due_at: at(n * 300 - 400), topic: "delivery", created_at: at(9000), updated_at: at(n * 60), closed_at: null });
const sale = (n: number) => ({ id: `s${n}`, number: `OP-${618 - n}`, version: 1, customer_id: "u1", customer_name: names[n % names.length], name: "Service plan 2 years", stage: ["new", "qualified", "proposal", "negotiation", "won", "lost"][n % 6], amount: "178.00", currency: "EUR", probability: 40, expected_close: "2026-12-20", owner_id: "a1", owner_name: "Dana Whitlock", loss_reason: "", created_at: at(9000), updated_at: at(n * 60), closed_at: null });
const line = (n: number, part: object) => ({ v: 1, id: `t${n}`, conversation_id: "c1", interaction_id: "i1", customer_id: "u1", kind: "text", direction: "inbound", medium: "chat", channel_id: "chat", at: at(300 - n * 10), author_id: null, author_name: "", address: "chat:v1", subject: "", text: "", full_text: "", has_html: false, has_remote_images: false, language: "en", state: null, state_reason: "", cancellable_until: null, files: [], copies: [], event: "", data: {}, automatic: false, ...part });
const thread = [
  line(1, { medium: "email", channel_id: "mail", subject: "Order FC-10482 — hopper arrived cracked", text: "The bean hopper is cracked along the seam. I would rather keep the grinder.", address: "email:m.kovaleva@example.org", files: [{ id: "f1", filename: "hopper-1.jpg", content_type: "image/jpeg", size: 421_888, inline: false }] }),
  line(2, { text: "Спасибо! А можно доставку после 18:00?", language: "ru" }),
  line(3, { direction: "outbound", author_id: "a2", author_name: "Priya Raman", text: "Да, курьер приедет с 18:00 до 20:00.", language: "ru", state: "delivered" }),
  line(4, { kind: "event", direction: "internal", medium: null, event: "transferred", data: { from: "Priya Raman", to: "Dana Whitlock", queue: "Support", note: "Courier marked it delivered" } }),
  line(5, { kind: "note", direction: "internal", medium: null, author_id: "a1", author_name: "Dana Whitlock", text: "Label has flat 14, her address is flat 41. @Priya Raman please recall the parcel." }),
  line(16, { kind: "event", direction: "internal", medium: "phone", event: "call_missed", data: { call_id: "c0", where: "queue", waited_seconds: "190" }, address: "phone:+79160000108" }),
  line(17, { kind: "event", direction: "internal", medium: "phone", author_name: "Priya Raman", author_id: "a2", event: "call_ended", data: { call_id: "c9", direction: "outbound", why: "talked", waited_seconds: "12", talk_seconds: "252", held_seconds: "30", parties: "3" } }),
  line(18, { kind: "event", direction: "internal", medium: "phone", event: "recording", data: { call_id: "c9", recording_id: "rec1", seconds: "252", kind: "talk" } }),
  line(19, { kind: "event", direction: "internal", medium: "phone", event: "recording", data: { call_id: "c8", recording_id: "rec2", seconds: "22", kind: "voicemail" } }),
  line(20, { medium: "sms", channel_id: "sms", text: "Где мой заказ? Позвоните +7 916 000 0108", language: "ru" }),
  line(6, { direction: "outbound", author_id: "a1", author_name: "Dana Whitlock", text: "Here is the chat, you can drop the photo right in.", state: "read" }),
];
const card = {
  id: "u1", number: "CU-30771", version: 3, kind: "person", name: "Марина Ковалёва", language: "ru", time_zone: "Europe/Moscow", region: "Moscow", vip: true, stage: "commitment", since: at(2_500_000), note: "Prefers evenings.", preferred_agent_id: "a1", last_interaction_at: at(3), last_medium: "chat",
  identities: [{ id: "d1", address: "phone:+79160000108", verified: true, preferred: false, valid: true, blocked: false, last_seen_at: at(10) }, { id: "d2", address: "email:m.kovaleva@example.org", verified: true, preferred: true, valid: true, blocked: false, last_seen_at: at(10) }],
  cases: [kase(0), kase(1)], opportunities: [sale(2)], callbacks: [{ id: "b1", customer_id: "u1", customer_name: names[0], due_at: at(-1500), time_zone: "Asia/Tokyo", queue_id: "support", agent_id: "a1", agent_name: "Dana Whitlock", address: "phone:+79160000108", note: "After delivery", state: "planned" }],
  orders: [{ id: "r1", number: "FC-10482", at: at(9000), status: "misrouted", amount: "459.00", currency: "EUR", summary: "Orbit 64 grinder" }, { id: "r2", number: "FC-10117", at: at(50_000), status: "delivered", amount: "58.50", currency: "EUR", summary: "House blend 1 kg × 2" }], order_count: 9,
  touches: [{ id: "x1", at: at(10_000), name: "Autumn service week", medium: "e-mail", response: "opened" }],
  conversations: [{ id: "c1", subject: "Cracked hopper", opened_at: at(5000), last_at: at(3), open: true, mediums: { email: 1, chat: 3 } }, { id: "c77", subject: "Before buying the grinder", opened_at: at(90_000), last_at: at(80_000), open: false, mediums: { chat: 3 } }], conversation_count: 46,
  value: { total: "4870.00", last_year: "541.00", orders: 9, currency: "EUR", first_order_at: at(2_400_000), last_order_at: at(9000) }, consents: [{ purpose: "marketing", medium: "email", state: "withdrawn", at: at(4000), how: "chat" }],
  merges: [{ id: "g1", loser_id: "u90", loser_name: "M. Kov.", at: at(9000), author_name: "Dana Whitlock" }], duplicates: [["u31", "M. Kovaleva"]],
};
const trace = { interaction_id: "i50", at: at(1), verdict: "waiting", queue_id: "chat", next_at: at(-1), steps: [{ agent_id: "a2", agent_name: "Priya Raman", verdict: "away", detail: {} }, { agent_id: "a5", agent_name: "Юлия Строгова", verdict: "full", detail: { chat: "4", most: "4" } }, { agent_id: "a3", agent_name: "Игорь Белов", verdict: "lacks_skill", detail: { skill: "ru", level: "0", needed: "2" } }] };
const hits = (q: string) => [
  { kind: "customer", id: "u1", customer_id: "u1", conversation_id: "c1", title: names[0], text: "CU-30771", at: at(3), score: 1 }, { kind: "customer", id: "u40", customer_id: "u40", conversation_id: null, title: "Сергей Коваленко", text: "CU-19502", at: at(9000), score: 0.8 },
  { kind: "order", id: "r1", customer_id: "u1", conversation_id: null, title: "FC-10482", text: "Orbit 64 grinder · Kovaleva", at: at(9000), score: 0.6 }, { kind: "case", id: "k0", customer_id: "u1", conversation_id: null, title: "RC-2041", text: "Cracked hopper", at: at(300), score: 0.5 },
  { kind: "message", id: "t1", customer_id: "u1", conversation_id: "c1", title: names[0], text: `…${q} in a message…`, at: at(300), score: 0.2 },
];
const page = (items: unknown[]) => ({ items, next: null });

export function answer(method: string, url: URL, given: unknown): [number, unknown] {
  const path = url.pathname.replace(/^\/api/, "");
  const desk = invented(Date.now(), false);
  const signedIn = !(process.env["SIGNED_OUT"] ?? "");
  if (path === "/public") return [200, { firm: "Fernhill Coffee", languages: ["en", "ru"], demo: [{ role: "agent", email: "dana@fernhill.example", password: "x", name: "Dana Whitlock" }, { role: "supervisor", email: "aline@fernhill.example", password: "x", name: "Aline Moreau" }], sandbox_url: "/sandbox", version: "0.1.0" }];
  if (path === "/me" && method === "GET") return signedIn ? [200, { ...desk.rows.me[0], signature: "Dana\nFernhill Coffee" }] : [401, { code: "signed_out", message: "Sign in." }];
  if (path === "/sign-in") return (given as { password?: string } | null)?.password === "x" ? [200, desk.rows.me[0]] : [401, { code: "wrong_credentials", message: "" }];
  if (method !== "GET") return [200, { ok: true }];
  if (path === "/customers") {
    const q = (url.searchParams.get("q") ?? "").toLowerCase();
    return [200, page(customers.filter((row) => row.name?.toLowerCase().includes(q)))];
  }
  if (/^\/customers\/[^/]+\/thread$/.test(path)) return [200, { customer_id: "u1", items: thread, before: "", counts: { email: 1, chat: 3, note: 1 } }];
  if (path.startsWith("/customers/")) return path.endsWith("/nobody") ? [404, { code: "not_found", message: "No such customer" }] : [200, card];
  if (path.startsWith("/conversations/")) return [200, { id: path.slice(15), customer_id: "u1", subject: "Cracked hopper", channel_addresses: { mail: "email:m.kovaleva@example.org", chat: "chat:v1" }, work: desk.rows.work[0], watchers: [] }];
  if (path === "/search") return [200, { hits: hits(url.searchParams.get("q") ?? ""), took_ms: 14 }];
  if (path.endsWith("/trace")) return [200, trace];
  if (path === "/cases") return [200, page(Array.from({ length: 24 }, (_, i) => kase(i)))];
  const history = [{ at: at(100), author_name: "Dana Whitlock", field: "status", before: "new", after: "open" }, { at: at(300), author_name: "Priya Raman", field: "priority", before: "3", after: "2" }];
  if (path.startsWith("/cases/")) return [200, { case: kase(0), history, thread }];
  if (path === "/opportunities") return [200, page(Array.from({ length: 12 }, (_, i) => sale(i)))];
  if (path.startsWith("/opportunities/")) return [200, { opportunity: sale(2), history: history.slice(0, 1), thread: thread.slice(0, 2) }];
  if (path === "/phone") return [200, page(["phone", "phone2", "webcall"].map((id) => ({ channel_id: id, medium: id === "webcall" ? "webcall" : "phone", name: id, number: "", access: { driver: "webrtc", token: "", url: "", expires_at: null, ice: [] } })))];
  if (path === "/callbacks") return [200, page(card.callbacks)];
  if (path === "/floor") return [200, { calls: [{ id: "call7", interaction_id: "i77", agent_id: "a5", customer_name: "Rhys Doyle", number: "", channel_id: "phone", queue_id: "support", state: "talking", since: at(12) }], switched_off: [{ kind: "queue", id: "orders", text: {}, by_agent_id: "a1", since: at(3) }], queues: desk.rows.queues, agents: desk.rows.colleagues, waiting: [0, 1, 2].map((n) => ({ ...desk.rows.work[n], id: `i${50 + n}`, state: "queued", queue_id: "chat", queue_name: "Chat" })) }];
  if (path === "/quarantine") return [200, page([{ id: "q1", channel_id: "mail", received_at: at(40), reason: "The header of part 2 is not readable", size: 48_213, from: "odd@example.net", subject: "=?x?q?broken?=" }])];
  if (path.startsWith("/quarantine/")) return [200, { id: "q1", channel_id: "mail", received_at: at(40), reason: "The header of part 2 is not readable", size: 48_213, from: "odd@example.net", subject: "broken", text: "From: odd@example.net\nSubject: =?x?q?broken?=\n\n…" }];
  if (path === "/blocked") return [200, page([{ address: "email:spam@example.net", at: at(4000), agent_name: "Dana Whitlock", reason: "spam" }])];
  if (path === "/channels") return [200, page([{ id: "mail", name: "hello@fernhill.example", medium: "email", address: "hello@fernhill.example", state: "up", since: at(4000), detail: "" }, { id: "chat", name: "Shop chat", medium: "chat", address: "", state: "down", since: at(4), detail: "The line was refused" }])];
  return [404, { code: "not_found", message: "Not invented" }];
}
