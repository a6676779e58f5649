/** Toasts at the bottom left over my work, and Z to take the newest back. */

import { dismiss, toasts, undoLast } from "~/desk/undo";
import { useKey } from "~/desk/keys";
import { common } from "~/i18n/words/common";
import { useWords } from "~/i18n/language";
import { useCell } from "~/state/store";
import { Button, KeyHint } from "./Button";
import { Icon } from "./Icon";

export function Toasts() {
  const w = useWords(common);
  const shown = useCell(toasts);
  useKey("undo", undoLast);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast, i) => (
        <div key={toast.id} className={toast.tone === "bad" ? "toast bad" : "toast"}>
          {toast.tone === "bad" && <Icon name="alert" size="s" />}
          <span className="grow">{toast.text}</span>
          {toast.undo && (
            <button type="button" className="toast-b" onClick={() => { dismiss(toast.id); toast.undo?.(); }}>
              {w.undo} {i === 0 && <KeyHint action="undo" />}
            </button>
          )}
          <Button kind="ghost" size="xs" icon="x" bare onClick={() => dismiss(toast.id)}>{w.close}</Button>
        </div>
      ))}
    </div>
  );
}
