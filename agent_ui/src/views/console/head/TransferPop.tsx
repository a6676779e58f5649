/** Hand work to a queue or to a colleague who is there, with a note made from what was being written. */

import { useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Area, Button, Icon, KeyHint, Popover, StateDot } from "~/parts";
import { colleagues, me, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { AgentId, ColleagueRow, QueueId, QueueRow, WorkRow } from "~/wire/protocol";
import { workWords } from "../words/work";

export type Target =
  | { kind: "queue"; id: QueueId; name: string; queue: QueueRow }
  | { kind: "agent"; id: AgentId; name: string; colleague: ColleagueRow };

/** Queues with the ready ones first, then colleagues who are available; those who hold the query. */
export function targets(all: readonly QueueRow[], people: readonly ColleagueRow[], mine: AgentId | null, query: string): Target[] {
  const wanted = query.trim().toLocaleLowerCase();
  const fits = (name: string): boolean => name.toLocaleLowerCase().includes(wanted);
  const toQueues = all
    .filter((queue) => fits(queue.name))
    .sort((a, b) => Number(b.available > 0) - Number(a.available > 0))
    .map((queue): Target => ({ kind: "queue", id: queue.id, name: queue.name, queue }));
  const toPeople = people
    .filter((one) => one.id !== mine && one.online && one.presence === "available" && (fits(one.name) || fits(one.team)))
    .map((colleague): Target => ({ kind: "agent", id: colleague.id, name: colleague.name, colleague }));
  return [...toQueues, ...toPeople];
}

interface Props {
  anchor: RefObject<HTMLElement | null>;
  open: boolean;
  onClose: () => void;
  work: WorkRow;
  /** What stands in the composer, to begin the note with. */
  draft: string;
  onDone: () => void;
}

export function TransferPop({ anchor, open, onClose, work, draft, onDone }: Props) {
  const w = useWords(workWords);
  return (
    <Popover anchor={anchor} open={open} onClose={onClose} label={w.transfer} width={330} align="end">
      <Form key={work.id} work={work} draft={draft} onClose={onClose} onDone={onDone} />
    </Popover>
  );
}

function Form({ work, draft, onClose, onDone }: Omit<Props, "anchor" | "open">) {
  const w = useWords(workWords);
  const c = useWords(common);
  const all = useDesk(queues, sameList);
  const people = useDesk(colleagues, sameList);
  const mine = useDesk((state) => me(state)?.id ?? null);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [note, setNote] = useState(draft);
  const [busy, setBusy] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => targets(all, people, mine, query), [all, people, mine, query]);
  const chosen = found[Math.min(at, found.length - 1)] ?? null;

  const go = async (target: Target | null): Promise<void> => {
    if (target === null || busy) return;
    setBusy(true);
    const to = target.kind === "queue" ? { queue_id: target.id } : { agent_id: target.id };
    const told = await act("transfer", { interaction_id: work.id, note: note.trim(), ...to });
    setBusy(false);
    if (!told.ok) return void warn(refusal(c, told));
    tell(w.handedOver(target.name));
    onClose();
    onDone();
  };
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((was) => Math.max(0, Math.min(found.length - 1, was + step)));
      list.current?.querySelectorAll(".r")[at + step]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      void go(chosen);
    }
  };
  return (
    <div className="plist">
      <div className="find">
        <Icon name="search" size="s" />
        <input autoFocus value={query} aria-label={w.transferFind} placeholder={w.transferFind} data-testid="transfer-find"
          onChange={(event) => { setQuery(event.target.value); setAt(0); }} onKeyDown={keys} />
        <KeyHint action="transfer" />
      </div>
      <div className="list" role="listbox" aria-label={w.transferFind} ref={list}>
        {found.length === 0 && <p className="none">{w.noMatch}</p>}
        {found.map((target, i) => (
          <button key={`${target.kind} ${target.id}`} type="button" role="option" aria-selected={target === chosen} className={target === chosen ? "r on" : "r"}
            data-testid="transfer-target" data-target={target.id} onClick={() => setAt(i)} onDoubleClick={() => void go(target)}>
            {target.kind === "queue" ? <Icon name="users" size="s" /> : <StateDot state="available" />}
            <span className="trunc">{target.name} <span className="t3 f12">{target.kind === "queue" ? w.queue : target.colleague.team}</span></span>
            {target.kind === "queue" && <Ready queue={target.queue} />}
          </button>
        ))}
      </div>
      <div className="pad" style={{ borderTop: "1px solid var(--border)" }}>
        <Area label={<>{w.noteForThem}{draft !== "" && <span className="t3">, {w.fromDraft}</span>}</>} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
        <Button kind="pri" wide disabled={chosen === null || busy} data-testid="transfer-go" onClick={() => void go(chosen)}>
          {w.handOver}{chosen === null ? "" : `: ${chosen.name}`}
        </Button>
      </div>
    </div>
  );
}

function Ready({ queue }: { queue: QueueRow }) {
  const w = useWords(workWords);
  if (!queue.open) return <span className="t3 f12">{w.closed}</span>;
  return queue.available > 0 ? <span className="ok f12">{w.ready(queue.available)}</span> : <span className="t3 f12">{w.nobodyReady}</span>;
}
