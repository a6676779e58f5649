/** A segmented control: a few choices side by side, one of them chosen. Arrow keys move, as in a radio group. */

import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { Icon, type Glyph } from "./Icon";

export interface Choice<V extends string> {
  value: V;
  label: ReactNode;
  icon?: Glyph;
  lang?: string;
  disabled?: boolean;
}

export function Seg<V extends string>({ label, value, choices, onChange, wide }: {
  label: string;
  value: V;
  choices: readonly Choice<V>[];
  onChange: (value: V) => void;
  wide?: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const open = choices.filter((choice) => !choice.disabled);
    const at = open.findIndex((choice) => choice.value === value);
    const next = open[(at + step + open.length) % open.length];
    if (!next) return;
    onChange(next.value);
    box.current?.querySelector<HTMLElement>(`[data-value="${CSS.escape(next.value)}"]`)?.focus();
  };
  const chosen = choices.some((choice) => choice.value === value);
  return (
    <div ref={box} className={wide ? "seg wide" : "seg"} role="radiogroup" aria-label={label} onKeyDown={move}>
      {choices.map((choice, i) => {
        const on = choice.value === value;
        return (
          <button
            key={choice.value}
            type="button"
            role="radio"
            aria-checked={on}
            disabled={choice.disabled}
            data-value={choice.value}
            tabIndex={on || (!chosen && i === 0) ? 0 : -1}
            className={on ? "on" : ""}
            lang={choice.lang}
            onClick={() => onChange(choice.value)}
          >
            {choice.icon && <Icon name={choice.icon} size="xs" />}
            {choice.label}
          </button>
        );
      })}
    </div>
  );
}
