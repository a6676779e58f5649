/** The head of the supervisors' pages and the way between them. */

import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useWords } from "~/i18n/language";
import { floor } from "./words";

export function FloorHead({ children }: { children?: ReactNode }) {
  const w = useWords(floor);
  const [at] = useLocation();
  const places: readonly [string, string][] = [["/board", w.board], ["/queues", w.title], ["/quarantine", w.quarantine], ["/blocked", w.blocked], ["/channels", w.channels], ["/quality", w.quality]];
  return (
    <header className="pg-h">
      <h1 className="sr">{places.find(([path]) => at.startsWith(path))?.[1] ?? w.title}</h1>
      <nav className="seg links" aria-label={w.title}>
        {places.map(([path, name]) => <Link key={path} href={path} className={at.startsWith(path) ? "on" : ""} aria-current={at.startsWith(path) ? "page" : undefined}>{name}</Link>)}
      </nav>
      {children}
    </header>
  );
}
