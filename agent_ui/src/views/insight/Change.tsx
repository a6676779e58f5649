/** A change against before: an arrow for its way, a word for what it means, colour beside both. */

import { useLanguage, useWords } from "~/i18n/language";
import { Icon } from "~/parts";
import type { Figure, Metric } from "~/wire/figures";
import { change, changeText, figure } from "./show";
import { insight } from "./words";

export function Change({ now, before, metric }: { now: Figure | undefined; before: Figure | undefined; metric: Metric }) {
  const w = useWords(insight);
  const code = useLanguage();
  const delta = change(now, before, metric.better);
  if (!delta) return <span className="t3">–</span>;
  const text = changeText(delta, metric.unit, code, w.points);
  const means = delta.means === "same" ? "" : !delta.sure ? w.unsure : delta.means === "" ? "" : w[delta.means];
  const tone = delta.means === "same" || !delta.sure || delta.means === "" ? "t3" : delta.means === "better" ? "ok" : "bad";
  return (
    <span className={`chg ${tone}`} title={`${w.before} ${figure(before?.value, metric.unit, code)}${means === "" ? "" : ` · ${means}`}`}>
      {delta.means !== "same" && <Icon name="up" size="xs" className={delta.by < 0 ? "turn" : ""} />}
      <span className="num">{text}</span>
      {delta.sure && means !== "" && <Icon name={delta.means === "better" ? "smile" : "frown"} size="xs" />}
      {means !== "" && <span className="sr">{means}</span>}
    </span>
  );
}
