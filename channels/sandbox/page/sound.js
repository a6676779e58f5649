// What is heard: prompts by the browser's own voice, sounds by an audio element, people by WebRTC.
import { offer } from "/sandbox/carrier.js";

const GATHERING_MS = 2000; // the longest wait for the browser's own addresses
const VOICES = { en: "en-GB", ru: "ru-RU" };

let peer = null;
let microphone = null;
let aloud = localStorage.getItem("sandbox.aloud") !== "no";
let shown = null;

export const isAloud = () => aloud;

export function setAloud(on) {
  aloud = on;
  localStorage.setItem("sandbox.aloud", on ? "yes" : "no");
  if (!on) hush();
  else if (shown) sound(shown);
}

/** Nothing of before is heard any more. */
function hush() {
  window.speechSynthesis?.cancel();
  still();
}

function still() {
  const audio = document.getElementById("tape");
  audio.pause();
  audio.removeAttribute("src");
}

/** Make one thing heard: `heard` as the carrier tells it. Speech is spoken to its end, unless a key was pressed. */
export function sound(heard) {
  shown = heard;
  if (!aloud) return;
  if (heard.what === "say") speak(heard);
  else if (heard.what === "talk" || heard.what === "ringing") hush();
  else if (!window.speechSynthesis?.speaking) play(heard);
}

/** A key cuts short what is being said. */
export function interrupt() {
  window.speechSynthesis?.cancel();
}

function speak(heard) {
  still();
  if (!window.speechSynthesis) return;
  const words = new SpeechSynthesisUtterance(heard.text);
  words.lang = VOICES[(heard.language || "en").slice(0, 2)] ?? heard.language;
  const own = speechSynthesis.getVoices().find((voice) => voice.lang.slice(0, 2) === words.lang.slice(0, 2));
  if (own) words.voice = own;
  words.onend = words.onerror = () => { if (shown && shown.what !== "say") play(shown); };
  speechSynthesis.speak(words);
}

function play(heard) {
  still();
  if (!aloud || !heard.url || peerCarries(heard)) return;
  const audio = document.getElementById("tape");
  audio.src = new URL(heard.url).pathname + new URL(heard.url).search;
  audio.loop = heard.what === "music" || heard.what === "hold";
  void audio.play().catch(() => undefined);
}

/** In the room with people, music on hold comes with their sound. */
const peerCarries = (heard) => peer?.connectionState === "connected" && (heard.what === "talk" || heard.what === "hold");

/** The microphone, or null: a caller without one is silent. */
async function listen() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  } catch {
    return null;
  }
}

async function gathered(connection) {
  if (connection.iceGatheringState === "complete") return;
  await new Promise((resolve) => {
    const done = () => { if (connection.iceGatheringState === "complete") resolve(); };
    connection.addEventListener("icegatheringstatechange", done);
    setTimeout(resolve, GATHERING_MS);
  });
}

/** Join the call with real sound. {silent} no microphone; {sound} whether the media came about. */
export async function join(call) {
  leave();
  if (!("RTCPeerConnection" in window)) return { silent: true, sound: false };
  microphone = await listen();
  const mine = new RTCPeerConnection();
  peer = mine;
  if (microphone) for (const track of microphone.getTracks()) mine.addTrack(track, microphone);
  else mine.addTransceiver("audio", { direction: "recvonly" });
  mine.addEventListener("track", (event) => {
    const audio = document.getElementById("people-heard");
    audio.srcObject = event.streams[0] ?? new MediaStream([event.track]);
    void audio.play().catch(() => undefined);
  });
  await mine.setLocalDescription(await mine.createOffer());
  await gathered(mine);
  const given = await offer(call, mine.localDescription.sdp);
  if (peer !== mine) return { silent: microphone === null, sound: false };
  if (given.ok) await mine.setRemoteDescription({ type: "answer", sdp: given.sdp });
  return { silent: microphone === null, sound: given.ok };
}

/** Keep still, or be heard again. */
export function mute(on) {
  for (const track of microphone?.getAudioTracks() ?? []) track.enabled = !on;
}

/** The end: nothing is heard, the microphone is given back. */
export function leave() {
  shown = null;
  hush();
  for (const track of microphone?.getTracks() ?? []) track.stop();
  peer?.close();
  peer = microphone = null;
  document.getElementById("people-heard").srcObject = null;
}

/** For those who measure: what WebRTC counted, or null. */
export const counted = async () => (peer ? [...(await peer.getStats()).values()] : null);
