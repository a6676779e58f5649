/** A roster from a file: chosen or pasted; either all of it is planned, or every mistake is told and nothing is. */

import { useState, type FormEvent } from "react";
import { tell } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, failure } from "~/i18n/words/common";
import { Area, Banner, Button, Dialog, Field, Icon } from "~/parts";
import { HttpError, post } from "~/wire/http";
import type { Fault } from "~/wire/roster";
import { isZone } from "../insight/zones";
import { roster } from "./words";

const EXAMPLE = "agent,date,from,to,kind\ndana@example.org,2026-11-30,09:00,17:00,work\ndana@example.org,2026-11-30,12:00,12:30,break";

const faultsOf = (cause: unknown): Fault[] | null => {
  const data = cause instanceof HttpError ? (cause.data["data"] as { faults?: Fault[] } | undefined) : undefined;
  return data?.faults ?? null;
};

export function ImportDialog({ zone, onClose, onDone }: { zone: string; onClose: () => void; onDone: () => void }) {
  const w = useWords(roster);
  const c = useWords(common);
  const [text, setText] = useState("");
  const [named, setNamed] = useState(zone);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const take = (next: string): void => {
    setText(next);
    setFaults([]);
    setError("");
  };
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      const { shifts } = await post<{ shifts: number }>("/api/roster/import", { text, zone: named.trim() });
      tell(shifts === 0 ? w.takenNone : w.taken(shifts));
      onDone();
      onClose();
    } catch (cause) {
      const found = faultsOf(cause);
      setFaults(found ?? []);
      setError(found === null ? failure(c, cause) : "");
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open wide onClose={onClose} title={w.import} footer={<><Button onClick={onClose}>{c.cancel}</Button><Button kind="pri" type="submit" form="roster-import" disabled={busy || text.trim() === "" || !isZone(named.trim())} data-testid="import-go">{w.importGo}</Button></>}>
      <form className="layer-body rs-imp" id="roster-import" onSubmit={(event) => void send(event)}>
        <p className="t2">{w.importHow}</p>
        <div className="row">
          <label className="btn rs-file"><Icon name="file" size="s" />{w.file}<input type="file" accept=".csv,.txt,.tsv,text/csv" aria-label={w.file} onChange={(event) => void event.target.files?.[0]?.text().then(take)} /></label>
          <span className="push" />
          <Field label={w.importZone} scale="sm" value={named} onChange={(event) => setNamed(event.target.value)} />
        </div>
        <Area label={w.text} value={text} placeholder={EXAMPLE} spellCheck={false} onChange={(event) => take(event.target.value)} />
        {error !== "" && <Banner tone="bad">{error}</Banner>}
        {faults.length > 0 && <Faults faults={faults} />}
      </form>
    </Dialog>
  );
}

function Faults({ faults }: { faults: readonly Fault[] }) {
  const w = useWords(roster);
  const remedy = (fault: Fault): string => {
    const found = (w.remedies as Record<string, string | ((line: number) => string)>)[fault.code];
    return typeof found === "function" ? found(fault.other) : (found ?? fault.remedy);
  };
  const columns = w.columns as Record<string, string>;
  return (
    <>
      <Banner tone="bad">{w.faults(faults.length)}</Banner>
      <div className="rs-faults" tabIndex={0} role="region" aria-label={w.faults(faults.length)}>
        <table className="tbl">
          <thead><tr><th className="r">{w.line}</th><th>{w.column}</th><th>{w.value}</th><th>{w.remedy}</th></tr></thead>
          <tbody>{faults.map((fault, i) => <tr key={i} data-testid="import-fault"><td className="r">{fault.line}</td><td>{columns[fault.column] ?? "–"}</td><td data-their-words>{fault.value || "–"}</td><td>{remedy(fault)}</td></tr>)}</tbody>
        </table>
      </div>
    </>
  );
}
