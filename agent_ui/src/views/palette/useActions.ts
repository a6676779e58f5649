/** Everything the palette can do: what the open screen offers now, places to go, states, theme, language. */

import { useMemo } from "react";
import { useLocation } from "wouter";
import { act } from "~/desk/commands";
import { allKeys, caps, offered, run, type Action } from "~/desk/keys";
import { languages, named, useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import type { Glyph } from "~/parts";
import { isSupervisor } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { changeLanguage, changeTheme, signOut } from "../shell/TopBar";
import { insight } from "../insight/words";
import { shell } from "../shell/words";
import type { Runnable } from "./local";
import { palette } from "./words";

const glyphs: Partial<Record<Action, Glyph>> = {
  accept: "check", decline: "x", wrapup: "check", snooze: "snooze", transfer: "transfer", customer: "users", pick: "inbox", note: "note",
  attach: "clip", hangUp: "hangup", mute: "micoff", hold: "pause", askHelp: "megaphone", keypad: "keypad", phoneTransfer: "transfer", addParty: "conference", record: "rec", openCase: "case", callback: "callback", opportunity: "target", keys: "keypad", create: "plus", publish: "star", undo: "return",
};
const hidden: ReadonlySet<Action> = new Set<Action>(["palette", "keys", "undo", "panel", "search", "next", "previous", "goConsole", "goCustomers", "goPipeline", "goCases", "goBoard", "goInsight", "back", "forward", "freeze", "available", "work", "finish", "sendWrap", "moreTime"]);

export function useActions(): Runnable[] {
  const w = useWords(palette);
  const s = useWords(shell);
  const c = useWords(common);
  const i = useWords(insight);
  const code = useLanguage();
  const [, go] = useLocation();
  const lead = useDesk(isSupervisor);
  const reasons = useDesk((state) => state.house?.reasons);
  return useMemo(() => {
    const titles = s.action as Record<string, string>;
    const here = [...allKeys.keys()]
      .filter((action) => titles[action] !== undefined && !hidden.has(action) && !/^(open|choose)\d$/.test(action))
      .map((action): Runnable => ({ id: action, title: titles[action] ?? action, glyph: glyphs[action] ?? "bolt", keys: caps(action), action, run: () => void run(action) }));
    const place = (id: Action | "", path: string, title: string, glyph: Glyph): Runnable => ({ id: path, title, glyph, ...(id === "" ? {} : { keys: caps(id) }), run: () => go(path) });
    const places = [
      place("goConsole", "/", s.console, "inbox"), place("goCustomers", "/customers", s.customers, "users"), place("goCases", "/cases", s.cases, "case"),
      place("goPipeline", "/opportunities", s.opportunities, "board"), place("", "/callbacks", s.callbacks, "callback"),
      ...(lead ? [place("goBoard", "/board", s.board, "gauge"), place("", "/queues", s.queues, "gauge"), place("", "/quality", s.qualityAll, "star")] : []), place("", lead ? "/quality/mine" : "/quality", s.quality, "star"),
      place("goInsight", "/insight", s.insight, "chart"), place("", "/insight/metrics", i.places.metrics, "chart"),
      ...(lead ? [place("", "/staffing", i.places.staffing, "users"), place("", "/roster", i.places.roster, "cal"), place("", "/replay", i.places.replay, "rewind")] : []), place("", "/shifts", i.places.shifts, "cal"), place("", "/settings", s.settings, "gear"),
    ];
    const states: Runnable[] = [
      { id: "available", title: w.state(c.presence.available), glyph: "check", keys: caps("available"), run: () => void act("set_presence", { state: "available" }) },
      ...(reasons ?? []).map((reason): Runnable => ({ id: `away:${reason.code}`, title: w.state(named(reason.name, code)), glyph: "pause", run: () => void act("set_presence", { state: "away", reason: reason.code }) })),
      { id: "offline", title: w.state(c.presence.offline), glyph: "minus", run: () => void act("set_presence", { state: "offline" }) },
    ];
    const looks = [
      ...(["light", "dark", "auto"] as const).map((value): Runnable => ({ id: value, title: w.theme(s[value]), glyph: "spark", run: () => changeTheme(value) })),
      ...languages.map((item): Runnable => ({ id: item.code, title: w.language(item.name), glyph: "globe", run: () => changeLanguage(item.code) })),
      { id: "keys", title: s.keys, glyph: "keypad" as const, keys: caps("keys"), run: () => void run("keys") },
      { id: "out", title: s.signOut, glyph: "ext" as const, run: () => void signOut() },
    ];
    return [...here, ...places, ...states, ...looks];
  }, [w, s, c, i, code, go, lead, reasons]);
}

/** Leaves out what nobody on the screen offers at this moment. */
export const offeredNow = (all: readonly Runnable[]): Runnable[] => all.filter((item) => item.action === undefined || offered(item.action));
