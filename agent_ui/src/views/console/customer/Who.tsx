/** The head of the panel: name, number, the customer's own time, and what is known at a glance. */

import { useLocation } from "wouter";
import * as format from "~/i18n/format";
import { useLanguage, useWords, type Language } from "~/i18n/language";
import { Avatar, Button, Chip, useServerNow, Vip, type Tone } from "~/parts";
import type { CustomerCard, LifecycleStage } from "~/wire/protocol";
import { bareAddress } from "../logic/lines";
import { customerWords } from "../words/customer";

const tone: Record<LifecycleStage, Tone | undefined> = {
  awareness: "info", exploration: "info", expansion: "ok", commitment: "ok", dissolution: "bad",
};

/** "Moscow 13:08" where the zone is known and is one; `place` is how the firm calls it. */
export function localTime(zone: string, now: number, code: Language, place = ""): string {
  if (zone === "") return "";
  try {
    const city = (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
    return `${place === "" ? city : place} ${format.clock(now, code, zone)}`;
  } catch {
    return "";
  }
}

export function Who({ card, onEdit, onClose }: { card: CustomerCard; onEdit: () => void; onClose: () => void }) {
  const w = useWords(customerWords);
  const code = useLanguage();
  const [, go] = useLocation();
  const now = useServerNow(10_000);
  const about = [card.number, localTime(card.time_zone, now, code, card.region), card.language.toUpperCase()].filter((one) => one !== "");
  const name = card.name !== "" ? card.name : bareAddress(card.identities[0]?.address ?? "");
  const since = String(new Date(card.since).getFullYear());
  return (
    <div className="who">
      <Avatar id={card.id} name={name} size="l" />
      <div className="col">
        <span className="name trunc" title={name}>{name}</span>
      </div>
      <span className="row g1">
        <Button kind="ghost" icon="edit" bare onClick={onEdit}>{w.edit}</Button>
        <Button icon="ext" bare title={w.openPage} onClick={() => go(`/customers/${card.id}`)}>{w.openPage}</Button>
        <span className="only-narrow"><Button kind="ghost" icon="x" bare onClick={onClose}>{w.close}</Button></span>
      </span>
      <span className="about f12 t2 trunc num">{about.join(" · ")}</span>
      <div className="chips">
        {card.vip && <Vip />}
        {card.stage !== null && <Chip tone={tone[card.stage]} icon={card.stage === "dissolution" ? "alert" : "repeat"}>{w.stages[card.stage]}, {w.since(since)}</Chip>}
        {card.stage === null && <Chip>{w.since(since)}</Chip>}
      </div>
    </div>
  );
}
