/** An order that keeps still: while the pointer or the focus is in a list, rows stay where they were drawn. */

import { useRef, useState, type FocusEvent } from "react";
import { holdOrder } from "~/state/board";

export interface Steady {
  ids: readonly string[];
  hold: {
    onPointerEnter: () => void;
    onPointerLeave: () => void;
    onFocus: () => void;
    onBlur: (event: FocusEvent<HTMLElement>) => void;
  };
}

export function useSteady(next: readonly string[]): Steady {
  const drawn = useRef<readonly string[]>(next);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const ids = pointed || focused ? holdOrder(drawn.current, next) : next;
  drawn.current = ids;
  return {
    ids,
    hold: {
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocused(true),
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
      },
    },
  };
}
