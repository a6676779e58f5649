/** What one press will write, and what the agent does after it. */

import { named, useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Keys, Menu, usePopover, type MenuItem } from "~/parts";
import { caps } from "~/desk/keys";
import { me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { effects } from "./rules";
import type { Sheet } from "./form";
import { wrapWords } from "./words";

export function useSaves(sheet: Sheet): string {
  const w = useWords(wrapWords);
  const does = effects(sheet);
  const list = [
    does.cases > 0 && w.cases(does.cases), does.callbacks > 0 && w.callbacks(does.callbacks), does.opportunities > 0 && w.opportunities(does.opportunities),
    does.consents > 0 && w.consentsN(does.consents), does.responses > 0 && w.responsesN(does.responses),
  ].filter((one): one is string => typeof one === "string");
  return list.length === 0 ? w.onlyWrap : `${w.saves} ${list.join(", ")}`;
}

/** A presence as its name: "away:lunch" is what the firm calls it. */
function useName(): (next: string) => string {
  const c = useWords(common);
  const code = useLanguage();
  const reasons = useDesk((state) => state.house?.reasons) ?? [];
  return (next) => {
    const [state, reason] = next.split(":");
    const known = reasons.find((one) => one.code === reason);
    if (known) return named(known.name, code);
    return state === "available" || state === "away" || state === "offline" ? c.presence[state] : "";
  };
}

export function Foot({ sheet, busy, onNext, onSave }: { sheet: Sheet; busy: boolean; onNext: (next: string) => void; onSave: (stay: boolean) => void }) {
  const w = useWords(wrapWords);
  const saves = useSaves(sheet);
  const nameOf = useName();
  const menu = usePopover();
  const reasons = useDesk((state) => state.house?.reasons) ?? [];
  const planned = useDesk((state) => me(state)?.presence_next ?? "");
  const next = sheet.nextPresence !== "" ? sheet.nextPresence : planned;
  const items: MenuItem[] = ["available", ...reasons.map((one) => `away:${one.code}`), "offline"].map((one) => ({
    id: one, label: nameOf(one), checked: one === next, run: () => onNext(one),
  }));
  const label = nameOf(next) === "" ? w.save : w.saveThen(nameOf(next));
  return (
    <div className="row foot">
      <span className="f12 t2" data-testid="wrapup-saves">{saves}</span>
      <span className="push" />
      <Button ref={menu.anchor} size="md" kind="ghost" icon="up" bare aria-haspopup="menu" aria-expanded={menu.open} onClick={menu.toggle}>{w.then}</Button>
      <Menu anchor={menu.anchor} open={menu.open} onClose={menu.close} label={w.then} side="above" align="end" items={items} />
      <Button size="md" disabled={busy} onClick={() => onSave(true)}>{w.saveStay}</Button>
      <Button size="md" kind="pri" disabled={busy} data-testid="wrapup-save" onClick={() => onSave(false)}>{label} <Keys caps={caps("finish")} /></Button>
    </div>
  );
}
