/** My state: what I do, since when, and what comes after. The timer runs on the server's clock. */

import { act } from "~/desk/commands";
import { caps, useKey } from "~/desk/keys";
import { lookFirst } from "~/desk/phone/gate";
import { warn } from "~/desk/undo";
import { timer } from "~/i18n/format";
import { named, useLanguage, useWords, type Language } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Icon, KeyHint, Menu, StateDot, useServerNow, usePopover, type AgentState, type MenuItem } from "~/parts";
import { myCall, ringingCall } from "~/state/calls";
import { me, work } from "~/state/selectors";
import { useDesk } from "~/state/store";
import type { AwayReason } from "~/wire/protocol";
import { phoneWords } from "../phone/words";
import { shell } from "./words";

/** The word for a state with its reason: the reason's own name when it has one. */
export function presenceName(w: { presence: Record<string, string> }, reasons: readonly AwayReason[], code: Language, state: string, reason: string): string {
  const found = reasons.find((item) => item.code === reason);
  return state === "away" && found ? named(found.name, code) : (w.presence[state] ?? state);
}

export function Presence({ stale }: { stale: boolean }) {
  const w = useWords(shell);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow();
  const mine = useDesk(me);
  const reasons = useDesk((state) => state.house?.reasons);
  const wraps = useDesk((state) => work(state).some((row) => row.state === "wrapping"));
  const p = useWords(phoneWords);
  const call = useDesk(myCall);
  const rings = useDesk((state) => ringingCall(state) !== null);
  const talks = call !== null || rings;
  const menu = usePopover();

  const choose = async (state: "available" | "away" | "offline", reason: string = ""): Promise<void> => {
    if (state === "available") await lookFirst();
    const answer = await act("set_presence", { state, reason });
    if (!answer.ok) warn(refusal(c, answer));
  };
  useKey("available", () => void choose("available"));
  if (!mine) return null;

  const list = reasons ?? [];
  const wrapping = wraps && !talks && mine.presence === "available";
  const say = (state: string, reason: string): string => presenceName(c, list, code, state, reason);
  const [nextState = "", nextReason = ""] = mine.presence_next.split(":");
  const dot: AgentState = stale ? "offline" : call !== null ? "busy" : rings ? "ringing" : wrapping ? "wrapup" : mine.presence;
  const limit = (reason: AwayReason): string => (reason.minutes_a_day === null ? "" : w.perDay(reason.minutes_a_day));
  const items: MenuItem[] = [
    { id: "available", label: c.presence.available, mark: <StateDot state="available" />, keys: caps("available"), checked: mine.presence === "available", run: () => void choose("available") },
    ...(list.length > 0 ? list : [{ code: "", name: { en: c.presence.away }, minutes_a_day: null }]).map((reason, i): MenuItem => ({
      id: `away:${reason.code}`,
      label: named(reason.name, code),
      hint: limit(reason) || undefined,
      mark: <StateDot state="away" />,
      apart: i === 0,
      checked: mine.presence === "away" && mine.presence_reason === reason.code,
      run: () => void choose("away", reason.code),
    })),
    { id: "offline", label: c.presence.offline, mark: <StateDot state="offline" />, apart: true, checked: mine.presence === "offline", run: () => void choose("offline") },
  ];
  const since = Math.max(0, (now - Date.parse(call?.answered_at ?? call?.began_at ?? mine.presence_since)) / 1000);
  return (
    <>
      <button ref={menu.anchor} type="button" className={mine.presence === "missed" ? "pres missed" : "pres"} aria-haspopup="menu" aria-expanded={menu.open} title={mine.presence === "missed" ? w.missedHow : w.presenceHow} onClick={menu.toggle}>
        <StateDot state={dot} />
        <span className="trunc">{stale ? w.reconnecting : call !== null ? p.onACall : rings ? p.ringing : wrapping ? c.state.wrapping : say(mine.presence, mine.presence_reason)}</span>
        {!stale && !(rings && call === null) && <span className="num t2" aria-hidden="true">{timer(since)}</span>}
        {mine.presence === "missed" && <KeyHint action="available" />}
        {nextState !== "" && <span className="nx trunc">{w.then(say(nextState, nextReason))}</span>}
        <Icon name="down" size="xs" />
      </button>
      <Menu anchor={menu.anchor} open={menu.open} onClose={menu.close} label={w.presence} items={items} align="end" width={280} />
    </>
  );
}
