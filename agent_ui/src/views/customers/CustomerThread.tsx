/** The middle of the customer page: the one thread over all channels. */

import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { onFacts } from "~/desk/commands";
import { useWords } from "~/i18n/language";
import { me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import type { CustomerCard } from "~/wire/protocol";
import type { Filter } from "../console/logic/lines";
import { useAround } from "../console/presence";
import { Filters } from "../console/thread/Filters";
import { Thread } from "../console/thread/Thread";
import { loadNewest, useThread } from "../console/thread.state";
import { customers } from "./words";
import "../console/console.css";
import "../console/thread.css";

export function CustomerThread({ card }: { card: CustomerCard }) {
  const w = useWords(customers);
  const [, go] = useLocation();
  const [filter, setFilter] = useState<Filter>("all");
  const open = card.conversations.find((talk) => talk.open)?.id ?? "";
  const mine = useDesk((state) => me(state)?.id ?? null);
  const view = useThread(card.id, open, filter);
  const around = useAround(open === "" ? null : open, mine);
  useEffect(
    () => onFacts((facts) => {
      if (facts.some((fact) => Object.values(fact).includes(card.id))) void loadNewest(card.id, filter);
    }),
    [card.id, filter],
  );
  return (
    <section className="cu-t" aria-label={w.thread} data-panel tabIndex={-1}>
      <Filters filter={filter} counts={view.counts} onFilter={setFilter} />
      <Thread customer={card.id} customerName={card.name} conversation={open} me={mine} view={view} filter={filter} unseenAfter={null} around={around} onForward={(row) => go(`/c/${row.conversation_id}`)} />
    </section>
  );
}
