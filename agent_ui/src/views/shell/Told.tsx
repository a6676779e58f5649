/** What I am told until I have read it: a supervisor's words, what was done to my work, promises that press. */

import { useEffect } from "react";
import { useLocation } from "wouter";
import { act, onFacts } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Banner, Button, type Glyph } from "~/parts";
import { colleagues, me, notices, workOf } from "~/state/selectors";
import { desk, sameList, useDesk } from "~/state/store";
import type { ClockKind, NoticeRow } from "~/wire/protocol";
import { presenceName } from "./Presence";
import { steering } from "./steering";

const SHOWN = 2;
const glyphs: Record<NoticeRow["kind"], Glyph> = { broadcast: "megaphone", message: "chat", state_set: "users", taken_over: "transfer", reassigned: "transfer", sla: "clock" };

/** A whisper in a talk of mine is told without a sound, wherever I am. */
function useWhispers(): void {
  const w = useWords(steering);
  useEffect(
    () =>
      onFacts((facts) => {
        for (const fact of facts) {
          if (fact["kind"] !== "chat_whispered" || fact["agent_id"] !== me(desk.get())?.id) continue;
          const by = colleagues(desk.get()).find((one) => one.id === fact["by_agent_id"])?.name ?? "";
          const name = workOf(desk.get(), fact["conversation_id"] ?? "")?.customer_name;
          tell(`${w.whispered(by)}${name ? `: ${name}` : ""}`);
        }
      }),
    [w],
  );
}

export function Told() {
  useWhispers();
  const w = useWords(steering);
  const all = useDesk(notices, sameList);
  if (all.length === 0) return null;
  const hidden = all.length - SHOWN;
  return (
    <div className="line-bn told" data-testid="told">
      {all.slice(0, SHOWN).map((row) => <One key={row.id} row={row} />)}
      {hidden > 0 && <span className="t3 f12">{w.more(hidden)}</span>}
    </div>
  );
}

function One({ row }: { row: NoticeRow }) {
  const w = useWords(steering);
  const c = useWords(common);
  const [, go] = useLocation();
  const text = useSentence(row);
  const mine = useDesk((state) => Object.values(state.held.work).find((one) => one.id === row.interaction_id) ?? null);
  const path = row.case_id !== null ? `/cases/${row.case_id}` : mine !== null ? `/c/${mine.conversation_id}` : null;
  const read = async (): Promise<void> => {
    const answer = await act("read_notice", { notice_id: row.id });
    if (!answer.ok) warn(refusal(c, answer));
  };
  const late = row.kind === "sla" && row.detail.endsWith("breached");
  return (
    <Banner
      tone={late ? "bad" : row.kind === "sla" ? "warn" : "info"}
      icon={late ? "alert" : glyphs[row.kind]}
      actions={<>{path !== null && <Button size="xs" onClick={() => { go(path); void read(); }}>{w.open}</Button>}<Button size="xs" kind="pri" data-testid="got-it" onClick={() => void read()}>{w.gotIt}</Button></>}
    >
      {text}
    </Banner>
  );
}

function useSentence(row: NoticeRow) {
  const w = useWords(steering);
  const c = useWords(common);
  const code = useLanguage();
  const reasons = useDesk((state) => state.house?.reasons) ?? [];
  const mine = useDesk((state) => me(state)?.id);
  const [first = "", second = ""] = row.detail.split(":");
  switch (row.kind) {
    case "broadcast":
      return <><b>{w.broadcast(row.by_name)}</b> <span data-their-words>{row.text}</span></>;
    case "message":
      return <><b>{w.message(row.by_name)}</b> <span data-their-words>{row.text}</span></>;
    case "state_set":
      return w.stateSet(row.by_name, presenceName(c, reasons, code, first, second));
    case "taken_over":
      return w.takenOver(row.by_name, row.subject);
    case "reassigned":
      return row.detail === mine ? w.toMe(row.by_name, row.subject) : w.reassigned(row.by_name, row.subject);
    case "sla":
      return second === "breached" ? w.breached(w.clock[first as ClockKind] ?? first, row.subject) : w.warned(w.clock[first as ClockKind] ?? first, row.subject);
  }
}
