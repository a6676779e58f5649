/** The server's clock, read through ours: every countdown is counted on it, so a wrong computer clock does no harm. */

let offset = 0; // milliseconds to add to our clock
let best = Infinity; // round trip of the reading in use
let readAt = 0;

/** Take a reading of the server's time. `roundTrip` in ms; a quicker or much newer reading wins. */
export function readClock(serverNow: string, roundTrip: number, now: number = Date.now()): void {
  const stale = now - readAt > 300_000;
  if (roundTrip > best && !stale) return;
  const server = Date.parse(serverNow);
  if (Number.isNaN(server)) return;
  offset = server + roundTrip / 2 - now;
  best = roundTrip;
  readAt = now;
}

/** The server's time now, in ms since 1970. */
export function serverNow(): number {
  return Date.now() + offset;
}
