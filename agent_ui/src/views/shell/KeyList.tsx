/** All keys, by where they work. */

import { useState } from "react";
import { allKeys, caps, singleKeys, useKey, type Action, type Scope } from "~/desk/keys";
import { useWords } from "~/i18n/language";
import { Banner, Dialog, Keys } from "~/parts";
import { useCell } from "~/state/store";
import { shell } from "./words";

const order: readonly Scope[] = ["app", "console", "wrapup", "list", "board"];

export function KeyList() {
  const w = useWords(shell);
  const singles = useCell(singleKeys);
  const [open, setOpen] = useState(false);
  useKey("keys", () => setOpen(true));
  const named = w.action as Record<string, string>;
  const listed = [...allKeys].filter(([action]) => named[action] !== undefined);
  const shown = (action: Action): string[] => (action === "open1" || action === "choose1" ? [...caps(action).slice(0, -1), "1…9"] : caps(action));
  return (
    <Dialog open={open} onClose={() => setOpen(false)} title={w.keys} wide>
      <div className="layer-body" tabIndex={0}>
        {!singles && <Banner tone="warn">{w.keysOff}</Banner>}
        <p className="t2 f12">{w.keysHow}</p>
        <div className="keylist">
          {order.map((scope) => (
            <section key={scope} aria-label={w.scope[scope]}>
              <h3 className="f12 t2 b">{w.scope[scope]}</h3>
              <dl>
                {listed.filter(([, key]) => key.scope === scope).map(([action]) => (
                  <div key={action}><dt>{named[action]}</dt><dd><Keys caps={shown(action)} /></dd></div>
                ))}
                {scope === "console" && (
                  <>
                    <div><dt>{w.fixed.send}</dt><dd><Keys caps={["Enter"]} /></dd></div>
                    <div><dt>{w.fixed.line}</dt><dd><Keys caps={["⇧", "Enter"]} /></dd></div>
                    <div><dt>{w.fixed.canned}</dt><dd><Keys caps={["/"]} /></dd></div>
                  </>
                )}
                {scope === "app" && <div><dt>{w.fixed.back}</dt><dd><Keys caps={["Esc"]} /></dd></div>}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
