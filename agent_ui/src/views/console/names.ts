/** Names of agents and queues for the sentences of events. */

import { useMemo } from "react";
import { me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import type { Names } from "./words/events";

export function useNames(): Names {
  const house = useDesk((state) => state.house);
  const people = useDesk((state) => state.held.colleagues);
  const lines = useDesk((state) => state.held.queues);
  const mine = useDesk(me);
  return useMemo(
    () => ({
      house,
      queue: (id: string) => lines[id]?.name ?? id,
      agent: (id: string) => people[id]?.name ?? (mine !== null && mine.id === id ? mine.name : ""),
    }),
    [house, people, lines, mine],
  );
}
