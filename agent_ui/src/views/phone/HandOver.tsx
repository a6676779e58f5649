/** To whom the call goes or who comes in: a colleague who is there, a queue, or a number. Ask first, or hand over at once. */

import { useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { tell } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { Area, Button, Icon, KeyHint, Keys, Popover, StateDot } from "~/parts";
import { dialled, readable } from "~/state/calls";
import { find } from "~/state/match";
import { colleagues, me, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { CallRow, ColleagueRow, QueueRow } from "~/wire/protocol";
import { workWords } from "../console/words/work";
import { order } from "./ask";
import { phoneWords } from "./words";

export type Target =
  | { kind: "agent"; id: string; name: string; row: ColleagueRow }
  | { kind: "queue"; id: string; name: string; row: QueueRow }
  | { kind: "number"; id: string; name: string };

const busy = (row: ColleagueRow): boolean => (row.load["phone"] ?? 0) + (row.load["webcall"] ?? 0) > 0;

/** Those who hold what was typed: the number itself, ready colleagues, queues, then colleagues in a call. */
export function callTargets(people: readonly ColleagueRow[], lines: readonly QueueRow[], mine: string, text: string, withQueues: boolean): Target[] {
  const fits = (name: string): boolean => text.trim() === "" || find(name, text.trim()) !== null;
  const number = dialled(text);
  const here = people.filter((row) => row.id !== mine && row.online && row.presence === "available" && (fits(row.name) || fits(row.team)))
    .sort((a, b) => Number(busy(a)) - Number(busy(b)));
  const agents = here.map((row): Target => ({ kind: "agent", id: row.id, name: row.name, row }));
  const free = agents.filter((one) => one.kind === "agent" && !busy(one.row));
  const taken = agents.filter((one) => !free.includes(one));
  const toQueues = withQueues ? lines.filter((row) => row.open && fits(row.name)).map((row): Target => ({ kind: "queue", id: row.id, name: row.name, row })) : [];
  const typed: Target[] = number === "" ? [] : [{ kind: "number", id: number, name: readable(number) }];
  return [...typed, ...free, ...toQueues, ...taken];
}

interface Props {
  anchor: RefObject<HTMLElement | null>;
  open: boolean;
  onClose: () => void;
  call: CallRow;
  what: "transfer" | "add";
}

export function HandOver({ anchor, open, onClose, call, what }: Props) {
  const w = useWords(phoneWords);
  return (
    <Popover anchor={anchor} open={open} onClose={onClose} label={what === "add" ? w.addTitle : w.transfer} side="above" width={330}>
      <Form call={call} what={what} onClose={onClose} />
    </Popover>
  );
}

function Form({ call, what, onClose }: Pick<Props, "call" | "what" | "onClose">) {
  const w = useWords(phoneWords);
  const t = useWords(workWords);
  const people = useDesk(colleagues, sameList);
  const lines = useDesk(queues, sameList);
  const mine = useDesk((state) => me(state)?.id ?? "");
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [note, setNote] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => callTargets(people, lines, mine, text, what === "transfer"), [people, lines, mine, text, what]);
  const chosen = found[Math.min(at, found.length - 1)];
  const id = call.interaction_id;

  const who = (to: Target) => (to.kind === "number" ? { to: to.id } : { agent_id: to.id });
  const askFirst = (to: Target | undefined): void => {
    if (to === undefined || to.kind === "queue") return void now(to);
    void (what === "add" ? order("add_party", { interaction_id: id, ...who(to) }) : order("consult", { interaction_id: id, ...who(to) })).then((ok) => { if (ok) onClose(); });
  };
  const now = (to: Target | undefined): void => {
    if (to === undefined || to.kind === "number") return;
    void order("transfer", { interaction_id: id, note: note.trim(), ...(to.kind === "queue" ? { queue_id: to.id } : { agent_id: to.id }) }).then((ok) => {
      if (!ok) return;
      tell(w.transferred(to.name));
      onClose();
    });
  };
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setAt((was) => Math.max(0, Math.min(found.length - 1, was + step)));
    else if (event.key === "Enter") askFirst(chosen);
    else return;
    event.preventDefault();
    list.current?.querySelectorAll(".r")[at + step]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div className="plist">
      <div className="find">
        <Icon name="search" size="s" />
        <input autoFocus data-focus value={text} aria-label={w.transferFind} placeholder={w.transferFind} data-testid="handover-find" onChange={(event) => { setText(event.target.value); setAt(0); }} onKeyDown={keys} />
        <KeyHint action={what === "add" ? "addParty" : "phoneTransfer"} />
      </div>
      <div className="list" role="listbox" aria-label={w.transferFind} ref={list}>
        {found.length === 0 && <p className="none">{t.noMatch}</p>}
        {found.map((to, i) => (
          <button key={`${to.kind} ${to.id}`} type="button" role="option" aria-selected={to === chosen} className={to === chosen ? "r on" : "r"} data-testid="handover-target" data-target={to.id} onClick={() => setAt(i)}>
            {to.kind === "agent" ? <StateDot state={busy(to.row) ? "busy" : "available"} /> : <Icon name={to.kind === "queue" ? "users" : "phone"} size="s" />}
            <span className="trunc">{to.name} <span className="t3 f12">{to.kind === "agent" ? to.row.team : to.kind === "queue" ? t.queue : w.outside}</span></span>
            <Side to={to} />
          </button>
        ))}
      </div>
      <div className="pad" style={{ borderTop: "1px solid var(--border)" }}>
        {what === "transfer" && chosen?.kind !== "number" && <Area label={t.noteForThem} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />}
        <div className="row">
          {what === "add" || chosen?.kind !== "queue"
            ? <Button kind="pri" className="grow" disabled={chosen === undefined} data-testid="ask-first" onClick={() => askFirst(chosen)}>{what === "add" ? w.add : w.askFirst} <Keys caps={["Enter"]} /></Button> : null}
          {what === "transfer" && chosen !== undefined && chosen.kind !== "number" && <Button kind={chosen.kind === "queue" ? "pri" : "plain"} data-testid="hand-over-now" onClick={() => now(chosen)}>{w.handOverNow}</Button>}
        </div>
      </div>
    </div>
  );
}

function Side({ to }: { to: Target }) {
  const w = useWords(phoneWords);
  const t = useWords(workWords);
  if (to.kind === "number") return <span />;
  if (to.kind === "agent") return busy(to.row) ? <span className="t3 f12">{w.onCall}</span> : <span className="ok f12">{w.freeNow}</span>;
  return to.row.available > 0 ? <span className="ok f12">{t.ready(to.row.available)}</span> : <span className="t3 f12">{t.nobodyReady}</span>;
}
