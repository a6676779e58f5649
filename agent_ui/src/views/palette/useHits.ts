/** All the palette shows for what was typed: local sections first, the hub's below; what is shown never changes place. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { giveReply, recent } from "~/desk/handoff";
import { offered, run } from "~/desk/keys";
import { tell } from "~/desk/undo";
import { moment } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import type { Glyph } from "~/parts";
import { dialled, readable } from "~/state/calls";
import { colleagues, isSupervisor, work } from "~/state/selectors";
import { desk, useCell, useDesk, sameList } from "~/state/store";
import { serverNow } from "~/wire/clock";
import { get, query } from "~/wire/http";
import type { Found } from "~/wire/pages";
import type { SearchHit } from "~/wire/protocol";
import { actionHits, colleagueHits, parse, replyHits, workHits, type Hit, type Section } from "./local";
import { offeredNow, useActions } from "./useActions";
import { useCalling } from "../phone/calling";
import { phoneWords } from "../phone/words";
import { palette } from "./words";

const kindGlyph: Record<string, Glyph> = { customer: "users", message: "email", case: "case", opportunity: "target", order: "box" };
const kindPath: Record<string, string> = { customer: "/customers/", case: "/cases/", opportunity: "/opportunities/" };

/** The typed text, at rest for a moment before the hub is asked. */
function useRest(text: string, ms: number): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return rested;
}

function pathOf(hit: SearchHit): string {
  if (hit.kind === "message") return hit.conversation_id ? `/c/${hit.conversation_id}` : `/customers/${hit.customer_id ?? ""}`;
  if (hit.kind === "order") return `/customers/${hit.customer_id ?? ""}`;
  return `${kindPath[hit.kind] ?? "/customers/"}${hit.id}`;
}

function useServer(q: string, on: boolean, limit: number) {
  const rested = useRest(q, 70);
  return useQuery({
    queryKey: ["search", rested, limit],
    queryFn: ({ signal }) => get<Found>(`/api/search${query({ q: rested, limit })}`, signal),
    enabled: on && rested.length > 1 && rested === q,
    staleTime: 20_000,
    retry: 0,
  });
}

export interface Hits {
  sections: Section[];
  count: number;
  took: number | null;
  searching: boolean;
  failed: boolean;
}

export function useHits(input: string, everywhere: boolean, close: () => void): Hits {
  const w = useWords(palette);
  const c = useWords(common);
  const code = useLanguage();
  const [, go] = useLocation();
  const { mode, q } = parse(input);
  const rows = useDesk(work, sameList);
  const others = useDesk(colleagues, sameList);
  const canned = useDesk((state) => state.house?.canned);
  const lately = useCell(recent);
  const actions = useActions();
  const calling = useCalling();
  const p = useWords(phoneWords);
  const asks = q !== "" && (mode === "all" || mode === "case");
  const found = useServer(q, asks, everywhere ? 50 : 12);

  const local = useMemo((): Section[] => {
    const open = (path: string) => () => go(path);
    const mine = (): Section => ({
      id: "work",
      title: w.myWork,
      hits: workHits(rows, q, (row) => [c.media[row.medium], c.state[row.state], row.subject].filter(Boolean).join(" · "), (row) => go(`/c/${row.conversation_id}`)).slice(0, q === "" ? 4 : 6),
    });
    const doing = (n: number): Section => ({ id: "do", title: w.actions, hits: actionHits(offeredNow(actions), q).slice(0, n) });
    const people = (): Section => ({
      id: "people",
      title: w.colleagues,
      hits: colleagueHits(others, q, (row) => c.presence[row.presence], () => (offered("transfer") ? run("transfer") : isSupervisor(desk.get()) && go("/queues"))).slice(0, 20),
    });
    const number = dialled(q);
    const calls = (): Section => ({ id: "call", title: p.phone, hits: number === "" || calling.why !== "" ? [] : [{ id: "call:number", title: p.callTo(readable(number)), sub: "", glyph: "phone", run: () => void calling.call({ to: number }) }] });
    const replies = (): Section => ({
      id: "replies",
      title: w.replies,
      hits: replyHits(canned ?? [], q, code, (reply) => {
        const text = reply.text[code] ?? Object.values(reply.text)[0] ?? "";
        if (!giveReply(text)) void navigator.clipboard?.writeText(text).then(() => tell(w.copied), () => undefined);
      }).slice(0, 20),
    });
    if (mode === "command") return [doing(40)];
    if (mode === "colleague") return [people()];
    if (mode === "reply") return [replies()];
    if (mode === "case") return [];
    if (q !== "") return everywhere ? [] : [calls(), mine(), doing(5)];
    const before: Section = { id: "recent", title: w.recent, hits: lately.slice(0, 5).map((item): Hit => ({ id: `recent:${item.path}`, title: item.title, sub: "", glyph: kindGlyph[item.kind] ?? "clock", ...(item.kind === "customer" ? { face: item.id, customer: item.id } : {}), run: open(item.path) })) };
    return [before, mine(), doing(8)];
  }, [w, c, code, go, mode, q, everywhere, rows, others, canned, lately, actions, calling, p]);

  const server = useMemo((): Section[] => {
    const hits = found.data && asks ? found.data.hits : [];
    const seen = new Set(local.flatMap((section) => section.hits.map((hit) => hit.customer)));
    const draw = (hit: SearchHit): Hit => ({
      id: `${hit.kind}:${hit.id}`,
      title: hit.title,
      sub: hit.text,
      ...(hit.kind === "customer" ? { face: hit.id } : { glyph: kindGlyph[hit.kind] ?? "search" }),
      side: hit.at ? moment(hit.at, code, serverNow()) : "",
      customer: hit.kind === "customer" ? hit.id : hit.customer_id,
      conversation: hit.conversation_id,
      run: () => go(pathOf(hit)),
    });
    const of = (...kinds: string[]): Hit[] => hits.filter((hit) => kinds.includes(hit.kind)).map(draw);
    const records: Section = { id: "records", title: w.records, hits: of("order", "case", "opportunity") };
    if (mode === "case") return [{ ...records, hits: of("case", "opportunity") }];
    const people = of("customer").filter((hit) => !seen.has(hit.customer ?? ""));
    return [{ id: "customers", title: w.customers, hits: people }, records, { id: "messages", title: w.messages, hits: of("message").slice(0, everywhere ? 50 : 4) }];
  }, [found.data, asks, local, w, code, go, mode, everywhere]);

  const sections = [...local, ...server].filter((section) => section.hits.length > 0).map((section) => ({ ...section, hits: section.hits.map((hit) => ({ ...hit, run: () => { close(); hit.run(); } })) }));
  return {
    sections,
    count: sections.reduce((sum, section) => sum + section.hits.length, 0),
    took: found.data && asks ? found.data.took_ms : null,
    searching: asks && q.length > 1 && (found.isFetching || found.isPending) && !found.isError,
    failed: asks && found.isError,
  };
}
