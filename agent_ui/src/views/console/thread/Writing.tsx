/** The end of the thread: what waits to be sent, and who is writing now. */

import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Icon, mediumGlyph } from "~/parts";
import type { Around } from "../presence";
import type { Item } from "../outbox";
import { threadWords } from "../words/thread";
import { SaidText } from "./SaidText";

/** Sent, not yet known to the hub: a clock, or that it waits for the line. */
export function PendingLine({ item, offline }: { item: Item; offline: boolean }) {
  const w = useWords(threadWords);
  const code = useLanguage();
  const told = <><Icon name="clock" />{offline ? w.queued : w.states.pending}</>;
  if (item.medium === "note") {
    return (
      <div className="noteb" data-testid="line" data-state="sending">
        <span className="ch note"><Icon name="note" /></span>
        <div><span className="m">{w.you}</span> <span className="mch t3 f12">{told}</span><div><SaidText text={item.text} /></div></div>
      </div>
    );
  }
  const word = w.mediums[item.medium];
  return (
    <div className="msg out" data-testid="line" data-direction="outbound" data-state="sending">
      <div className="bub">
        <SaidText text={item.text} />
        <span className="meta">
          <span className={`mch ${item.medium}`}><Icon name={mediumGlyph[item.medium]} />{word}</span>
          {format.clock(item.at, code)} <span className="mch">{told}</span>
        </span>
      </div>
    </div>
  );
}

export function WritingLine({ around, customerName }: { around: Around; customerName: string }) {
  const w = useWords(threadWords);
  const code = useLanguage();
  const first = customerName.split(" ")[0] ?? customerName;
  return (
    <>
      {around.customer !== null && (
        <div className="ev writing" data-testid="typing">
          <span className="typing" aria-hidden="true"><b /><b /><b /></span>
          <span className="trunc">{around.customer === "" ? w.typing(first) : w.typingText(first, around.customer)}</span>
        </div>
      )}
      {around.writing.map((one) => (
        <div key={one.id} className="ev writing" lang={code}><Icon name="users" size="s" /><span>{w.colleagueTyping(one.name)}</span></div>
      ))}
    </>
  );
}
