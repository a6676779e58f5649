/** A supervisor moves somebody's or nobody's work to a queue or an agent. */

import { useMemo, useState } from "react";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Area, Button, Dialog, Field, Icon, StateDot } from "~/parts";
import { find } from "~/state/match";
import { colleagues, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { floor } from "./words";

type To = { kind: "queue" | "agent"; id: string; name: string };

function Choices({ value, onChange, without }: { value: To | null; onChange: (to: To) => void; without: string }) {
  const w = useWords(floor);
  const c = useWords(common);
  const [text, setText] = useState("");
  const all = useDesk(queues, sameList);
  const people = useDesk(colleagues, sameList);
  const fits = (name: string): boolean => text.trim() === "" || find(name, text) !== null;
  const shown = useMemo(() => ({ queues: all.filter((row) => row.id !== without && fits(row.name)), people: people.filter((row) => fits(row.name)) }), [all, people, text, without]);
  const pick = (to: To) => (
    <label key={to.id} className={value?.id === to.id ? "mv on" : "mv"}>
      <input type="radio" name="to" className="sr-in" checked={value?.id === to.id} onChange={() => onChange(to)} />
      {to.kind === "queue" ? <Icon name="users" size="s" /> : <StateDot state={people.find((row) => row.id === to.id)?.presence ?? "offline"} />}
      <span className="grow trunc">{to.name}</span>
      <span className="t3 f12">{to.kind === "queue" ? w.waitingN(all.find((row) => row.id === to.id)?.waiting ?? 0) : c.presence[people.find((row) => row.id === to.id)?.presence ?? "offline"]}</span>
    </label>
  );
  return (
    <>
      <Field label={w.find} quiet placeholder={w.find} autoFocus value={text} end={<Icon name="search" size="s" />} onChange={(event) => setText(event.target.value)} />
      <div className="mv-l" role="radiogroup" aria-label={w.find} tabIndex={-1}>
        {shown.queues.length > 0 && <p className="f12 t3 m">{w.toQueue}</p>}
        {shown.queues.map((row) => pick({ kind: "queue", id: row.id, name: row.name }))}
        {shown.people.length > 0 && <p className="f12 t3 m">{w.toAgent}</p>}
        {shown.people.map((row) => pick({ kind: "agent", id: row.id, name: row.name }))}
        {shown.queues.length + shown.people.length === 0 && <p className="t3">{w.none}</p>}
      </div>
    </>
  );
}

interface Moved { id: string; customer_name: string; queue_id: string }

/** Where to, with a note: shown until it is moved or given up. */
export function MoveDialog({ row, onClose }: { row: Moved; onClose: () => void }) {
  const w = useWords(floor);
  const c = useWords(common);
  const [to, setTo] = useState<To | null>(null);
  const [note, setNote] = useState("");
  const move = async (): Promise<void> => {
    if (!to) return;
    const where = to.kind === "queue" ? { queue_id: to.id } : { agent_id: to.id };
    const answer = await act("reassign", { interaction_id: row.id, ...where, note });
    if (!answer.ok) return void warn(refusal(c, answer));
    onClose();
    tell(w.moved(to.name));
  };
  return (
    <Dialog open onClose={onClose} title={w.moveTitle(row.customer_name)} footer={<><Button onClick={onClose}>{c.cancel}</Button><Button kind="pri" disabled={!to} data-testid="move-go" onClick={() => void move()}>{w.move}</Button></>}>
      <div className="layer-body">
        <Choices value={to} onChange={setTo} without={row.queue_id} />
        <Area label={w.note} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
      </div>
    </Dialog>
  );
}

export function MoveWork({ row }: { row: Moved }) {
  const w = useWords(floor);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="xs" icon="transfer" aria-haspopup="dialog" onClick={() => setOpen(true)}>{w.move}</Button>
      {open && <MoveDialog row={row} onClose={() => setOpen(false)} />}
    </>
  );
}
