/** Where the thread stands: at the newest line unless the reader went up; older lines come in without a jump. */

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

const NEAR_END = 60;
const NEAR_START = 500;

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
  }, [key]);

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
    const now = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    end.current = now;
    mark.current = now ? null : markOf(element);
    if (mark.current === null) places.delete(key);
    else places.set(key, mark.current);
    setAtEnd(now);
    if (now) setFresh(0);
    if (element.scrollTop < NEAR_START) onStart();
  }, [key, onStart]);

  const toEnd = useCallback(() => {
    end.current = true;
    setAtEnd(true);
    setFresh(0);
    places.delete(key);
    settle();
  }, [key, settle]);

  return { box, atEnd, fresh, toEnd, onScroll };
}
