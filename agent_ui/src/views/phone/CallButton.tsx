/** A number anywhere on a page as something to press: calls at once, or asks from which of our numbers. */

import type { ReactNode } from "react";
import { useWords } from "~/i18n/language";
import { Button, Icon, Menu, usePopover, type MenuItem } from "~/parts";
import { bare } from "~/state/calls";
import { callable, shownNumber, useCalling, type Callee } from "./calling";
import { phoneWords } from "./words";

function useChoice(callee: Callee) {
  const w = useWords(phoneWords);
  const { callers, why, call } = useCalling();
  const menu = usePopover();
  const press = (): void => {
    if (callers.length > 1) menu.toggle();
    else void call(callee);
  };
  const items: MenuItem[] = callers.map((one) => ({ id: one.id, label: one.name, hint: w.callFrom(bare(one.address)), icon: "phone", run: () => void call(callee, one.id) }));
  return { w, why, menu, press, items, several: callers.length > 1, able: callers.length > 0 };
}

/** The number itself, pressable where this hub can call; plain text where it cannot. */
export function Dialable({ address, customer, name, children }: { address: string; customer?: string | null; name?: string; children?: ReactNode }) {
  const shown = children ?? shownNumber(address);
  const { w, why, menu, press, items, several, able } = useChoice({ to: address, customer: customer ?? null, name: name ?? "" });
  if (!able || !callable(address)) return <span className="num trunc" title={shownNumber(address)}>{shown}</span>;
  return (
    <>
      <button ref={menu.anchor} type="button" className="dialable num" disabled={why !== ""} title={why !== "" ? why : w.callTo(shownNumber(address))} data-testid="dialable"
        aria-haspopup={several ? "menu" : undefined} aria-expanded={several ? menu.open : undefined} onClick={press}>
        <span className="trunc">{shown}</span><Icon name="phone" size="xs" />
      </button>
      {several && <Menu anchor={menu.anchor} open={menu.open} onClose={menu.close} label={w.which} items={items} />}
    </>
  );
}

/** "Call now", for a promised call or a list. */
export function CallButton({ callee, label, size = "xs" }: { callee: Callee; label?: string; size?: "xs" | "sm" }) {
  const { w, why, menu, press, items, several, able } = useChoice(callee);
  if (!able) return null;
  return (
    <>
      <Button ref={menu.anchor} size={size} icon="phone" disabled={why !== ""} title={why === "" ? undefined : why} data-testid="call-now"
        aria-haspopup={several ? "menu" : undefined} onClick={press}>{label ?? w.call}</Button>
      {several && <Menu anchor={menu.anchor} open={menu.open} onClose={menu.close} label={w.which} items={items} align="end" />}
    </>
  );
}
