/** Who writes and who looks here, from signals that are never stored. Each dies of itself. */

import { useEffect, useState } from "react";
import { onSignal } from "~/desk/commands";
import type { AgentId, ConversationId } from "~/wire/protocol";

export interface Colleague {
  readonly id: AgentId;
  readonly name: string;
}
export interface Around {
  /** What the customer is writing; "" when the channel does not show it; null when they are not writing. */
  readonly customer: string | null;
  readonly writing: readonly Colleague[];
  readonly looking: readonly Colleague[];
}

const LIFE = 6_000;
const LOOK_LIFE = 45_000;
const nobody: Around = { customer: null, writing: [], looking: [] };

const without = (list: readonly Colleague[], id: string): Colleague[] => list.filter((one) => one.id !== id);

export function useAround(conversation: ConversationId | null, me: AgentId | null): Around {
  const [around, setAround] = useState<Around>(nobody);
  useEffect(() => {
    setAround(nobody);
    if (conversation === null) return;
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const later = (key: string, life: number, end: () => void): void => {
      clearTimeout(timers.get(key));
      timers.set(key, setTimeout(end, life));
    };
    const stop = onSignal((signal) => {
      if (signal.conversation_id !== conversation) return;
      if (signal.from === "customer") {
        const text = signal.kind === "typing" ? (signal.text ?? "") : null;
        setAround((was) => ({ ...was, customer: text }));
        later("customer", LIFE, () => setAround((was) => ({ ...was, customer: null })));
        return;
      }
      const id = signal.agent_id ?? "";
      if (id === "" || id === me) return;
      const one = { id, name: signal.agent_name ?? "" };
      const stopWriting = (was: Around): Around => ({ ...was, writing: without(was.writing, id) });
      const stopLooking = (was: Around): Around => ({ ...was, looking: without(was.looking, id) });
      if (signal.kind === "typing") {
        setAround((was) => ({ ...was, writing: [...without(was.writing, id), one] }));
        later(`w ${id}`, LIFE, () => setAround(stopWriting));
      } else if (signal.kind === "looking") {
        setAround((was) => ({ ...was, looking: [...without(was.looking, id), one] }));
        later(`l ${id}`, LOOK_LIFE, () => setAround(stopLooking));
      } else if (signal.kind === "idle") {
        setAround(stopWriting);
      } else {
        setAround((was) => stopWriting(stopLooking(was)));
      }
    });
    return () => {
      stop();
      timers.forEach((timer) => clearTimeout(timer));
    };
  }, [conversation, me]);
  return around;
}
