/**
 * Where the thread stands: at the newest line unless the reader went up. Only a stretch of a long thread is in the
 * page; lines that come into it or leave it do not move what is read.
 */

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { around, atEnd as newest, bounds, down, up, type Window } from "../logic/window";

const NEAR_END = 60;
const NEAR_START = 600;
const NEAR_EDGE = 600;

interface Mark {
  readonly id: string;
  readonly top: number;
}

/** The first line in sight and where it stands, to find the place again after lines came in above it. */
function markOf(box: HTMLElement): Mark | null {
  const top = box.getBoundingClientRect().top;
  for (const line of box.querySelectorAll<HTMLElement>("[data-id]")) {
    const at = line.getBoundingClientRect();
    if (at.bottom > top) return { id: line.dataset["id"] ?? "", top: at.top - top };
  }
  return null;
}

export interface Scroll {
  box: RefObject<HTMLDivElement | null>;
  atEnd: boolean;
  /** Lines that came while the reader was further up. */
  fresh: number;
  toEnd: () => void;
  onScroll: () => void;
  /** The stretch of `ids` to draw, [from, to). */
  from: number;
  to: number;
}

/** Places kept for conversations left while reading further up. */
const places = new Map<string, Mark>();

export function useScroll(key: string, ids: readonly string[], onStart: () => void): Scroll {
  const box = useRef<HTMLDivElement>(null);
  const end = useRef(!places.has(key));
  const mark = useRef<Mark | null>(places.get(key) ?? null);
  const [atEnd, setAtEnd] = useState(end.current);
  const [fresh, setFresh] = useState(0);
  const last = ids[ids.length - 1] ?? "";
  const total = ids.length;
  const [stretch, setStretch] = useState<Window>(newest);
  const { from, to } = bounds(stretch, total);
  const seenLast = useRef(last);

  const settle = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    if (end.current) {
      element.scrollTop = element.scrollHeight;
      return;
    }
    const held = mark.current;
    const line = held && element.querySelector<HTMLElement>(`[data-id="${CSS.escape(held.id)}"]`);
    if (held && line) element.scrollTop += line.getBoundingClientRect().top - element.getBoundingClientRect().top - held.top;
  }, []);

  useLayoutEffect(() => {
    end.current = !places.has(key);
    mark.current = places.get(key) ?? null;
    setAtEnd(end.current);
    setFresh(0);
    seenLast.current = "";
    const index = mark.current === null ? -1 : ids.indexOf(mark.current.id);
    setStretch(index < 0 ? newest : around(index, ids.length));
    // eslint-disable-next-line -- only another thread begins anew
  }, [key]);

  useLayoutEffect(settle, [settle, from, to]);

  useLayoutEffect(() => {
    settle();
    const was = seenLast.current;
    seenLast.current = last;
    if (was === "" || was === last || end.current) return;
    const at = ids.lastIndexOf(was);
    if (at >= 0) setFresh((n) => n + ids.length - 1 - at);
  }, [ids, last, settle]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const grown = new ResizeObserver(settle);
    grown.observe(element);
    if (element.firstElementChild) grown.observe(element.firstElementChild);
    return () => grown.disconnect();
  }, [settle, key]);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    const now = to === total && left < NEAR_END;
    end.current = now;
    mark.current = now ? null : markOf(element);
    if (mark.current === null) places.delete(key);
    else places.set(key, mark.current);
    setAtEnd(now);
    if (now) {
      setFresh(0);
      setStretch(newest);
    } else if (left < NEAR_EDGE && to < total) {
      setStretch(down);
    } else if (element.scrollTop < NEAR_START) {
      if (from > 0) setStretch((was) => up(was, total));
      else onStart();
    }
  }, [key, onStart, from, to, total]);

  const toEnd = useCallback(() => {
    end.current = true;
    mark.current = null;
    setStretch(newest);
    setAtEnd(true);
    setFresh(0);
    places.delete(key);
    settle();
  }, [key, settle]);

  return { box, atEnd, fresh, toEnd, onScroll, from, to };
}
