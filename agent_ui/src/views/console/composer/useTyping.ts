/** Tell that I am writing: at most every two seconds, and that I stopped three seconds after the last key. */

import { useCallback, useEffect, useRef } from "react";
import { act } from "~/desk/commands";
import type { ConversationId } from "~/wire/protocol";

const EVERY = 2_000;
const STOP_AFTER = 3_000;

export function useTyping(conversation: ConversationId, tab: string): { typed: () => void; stopped: () => void } {
  const told = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stopped = useCallback(() => {
    clearTimeout(timer.current);
    if (told.current === 0) return;
    told.current = 0;
    void act("typing", { conversation_id: conversation, active: false, tab });
  }, [conversation, tab]);
  const typed = useCallback(() => {
    const now = Date.now();
    if (now - told.current > EVERY) {
      told.current = now;
      void act("typing", { conversation_id: conversation, active: true, tab });
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(stopped, STOP_AFTER);
  }, [conversation, tab, stopped]);
  useEffect(() => stopped, [stopped]);
  return { typed, stopped };
}
