/** What is offered, in full, before it is accepted: who, why, how long, what was said before. */

import { useWords, useLanguage } from "~/i18n/language";
import * as format from "~/i18n/format";
import { common } from "~/i18n/words/common";
import { Button, ChannelTile, Chip, Icon, Keys, Ring, Skeleton, useServerNow, Vip } from "~/parts";
import type { OfferRow, ThreadRow } from "~/wire/protocol";
import { quotedPart } from "../logic/quotes";
import { useNames } from "../names";
import { useCard } from "../queries";
import { useThread } from "../thread.state";
import { CallCard, isCall } from "../thread/CallCard";
import { SaidText } from "../thread/SaidText";
import { tell } from "../words/events";
import { threadWords } from "../words/thread";
import { workWords } from "../words/work";
import { speaks } from "~/state/calls";
import { phoneWords } from "../../phone/words";
import { CameThrough, WhyCall } from "./WhyCall";
import { ringSeconds, secondsLeft, useAnswering, waitedSeconds } from "./OfferSlot";

export function OfferPreview({ offer, open, onHide, onAccepted }: { offer: OfferRow; open: boolean; onHide: () => void; onAccepted: (offer: OfferRow) => void }) {
  const w = useWords(workWords);
  const p = useWords(phoneWords);
  return (
    <section className="pn" aria-label={w.incoming[offer.medium]} data-panel tabIndex={-1} data-testid="offer-preview">
      <div className="ph1 tall">
        <h2>{w.incoming[offer.medium]}</h2><Chip tone="line">{speaks(offer.medium) ? p.previewNot : w.preview}</Chip>
        <span className="push f12 t3 trunc">{open && <span className="opt">{w.previewStays} </span>}<button type="button" onClick={onHide}><Keys caps={["Esc"]} /> {w.previewHides}</button></span>
      </div>
      <div className="popin">
        <Card offer={offer} onAccepted={onAccepted} />
        {offer.note !== "" && <div className="bx"><div className="sech">{w.noteFrom}</div><div className="said"><SaidText text={offer.note} className="" /></div></div>}
        {speaks(offer.medium) ? <WhyCall offer={offer} /> : <Said offer={offer} />}
        <Last offer={offer} />
      </div>
    </section>
  );
}

function Card({ offer, onAccepted }: { offer: OfferRow; onAccepted: (offer: OfferRow) => void }) {
  const w = useWords(workWords);
  const code = useLanguage();
  const now = useServerNow();
  const { accept, decline, busy } = useAnswering(offer, onAccepted);
  const p = useWords(phoneWords);
  const call = speaks(offer.medium);
  const urgent = secondsLeft(offer, now) <= 5;
  const reason = w.reasons[offer.reason];
  return (
    <div className={urgent ? "call urgent" : "call"}>
      <Ring deadline={offer.deadline} seconds={ringSeconds(offer)} />
      <span className="big trunc">{offer.customer_name}</span>
      <div className="row">
        <Button kind="go" size="lg" icon={call ? "phone" : undefined} action="accept" disabled={busy} onClick={accept}>{call ? p.answer : w.accept}</Button>
        <Button size="lg" action="decline" disabled={busy} onClick={decline}>{w.decline}</Button>
      </div>
      <div className="row t2 wide" style={{ flexWrap: "wrap" }}>
        {offer.vip && <Vip />}
        {offer.is_new_customer ? <Chip>{offer.medium === "phone" ? p.newNumber : w.firstTime}</Chip> : <span className="ok row g1 m"><Icon name="check" size="s" />{offer.medium === "phone" ? p.knownNumber : w.knownCustomer}</span>}
        <span className="t3">·</span><span>{offer.queue_name}</span>
        <span className="t3">·</span><span>{w.waited} <b className="num">{format.left(waitedSeconds(offer, now), code)}</b></span>
        {reason && <><span className="t3">·</span><span>{reason}</span></>}
      </div>
      {call && <CameThrough offer={offer} />}
      <div className="f12 t3 wide">{call ? p.declineNote : w.declineNote}</div>
    </div>
  );
}

function Said({ offer }: { offer: OfferRow }) {
  const w = useWords(workWords);
  if (offer.preview === "" && offer.subject === "") return null;
  return (
    <div className="bx">
      <div className="sech"><ChannelTile medium={offer.medium} />{w.theyWrote}</div>
      <div className="said">{offer.subject !== "" && <b className="m">{offer.subject}{"\n"}</b>}<SaidText text={offer.preview} className="" /></div>
    </div>
  );
}

const NOTHING: ReadonlySet<string> = new Set();

/** What somebody said or wrote down; what the desk did with it is not news before answering. */
const spoken = (row: ThreadRow): boolean => row.kind !== "event" || row.event === "logged" || row.event === "call_ended" || row.event === "call_missed";

function Last({ offer }: { offer: OfferRow }) {
  const w = useWords(workWords);
  const view = useThread(offer.customer_id, offer.conversation_id, "all");
  const card = useCard(offer.customer_id);
  const earlier = view.rows.filter(spoken).filter((row) => row.interaction_id !== offer.interaction_id || row.direction !== "inbound").slice(-6).reverse();
  return (
    <div className="bx">
      <div className="sech">{w.lastLines}</div>
      {view.before === null && view.error === null ? <Skeleton rows={3} />
        : <div className="pile">
            {earlier.length === 0 && <p className="f12 t3">{w.noLines}</p>}
            {earlier.map((row) => <Earlier key={row.id} row={row} name={card.data?.name ?? offer.customer_name} />)}
          </div>}
    </div>
  );
}

function Earlier({ row, name }: { row: ThreadRow; name: string }) {
  const t = useWords(threadWords);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const names = useNames();
  if (isCall(row)) return <CallCard row={row} tapes={[]} erased={NOTHING} />;
  const event = row.kind === "event" && row.event !== "logged" ? tell(row, names, code, now) : null;
  const medium = row.kind === "note" ? "note" : row.medium;
  const said = event?.text ?? (row.subject !== "" ? `${row.subject}: ${row.text}` : row.text || quotedPart(row));
  const who = row.direction === "inbound" ? name : row.author_name;
  return (
    <div className="card">
      <div className="ch-h">
        {event ? <span className="ch system"><Icon name={event.glyph} /></span> : <ChannelTile medium={medium ?? "note"} />}
        <b className="none">{event ? "" : medium === "note" || medium === null ? c.media.note : t.mediums[medium]}</b>
        <span className="trunc" lang={row.language || undefined}>{event || who === "" ? said : `${who}: ${said}`}</span>
        <time className="push num none" dateTime={row.at}>{format.moment(row.at, code, now)}</time>
      </div>
    </div>
  );
}
