/** The server's time as a value that moves; views that count seconds share one timer per pace. */

import { useSyncExternalStore } from "react";
import { serverNow } from "~/wire/clock";

interface Pace {
  listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval> | null;
  value: number;
  watch: (listener: () => void) => () => void;
  read: () => number;
}

const paces = new Map<number, Pace>();

function pace(every: number): Pace {
  const known = paces.get(every);
  if (known) return known;
  const made: Pace = {
    listeners: new Set(),
    timer: null,
    value: step(every),
    watch(listener) {
      made.listeners.add(listener);
      made.value = step(every);
      made.timer ??= setInterval(() => {
        const next = step(every);
        if (next === made.value) return;
        made.value = next;
        for (const hear of [...made.listeners]) hear();
      }, Math.min(every, 250));
      return () => {
        made.listeners.delete(listener);
        if (made.listeners.size === 0 && made.timer !== null) {
          clearInterval(made.timer);
          made.timer = null;
        }
      };
    },
    read: () => (made.timer === null ? (made.value = step(every)) : made.value),
  };
  paces.set(every, made);
  return made;
}

const step = (every: number): number => Math.floor(serverNow() / every) * every;

/** The server's time in ms, stepping every `every` ms (a second unless told). */
export function useServerNow(every: number = 1_000): number {
  const found = pace(every);
  return useSyncExternalStore(found.watch, found.read, found.read);
}
