/** Put work aside until a moment: presets, or a time of one's own. */

import { useState, type RefObject } from "react";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Field, Icon, Popover } from "~/parts";
import type { WorkRow } from "~/wire/protocol";
import { serverNow } from "~/wire/clock";
import { fieldValue, moments } from "../logic/moments";
import { workWords } from "../words/work";

interface Props {
  anchor: RefObject<HTMLElement | null>;
  open: boolean;
  onClose: () => void;
  work: WorkRow;
}

export function SnoozePop({ anchor, open, onClose, work }: Props) {
  const w = useWords(workWords);
  return (
    <Popover anchor={anchor} open={open} onClose={onClose} label={w.snooze} width={280} align="end">
      <Form key={work.id} work={work} onClose={onClose} />
    </Popover>
  );
}

function Form({ work, onClose }: { work: WorkRow; onClose: () => void }) {
  const w = useWords(workWords);
  const c = useWords(common);
  const code = useLanguage();
  const now = new Date(serverNow());
  const presets = moments(now);
  const [own, setOwn] = useState(() => fieldValue(presets[0]?.at ?? now));
  const [error, setError] = useState("");
  const go = async (at: Date): Promise<void> => {
    if (Number.isNaN(at.getTime()) || at.getTime() <= serverNow()) return setError(w.past);
    onClose();
    const told = await act("snooze", { interaction_id: work.id, until: at.toISOString() });
    if (!told.ok) return void warn(refusal(c, told));
    tell(w.snoozedUntil(format.moment(at.getTime(), code, serverNow())), () => void act("wake", { interaction_id: work.id }));
  };
  return (
    <div className="plist">
      <div className="list" role="menu" aria-label={w.snoozeUntil}>
        {presets.map((one) => (
          <button key={one.name} type="button" role="menuitem" className="r" onClick={() => void go(one.at)}>
            <Icon name="snooze" size="s" /><span>{w[one.name]}</span>
            <span className="t3 f12 num">{format.moment(one.at.getTime(), code, now.getTime())}</span>
          </button>
        ))}
      </div>
      <form className="pad" style={{ borderTop: "1px solid var(--border)" }} onSubmit={(event) => { event.preventDefault(); void go(new Date(own)); }}>
        <Field label={w.ownTime} type="datetime-local" scale="sm" value={own} error={error} onChange={(event) => { setOwn(event.target.value); setError(""); }} />
        <Button kind="pri" type="submit">{w.set}</Button>
      </form>
    </div>
  );
}
