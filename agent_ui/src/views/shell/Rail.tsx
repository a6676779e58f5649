/** The rail: where one can go. */

import { Link, useLocation } from "wouter";
import { useWords } from "~/i18n/language";
import { Icon, Mark, type Glyph } from "~/parts";
import { isSupervisor } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { shell } from "./words";

function Place({ to, icon, label, on }: { to: string; icon: Glyph; label: string; on: boolean }) {
  return (
    <Link href={to} className={on ? "nv on" : "nv"} title={label} aria-current={on ? "page" : undefined}>
      <Icon name={icon} /><span className="sr">{label}</span>
    </Link>
  );
}

export function Rail() {
  const w = useWords(shell);
  const [at] = useLocation();
  const lead = useDesk(isSupervisor);
  const sandbox = useDesk((state) => state.house?.sandbox_url ?? "");
  const under = (...paths: string[]): boolean => paths.some((path) => at === path || at.startsWith(`${path}/`));
  return (
    <nav className="rail" aria-label={w.main} data-panel tabIndex={-1}>
      <Link href="/" className="logo" aria-label={w.home}><Mark /></Link>
      <Place to="/" icon="inbox" label={w.console} on={at === "/" || under("/c")} />
      <Place to="/customers" icon="users" label={w.customers} on={under("/customers")} />
      <Place to="/cases" icon="case" label={w.cases} on={under("/cases")} />
      <Place to="/opportunities" icon="board" label={w.opportunities} on={under("/opportunities")} />
      <Place to="/callbacks" icon="callback" label={w.callbacks} on={under("/callbacks")} />
      {!lead && <Place to="/quality" icon="star" label={w.quality} on={under("/quality")} />}
      {lead && <Place to="/board" icon="gauge" label={w.board} on={under("/board", "/queues", "/quarantine", "/blocked", "/channels", "/quality")} />}
      <Place to="/insight" icon="chart" label={w.insight} on={under("/insight", "/staffing", "/roster", "/shifts", "/replay")} />
      <span className="sp" />
      {sandbox !== "" && (
        <a className="nv" href={sandbox} target="_blank" rel="noreferrer" title={w.sandbox}><Icon name="beaker" /><span className="sr">{w.sandbox}</span></a>
      )}
      <Place to="/settings" icon="gear" label={w.settings} on={under("/settings")} />
    </nav>
  );
}
