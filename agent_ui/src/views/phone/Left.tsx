/** The left of the phone bar: who, since when, how well. The same two lines in each state. */

import type { ReactNode } from "react";
import { hearing } from "~/desk/phone";
import { busyElsewhere } from "~/desk/phone/tabs";
import * as format from "~/i18n/format";
import { useWords } from "~/i18n/language";
import { Icon, Ring, mediumGlyph, useServerNow, type Glyph } from "~/parts";
import { asked, bare, customerLeg, myLeg, nameOf, onMobile, since, supervises, talking, type Phase } from "~/state/calls";
import { useCell, useDesk } from "~/state/store";
import type { CallRow, Medium, OfferRow, WorkRow } from "~/wire/protocol";
import { ringSeconds, waitedSeconds } from "../console/work/OfferSlot";
import { check } from "~/desk/phone/preflight";
import { isTrouble, type PhoneView } from "./usePhone";
import { phoneWords } from "./words";

function Tile({ medium, glyph, kind }: { medium?: Medium; glyph?: Glyph; kind?: string }) {
  return <span className={`ch lg ${kind ?? medium ?? "phone"}`}><Icon name={glyph ?? mediumGlyph[medium ?? "phone"]} /></span>;
}

function Two({ tile, title, children }: { tile: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className="row who">
      {tile}
      <div className="col grow"><b className="m trunc" data-testid="phone-title" data-their-words>{title}</b><span className="f12 t3 row g1 num" data-testid="phone-line">{children}</span></div>
    </div>
  );
}

export function Left({ view }: { view: PhoneView }) {
  if (view.phase === "ringing" && view.offer !== null && view.call === null) return <RingingIn offer={view.offer} />;
  if (view.call !== null && view.phase !== "wrapup") return <InCall view={view} call={view.call} />;
  if (view.phase === "wrapup" && view.wrapping !== null) return <Ended work={view.wrapping} />;
  return <Idle view={view} />;
}

function Idle({ view }: { view: PhoneView }) {
  const w = useWords(phoneWords);
  const busy = useCell(busyElsewhere);
  const found = useCell(check);
  if (view.phase === "none") return <Two tile={<Tile kind="system" glyph="headset" />} title={w.none}>{null}</Two>;
  if (view.place === "elsewhere" || view.place === "away") {
    return <Two tile={<Tile kind="system" glyph="headset" />} title={view.place === "away" ? w.away : busy ? w.elsewhereBusy : w.elsewhere}>{null}</Two>;
  }
  const bad = isTrouble(view.trouble);
  return (
    <Two tile={<Tile kind="system" glyph={bad ? "micoff" : "headset"} />} title={bad ? w.notReady : w.ready}>
      {bad ? <span className="warn m trunc">{w.trouble[view.trouble]}</span> : <span className="trunc">{w.headset}{found.rtt !== null && found.rtt >= 0 ? `, ${String(found.rtt)} ms` : ""}</span>}
    </Two>
  );
}

function RingingIn({ offer }: { offer: OfferRow }) {
  const w = useWords(phoneWords);
  const now = useServerNow();
  return (
    <Two tile={<Ring deadline={offer.deadline} seconds={ringSeconds(offer)} />} title={offer.customer_name}>
      <span className="t2 trunc">{offer.queue_name}, {w.waitedWord} {format.timer(waitedSeconds(offer, now))}</span>
    </Two>
  );
}

/** The line under the name, by state: what goes on and since when. */
function useStory(call: CallRow, phase: Phase): { text: string; tone: string } {
  const w = useWords(phoneWords);
  const now = useServerNow();
  const time = format.timer(Math.max(0, (now - Date.parse(since(call, phase))) / 1000));
  const one = asked(call);
  if (phase === "dialling") return { text: `${customerLeg(call)?.state === "answered" ? w.connecting : w.ringingOut} ${time}`, tone: "" };
  if (phase === "held") return { text: `${w.onHold} ${time}`, tone: "warn m" };
  if (phase === "lost") return onMobile(myLeg(call)) ? { text: w.ringsMobile, tone: "warn m" } : { text: `${w.lost} ${time}`, tone: "bad m" };
  if (phase === "consulting") return { text: `${one?.state === "answered" ? w.withYou : w.ringingOut} ${time}`, tone: one?.state === "answered" ? "ok m" : "" };
  if (phase === "ringing") return { text: w.asksAbout(nameOf(call, null)), tone: "t2 trunc" };
  return { text: time, tone: "ok m" };
}

function InCall({ view, call }: { view: PhoneView; call: CallRow }) {
  const w = useWords(phoneWords);
  const queue = useDesk((state) => state.held.queues[call.queue_id]?.name ?? "");
  const medium = useDesk((state) => (state.house?.channels.find((one) => one.id === call.channel_id)?.medium ?? "phone"));
  const { text, tone } = useStory(call, view.phase);
  const quality = hearing(view.state.quality);
  const name = nameOf(call, view.work);
  const agent = call.legs.find((leg) => leg.party === "agent");
  const title = view.phase === "conference" ? w.conference(talking(call).length)
    : view.phase === "consulting" ? (asked(call)?.name || bare(asked(call)?.address ?? "") || name)
    : view.phase === "ringing" || (call.consult && view.work === null && !supervises(call)) ? (agent?.name || name) : name;
  const lost = view.phase === "lost";
  const calm = view.phase !== "dialling" && view.phase !== "ringing" && !lost;
  return (
    <Two tile={lost ? <Tile kind="system" glyph="alert" /> : <Tile medium={medium} />} title={title}>
      <span className={tone.includes("trunc") ? tone : `none ${tone}`}>{text}</span>
      {calm && queue !== "" && !supervises(call) && <span className="trunc opt">· {queue}</span>}
      {calm && quality !== null && (
        <span className={`row g1 none ${quality === "poor" ? "bad" : quality === "fair" ? "warn" : ""}`} title={w.qualityTitle(`${String(view.state.quality?.rtt ?? "–")} ms`, `${String(Math.round((view.state.quality?.loss ?? 0) * 100))} %`)}>
          · <Icon name="signal" size="xs" />{w.quality[quality]}
        </span>
      )}
    </Two>
  );
}

function Ended({ work }: { work: WorkRow }) {
  const w = useWords(phoneWords);
  const call = useDesk((state) => Object.values(state.held.calls).find((one) => one.interaction_id === work.id) ?? null);
  const over = call?.legs.find((leg) => leg.party === "customer" && leg.state === "ended")?.since ?? null;
  const talked = call?.answered_at && over !== null ? ` · ${format.timer((Date.parse(over) - Date.parse(call.answered_at)) / 1000)}` : "";
  const taped = call !== null && call.recording !== "off" && call.recording !== "refused" && talked !== "" ? ` · ${w.recorded}` : "";
  return <Two tile={<Tile kind="system" glyph="hangup" />} title={w.ended}><span className="trunc"><span data-their-words>{work.customer_name}</span>{talked}{taped}</span></Two>;
}
