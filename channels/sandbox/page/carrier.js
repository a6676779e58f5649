// The sandbox's telephone network as the page sees it: what is asked of it, and its events for one number.
import { ask, tell } from "/sandbox/base.js";

const AT = "/sandbox/carrier";

export const dial = (from, to) => ask(`${AT}/handset/dial`, { from, to });
export const answer = (call) => ask(`${AT}/handset/answer`, { call });
export const reject = (call) => ask(`${AT}/handset/reject`, { call });
export const press = (call, digits) => ask(`${AT}/handset/press`, { call, digits });
export const hangUp = (call) => ask(`${AT}/handset/hangup`, { call });
export const offer = (call, sdp) => ask(`${AT}/handset/media`, { call, sdp });
export const heard = (call) => ask(`${AT}/handset/heard?call=${encodeURIComponent(call)}`);
export const write = (from, to, text, files) => ask(`${AT}/handset/text`, { from, to, text, files });
export const texts = (number) => ask(`${AT}/handset/texts?number=${encodeURIComponent(number)}`);
export const faults = (change) => ask(`${AT}/faults`, change);

let source = null;

/** Hear what happens to this number: each event is told under "carrier:<kind>"; "carrier:line" says up or down. */
export function follow(number) {
  source?.close();
  source = new EventSource(`${AT}/events?number=${encodeURIComponent(number)}`);
  const mine = source;
  source.onmessage = (message) => {
    if (mine !== source) return;
    const event = JSON.parse(message.data);
    if (event.kind === "hello") tell("carrier:line", true);
    tell(`carrier:${event.kind}`, event);
  };
  source.onerror = () => { if (mine === source) tell("carrier:line", false); };
}
