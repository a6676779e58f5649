/** One connection to the hub that dials again by itself, until the hub says that there is nobody to dial for. */

import { io, type Socket } from "socket.io-client";

export interface Dialled {
  socket: Socket;
  /** For good, and without telling that the line is down. */
  hangUp(): void;
}

interface Dialling {
  /** What the hub answers to a dial that is not to be repeated. */
  ended: readonly string[];
  /** `since` is when the line went down (our clock, ms), or null while it is up. */
  line(since: number | null): void;
  /** The hub gave one of these answers; the line is closed. */
  refused(code: string): void;
  /** Who dials, asked at each dial. */
  auth?(): object;
}

const AGAIN_TIME = 2_000;

/** Dial. The socket's own waits grow up to two seconds; a hub that hung up or refused is dialled again, too. */
export function dial(namespace: string, { ended, line, refused, auth }: Dialling): Dialled {
  const socket = io(namespace, {
    transports: ["websocket"],
    reconnectionDelay: 500,
    reconnectionDelayMax: AGAIN_TIME,
    ...(auth && { auth: (give: (who: object) => void) => give(auth()) }),
  });
  let closed = false;
  const hangUp = (): void => {
    closed = true;
    socket.disconnect();
  };
  socket.on("connect", () => line(null));
  socket.on("disconnect", (reason) => {
    if (closed) return;
    line(Date.now());
    if (reason === "io server disconnect") socket.connect();
  });
  socket.on("connect_error", (error) => {
    if (closed) return;
    if (ended.includes(error.message)) {
      hangUp();
      return refused(error.message);
    }
    line(Date.now());
    if (!socket.active) setTimeout(() => !closed && socket.connect(), AGAIN_TIME);
  });
  return { socket, hangUp };
}
