/** What opens over the text while a `/reply` or an `@colleague` is typed. The list never takes the focus. */

import { inLanguage } from "../logic/canned";
import { useLanguage, useWords } from "~/i18n/language";
import { Icon, Keys, StateDot } from "~/parts";
import type { CannedReply, ColleagueRow } from "~/wire/protocol";
import { composerWords } from "../words/composer";

export type Suggestion =
  | { kind: "reply"; id: string; reply: CannedReply }
  | { kind: "colleague"; id: string; colleague: ColleagueRow };

export function Suggest({ kind, query, items, at, language, onChoose, onPoint }: {
  kind: "reply" | "colleague";
  query: string;
  items: readonly Suggestion[];
  at: number;
  /** The language the reply would be in. */
  language: string;
  onChoose: (item: Suggestion) => void;
  onPoint: (at: number) => void;
}) {
  const w = useWords(composerWords);
  const code = useLanguage();
  const replies = kind === "reply";
  return (
    <div className="flo plist" role="listbox" id="composer-suggest" aria-label={replies ? w.canned : w.colleagues}>
      <div className="find"><Icon name="search" size="s" /><span className="grow">{replies ? "/" : "@"}{query}</span></div>
      <div className="list">
        {items.length === 0 && <p className="none">{replies ? w.noReplies : w.noColleague}</p>}
        {items.map((item, i) => (
          <button key={item.id} id={`composer-suggest-${String(i)}`} type="button" role="option" tabIndex={-1} aria-selected={i === at} className={i === at ? "r two on" : "r two"}
            onPointerMove={() => onPoint(i)} onMouseDown={(event) => event.preventDefault()} onClick={() => onChoose(item)}>
            {item.kind === "reply" ? (
              <span style={{ minWidth: 0 }}>
                <span className="m">/{item.reply.key}</span> <span className="t3 f12">{inLanguage(item.reply.name, code)}</span><br />
                <span className="t2 f12 trunc" style={{ display: "block" }}>{inLanguage(item.reply.text, language, code)}</span>
              </span>
            ) : (
              <span className="row"><StateDot state={item.colleague.online ? item.colleague.presence : "offline"} />{item.colleague.name} <span className="t3 f12">{item.colleague.team}</span></span>
            )}
            {i === at ? <Keys caps={["Enter"]} /> : <span />}
          </button>
        ))}
      </div>
      {replies && <div className="ft">{w.fills}</div>}
    </div>
  );
}
