/** The top bar, the same on each page: queues, the way to everything, mentions, my state, me. */

import { useLocation } from "wouter";
import { reloadDesk, signedOut, stopDesk } from "~/desk/commands";
import { forgetRecent } from "~/desk/handoff";
import { theme, wear, type Theme } from "~/desk/look";
import { caps, run } from "~/desk/keys";
import { language, languages, speak, useLanguage, useWords, type Language } from "~/i18n/language";
import { Avatar, Icon, Keys, Menu, usePopover, type MenuItem } from "~/parts";
import { me } from "~/state/selectors";
import { useCell, useDesk } from "~/state/store";
import { post } from "~/wire/http";
import { AskHelp } from "./AskHelp";
import { Bell } from "./Bell";
import { Presence } from "./Presence";
import { QueueHealth } from "./QueueHealth";
import { shell } from "./words";

export async function signOut(): Promise<void> {
  await post("/api/sign-out").catch(() => undefined);
  stopDesk();
  forgetRecent();
  signedOut.set("");
}

/** Change the language here at once and tell the hub, so that it follows me to another computer. */
export function changeLanguage(code: Language): void {
  if (code === language.get()) return;
  speak(code);
  void post("/api/me", { language: code }).then(reloadDesk, () => undefined);
}

export function changeTheme(next: Theme): void {
  wear(next);
  void post("/api/me", { theme: next }).catch(() => undefined);
}

function MyMenu() {
  const w = useWords(shell);
  const code = useLanguage();
  const worn = useCell(theme);
  const [, go] = useLocation();
  const mine = useDesk(me);
  const menu = usePopover();
  const items: MenuItem[] = [
    { id: "settings", label: w.settings, icon: "gear", run: () => go("/settings") },
    { id: "keys", label: w.keys, icon: "keypad", keys: caps("keys"), run: () => run("keys") },
    ...(["light", "dark", "auto"] as const).map((value, i): MenuItem => ({ id: value, label: w[value], apart: i === 0, checked: worn === value, run: () => changeTheme(value) })),
    ...languages.map((item, i): MenuItem => ({ id: item.code, label: <span lang={item.code}>{item.name}</span>, apart: i === 0, checked: code === item.code, run: () => changeLanguage(item.code) })),
    { id: "out", label: w.signOut, icon: "ext", apart: true, run: () => void signOut() },
  ];
  if (!mine) return null;
  return (
    <>
      <button ref={menu.anchor} type="button" className="mine" aria-haspopup="menu" aria-expanded={menu.open} title={mine.name} onClick={menu.toggle}>
        <Avatar id={mine.id} name={mine.name} /><span className="sr">{w.me}: {mine.name}</span>
      </button>
      <Menu anchor={menu.anchor} open={menu.open} onClose={menu.close} label={w.me} items={items} align="end" width={220} />
    </>
  );
}

export function TopBar({ stale }: { stale: boolean }) {
  const w = useWords(shell);
  return (
    <header className="top" data-panel tabIndex={-1}>
      <QueueHealth />
      <span className="grow" />
      <button type="button" className="gsearch" aria-keyshortcuts="Control+K" onClick={() => run("palette")}>
        <Icon name="search" size="s" /><span className="grow trunc">{w.searchOrRun}</span><Keys caps={caps("palette")} />
      </button>
      <span className="grow" />
      <AskHelp />
      <Bell />
      <Presence stale={stale} />
      <MyMenu />
    </header>
  );
}
