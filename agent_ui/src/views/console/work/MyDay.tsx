/** The day's figures under My work. Unknown is a dash, never a zero. */

import * as format from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { workWords } from "../words/work";

/** "away:lunch" as the firm calls it. */
export function useNextPresence(next: string): string {
  const code = useLanguage();
  const c = useWords(common);
  const reasons = useDesk((state) => state.house?.reasons);
  const [state, reason] = next.split(":");
  const known = reasons?.find((one) => one.code === reason);
  if (known) return named(known.name, code);
  return state === "offline" || state === "away" || state === "available" ? c.presence[state] : "";
}

export function MyDay() {
  const w = useWords(workWords);
  const code = useLanguage();
  const mine = useDesk(me);
  const next = useNextPresence(mine?.presence_next ?? "");
  if (mine === null) return null;
  const average = mine.average_handling_seconds;
  return (
    <div className="me" role="group" aria-label={w.myDay}>
      <div><b>{mine.handled_today}</b><span>{w.handled}</span></div>
      <div><b>{average === null ? "–" : format.timer(average)}</b><span>{w.average}</span></div>
      <div><b>{mine.rating_today === null ? "–" : format.number(mine.rating_today, code, 1)}</b><span>{w.rating}</span></div>
      <div>{next === "" ? null : <><b>{next}</b><span>{w.next}</span></>}</div>
    </div>
  );
}
