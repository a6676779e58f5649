// Who you are: one of the demo's customers, or somebody the hub has never seen.
import { $, el, initials, number, on, say, state, tell } from "/sandbox/base.js";

const KEPT = "sandbox.person";
const STRANGERS = {
  en: { name: "Alex Morgan", prefix: "+447700900", digits: 3 },
  ru: { name: "Саша Морозов", prefix: "+7999000", digits: 4 },
};

/** Somebody with a number and an address nobody has. */
function stranger(language) {
  const { name, prefix, digits } = STRANGERS[language];
  const taken = new Set([state.about.number, ...state.about.people.map((person) => person.phone)]);
  let phone = "";
  do phone = prefix + String(crypto.getRandomValues(new Uint32Array(1))[0] % 10 ** digits).padStart(digits, "0");
  while (taken.has(phone));
  return { name, email: `new.${phone.slice(-4)}.${Date.now().toString(36).slice(-4)}@example.org`, phone, language, known: false };
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    const known = state.about.people.find((person) => person.email === found?.email);
    return known ? { ...known, known: true } : found?.phone && !found.known ? found : null;
  } catch {
    return null;
  }
}

/** Play this person from now on. */
export function become(person) {
  state.person = person;
  localStorage.setItem(KEPT, JSON.stringify(person));
  paint();
  tell("person", person);
}

/** A stranger once more: nothing of before is theirs. */
export const startOver = () => become(stranger(state.language));

function paint() {
  const option = (person, value) => el("option", { value }, person.name);
  const known = state.about.people.map((person, place) => option(person, String(place)));
  const groups = [el("optgroup", { label: say("known") }, ...known), el("optgroup", { label: say("newcomer") })];
  for (const language of ["en", "ru"]) {
    const { name, prefix } = STRANGERS[language];
    const mine = !state.person.known && state.person.language === language;
    const shown = mine ? say("stranger", { number: number(state.person.phone) }) : say("stranger", { number: `${prefix.slice(0, 3)}… ${name}` });
    groups[1].append(el("option", { value: language, lang: mine ? undefined : language }, shown));
  }
  $("person").replaceChildren(...groups);
  const place = state.about.people.findIndex((person) => person.email === state.person.email);
  $("person").value = state.person.known ? String(place) : state.person.language;
  $("face").textContent = initials(state.person.name);
}

export function start() {
  $("person").addEventListener("change", () => {
    const chosen = $("person").value;
    const known = state.about.people[Number(chosen)];
    become(known ? { ...known, known: true } : stranger(chosen));
  });
  on("words", paint);
  const first = state.about.people.find((person) => person.language === state.language) ?? state.about.people[0];
  become(kept() ?? (first ? { ...first, known: true } : stranger(state.language)));
}
