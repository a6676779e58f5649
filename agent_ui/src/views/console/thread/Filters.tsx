/** Which lines to show, with how many there are of each. */

import { useWords } from "~/i18n/language";
import { Icon, type Glyph } from "~/parts";
import { countOf, type Filter } from "../logic/lines";
import { threadWords } from "../words/thread";

const shown: readonly { filter: Filter; glyph: Glyph | null; word: "all" | "calls" | "email" | "chat" | "sms" | "notes"; always: boolean }[] = [
  { filter: "all", glyph: null, word: "all", always: true },
  { filter: "calls", glyph: "phone", word: "calls", always: true },
  { filter: "sms", glyph: "sms", word: "sms", always: false },
  { filter: "email", glyph: "email", word: "email", always: true },
  { filter: "chat", glyph: "chat", word: "chat", always: true },
  { filter: "note", glyph: "note", word: "notes", always: true },
];

export function Filters({ filter, counts, onFilter }: {
  filter: Filter;
  counts: Readonly<Record<string, number>>;
  onFilter: (filter: Filter) => void;
}) {
  const w = useWords(threadWords);
  const some = Object.keys(counts).length > 0;
  return (
    <div className="filters">
      <div className="seg" role="group" aria-label={w.filters}>
        {shown.filter((one) => one.always || countOf(one.filter, counts) > 0).map((one) => {
          const n = countOf(one.filter, counts);
          return (
            <button key={one.filter} type="button" aria-pressed={filter === one.filter} className={filter === one.filter ? "on" : ""} onClick={() => onFilter(one.filter)}>
              {one.glyph && <Icon name={one.glyph} size="xs" />}{w[one.word]}
              {some && n > 0 && <span className="t3 num">{n}</span>}
            </button>
          );
        })}
      </div>
    </div>
  );
}
