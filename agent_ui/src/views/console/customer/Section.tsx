/** One section of the panel. Open or closed is remembered on this computer. */

import { useState, type ReactNode } from "react";
import { Count, Icon } from "~/parts";

const key = (name: string): string => `rapport.section.${name}`;

export function Section({ name, title, count, aside, children }: { name: string; title: ReactNode; count?: number | undefined; aside?: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(() => localStorage.getItem(key(name)) !== "closed");
  const turn = (): void => {
    localStorage.setItem(key(name), open ? "closed" : "open");
    setOpen(!open);
  };
  return (
    <div className="sec">
      <div className="sech">
        <button type="button" className="row g1 sect" aria-expanded={open} onClick={turn}>
          <h3 className="sech-t">{title}</h3>{count !== undefined && <Count n={count} />}
          <Icon name="right" size="xs" className="turn" />
        </button>
        <span className="push">{aside}</span>
      </div>
      {open && children}
    </div>
  );
}
