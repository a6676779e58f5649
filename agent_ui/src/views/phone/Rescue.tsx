/** When a talk broke off: the agent's own mobile, and a call promised to whom was on the line. */

import { useQuery } from "@tanstack/react-query";
import { act } from "~/desk/commands";
import { tell } from "~/desk/undo";
import { clock } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Button } from "~/parts";
import { dialled } from "~/state/calls";
import { get } from "~/wire/http";
import type { Me } from "~/wire/pages";
import type { CallRow } from "~/wire/protocol";
import { order } from "./ask";
import { phoneWords } from "./words";

/** The mobile of my settings, "" where I gave none. */
export function useMobile(): string {
  const found = useQuery({ queryKey: ["me"], queryFn: ({ signal }) => get<Me>("/api/me", signal), staleTime: 60_000 });
  return found.data?.mobile ?? "";
}

interface Promised {
  callback_id: string;
  due_at: string;
}

/** Promise a call, soon and by me; it can be taken back at once. Not for a visitor of the site, who has no number. */
export function OfferCallback({ call, size = "sm" }: { call: CallRow; size?: "sm" | "lg" }) {
  const w = useWords(phoneWords);
  const code = useLanguage();
  if (dialled(call.number) === "") return null;
  const offer = (): void => void order("offer_callback", { interaction_id: call.interaction_id }, (data) => {
    const { callback_id, due_at } = data as Promised;
    tell(w.promisedAt(clock(due_at, code)), () => void act("cancel_callback", { callback_id }));
  });
  return <Button size={size} icon="callback" data-testid="offer-callback" onClick={offer}>{w.offerCallback}</Button>;
}
