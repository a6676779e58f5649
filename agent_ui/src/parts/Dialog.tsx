/** Layers over the page: a dialog in the middle, a sheet from the right. Esc closes one layer; focus stays inside. */

import { useEffect, useRef, type ReactNode } from "react";
import { useScope } from "~/desk/keys";
import { common } from "~/i18n/words/common";
import { useWords } from "~/i18n/language";
import { Button } from "./Button";

export function Dialog({ open, onClose, title, kind = "dialog", wide, bare, footer, children }: {
  open: boolean;
  onClose: () => void;
  title: string;
  kind?: "dialog" | "sheet" | "sheet left";
  wide?: boolean;
  /** No heading and no close button are drawn; the title is still read out. */
  bare?: boolean;
  footer?: ReactNode;
  children: ReactNode;
}) {
  const box = useRef<HTMLDialogElement>(null);
  const w = useWords(common);
  useScope("dialog", open);
  useEffect(() => {
    const element = box.current;
    if (!element || !open) return;
    if (!element.open) element.showModal();
    // React focuses before the dialog is shown, where nothing can have the focus yet.
    element.querySelector<HTMLElement>("[data-focus]")?.focus();
    return () => element.close();
  }, [open]);
  if (!open) return null;
  return (
    <dialog
      ref={box}
      className={`layer ${kind}${wide ? " wide" : ""}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === box.current) onClose();
      }}
    >
      <div className="layer-in">
        {!bare && (
          <div className="ph1">
            <h2 className="trunc">{title}</h2>
            <span className="push" />
            <Button kind="ghost" icon="x" bare onClick={onClose}>{w.close}</Button>
          </div>
        )}
        {children}
        {footer && <div className="layer-foot">{footer}</div>}
      </div>
    </dialog>
  );
}
