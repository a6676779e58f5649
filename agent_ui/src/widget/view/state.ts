/** How the views reach the chat: its state drawn again on each change, and the words of its language. */

import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Chat } from "../chat";
import type { State } from "../state";
import { words, type Words } from "../words";

export const ChatHere = createContext<Chat | null>(null);

export function useChat(): { chat: Chat; state: State; say: Words } {
  const chat = useContext(ChatHere);
  if (!chat) throw new Error("outside of the chat");
  const [, redraw] = useState(0);
  useEffect(() => chat.watch(() => redraw((n) => n + 1)), [chat]);
  return { chat, state: chat.state, say: words[chat.state.language] };
}

let last = 0;
/** An id for a label or a hint; one for the life of the view. */
export const useId = (name: string): string => useState(() => `rp-${name}-${++last}`)[0];

/** What makes a small box beside its button behave: Esc closes it and goes back, so does going elsewhere. */
export function popover(button: HTMLElement | null, close: () => void): Record<string, (event: never) => void> {
  return {
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
      button?.focus();
    },
    onFocusOut: (event: FocusEvent) => {
      const to = event.relatedTarget as Node | null;
      if (to && to !== button && !(event.currentTarget as Node).contains(to)) close();
    },
  };
}
