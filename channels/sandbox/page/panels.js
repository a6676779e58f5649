// What opens from the top bar: stories to run, faults of the network; and the list of things to try, and the cost.
import { $, ask, el, glyph, money, number, on, say, state } from "/sandbox/base.js";
import * as carrier from "/sandbox/carrier.js";

const KINDS = ["voice", "status", "conference", "text", "text_status"];
const TRIES = { call: "dialthis", chat: "trychat", text: "trytext", mail: "trymail", leave: "tryleave", callback: "trycallback" };
const STORIES = { call: "storycall", text: "storytext", mail: "storymail", chat: "storychat", callback: "storyback", voicemail: "storyvoice", leave: "storyleave" };
const DONE = "sandbox.done";

let done = new Set(JSON.parse(localStorage.getItem(DONE) ?? "[]"));
let faulty = false;
let spent = null;

function paint() {
  $("tries").replaceChildren(...Object.entries(TRIES).map(([id, key]) => {
    const box = el("input", { type: "checkbox", checked: done.has(id) });
    box.addEventListener("change", () => mark(id, box.checked));
    return el("li", {}, el("label", { class: done.has(id) ? "done" : "" }, box, el("span", {}, say(key, { number: number(state.about.number) }))));
  }));
  $("stories").replaceChildren(...state.about.stories.filter((story) => STORIES[story]).map((story) => {
    const button = el("button", { type: "button", class: "item" }, say(STORIES[story]));
    button.addEventListener("click", () => void run(story));
    return el("li", {}, button);
  }));
  $("story-menu").hidden = state.about.stories.length === 0;
  $("faults-on").hidden = !faulty;
  $("faults-on").textContent = say("applied");
  $("cost").hidden = spent === null;
  if (spent) $("cost").textContent = say("cost", { sum: money(spent.amount, spent.currency) });
}

function mark(id, on) {
  if (on === done.has(id)) return;
  if (on) done.add(id);
  else done.delete(id);
  localStorage.setItem(DONE, JSON.stringify([...done]));
  paint();
}

async function run(story) {
  $("story-menu").open = false;
  const answer = await ask("/sandbox/api/stories", { story });
  $("story-said").textContent = answer.ok ? say("storyset", { name: answer.who }) : (answer.message ?? say("offline"));
}

/** The form's figures as the network takes them, for every kind of notice. */
function asked() {
  const figure = (id) => Number($(id).value) || 0;
  return { duplicate: figure("fault-duplicate"), delay: [0, figure("fault-delay")], reorder: figure("fault-reorder") / 100, drop: figure("fault-lose") / 100 };
}

function said(answer) {
  $("faults-said").textContent = answer.ok ? (faulty ? say("applied") : say("calm")) : say("notapplied", { why: answer.message ?? say("away") });
}

async function apply(event) {
  event.preventDefault();
  const change = asked();
  let answer = { ok: true };
  for (const kind of KINDS) if (answer.ok) answer = await carrier.faults({ kind, ...change });
  faulty = answer.ok && (change.duplicate > 0 || change.delay[1] > 0 || change.reorder > 0 || change.drop > 0);
  said(answer);
  paint();
}

async function calm() {
  for (const id of ["duplicate", "delay", "reorder", "lose"]) $(`fault-${id}`).value = "0";
  const answer = await carrier.faults({ clear: true });
  if (answer.ok) faulty = false;
  said(answer);
  paint();
}

/** Nothing tried, nothing broken. */
export function startOver() {
  done = new Set();
  localStorage.removeItem(DONE);
  void calm();
}

/** A panel closes by Escape and by a press beside it. */
function closing(panel) {
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
  document.addEventListener("pointerdown", (event) => { if (!panel.contains(event.target)) panel.open = false; });
  window.addEventListener("blur", () => { panel.open = false; });
}

export function start() {
  for (const id of ["story-menu", "fault-panel"]) {
    closing($(id));
    $(id).querySelector("summary").append(glyph("down", "xs"));
  }
  $("fault-form").addEventListener("submit", apply);
  $("calm").addEventListener("click", () => void calm());
  on("words", paint);
  on("person", paint);
  on("done", (id) => mark(id, true));
  on("carrier:hello", (event) => { spent = event.spent ?? spent; paint(); });
  on("carrier:money", (event) => { spent = { amount: event.total, currency: event.currency }; paint(); });
}
