// Puts the page together: language, theme, who plays, and the parts.
import { $, ask, clock, keepLooking, on, say, state, tell } from "/sandbox/base.js";
import { follow } from "/sandbox/carrier.js";
import * as handset from "/sandbox/handset.js";
import * as mail from "/sandbox/mail.js";
import * as panels from "/sandbox/panels.js";
import * as people from "/sandbox/people.js";
import * as steps from "/sandbox/steps.js";
import * as texts from "/sandbox/texts.js";

function paint() {
  document.documentElement.lang = state.language;
  document.title = `${say("title")} · Rapport`;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = say(node.dataset.t);
  for (const node of document.querySelectorAll("[data-lang]")) node.setAttribute("aria-pressed", String(node.dataset.lang === state.language));
  for (const [id, key] of [["theme", "theme"], ["over", "over"], ["person", "youare"]]) {
    $(id).setAttribute("aria-label", say(key));
    $(id).title = say(key);
  }
  shop();
}

/** The shop in the page's language. */
function shop() {
  const frame = $("shop");
  const page = state.language === "ru" ? "/shop/index.ru.html" : "/shop";
  if (frame.getAttribute("src") !== page) frame.setAttribute("src", page);
  frame.title = say("shop");
  $("shop-own").href = page;
}

/** The shop knows its customers: a known one is signed in there, a stranger is not. */
async function shopping({ email, known }) {
  if ((localStorage.getItem("shop.account") ?? "") === (known ? email : "")) return;
  const loaded = $("shop").hasAttribute("src");
  if (loaded) await $("shop").contentWindow?.Rapport?.logout?.();
  if (known) localStorage.setItem("shop.account", email);
  else localStorage.removeItem("shop.account");
  if (loaded) $("shop").contentWindow?.location.reload();
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  $("theme").setAttribute("aria-pressed", String(name === "dark"));
}

function speak(language) {
  state.language = language;
  localStorage.setItem("sandbox.language", language);
  tell("words");
}

theme(localStorage.getItem("sandbox.theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
$("theme").addEventListener("click", () => {
  theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
  localStorage.setItem("sandbox.theme", document.documentElement.dataset.theme);
});
for (const node of document.querySelectorAll("[data-lang]")) node.addEventListener("click", () => speak(node.dataset.lang));
$("over").addEventListener("click", () => { panels.startOver(); people.startOver(); });

const about = await ask("/sandbox/api/about");
if (about.ok) state.about = { ...state.about, ...about };
on("words", paint);
on("person", (person) => { follow(person.phone); void shopping(person); });
for (const part of [handset, texts, mail, steps, panels]) part.start();
people.start();
tell("words");
keepLooking(async () => {
  const now = clock(Date.now());
  for (const node of document.querySelectorAll(".clock")) node.textContent = now;
}, 5000);
