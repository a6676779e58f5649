/** The line to the hub is down: since when, what still works, what waits. Shown after two seconds. */

import { useEffect, useState } from "react";
import { lineDown, waiting } from "~/desk/commands";
import { timer } from "~/i18n/format";
import { useWords } from "~/i18n/language";
import { Banner } from "~/parts";
import { useCell } from "~/state/store";
import { shell } from "./words";

/** Seconds without a line, by our own clock; null while it is up. */
export function useOffline(): number | null {
  const since = useCell(lineDown);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (since === null) return;
    setNow(Date.now());
    const clock = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(clock);
  }, [since]);
  return since === null ? null : Math.max(0, (now - since) / 1000);
}

export function LineBanner({ seconds }: { seconds: number | null }) {
  const w = useWords(shell);
  const held = useCell(waiting);
  if (seconds === null || seconds < 2) return null;
  return (
    <div className="line-bn">
      <Banner tone="warn" icon="refresh">
        <b>{w.offlineFor(timer(seconds))}</b> {w.offlineQueue} {seconds > 30 ? w.offlineOffers : ""} {held > 0 ? w.offlineWaiting(held) : ""}
      </Banner>
    </div>
  );
}
