/** Tabs over one panel: arrows move, the panel belongs to the chosen tab. */

import { useId, type KeyboardEvent, type ReactNode } from "react";
import { Count } from "./Chip";

export interface Tab<V extends string> {
  value: V;
  label: ReactNode;
  count?: number;
}

export function Tabs<V extends string>({ label, value, tabs, onChange, children }: {
  label: string;
  value: V;
  tabs: readonly Tab<V>[];
  onChange: (value: V) => void;
  children: ReactNode;
}) {
  const id = useId();
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.findIndex((tab) => tab.value === value) + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.value);
    event.currentTarget.querySelector<HTMLElement>(`[id="${id}-${next.value}"]`)?.focus();
  };
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button key={tab.value} id={`${id}-${tab.value}`} type="button" role="tab" aria-selected={tab.value === value} aria-controls={`${id}-panel`} tabIndex={tab.value === value ? 0 : -1} className={tab.value === value ? "on" : ""} onClick={() => onChange(tab.value)}>
            {tab.label}{tab.count !== undefined && <Count n={tab.count} />}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${value}`} className="tabpanel">{children}</div>
    </>
  );
}
