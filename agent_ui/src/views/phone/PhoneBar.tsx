/** The phone's fixed place at the bottom of every page: eleven states, one size. */

import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useKey } from "~/desk/keys";
import { startPhone, takeHere } from "~/desk/phone";
import { startGate } from "~/desk/phone/gate";
import { check, preflight } from "~/desk/phone/preflight";
import { busyElsewhere } from "~/desk/phone/tabs";
import { useWords } from "~/i18n/language";
import { Button } from "~/parts";
import { me } from "~/state/selectors";
import { speaks, type Phase } from "~/state/calls";
import { useCell, useDesk } from "~/state/store";
import type { OfferRow } from "~/wire/protocol";
import { useAnswering } from "../console/work/OfferSlot";
import { Controls } from "./Controls";
import { Dial } from "./Dial";
import { Left } from "./Left";
import { OfferCallback } from "./Rescue";
import { CallBack, Right } from "./Right";
import { usePhone, type PhoneView } from "./usePhone";
import { phoneWords } from "./words";
import "./phone.css";

export function PhoneBar() {
  const w = useWords(phoneWords);
  const view = usePhone();
  const able = useDesk((state) => (state.house?.channels ?? []).some((one) => speaks(one.medium)));
  useEffect(() => {
    if (!able) return;
    const stops = [startPhone(), startGate()];
    return () => stops.forEach((stop) => stop());
  }, [able]);
  useCheckOnAvailable(able && view.place === "here");
  return (
    <section className={`soft is-${view.phase}`} aria-label={w.phone} data-panel tabIndex={-1} data-testid="phone-bar" data-phase={view.phase}>
      <Left view={view} />
      <Middle view={view} />
      <Right view={view} />
      <Announce phase={view.phase} />
    </section>
  );
}

/** Whoever becomes available is checked once, so that the first caller does not find a dead microphone. */
function useCheckOnAvailable(on: boolean): void {
  const available = useDesk((state) => me(state)?.presence === "available");
  useEffect(() => {
    if (on && available && check.get().at === "idle") void preflight();
  }, [on, available]);
}

function Middle({ view }: { view: PhoneView }) {
  const { phase, call, work, offer, wrapping } = view;
  if (call !== null && view.place !== "here" && view.place !== "waiting") return <UseHere />;
  if (call !== null && phase !== "wrapup") return <Controls call={call} work={work} phase={phase} muted={view.state.muted || phase === "muted"} />;
  if (phase === "ringing" && offer !== null) return <Answer key={offer.id} offer={offer} />;
  if (view.place === "elsewhere" || view.place === "away") return <UseHere />;
  if (phase === "none") return <span />;
  return (
    <div className="row mid gap">
      <Dial />
      {wrapping !== null && phase === "wrapup" && <CallAgain interaction={wrapping.id} customer={wrapping.customer_id} name={wrapping.customer_name} />}
    </div>
  );
}

function CallAgain({ interaction, customer, name }: { interaction: string; customer: string; name: string }) {
  const ended = useDesk((state) => Object.values(state.held.calls).find((one) => one.interaction_id === interaction) ?? null);
  if (ended === null) return null;
  return <><CallBack number={ended.number} customer={customer} name={name} /><OfferCallback call={ended} /></>;
}

function Answer({ offer }: { offer: OfferRow }) {
  const w = useWords(phoneWords);
  const [, go] = useLocation();
  const { accept, decline, busy } = useAnswering(offer, (taken) => go(`/c/${encodeURIComponent(taken.conversation_id)}`));
  useKey("accept", accept);
  useKey("decline", decline);
  return (
    <div className="row mid gap">
      <Button kind="go" size="lg" icon="phone" action="accept" disabled={busy} data-testid="phone-answer" onClick={accept}>{w.answer}</Button>
      <Button size="lg" icon="hangup" action="decline" optKeys={false} disabled={busy} data-testid="phone-decline" onClick={decline}>{w.decline}</Button>
    </div>
  );
}

function UseHere() {
  const w = useWords(phoneWords);
  const busy = useCell(busyElsewhere);
  return <div className="row mid gap"><Button icon="headset" disabled={busy} title={busy ? w.useHereBusy : undefined} data-testid="use-here" onClick={() => void takeHere()}>{w.useHere}</Button></div>;
}

/** Each new state is said once, politely; what rings is said by its offer. */
function Announce({ phase }: { phase: Phase }) {
  const w = useWords(phoneWords);
  const [said, setSaid] = useState("");
  useEffect(() => setSaid(phase === "ringing" || phase === "ready" ? "" : w.says[phase]), [phase, w]);
  return <span className="sr" role="status" aria-live="polite" data-testid="phone-says">{said}</span>;
}
