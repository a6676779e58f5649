/** The top slot of My work: what is offered, how long, accept or decline. It never takes the focus. */

import { useState } from "react";
import { act } from "~/desk/commands";
import { useKey } from "~/desk/keys";
import { warn } from "~/desk/undo";
import * as format from "~/i18n/format";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Chip, Icon, mediumGlyph, Ring, useServerNow, Vip } from "~/parts";
import type { OfferRow } from "~/wire/protocol";
import { speaks } from "~/state/calls";
import { phoneWords } from "../../phone/words";
import { workWords } from "../words/work";

export const ringSeconds = (offer: OfferRow): number =>
  Math.max(1, (Date.parse(offer.deadline) - Date.parse(offer.offered_at)) / 1000);

export const secondsLeft = (offer: OfferRow, now: number): number => (Date.parse(offer.deadline) - now) / 1000;

/** How long they have waited by now: what they had waited when it was offered, and the ringing since. */
export const waitedSeconds = (offer: OfferRow, now: number): number =>
  offer.waited_seconds + Math.max(0, Math.floor((now - Date.parse(offer.offered_at)) / 1000));

export interface Answering {
  accept: () => void;
  decline: () => void;
  busy: boolean;
}

/** Accept and decline, once each; the words of a refusal go to a toast. */
export function useAnswering(offer: OfferRow, onAccepted: (offer: OfferRow) => void): Answering {
  const w = useWords(workWords);
  const c = useWords(common);
  const [busy, setBusy] = useState(false);
  const answer = async (name: "accept_offer" | "decline_offer"): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const told = await act(name, { offer_id: offer.id });
    setBusy(false);
    if (!told.ok) warn(w.refused[told.code] ?? refusal(c, told));
    else if (name === "accept_offer") onAccepted(offer);
  };
  return { accept: () => void answer("accept_offer"), decline: () => void answer("decline_offer"), busy };
}

export function OfferSlot({ offer, onLook, onAccepted }: { offer: OfferRow; onLook: () => void; onAccepted: (offer: OfferRow) => void }) {
  const w = useWords(workWords);
  const c = useWords(common);
  const now = useServerNow();
  const p = useWords(phoneWords);
  const { accept, decline, busy } = useAnswering(offer, onAccepted);
  useKey("accept", accept);
  useKey("decline", decline);
  const urgent = secondsLeft(offer, now) <= 5;
  const heading = w.incoming[offer.medium];
  return (
    <div className={urgent ? "offer urgent" : "offer"} role="alertdialog" aria-label={`${heading}: ${offer.customer_name}`} data-testid="offer" data-offer={offer.id}>
      <Ring deadline={offer.deadline} seconds={ringSeconds(offer)} />
      <button type="button" className="who" onClick={onLook}>
        <span className="row g1">
          <span className="b trunc">{offer.customer_name}</span>
          {offer.is_new_customer && <Chip>{w.isNew}</Chip>}
          {offer.vip && <Vip />}
        </span>
        <span className="row g1 f12 t2">
          <Icon name={mediumGlyph[offer.medium]} size="xs" />
          <span className="trunc">{c.media[offer.medium]} · {offer.queue_name}</span><span className="none">· {w.waited} <span className="num">{format.left(waitedSeconds(offer, now), "en").replace(/ h$/, "")}</span></span>
        </span>
      </button>
      <div className="act">
        <Button kind="go" action="accept" disabled={busy} data-testid="accept" onClick={accept}>{speaks(offer.medium) ? p.answer : w.accept}</Button>
        <Button action="decline" disabled={busy} data-testid="decline" onClick={decline}>{w.decline}</Button>
      </div>
    </div>
  );
}
