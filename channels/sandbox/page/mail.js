// The customer's mail program: letters come from the sandbox's post office, and leave by its real SMTP server.
import { $, ask, clock, el, glyph, initials, keepLooking, on, say, state, tell } from "/sandbox/base.js";

let letters = [];
let open = null;

function paint() {
  const answering = open !== null;
  $("mail-of").textContent = state.person.email;
  $("smtp").textContent = say("smtp", { smtp: state.about.smtp, address: state.about.address });
  $("subject").hidden = answering;
  $("subject").placeholder = say("subject");
  $("subject").setAttribute("aria-label", say("subject"));
  $("letter-text").placeholder = answering ? say("writeback") : say("write", { firm: state.about.firm });
  $("letter-text").setAttribute("aria-label", $("letter-text").placeholder);
  $("mail-send").textContent = say(answering ? "reply" : "sendmail");
  $("letters").setAttribute("aria-label", say("inbox"));
  $("letters").replaceChildren(...letters.map(row));
  $("letters").hidden = letters.length === 0;
  paintLetter();
}

function row(letter) {
  const on = open?.uid === letter.uid;
  const line = el("span", { class: "trunc" }, el("b", {}, letter.subject), el("br"), el("span", { class: "t3" }, `${letter.name}: ${letter.text.slice(0, 120)}`));
  const button = el("button", { type: "button", role: "option", "aria-selected": String(on), "data-their-words": true },
    el("span", { class: "av s", "aria-hidden": "true" }, initials(letter.name)), line, el("span", { class: "t3 num" }, clock(letter.date)));
  button.addEventListener("click", () => { open = letter; paint(); });
  return button;
}

function paintLetter() {
  if (open === null) {
    $("letter").replaceChildren(el("p", { class: "t3" }, say(letters.length ? "pick" : "none")));
    return;
  }
  const files = open.files.map((name) => el("span", { class: "chip" }, glyph("clip", "xs"), name));
  $("letter").replaceChildren(el("h3", { "data-their-words": true }, open.subject),
    el("p", { class: "t3", "data-their-words": true }, open.name, ...files),
    el("div", { class: "body", "data-their-words": true }, open.text));
}

async function look() {
  const of = state.person.email;
  if (!of) return;
  const answer = await ask(`/sandbox/api/letters?of=${encodeURIComponent(of)}`);
  if (!answer.ok || of !== state.person.email || JSON.stringify(answer.letters) === JSON.stringify(letters)) return;
  letters = answer.letters;
  if (open) open = letters.find((letter) => letter.uid === open.uid) ?? null;
  paint();
}

async function send(event) {
  event.preventDefault();
  const subject = open ? (/^(re|ответ):/i.test(open.subject) ? open.subject : `Re: ${open.subject}`) : $("subject").value;
  const quoted = open ? `\n\n${open.date}, ${open.name}:\n${open.text.split("\n").map((line) => `> ${line}`).join("\n")}` : "";
  const { name, email } = state.person;
  const answer = await ask("/sandbox/api/letters", { name, from: email, to: open ? open.from : state.about.address, subject,
    text: $("letter-text").value + quoted, references: open?.references ?? "" });
  $("mail-said").textContent = answer.ok ? say("mailsent") : say("notsent", { why: answer.message });
  if (!answer.ok) return;
  $("letter-text").value = $("subject").value = "";
  tell("done", "mail");
}

export function start() {
  $("mail-form").addEventListener("submit", send);
  $("mail-new").addEventListener("click", () => { open = null; paint(); $("subject").focus(); });
  on("words", paint);
  on("person", () => { letters = []; open = null; $("mail-said").textContent = ""; paint(); void look(); });
  keepLooking(look, 1500);
}
