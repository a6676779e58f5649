/** A colleague's live call for a supervisor: listen, whisper to the agent, talk with both. */

import type { ReactNode } from "react";
import { useWords } from "~/i18n/language";
import { Icon } from "~/parts";
import { myCall, myLeg } from "~/state/calls";
import { useDesk } from "~/state/store";
import { order } from "../phone/ask";
import { phoneWords } from "../phone/words";

export function ListenIn({ call, children }: { call: { interaction_id: string }; children?: ReactNode }) {
  const w = useWords(phoneWords);
  const mine = useDesk(myCall);
  const here = mine !== null && mine.interaction_id === call.interaction_id;
  const part = here ? (myLeg(mine)?.part ?? null) : null;
  const busy = mine !== null && !here;
  const choices = [["listen", "ear", w.listen], ["whisper", "whisper", w.whisper], ["talk", "barge", w.barge]] as const;
  return (
    <span className="acts">
      {choices.map(([to, icon, label]) => (
        <button key={to} type="button" aria-pressed={part === to} disabled={busy} title={busy ? w.inCall : label} data-testid={`listen-${to}`} onClick={() => void order("listen_in", { interaction_id: call.interaction_id, part: to })}>
          <Icon name={icon} size="s" />{label}
        </button>
      ))}
      {children}
    </span>
  );
}
