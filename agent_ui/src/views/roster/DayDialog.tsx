/** One agent's day: what is planned, a form for one more or for changing one, and taking away with a way back. */

import { useState, type FormEvent } from "react";
import { tell, warn } from "~/desk/undo";
import { useLanguage, useWords, words } from "~/i18n/language";
import { common, failure } from "~/i18n/words/common";
import { Button, Dialog, Field, Seg } from "~/parts";
import { post, remove } from "~/wire/http";
import type { Shift, ShiftKind } from "~/wire/roster";
import { bars, clockOf, minutesOf, spanOf } from "./roster";
import { weekdayName, type Place } from "./Week";
import { roster } from "./words";

interface Draft {
  id: string | null;
  kind: ShiftKind;
  from: string;
  to: string;
}

/** What somebody most likely wants next: work on an empty day, then a break in the middle of it. */
function proposed(kinds: readonly ShiftKind[]): Draft {
  if (!kinds.includes("work")) return { id: null, kind: "work", from: "09:00", to: "17:00" };
  return kinds.includes("break") ? { id: null, kind: "training", from: "10:00", to: "11:00" } : { id: null, kind: "break", from: "12:00", to: "12:30" };
}

/** Put these again, breaks within the work they lie in. */
export async function putAgain(shifts: readonly Shift[]): Promise<void> {
  for (const { agent_id, kind, begins_at, ends_at } of shifts) await post("/api/roster/shifts", { agent_id, kind, begins_at, ends_at });
}

/** Take shifts away; work takes its breaks with it. What was taken can be put again for a while. */
export async function takeAway(shifts: readonly Shift[], onDone: () => void): Promise<void> {
  const gone: Shift[] = [];
  try {
    for (const one of [...shifts].sort((a, b) => Number(b.kind === "work") - Number(a.kind === "work"))) {
      if (gone.some((each) => each.id === one.id)) continue;
      gone.push(...(await remove<{ items: Shift[] }>(`/api/roster/shifts/${one.id}`)).items);
    }
  } catch (cause) {
    warn(failure(words(common), cause));
  }
  if (gone.length > 0) tell(words(roster).removed, () => void putAgain(gone).then(onDone, (cause: unknown) => warn(failure(words(common), cause))));
  onDone();
}

export function DayDialog({ place, shifts, zone, onClose, onChange }: { place: Place; shifts: readonly Shift[]; zone: string; onClose: () => void; onChange: () => void }) {
  const w = useWords(roster);
  const c = useWords(common);
  const code = useLanguage();
  const found = bars(shifts, place.day, zone);
  const [draft, setDraft] = useState<Draft>(() => proposed(found.map((bar) => bar.shift.kind)));
  const [fault, setFault] = useState<{ field: "from" | "to"; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    setFault(null);
  };
  const [from, to] = [minutesOf(draft.from), minutesOf(draft.to)];

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const span = spanOf(place.day.date, draft.from.trim(), draft.to.trim(), zone);
    if ("wrong" in span) return setFault({ field: span.wrong, text: span.wrong === "from" ? w.wrongTime : w.wrongEnd });
    setBusy(true);
    try {
      const made = await post<Shift>("/api/roster/shifts", { id: draft.id, agent_id: place.agent.id, kind: draft.kind, ...span });
      setDraft(proposed([...found.map((bar) => bar.shift.kind), made.kind]));
      setFault(null);
      onChange();
    } catch (cause) {
      setFault({ field: "from", text: failure(c, cause) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog open onClose={onClose} title={`${place.agent.name} · ${weekdayName(place.day.date, code)}`}>
      <div className="layer-body">
        {found.length === 0 ? <p className="t3">{w.nothing}</p> : (
          <ul className="rs-day">
            {found.map((bar) => {
              const what = `${clockOf(bar.from)}–${clockOf(bar.to)} ${w.kinds[bar.shift.kind]}`;
              const edited = draft.id === bar.shift.id;
              return (
                <li key={bar.shift.id} data-testid="day-shift">
                  <button type="button" className="rs-pick" aria-pressed={edited} disabled={bar.before} onClick={() => change(edited ? proposed(found.map((each) => each.shift.kind)) : { id: bar.shift.id, kind: bar.shift.kind, from: clockOf(bar.from), to: clockOf(endOf(bar.shift, zone)) })}>
                    <span className="rs-sw" aria-hidden="true"><i className={`rs-bar ${bar.shift.kind}`} /></span>
                    <span className="num m">{clockOf(bar.from)}–{clockOf(bar.to)}</span><span className="t2">{w.kinds[bar.shift.kind]}</span>
                  </button>
                  <Button kind="ghost" icon="x" bare onClick={() => void takeAway([bar.shift], onChange)}>{w.remove(what)}</Button>
                </li>
              );
            })}
          </ul>
        )}
        <form className="rs-form" id="roster-day" onSubmit={(event) => void save(event)}>
          <Seg label={w.kind} wide value={draft.kind} choices={(["work", "break", "training", "meeting"] as const).map((kind) => ({ value: kind, label: w.kinds[kind] }))} onChange={(kind) => change({ kind })} />
          <div className="rs-ft">
            <Field key={`from ${draft.id ?? ""}`} label={w.from} autoFocus inputMode="numeric" autoComplete="off" value={draft.from} error={fault?.field === "from" ? fault.text : undefined} onFocus={(event) => event.target.select()} onChange={(event) => change({ from: event.target.value })} />
            <Field label={w.to} inputMode="numeric" autoComplete="off" value={draft.to} error={fault?.field === "to" ? fault.text : undefined} hint={from !== null && to !== null && to < from ? w.nextDay : undefined} onFocus={(event) => event.target.select()} onChange={(event) => change({ to: event.target.value })} />
          </div>
          <p className="t3 f12">{w.zone(zone)}</p>
        </form>
      </div>
      <div className="layer-foot">
        {draft.id !== null && <Button onClick={() => change(proposed(found.map((bar) => bar.shift.kind)))}>{w.fresh}</Button>}
        <span className="push" />
        <Button onClick={onClose}>{c.close}</Button>
        <Button kind="pri" type="submit" form="roster-day" disabled={busy} data-testid="put-shift">{draft.id === null ? w.add : w.change}</Button>
      </div>
    </Dialog>
  );
}

/** The wall clock's minutes at which it really ends, on whatever day. */
function endOf(shift: Shift, zone: string): number {
  const [hour, minute] = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(shift.ends_at)).split(":").map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}
