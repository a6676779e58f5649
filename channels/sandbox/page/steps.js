// "Inside the hub": what the hub did, newest first, in words; and what the network says beside it.
import { $, ask, el, exactly, keepLooking, number, on, say, state, tile } from "/sandbox/base.js";

const MOST = 60;
const said = {
  en: {
    queued: "{who} waits in {queue}", offered: "Offered to {agent}", accepted: "{agent} takes it", declined: "{agent} passes it on", expired: "{agent} did not answer, the next one is asked",
    in: "From {who}", out: "To {who}", note: "A note about {who}", wrapping: "{agent} writes it up", completed: "{agent} is done, result kept", transferred: "{agent} hands it over",
    closed: "{who}: finished", abandoned: "{who} did not wait", callback: "A call back is planned for {who}", callback_done: "The call back is done", case: "Case {number} opened for {who}",
    sale: "Sale {number} in sight for {who}", appeared: "Somebody new: {who}", rated: "{who} gave {score} of 5", call: "{who} calls", somebody: "Somebody calls", menu: "{who} chose a key", talking: "{who} and {agent} talk",
    held: "{who} is on hold", ended: "The call with {who} is over", recorded: "A recording is kept", present: "{agent}: available", away: "{agent}: away", delivered: "Delivered to {who}", failed: "Not delivered to {who}",
    wire: "The network told the hub", stop: "{who} wants no more messages", start: "{who} agrees to messages",
  },
  ru: {
    queued: "{who} ждёт, очередь «{queue}»", offered: "Предложено: {agent}", accepted: "Отвечает {agent}", declined: "{agent} пропускает", expired: "{agent} не отвечает, спрашиваем следующего",
    in: "Пишет {who}", out: "Ответ для {who}", note: "Заметка о клиенте {who}", wrapping: "Оформляет {agent}", completed: "Готово, итог записан: {agent}", transferred: "{agent} передаёт дальше",
    closed: "Закончено: {who}", abandoned: "Не дождался ответа: {who}", callback: "Назначен перезвон: {who}", callback_done: "Перезвонили", case: "Открыто обращение {number}, {who}",
    sale: "Намечается сделка {number}, {who}", appeared: "Кто-то новый: {who}", rated: "{who} ставит {score} из 5", call: "Звонит {who}", somebody: "Кто-то звонит", menu: "Нажата клавиша меню, {who}", talking: "Говорят {who} и {agent}",
    held: "Ждёт на линии {who}", ended: "Разговор окончен, {who}", recorded: "Запись сохранена", present: "На месте: {agent}", away: "Перерыв: {agent}", delivered: "Доставлено: {who}", failed: "Не доставлено: {who}",
    wire: "Сеть сообщила центру", stop: "{who} просит не писать", start: "{who} согласен на сообщения",
  },
};
const channels = { phone: "phone", webcall: "phone", callback: "phone", sms: "sms", email: "mail", chat: "shop" };

let steps = [];
let after = null;

function words(step) {
  const phrase = said[state.language][step.kind === "call" && !step.who ? "somebody" : step.kind];
  const values = { ...step, who: step.who || number(step.number ?? ""), queue: step.queue?.[state.language] ?? "" };
  return phrase?.replace(/\{(\w+)\}/g, (_, name) => values[name] || "…");
}

function row(step) {
  const channel = { email: "email", chat: "chat", sms: "sms", phone: "phone", webcall: "phone", callback: "phone" }[step.medium] ?? "system";
  const mark = channel === "system" ? tile("system", "") : tile(channel, say(channels[step.medium] ?? "phone"));
  return el("li", {}, el("span", { class: "t num" }, exactly(step.at)), mark,
    el("span", { class: "trunc", "data-their-words": true }, words(step)), el("span", { class: "t3 trunc", "data-their-words": true }, step.extra ?? ""));
}

function paint() {
  const known = steps.filter(words);
  $("steps").replaceChildren(...(known.length ? known.map(row) : [el("li", { class: "t3 none" }, say("quiet"))]));
}

function add(more) {
  if (more.length === 0) return;
  steps = [...more.reverse(), ...steps].slice(0, MOST);
  paint();
}

async function look() {
  const answer = await ask(`/sandbox/api/steps?after=${after ?? ""}`);
  if (!answer.ok) return;
  after = answer.head;
  add(answer.steps);
}

export function start() {
  on("words", paint);
  on("carrier:wire", (event) => {
    if (event.fault) add([{ at: new Date().toISOString(), kind: "wire", medium: "phone", extra: [event.status, event.fault].filter(Boolean).join(" · ") }]);
  });
  keepLooking(look, 1200);
}
