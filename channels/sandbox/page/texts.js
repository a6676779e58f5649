// The telephone's messages: one thread with the firm's number, pictures too, and what the carrier does with each.
import { $, clock, el, glyph, money, number, on, say, state, tell } from "/sandbox/base.js";
import * as carrier from "/sandbox/carrier.js";

const MOST_BYTES = 5_000_000; // of one picture, as carriers have it
const WORDS = { queued: "queued", accepted: "queued", sending: "queued", sent: "sent", delivered: "delivered", received: "received", receiving: "queued", undelivered: "undelivered", failed: "undelivered" };

let texts = [];
let picture = null;
let begun = "";
let currency = "USD";

function bubble(text) {
  const mine = text.from === state.person.phone;
  const pictures = text.files.filter((file) => file.type.startsWith("image/")).map((file) => el("img", { src: new URL(file.url, location.href).pathname, alt: say("image") }));
  const rows = [el("div", { class: mine ? "me" : "them", "data-their-words": true }, ...pictures, text.text)];
  const parts = text.segments > 1 ? say("segments", { n: text.segments }) : "";
  const price = Number(text.price) ? money(text.price, currency) : "";
  if (mine || parts) rows.push(el("div", { class: mine ? "s" : "s left" }, [mine ? say(WORDS[text.state] ?? "sent") : "", parts, price].filter(Boolean).join(" · ")));
  return rows;
}

function paint() {
  $("sms-of").textContent = number(state.person.phone);
  $("sms-firm").textContent = state.about.firm;
  $("sms-number").textContent = number(state.about.number);
  $("sms-text").placeholder = say("text");
  $("sms-text").setAttribute("aria-label", say("text"));
  label("sms-send", "send");
  label("sms-picture", "picture");
  $("sms-said").hidden = $("sms-said").textContent === "";
  paintPicture();
  paintThread();
}

function label(id, key) {
  $(id).setAttribute("aria-label", say(key));
  $(id).title = say(key);
}

function paintThread() {
  const place = $("sms-thread");
  place.setAttribute("aria-label", say("sms"));
  const low = place.scrollHeight - place.scrollTop - place.clientHeight < 60;
  const rows = [];
  let minute = "";
  for (const text of texts) {
    const at = clock(text.at);
    if (at !== minute) rows.push(el("div", { class: "d num" }, at));
    minute = at;
    rows.push(...bubble(text));
  }
  place.replaceChildren(...(rows.length ? rows : [el("div", { class: "d" }, say("smsempty"))]));
  if (low) place.scrollTop = place.scrollHeight;
}

function paintPicture() {
  const place = $("sms-attached");
  place.hidden = picture === null;
  if (picture === null) return place.replaceChildren();
  const drop = el("button", { type: "button", class: "btn ghost ic", "aria-label": say("drop"), title: say("drop") }, glyph("x", "s"));
  drop.addEventListener("click", () => { picture = null; paintPicture(); $("sms-text").focus(); });
  place.replaceChildren(glyph("clip", "xs"), el("span", { class: "trunc", "data-their-words": true }, picture.name), drop);
}

function put(text) {
  const place = texts.findIndex((each) => each.sid === text.sid);
  if (place >= 0) texts[place] = text;
  else texts.push(text);
  if (place < 0 && text.from !== state.person.phone && begun) tell("done", "text");
  paint();
}

function read(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, type: file.type, data: String(reader.result).split(",", 2)[1] });
    reader.onerror = reject;
    reader.readAsDataURL(file);
  });
}

async function send(event) {
  event.preventDefault();
  const text = $("sms-text").value;
  if (text.trim() === "" && picture === null) return;
  const given = await carrier.write(state.person.phone, state.about.number, text, picture ? [picture] : []);
  $("sms-said").textContent = given.ok ? "" : say("notsent", { why: given.message ?? say("away") });
  if (!given.ok) return paint();
  begun = state.person.phone;
  $("sms-text").value = "";
  picture = null;
  put(given.text);
}

export function start() {
  $("sms-form").addEventListener("submit", send);
  $("sms-text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("sms-form").requestSubmit(); }
  });
  $("sms-picture").addEventListener("click", () => $("sms-file").click());
  $("sms-file").addEventListener("change", async () => {
    const file = $("sms-file").files[0];
    $("sms-file").value = "";
    if (file && file.size <= MOST_BYTES) picture = await read(file);
    paint();
  });
  on("words", paint);
  on("person", () => { texts = []; picture = null; begun = ""; $("sms-said").textContent = ""; paint(); });
  on("carrier:hello", (event) => {
    texts = event.texts ?? texts;
    currency = event.spent?.currency ?? currency;
    paint();
  });
  on("carrier:text", (event) => { if ([event.text.from, event.text.to].includes(state.person.phone)) put(event.text); });
}
