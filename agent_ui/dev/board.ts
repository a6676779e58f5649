/** An invented floor for the board, after the mock-up: people, firms and figures do not exist. Also what its tests start from. */

import type { Alert, Board, BoardAgent, BoardDay, BoardPlay, MediumTile, QueueTile, Tally, WorkTile } from "../src/wire/board";
import type { WhatIf } from "../src/wire/whatif";

const iso = (ms: number): string => new Date(ms).toISOString();

export const tally = (patch: Partial<Tally> = {}): Tally => ({
  entered: 0, answered: 0, in_target: 0, wait_seconds: 0, abandoned: 0, abandoned_in_target: 0, abandoned_short: 0, overflowed: 0, moved: 0, callback: 0, voicemail: 0, closed: 0, ...patch,
});

/** Of `came` in the last hour, this share within the aim. */
const hour = (came: number, level: number, gone: number, wait: number): Tally => {
  const abandoned = Math.round(came * gone);
  const answered = came - abandoned;
  return tally({ entered: came, answered, in_target: Math.round((answered + abandoned) * level), wait_seconds: wait * answered, abandoned });
};
const trend = (base: number, end: number): number[] => Array.from({ length: 60 }, (_, i) => Math.max(0, Math.round(base + Math.sin(i / 4) * base * 0.4 + ((end - base) * i) / 59)));

export function queueTile(id: string, medium: string, now: number, part: { waiting: number; age: number; target: number; hour: Tally; today?: Tally; agents: QueueTile["agents"]; open?: boolean; more?: MediumTile[] }): QueueTile {
  return {
    id, target_seconds: part.target, target_share: 0.8, open: part.open ?? true, agents: part.agents, trend: trend(Math.max(2, part.waiting * 0.8), part.waiting),
    media: [{ medium, waiting: part.waiting, oldest_at: part.waiting > 0 ? iso(now - part.age * 1000) : null, hour: part.hour, today: part.today ?? part.hour }, ...(part.more ?? [])],
  };
}

const people: readonly [string, BoardAgent["state"], number, string, string, string][] = [
  ["Oleg Tarin", "busy", 1450, "billing", "phone", "Елена Крюк"], ["Aisha Bello", "busy", 761, "billing", "phone", "Rhys Doyle"], ["Matteo Brandt", "wrapping", 278, "billing", "phone", "Ada Quill"], ["Игорь Белов", "busy", 542, "billing", "phone", "Uma Kerr"],
  ["Dana Whitlock", "busy", 228, "support", "phone", "Jo Hale"], ["Priya Raman", "busy", 375, "chat", "chat", "Noor Haddad"], ["Marek Sobol", "busy", 350, "support", "phone", "Ева Шильд"], ["Юлия Строгова", "busy", 271, "support", "webcall", "Lucía Ferrer"],
  ["Ben Achterberg", "busy", 242, "mail", "email", "Harriet Osei"], ["Sofia Marchetti", "ringing", 9, "billing", "phone", "Tomas Lind"], ["Анна Лоза", "busy", 200, "chat", "sms", "Gwen Abara"], ["Kofi Mensa", "wrapping", 54, "orders", "phone", "Felix Dahl"],
  ["Hana Sato", "available", 164, "orders", "", ""], ["Виктор Лях", "available", 118, "orders", "", ""], ["Elena Costa", "available", 72, "support", "", ""], ["Nils Berg", "away", 1100, "support", "", ""], ["Дарья Ким", "away", 965, "chat", "", ""],
  ["Omar Farouq", "busy", 170, "orders", "phone", "Ева Шильд"], ["Ingrid Vale", "busy", 151, "chat", "chat", "Ruben Keller"], ["Павел Ростин", "busy", 132, "support", "phone", "Jo Hale"], ["Grace Mwende", "busy", 107, "mail", "email", "Ines Petit"],
  ["Lev Brodin", "missed", 80, "billing", "", ""], ["Ruth Okafor", "busy", 65, "chat", "chat", "Owen Grant"], ["Глеб Сомов", "available", 58, "chat", "", ""], ["Clara Wynn", "available", 51, "mail", "", ""], ["Тимур Хасанов", "wrapping", 44, "support", "phone", "Hugo Ross"],
  ["Mia Thorne", "offline", 40_000, "support", "", ""],
];

export function inventedBoard(now: number): Board {
  const names: Board["names"] = { agents: {}, customers: {}, calls: {} };
  const agents = people.map(([name, state, seconds, queue, medium, customer], i): BoardAgent => {
    names.agents[`p${i}`] = name;
    names.customers[`u${i}`] = customer;
    const count = medium === "chat" ? 3 : medium === "sms" ? 4 : medium === "" ? 0 : 1;
    const work = Array.from({ length: count }, (_, n): WorkTile => ({ interaction_id: `i${i}-${n}`, conversation_id: `c${i}-${n}`, customer_id: `u${i}`, queue_id: queue, medium, state: state === "ringing" ? "offered" : state === "wrapping" ? "wrapping" : i === 6 ? "held" : "active", since: iso(now - seconds * 1000) }));
    return { id: `p${i}`, team: i % 3 === 0 ? "support" : "orders", state, reason: state === "away" ? "lunch" : "", since: iso(now - seconds * 1000), online: state !== "offline", queues: [queue, ...(i % 2 ? ["support"] : [])], work };
  });
  const alert = (id: string, kind: Alert["kind"], part: Partial<Alert>): Alert => ({ id, kind, queue_id: null, agent_id: null, interaction_id: null, value: null, limit: null, since: iso(now - 660_000), snoozed_until: null, text: "", ...part });
  const crew = (ready: number, busy: number, wrapping: number, away: number): QueueTile["agents"] => ({ ready, busy, wrapping, away, of: ready + busy + wrapping + away });
  return {
    pos: 100, at: iso(now), counted_from: iso(now - 6 * 3_600_000), agents, names,
    queues: [
      queueTile("billing", "phone", now, { waiting: 7, age: 292, target: 180, hour: hour(64, 0.58, 0.062, 108), agents: crew(0, 8, 2, 2) }),
      queueTile("chat", "chat", now, { waiting: 6, age: 154, target: 120, hour: hour(51, 0.71, 0.04, 52), agents: crew(1, 6, 1, 1), more: [{ medium: "sms", waiting: 2, oldest_at: iso(now - 100_000), hour: hour(8, 0.88, 0, 190), today: tally() }] }),
      queueTile("support", "phone", now, { waiting: 4, age: 52, target: 120, hour: hour(90, 0.84, 0.022, 16), agents: crew(2, 7, 1, 2) }),
      queueTile("orders", "phone", now, { waiting: 1, age: 11, target: 60, hour: hour(71, 0.93, 0.011, 8), agents: crew(3, 5, 0, 1) }),
      queueTile("mail", "email", now, { waiting: 38, age: 11_520, target: 14_400, hour: hour(22, 0.91, 0, 7500), agents: crew(3, 4, 0, 1) }),
      queueTile("night", "chat", now, { waiting: 0, age: 0, target: 120, hour: tally(), agents: crew(0, 0, 0, 0), open: false }),
    ],
    alerts: [
      alert("queue_level:billing", "queue_level", { queue_id: "billing", value: 0.58, limit: 0.8 }),
      alert("long_talk:p0", "long_talk", { agent_id: "p0", interaction_id: "i0-0", value: 1450, limit: 1200, since: iso(now - 250_000) }),
      alert("help:h1", "help", { agent_id: "p5", interaction_id: "i5-0", text: "She wants her money back today. May I?", since: iso(now - 42_000) }),
      alert("long_wrapup:p2", "long_wrapup", { agent_id: "p2", value: 278, limit: 90, since: iso(now - 188_000), snoozed_until: iso(now + 600_000) }),
    ],
  };
}

export function inventedDay(now: number): BoardDay {
  const from = now - 5 * 3_600_000;
  const minutes = Array.from({ length: 300 }, (_, i) => ({ at: iso(from + i * 60_000), waiting: Math.round(4 + 2 * Math.sin(i / 20) + Math.sin(i * 1.7) + 12 * Math.exp(-((i - 215) ** 2) / 300)) }));
  return { date: iso(now).slice(0, 10), from: iso(from - 3_600_000), to: iso(now + 8 * 3_600_000), kept_from: iso(from), minutes, marks: [{ at: iso(from + 98 * 60_000), kind: "shift_began", queue_id: null, agent_id: "p7", detail: "" }, { at: iso(from + 215 * 60_000), kind: "alert", queue_id: "billing", agent_id: null, detail: "queue_level" }, { at: iso(from + 222 * 60_000), kind: "alert", queue_id: "chat", agent_id: null, detail: "no_agent" }] };
}

/** Every second one more waits in billing. */
export function inventedPlay(from: number, seconds: number): BoardPlay {
  const start = { ...inventedBoard(from), pos: 10, at: iso(from) };
  const steps = Array.from({ length: seconds }, (_, i) => ({ pos: 11 + i, at: iso(from + (i + 1) * 1000), queues: start.queues.filter((one) => one.id === "billing").map((one) => ({ ...one, media: one.media.map((medium) => ({ ...medium, waiting: 7 + i })) })) }));
  return { start, steps };
}

export function inventedAnswer(queue: string, more: number, other: string | null): WhatIf {
  const level = (n: number): number => 1 - 0.95 * Math.exp(-0.28 * (n - 5));
  const outcome = (n: number): WhatIf["now"][string] => ({ level: level(n), low: level(n) - 0.04, high: Math.min(1, level(n) + 0.04), wait_seconds: 300 * Math.exp(-0.35 * (n - 5)), abandoned_share: 0.1 * Math.exp(-0.3 * (n - 5)), agents: n });
  const ids = ["billing", "chat", "support", "orders", "mail", "night"];
  const now = Object.fromEntries(ids.map((id) => [id, outcome(id === queue ? 8 : 12)]));
  return {
    minutes: 30, runs: 200, now, then: { ...now, [queue]: outcome(8 + more), ...(other === null ? {} : { [other]: outcome(12 - more) }) },
    curve: { queue_id: queue, points: Array.from({ length: 8 }, (_, i) => ({ agents: 6 + i, level: level(6 + i), low: level(6 + i) - 0.05, high: Math.min(1, level(6 + i) + 0.04) })) },
    basis: { arrivals: 1840, handling_seconds: 312, days: 28, held: 0.9 },
  };
}
