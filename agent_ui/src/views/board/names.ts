/** What things on the board are called: by the board itself, else by the desk; a dash when nobody knows. */

import { useMemo } from "react";
import { useDesk } from "~/state/store";
import { named, useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import type { Held } from "~/state/board";

export interface BoardNames {
  queue: (id: string) => string;
  agent: (id: string) => string;
  customer: (id: string) => string;
  /** What somebody said who called for help. */
  call: (id: string) => string;
  team: (id: string) => string;
  reason: (code: string) => string;
  medium: (medium: string) => string;
}

export function useBoardNames(held: Held | null): BoardNames {
  const c = useWords(common);
  const code = useLanguage();
  const queues = useDesk((state) => state.held.queues);
  const people = useDesk((state) => state.held.colleagues);
  const reasons = useDesk((state) => state.house?.reasons);
  const names = held?.names;
  return useMemo(() => {
    const queue = (id: string): string => queues[id]?.name ?? id;
    return {
      queue,
      agent: (id) => names?.agents[id] ?? people[id]?.name ?? "–",
      customer: (id) => names?.customers[id] ?? "",
      call: (id) => names?.calls[id] ?? "",
      // Teams have no names of their own in the firm's book; most are called after the queue they serve.
      team: (id) => queues[id]?.name ?? id.charAt(0).toUpperCase() + id.slice(1),
      reason: (reason) => {
        const found = (reasons ?? []).find((one) => one.code === reason);
        return found ? named(found.name, code) : c.presence.away;
      },
      medium: (medium) => (c.media as Record<string, string>)[medium] ?? medium,
    };
  }, [queues, people, reasons, names, code, c]);
}
