/** The one place that holds what the console knows, and how views look at it. The reducing itself is in reduce.ts. */

import { useRef, useSyncExternalStore } from "react";
import type { Change, Desk, ThreadRow } from "~/wire/protocol";
import { empty, load, putThread, reduce, type State } from "./reduce";

type Listener = () => void;

/** A value that can be watched. */
export interface Cell<V> {
  get(): V;
  set(next: V): void;
  watch(listener: Listener): () => void;
}

export function cell<V>(first: V): Cell<V> {
  let value = first;
  const listeners = new Set<Listener>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Watch a cell from a view. */
export function useCell<V>(source: Cell<V>): V {
  return useSyncExternalStore(source.watch, source.get, source.get);
}

export const desk: Cell<State> = cell(empty);

export const hearDesk = (got: Desk): void => desk.set(load(desk.get(), got));
export const hearChanges = (got: readonly Change[]): void => desk.set(got.reduce(reduce, desk.get()));
export const hearThread = (got: readonly ThreadRow[]): void => desk.set(putThread(desk.get(), got));
export const forget = (): void => desk.set(empty);

/** What `select` finds in the desk; the view is drawn again only when that changed (by `same`, else by identity). */
export function useDesk<V>(select: (state: State) => V, same: (a: V, b: V) => boolean = Object.is): V {
  const seen = useRef<{ state: State; value: V } | null>(null);
  const read = (): V => {
    const state = desk.get();
    const last = seen.current;
    if (last && last.state === state) {
      const value = select(state);
      return same(last.value, value) ? last.value : ((seen.current = { state, value }), value);
    }
    const value = select(state);
    const kept = last && same(last.value, value) ? last.value : value;
    seen.current = { state, value: kept };
    return kept;
  };
  return useSyncExternalStore(desk.watch, read, read);
}

/** Two lists with the same rows in the same order. */
export function sameList<V>(a: readonly V[], b: readonly V[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
