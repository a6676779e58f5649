/** The countdown ring of offers and wrap-up: the number inside, amber when little is left. */

import { common } from "~/i18n/words/common";
import { useWords } from "~/i18n/language";
import { useServerNow } from "./useNow";

const ROUND = 2 * Math.PI * 14;

/** `deadline` is ISO time on the server's clock; `seconds` the whole span the full ring stands for. */
export function Ring({ deadline, seconds, urgentUnder = 5 }: { deadline: string; seconds: number; urgentUnder?: number }) {
  const w = useWords(common);
  const now = useServerNow(250);
  const exact = Math.max(0, (Date.parse(deadline) - now) / 1000);
  const left = Math.ceil(exact);
  const share = seconds > 0 ? Math.min(1, exact / seconds) : 0;
  return (
    <svg className={left <= urgentUnder ? "ring urgent" : "ring"} viewBox="0 0 36 36" role="img" aria-label={w.secondsLeft(left)}>
      <circle className="tr" cx="18" cy="18" r="14" />
      <circle className="fg" cx="18" cy="18" r="14" strokeDasharray={ROUND} strokeDashoffset={ROUND * (1 - share)} />
      <text x="18" y="22">{left}</text>
    </svg>
  );
}
