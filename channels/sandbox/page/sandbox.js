// The customer's mail program. Everything shown is put in as text, never as HTML.
"use strict";
const words = {
  en: { title: "Sandbox", play: "You play the customer", nothing: "Nothing leaves this computer, no provider account", youare: "You are", console: "Open the agent console", mail: "E-mail", new: "New message", shop: "The shop with the chat", own: "in a window of its own", reply: "Reply", send: "Send", subject: "Subject", write: "Write to", answer: "Write an answer…", none: "No mail yet. Write to the firm: the agent sees it at once.", pick: "Choose a mail, or write a new one.", sent: "Sent", smtp: "Any mail program may send to the firm through this SMTP server:", failed: "Not sent: " },
  ru: { title: "Песочница", play: "Вы играете клиента", nothing: "Ничего не покидает этот компьютер", youare: "Вы", console: "Открыть консоль", mail: "Почта", new: "Новое письмо", shop: "Магазин с чатом", own: "в отдельном окне", reply: "Ответить", send: "Отправить", subject: "Тема", write: "Напишите в", answer: "Напишите ответ…", none: "Писем пока нет. Напишите в фирму: оператор увидит письмо сразу.", pick: "Выберите письмо или напишите новое.", sent: "Отправлено", smtp: "Любая почтовая программа может писать фирме через этот SMTP-сервер:", failed: "Не отправлено: " },
};
const $ = (id) => document.getElementById(id);
let language = localStorage.getItem("sandbox.language") || (navigator.language.startsWith("ru") ? "ru" : "en");
let about = { firm: "", address: "", people: [], smtp: "" };
let letters = [];
let open = null;
const say = (key) => words[language][key];
const person = () => {
  const text = $("person").value.trim();
  const found = /^(.*?)\s*<([^<>]+)>$/.exec(text);
  return found ? { name: found[1], from: found[2] } : { name: "", from: text };
};

function paint() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = say(node.dataset.t);
  for (const node of document.querySelectorAll("[data-lang]")) node.setAttribute("aria-pressed", String(node.dataset.lang === language));
  const shop = language === "ru" ? "/shop/index.ru.html" : "/shop";
  const pane = document.querySelector("iframe");
  if (pane.getAttribute("src") !== shop) pane.setAttribute("src", shop);
  pane.title = say("shop");
  $("whose").textContent = person().from;
  $("smtp").textContent = `${say("smtp")} ${about.smtp} → ${about.address}`;
  $("subject").hidden = open !== null;
  $("subject").placeholder = say("subject");
  $("text").placeholder = open === null ? `${say("write")} ${about.firm}` : say("answer");
  $("text").setAttribute("aria-label", $("text").placeholder);
  $("subject").setAttribute("aria-label", say("subject"));
  $("send").textContent = open === null ? say("send") : say("reply");
  paintList();
  paintLetter();
}

function paintList() {
  $("list").replaceChildren(...letters.map((letter) => {
    const row = document.createElement("button");
    row.type = "button";
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(open?.uid === letter.uid));
    const title = document.createElement("b");
    title.textContent = letter.subject;
    const when = document.createElement("span");
    when.className = "quiet";
    when.textContent = new Date(letter.date).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    const line = document.createElement("small");
    line.textContent = `${letter.name}: ${letter.text.slice(0, 120)}`;
    row.append(title, when, line);
    row.addEventListener("click", () => { open = letter; paint(); });
    return row;
  }));
}

function paintLetter() {
  const place = $("letter");
  if (open === null) {
    const none = document.createElement("p");
    none.className = "none";
    none.textContent = say(letters.length ? "pick" : "none");
    place.replaceChildren(none);
    return;
  }
  const title = document.createElement("h3");
  title.textContent = open.subject;
  const who = document.createElement("p");
  who.className = "quiet";
  who.textContent = [open.name, ...open.files].join(" · ");
  const text = document.createElement("div");
  text.textContent = open.text;
  place.replaceChildren(title, who, text);
}

async function look() {
  const { from } = person();
  if (!from.includes("@")) return;
  const response = await fetch(`/sandbox/api/letters?of=${encodeURIComponent(from)}`);
  if (!response.ok) return;
  const found = (await response.json()).letters;
  if (JSON.stringify(found) === JSON.stringify(letters)) return;
  letters = found;
  if (open) open = letters.find((letter) => letter.uid === open.uid) ?? null;
  paint();
}

$("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const subject = open ? (/^(re|ответ):/i.test(open.subject) ? open.subject : `Re: ${open.subject}`) : $("subject").value;
  const quoted = open ? `\n\n${open.date}, ${open.name}:\n${open.text.split("\n").map((line) => `> ${line}`).join("\n")}` : "";
  const body = { ...person(), to: open ? open.from : about.address, subject, text: $("text").value + quoted, references: open?.references ?? "" };
  const response = await fetch("/sandbox/api/letters", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const answer = await response.json();
  $("said").textContent = response.ok ? say("sent") : say("failed") + answer.message;
  if (response.ok) { $("text").value = ""; $("subject").value = ""; }
});
$("new").addEventListener("click", () => { open = null; paint(); $("subject").focus(); });
$("person").addEventListener("change", () => { localStorage.setItem("sandbox.person", $("person").value); letters = []; open = null; paint(); void look(); });
for (const node of document.querySelectorAll("[data-lang]")) node.addEventListener("click", () => { language = node.dataset.lang; localStorage.setItem("sandbox.language", language); paint(); });

void (async () => {
  about = await (await fetch("/sandbox/api/about")).json();
  $("person").value = localStorage.getItem("sandbox.person") || "Елена Крюк <e.kryuk@example.org>";
  $("people").replaceChildren(...about.people.map((address) => { const option = document.createElement("option"); option.value = address; return option; }));
  paint();
  await look();
  setInterval(() => { if (!document.hidden) void look(); }, 1500);
})();
