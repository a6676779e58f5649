/** One customer, whole: who they are, how to reach them, what is open, what was said, what they bought. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { visited } from "~/desk/handoff";
import { useKey, useScope } from "~/desk/keys";
import { clock, day, money } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Avatar, Button, Chip, Failed, Skeleton, useServerNow, Vip } from "~/parts";
import { workOf } from "~/state/selectors";
import { desk } from "~/state/store";
import { get } from "~/wire/http";
import type { CustomerCard } from "~/wire/protocol";
import { useFresh } from "../lists";
import { CustomerThread } from "./CustomerThread";
import { LogInteraction } from "./LogInteraction";
import { Left } from "./Left";
import { Right } from "./Right";
import { customerWords } from "../console/words/customer";
import { customers } from "./words";
import "./customers.css";

const touching = /^(customer|merge|case|opportunity|callback|consent|campaign|conversation|message|interaction|wrap_up|stage)/;

function localTime(zone: string, now: number, code: "en" | "ru"): string {
  try {
    return zone === "" ? "" : clock(now, code, zone);
  } catch {
    return "";
  }
}

function Head({ card, onLog }: { card: CustomerCard; onLog: () => void }) {
  const w = useWords(customers);
  const p = useWords(customerWords);
  const code = useLanguage();
  const now = useServerNow(30_000);
  const there = localTime(card.time_zone, now, code);
  const latest = card.conversations.find((talk) => talk.open) ?? card.conversations[0];
  const mine = latest ? workOf(desk.get(), latest.id) : null;
  return (
    <header className="cu-h">
      <Avatar id={card.id} name={card.name} size="xl" />
      <div className="col">
        <span className="row"><h1 className="trunc">{card.name}</h1><span className="t3 f12 num">{card.number}</span></span>
        <span className="row g1 cu-chips">
          {card.vip && <Vip />}
          {card.stage && <Chip tone={card.stage === "dissolution" ? "bad" : "ok"} icon={card.stage === "dissolution" ? "alert" : "repeat"}>{p.stages[card.stage]}</Chip>}
          <span className="t3 f12">{[w.since(day(card.since, code, now)), card.language.toUpperCase(), card.region, there && w.localTime(there)].filter(Boolean).join(" · ")}</span>
        </span>
      </div>
      <span className="push" />
      {card.value && <div className="stat"><b>{money(card.value.total, card.value.currency, code)}</b><span className="t3">{w.total.toLowerCase()}</span></div>}
      <div className="stat"><b>{card.order_count}</b><span className="t3">{w.orders(card.order_count)}</span></div>
      <div className="stat"><b>{card.conversation_count}</b><span className="t3">{w.conversations(card.conversation_count)}</span></div>
      <Button icon="edit" action="create" onClick={onLog}>{w.log}</Button>
      {latest && <Link href={`/c/${latest.id}`} className={mine ? "btn pri" : "btn"}>{w.openTalk}</Link>}
    </header>
  );
}

export default function Customer({ id }: { id: string }) {
  const [logging, setLogging] = useState(false);
  const found = useQuery({ queryKey: ["customer", id], queryFn: ({ signal }) => get<CustomerCard>(`/api/customers/${id}`, signal) });
  useFresh(["customer", id], touching, id);
  useScope("list");
  useKey("create", () => setLogging(true));
  const card = found.data;
  useEffect(() => {
    if (!card) return;
    setPageTitle(card.name);
    visited({ kind: "customer", id: card.id, title: card.name, path: `/customers/${card.id}` });
  }, [card?.id, card?.name]);
  if (found.isError && !card) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (!card) return <div className="pg"><Skeleton rows={2} height={46} /><Skeleton rows={10} /></div>;
  return (
    <div className="cu">
      <Head card={card} onLog={() => setLogging(true)} />
      <Left card={card} />
      <CustomerThread card={card} />
      <Right card={card} />
      <LogInteraction card={card} open={logging} onClose={() => setLogging(false)} />
    </div>
  );
}
