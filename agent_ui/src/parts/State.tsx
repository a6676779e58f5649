/** What a panel shows when it has nothing yet, nothing at all, or no answer. */

import type { ReactNode } from "react";
import { common, failure } from "~/i18n/words/common";
import { useWords } from "~/i18n/language";
import { HttpError } from "~/wire/http";
import { Button } from "./Button";
import { Icon, type Glyph } from "./Icon";

/** Nothing here, and what to do about it. */
export function Empty({ icon = "inbox", title, children, actions }: { icon?: Glyph; title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="none-yet">
      <Icon name={icon} size="xl" />
      <p className="b f14">{title}</p>
      {children && <div className="t2 f12">{children}</div>}
      {actions && <div className="row none-act">{actions}</div>}
    </div>
  );
}

/** It did not load: why, and again. */
export function Failed({ error, onRetry, small }: { error: unknown; onRetry?: () => void; small?: boolean }) {
  const w = useWords(common);
  const status = error instanceof HttpError ? error.status : -1;
  const [icon, title, why]: [Glyph, string, string] =
    status === 0 ? ["signal", w.offline, w.offlineWhy]
    : status === 403 ? ["lock", w.forbidden, w.forbiddenWhy]
    : status === 404 ? ["search", w.notFound, w.notFoundWhy]
    : ["alert", w.failed, error instanceof HttpError && error.code !== "failed" ? failure(w, error) : w.failedWhy];
  const again = onRetry && status !== 403 && status !== 404 ? <Button icon="refresh" size={small ? "xs" : "sm"} onClick={onRetry}>{w.retry}</Button> : null;
  if (small) return <div className="failed-s" role="alert"><Icon name={icon} size="s" /><span className="grow">{title}</span>{again}</div>;
  return <div role="alert"><Empty icon={icon} title={title} actions={again}>{why}</Empty></div>;
}

/** Grey bars of the final height; read out as one word. */
export function Skeleton({ rows = 6, height = 38 }: { rows?: number; height?: number }) {
  const w = useWords(common);
  return (
    <div className="skel" role="status" aria-label={w.loading}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="skel-r" style={{ height }}><i style={{ width: `${[62, 48, 71, 55, 66, 44][i % 6]}%` }} /></div>
      ))}
    </div>
  );
}

/** A notice inside its panel. */
export function Banner({ tone = "info", icon, children, actions }: { tone?: "info" | "warn" | "bad" | "ok"; icon?: Glyph; children: ReactNode; actions?: ReactNode }) {
  const glyph: Glyph = icon ?? (tone === "ok" ? "check" : tone === "info" ? "bell" : "alert");
  return (
    <div className={`bn ${tone}`} role={tone === "bad" ? "alert" : "status"}>
      <Icon name={glyph} size="s" /><div className="grow">{children}</div>{actions}
    </div>
  );
}
