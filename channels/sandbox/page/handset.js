// The telephone: dial, hear, press keys, be called. One call at a time; what it says is the carrier's.
import { $, el, glyph, number, on, say, span, state, tell } from "/sandbox/base.js";
import * as carrier from "/sandbox/carrier.js";
import * as sound from "/sandbox/sound.js";

const MOST_PRESSED = 8; // keys shown

let call = null; // CallView, also of a call that has just ended
let heard = null; // what is heard now
let lines = []; // what was heard, the newest last
let pressed = "";
let notice = ""; // a word's key
let muted = false;
let why = "";
let up = true;

const living = () => call !== null && call.state !== "ended";
const incoming = () => living() && call.direction === "in" && call.state === "ringing";

function status() {
  if (!up) return say("away");
  if (call === null) return why || say("ready");
  if (incoming()) return say("incoming", { name: state.about.firm });
  if (call.state === "ringing") return say("dialling");
  const seconds = (Date.parse(call.ended ?? new Date().toISOString()) - Date.parse(call.since)) / 1000;
  if (call.state === "talking") return say("connected", { time: span(seconds) });
  return { busy: say("busy"), "no-answer": say("unanswered"), failed: say("failed"), canceled: say("unanswered") }[call.end] ?? say("ended", { time: span(seconds) });
}

/** Texts of what is no speech. */
const PLAIN = { play: "music", music: "music", hold: "hold", ringing: "ringing", beep: "beep", record: "beep", talk: "talkto" };

/** What a sound is called; a file that is played, by its name. */
function sounds(line) {
  const played = line.what === "play" ? Object.keys(PLAIN).find((name) => line.text.startsWith(name)) : line.what;
  return PLAIN[played ?? "play"];
}

function paintHeard() {
  const place = $("heard");
  place.hidden = !living() || (lines.length === 0 && pressed === "");
  if (place.hidden) return;
  const words = $("heard-words");
  const drawn = `${lines.length}/${state.language}`;
  if (words.dataset.drawn !== drawn) {
    words.dataset.drawn = drawn;
    words.replaceChildren(...lines.map((line, index) => {
      const spoken = line.what === "say" ? { lang: (line.language || "en").slice(0, 2), "data-their-words": true } : {};
      return el("p", { ...spoken, class: index === lines.length - 1 ? "" : "past" }, line.what === "say" ? line.text : say(sounds(line)));
    }));
    words.scrollTop = words.scrollHeight;
  }
  $("heard-keys").hidden = pressed === "";
  $("heard-keys").replaceChildren(el("span", { class: "t3" }, say("pressed")), ...[...pressed].slice(-MOST_PRESSED).map((key) => el("span", { class: "chip acc num" }, key)));
}

export function paint() {
  const line = status();
  if ($("call-status").textContent !== line) $("call-status").textContent = line;
  $("call-status").className = call?.state === "talking" ? "ok m num" : incoming() ? "m warn" : "t2 num";
  $("callee").textContent = state.about.firm;
  $("dial").hidden = living();
  $("callee-number").hidden = !living();
  $("callee-number").textContent = living() ? number(call.other) : "";
  $("dial").setAttribute("aria-label", say("number"));
  $("green").hidden = living() && !incoming();
  $("green").disabled = !up;
  $("red").hidden = !living();
  $("mute").hidden = !living() || incoming();
  label("green", incoming() ? "answer" : "call");
  label("red", incoming() ? "decline" : "hangup");
  label("mute", muted ? "unmute" : "mute");
  $("mute").setAttribute("aria-pressed", String(muted));
  label("aloud", sound.isAloud() ? "speakoff" : "speakon");
  $("aloud").setAttribute("aria-pressed", String(sound.isAloud()));
  $("pad").setAttribute("aria-label", say("keypad"));
  $("call-notice").hidden = notice === "";
  $("call-notice").textContent = notice ? say(notice) : "";
  paintHeard();
}

function label(id, key) {
  $(id).setAttribute("aria-label", say(key));
  $(id).title = say(key);
}

const STEPS = ["ringing", "talking", "ended"];

/** The call as the carrier sees it now. Its news and the answers to requests may overtake each other. */
function became(next) {
  if (next.number !== state.person.phone) return;
  if (call?.sid === next.sid && STEPS.indexOf(next.state) < STEPS.indexOf(call.state)) return;
  if (living() && call.sid !== next.sid) return;
  if (!living() && next.state === "ended" && call?.sid !== next.sid) return;
  const was = call?.sid === next.sid ? call.state : "";
  call = next.state === "ended" ? { ...next, ended: was === "ended" ? call.ended : new Date().toISOString(), since: call?.talked ?? next.since } : { ...next, talked: call?.talked };
  if (was !== "talking" && next.state === "talking") {
    call.talked = next.since;
    void join(next.sid);
  }
  if (next.now && next.state !== "ended" && heard === null) hear(next.now);
  if (next.state === "ended" && was !== "ended") end();
  paint();
}

function begin() {
  heard = null;
  lines = [];
  delete $("heard-words").dataset.drawn;
  pressed = notice = why = "";
  muted = false;
}

async function join(sid) {
  const got = await sound.join(sid);
  if (call?.sid !== sid || !living()) return sound.leave();
  notice = got.silent ? "silent" : got.sound ? "" : "nosound";
  paint();
}

/** A silence between two prompts changes nothing that one could read. */
function hear(what) {
  if (what.what === "silence") return;
  if (what.what === "say" || (PLAIN[what.what] && lines.at(-1)?.what !== what.what)) lines.push(what);
  heard = what;
  sound.sound(what);
  paint();
}

function end() {
  sound.leave();
  heard = null;
  notice = "";
  tell("done", "call");
}

async function green() {
  if (incoming()) return void carrier.answer(call.sid);
  const to = $("dial").value.replace(/[^\d+]/g, "");
  if (living() || to === "") return;
  begin();
  const given = await carrier.dial(state.person.phone, to);
  if (given.ok) became(given.call);
  else { call = null; why = say("rejected", { why: given.message ?? say("nobody") }); }
  paint();
  if (given.ok) $("red").focus();
}

function red() {
  if (!living()) return;
  void (incoming() ? carrier.reject(call.sid) : carrier.hangUp(call.sid));
  if (heard && ["music", "play", "hold"].includes(heard.what)) tell("done", "leave");
}

function key(digit) {
  if (!living()) {
    $("dial").value += digit;
    return;
  }
  if (call.state !== "talking") return;
  pressed += digit;
  if (digit === "1" && heard?.what !== "say") tell("done", "callback");
  sound.interrupt();
  void carrier.press(call.sid, digit);
  paint();
}

/** Another person has another telephone: hang up this one's. */
function change() {
  if (living()) void carrier.hangUp(call.sid);
  sound.leave();
  begin();
  call = null;
  $("dial").value = number(state.about.number);
  paint();
}

export function start() {
  const pad = "1 |2ABC|3DEF|4GHI|5JKL|6MNO|7PQRS|8TUV|9WXYZ|* |0+|# ".split("|");
  $("pad").append(...pad.map((face) => {
    const button = el("button", { type: "button", "data-key": face[0] }, face[0] === "*" ? "✱" : face[0], el("span", { "aria-hidden": "true" }, face.slice(1)));
    button.addEventListener("click", () => key(face[0]));
    return button;
  }));
  $("green").append(glyph("phone", "l"));
  $("red").append(glyph("hangup", "l"));
  $("green").addEventListener("click", () => void green());
  $("red").addEventListener("click", red);
  $("dial").addEventListener("keydown", (event) => { if (event.key === "Enter") void green(); });
  $("mute").addEventListener("click", () => { muted = !muted; sound.mute(muted); paint(); });
  $("aloud").addEventListener("click", () => { sound.setAloud(!sound.isAloud()); paint(); });
  // On the handset, but not in the number's own field, the keyboard's digits are its keys.
  $("handset").addEventListener("keydown", (event) => {
    if (event.target === $("dial") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9*#]$/.test(event.key)) key(event.key);
    else if (event.key === "Escape" && living()) red();
  });
  on("words", paint);
  on("person", change);
  on("carrier:line", (now) => { up = now; paint(); });
  on("carrier:hello", (event) => { for (const each of [...(event.calls ?? [])].reverse()) if (each.state !== "ended") became(each); });
  on("carrier:call", (event) => { if (!living() && event.call.state === "ringing" && event.call.direction === "in") begin(); became(event.call); });
  on("carrier:prompt", (event) => { if (living() && event.call === call.sid) hear(event.heard); });
  setInterval(() => { if (call?.state === "talking") paint(); }, 1000);
}
