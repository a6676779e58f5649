/** What floats beside a control: popovers and menus. Esc and a press outside close them; focus goes back. */

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { createPortal } from "react-dom";
import { Keys } from "./Button";
import { Icon, type Glyph } from "./Icon";

export interface Place {
  side?: "below" | "above";
  align?: "start" | "end";
}

interface PopoverProps extends Place {
  anchor: RefObject<HTMLElement | null>;
  open: boolean;
  onClose: () => void;
  label: string;
  role?: "dialog" | "menu" | "listbox";
  width?: number;
  children: ReactNode;
}

const EDGE = 8;

/** Where it fits: under the control, or above it when there is no room, never outside the window. */
function position(anchor: DOMRect, box: DOMRect, { side = "below", align = "start" }: Place): { left: number; top: number } {
  const below = anchor.bottom + 4;
  const above = anchor.top - box.height - 4;
  const fitsBelow = below + box.height <= window.innerHeight - EDGE;
  const top = side === "below" ? (fitsBelow || above < EDGE ? below : above) : above >= EDGE ? above : below;
  const left = align === "start" ? anchor.left : anchor.right - box.width;
  return {
    left: Math.max(EDGE, Math.min(left, window.innerWidth - box.width - EDGE)),
    top: Math.max(EDGE, Math.min(top, window.innerHeight - box.height - EDGE)),
  };
}

export function Popover({ anchor, open, onClose, label, role = "dialog", width, side, align, children }: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<{ left: number; top: number } | null>(null);

  useLayoutEffect(() => {
    if (!open) return setAt(null);
    const place = (): void => {
      if (!anchor.current || !box.current) return;
      setAt(position(anchor.current.getBoundingClientRect(), box.current.getBoundingClientRect(), { side, align } as Place));
    };
    place();
    const grown = new ResizeObserver(place);
    if (box.current) grown.observe(box.current);
    window.addEventListener("resize", place);
    return () => {
      grown.disconnect();
      window.removeEventListener("resize", place);
    };
  }, [open, anchor, side, align]);

  const placed = at !== null; // until then it is hidden, and what is hidden takes no focus
  useEffect(() => {
    if (!open || !placed) return;
    const before = document.activeElement;
    const first = box.current?.querySelector<HTMLElement>("[data-focus], [role^=menuitem], input, button, [tabindex='0']");
    (first ?? box.current)?.focus();
    const outside = (event: PointerEvent): void => {
      const target = event.target as Node;
      if (!box.current?.contains(target) && !anchor.current?.contains(target)) onClose();
    };
    document.addEventListener("pointerdown", outside, true);
    return () => {
      document.removeEventListener("pointerdown", outside, true);
      const lost = document.activeElement === document.body || box.current?.contains(document.activeElement);
      if (lost && before instanceof HTMLElement) before.focus();
    };
  }, [open, placed, anchor, onClose]);

  if (!open) return null;
  const keys = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
    if (event.key === "Tab" && role !== "dialog") onClose();
  };
  return createPortal(
    <div
      ref={box}
      className="pop"
      role={role}
      aria-label={label}
      tabIndex={-1}
      style={{ left: at?.left ?? 0, top: at?.top ?? 0, visibility: at ? "visible" : "hidden", width }}
      onKeyDown={keys}
    >
      {children}
    </div>,
    document.querySelector("dialog[open]") ?? document.body,
  );
}

/** Open and closed, with the ref of the control that opens it. */
export function usePopover(): { anchor: RefObject<HTMLButtonElement | null>; open: boolean; show: () => void; close: () => void; toggle: () => void } {
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const show = useCallback(() => setOpen(true), []);
  const close = useCallback(() => setOpen(false), []);
  const toggle = useCallback(() => setOpen((was) => !was), []);
  return { anchor, open, show, close, toggle };
}

export interface MenuItem {
  id: string;
  label: ReactNode;
  icon?: Glyph;
  mark?: ReactNode;
  keys?: readonly string[];
  hint?: ReactNode;
  checked?: boolean;
  disabled?: boolean;
  /** A line above it. */
  apart?: boolean;
  bad?: boolean;
  run: () => void;
}

/** A menu: arrows move, Home and End jump, letters find. */
export function Menu({ items, onClose, ...around }: Omit<PopoverProps, "children" | "role"> & { items: readonly MenuItem[] }) {
  const list = useRef<HTMLDivElement>(null);
  const keys = (event: KeyboardEvent): void => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[role^=menuitem]:not([disabled])") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all.at(to >= all.length ? 0 : to)?.focus();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const letter = event.key.toLowerCase();
      [...all.slice(at + 1), ...all.slice(0, at + 1)].find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
    }
  };
  return (
    <Popover {...around} onClose={onClose} role="menu">
      <div ref={list} className="menu" onKeyDown={keys}>
        {items.map((item) => (
          <button
            key={item.id}
            type="button"
            role={item.checked === undefined ? "menuitem" : "menuitemradio"}
            aria-checked={item.checked}
            disabled={item.disabled}
            className={["mi", item.apart ? "apart" : "", item.bad ? "bad" : ""].filter(Boolean).join(" ")}
            onClick={() => {
              onClose();
              item.run();
            }}
          >
            {item.mark ?? (item.icon ? <Icon name={item.icon} size="s" /> : <span className="mi-gap" />)}
            <span className="grow"><span className="mi-l">{item.label}</span>{item.hint && <span className="mi-h">{item.hint}</span>}</span>
            {item.checked && <Icon name="check" size="s" />}
            {item.keys && <Keys caps={item.keys} />}
          </button>
        ))}
      </div>
    </Popover>
  );
}
