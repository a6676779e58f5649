/** Saved reports: the list to open them from, and the form that names one and has it sent. */

import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { tell, warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Dialog, Empty, Failed, Field, Icon, Popover, Skeleton, Switch, usePopover } from "~/parts";
import { isSupervisor, me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import type { SavedReport } from "~/wire/figures";
import { HttpError, post, put, remove } from "~/wire/http";
import { useSaved } from "./data";
import { draftOf, fault, toSchedule, type Draft } from "./schedule";
import { insight } from "./words";

export function SavedList({ open: current }: { open: string | null }) {
  const w = useWords(insight);
  const pop = usePopover();
  return (
    <>
      <Button ref={pop.anchor} icon="star" aria-haspopup="dialog" aria-expanded={pop.open} data-testid="saved" onClick={pop.toggle}>{w.saved}</Button>
      <Popover anchor={pop.anchor} open={pop.open} onClose={pop.close} label={w.saved} align="end" width={340}>{pop.open && <List current={current} onClose={pop.close} />}</Popover>
    </>
  );
}

function List({ current, onClose }: { current: string | null; onClose: () => void }) {
  const w = useWords(insight);
  const c = useWords(common);
  const [, go] = useLocation();
  const client = useQueryClient();
  const found = useSaved();
  const drop = async (row: SavedReport): Promise<void> => {
    try {
      await remove(`/api/reports/${row.id}`);
      const rest = { name: row.name, query: row.query, schedule: row.schedule };
      const again = async (): Promise<void> => {
        await post("/api/reports", rest).catch(() => warn(c.refused.failed));
        await client.invalidateQueries({ queryKey: ["reports"] });
      };
      tell(w.deleted(row.name), () => void again());
      await client.invalidateQueries({ queryKey: ["reports"] });
      if (current === row.id) go("/insight");
    } catch (cause) {
      warn(cause instanceof HttpError && cause.message !== "" ? cause.message : c.refused.failed);
    }
  };
  if (found.isError) return <Failed error={found.error} onRetry={() => void found.refetch()} small />;
  if (!found.data) return <Skeleton rows={3} />;
  if (found.data.length === 0) return <Empty icon="star" title={w.noSaved}>{w.noSavedHow}</Empty>;
  return (
    <ul className="svd">
      {found.data.map((row) => (
        <li key={row.id} className="row">
          <button type="button" className="mi grow" aria-current={current === row.id ? "page" : undefined} onClick={() => { onClose(); go(`/insight/reports/${row.id}`); }}>
            <span className="grow"><span className="trunc" data-their-words="">{row.name}</span>{row.schedule && <span className="mi-h">{w.sentAt(row.schedule.at)} · {row.schedule.days.map((day) => w.days[day]).join(" ")}</span>}{row.failed && <span className="mi-h bad">{w.mailFailed}</span>}</span>
            {row.schedule && <Icon name="email" size="s" />}
          </button>
          <Button kind="ghost" size="xs" icon="x" bare onClick={() => void drop(row)}>{w.remove}</Button>
        </li>
      ))}
    </ul>
  );
}

export function SaveDialog({ open, onClose, saved, query, zone }: { open: boolean; onClose: () => void; saved: SavedReport | null; query: string; zone: string }) {
  const w = useWords(insight);
  return (
    <Dialog open={open} onClose={onClose} title={w.save}>
      {open && <Form key={saved?.id ?? ""} saved={saved} query={query} zone={zone} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ saved, query, zone, onClose }: { saved: SavedReport | null; query: string; zone: string; onClose: () => void }) {
  const w = useWords(insight);
  const c = useWords(common);
  const [, go] = useLocation();
  const client = useQueryClient();
  const mine = useDesk((state) => me(state)?.email ?? "");
  const lead = useDesk(isSupervisor);
  const [name, setName] = useState(saved?.name ?? "");
  const [draft, setDraft] = useState<Draft>(() => draftOf(saved?.schedule ?? null, mine));
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState("");
  const wrong = fault(draft);
  const change = (part: Partial<Draft>): void => setDraft((was) => ({ ...was, ...part }));
  const keep = async (fresh: boolean): Promise<void> => {
    setTried(true);
    if (name.trim() === "" || wrong) return;
    const body = { name: name.trim(), query, schedule: toSchedule(draft, zone) };
    try {
      const kept = saved && !fresh ? await put<{ id?: string } | null>(`/api/reports/${saved.id}`, body) : await post<{ id?: string } | null>("/api/reports", body);
      await client.invalidateQueries({ queryKey: ["reports"] });
      onClose();
      tell(w.savedNow(body.name));
      go(`/insight/reports/${kept?.id ?? saved?.id ?? ""}`);
    } catch (cause) {
      setRefused(cause instanceof HttpError && cause.message !== "" ? cause.message : c.refused.failed);
    }
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    void keep(false);
  };
  return (
    <form onSubmit={send} noValidate>
      <div className="layer-body">
        <Field label={w.name} autoFocus maxLength={80} value={name} error={tried && name.trim() === "" ? w.nameMissing : undefined} onChange={(event) => setName(event.target.value)} />
        {lead && <Switch label={w.schedule} checked={draft.on} onChange={(on) => change({ on })} />}
        {draft.on && (
          <>
            <p className="f12 t3">{w.scheduleHow}</p>
            <div className="row g3 sch">
              <Field label={w.at} type="time" required value={draft.at} onChange={(event) => change({ at: event.target.value || "07:30" })} />
              <fieldset className="sch-d"><legend>{w.onDays}</legend><div className="row g1">{w.days.map((day, i) => { const on = draft.days.includes(i); return <button key={day} type="button" className={on ? "chip acc" : "chip line"} aria-pressed={on} onClick={() => change({ days: on ? draft.days.filter((each) => each !== i) : [...draft.days, i] })}>{day}</button>; })}</div></fieldset>
            </div>
            {tried && wrong?.kind === "days" && <p className="fld-err" role="alert"><Icon name="alert" size="xs" />{w.daysMissing}</p>}
            <Field label={w.recipients} hint={w.recipientsHow} value={draft.to} error={!tried ? undefined : wrong?.kind === "address" ? w.recipientsWrong(wrong.address) : wrong?.kind === "none" ? w.recipientsMissing : undefined} onChange={(event) => change({ to: event.target.value })} />
          </>
        )}
        {refused !== "" && <p className="fld-err" role="alert"><Icon name="alert" size="xs" />{refused}</p>}
      </div>
      <div className="layer-foot">
        <Button onClick={onClose}>{c.cancel}</Button>
        {saved && <Button onClick={() => void keep(true)}>{w.saveNew}</Button>}
        <Button kind="pri" type="submit">{c.save}</Button>
      </div>
    </form>
  );
}
