/** The head of the pages of figures and the way between them. */

import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useWords } from "~/i18n/language";
import { Chip } from "~/parts";
import { isSupervisor } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { insight } from "./words";

export function InsightHead({ title, children }: { title?: string; children?: ReactNode }) {
  const w = useWords(insight);
  const [at] = useLocation();
  const lead = useDesk(isSupervisor);
  const led: [string, string][] = [["/staffing", w.places.staffing], ["/roster", w.places.roster], ["/replay", w.places.replay]];
  const places: [string, string][] = [["/insight", w.places.reports], ["/insight/metrics", w.places.metrics], ...(lead ? led : [["/shifts", w.places.shifts] as [string, string]])];
  const here = places.findLast(([path]) => at === path || at.startsWith(`${path}/`))?.[0];
  return (
    <header className="pg-h">
      <h1>{title ?? w.title}</h1>
      <nav className="seg links" aria-label={w.title}>
        {places.map(([path, name]) => <Link key={path} href={path} className={here === path ? "on" : ""} aria-current={here === path ? "page" : undefined}>{name}</Link>)}
      </nav>
      {!lead && <Chip tone="acc" icon="id" title={w.ownWhy}>{w.own}</Chip>}
      <span className="push" />
      {children}
    </header>
  );
}
