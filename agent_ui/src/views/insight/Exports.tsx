/** Taking a report out: as CSV, a workbook or a PDF, made at the hub while one may leave, then downloaded. */

import { language, useWords, words } from "~/i18n/language";
import { cancelJob, follow, followed, forgetJob, sayEnd } from "~/desk/jobs";
import { warn } from "~/desk/undo";
import { common } from "~/i18n/words/common";
import { Button, Icon, Menu, Popover, Progress, usePopover } from "~/parts";
import { useCell } from "~/state/store";
import { HttpError, post } from "~/wire/http";
import { insight } from "./words";

export const EXPORT = "export";
sayEnd(EXPORT, () => ({ done: words(insight).exportReady, failed: words(insight).exportFailed }));

export function ExportButton({ report, name, disabled }: { report: Record<string, string>; name: string; disabled: boolean }) {
  const w = useWords(insight);
  const c = useWords(common);
  const pop = usePopover();
  const begin = async (kind: "csv" | "xlsx" | "pdf"): Promise<void> => {
    try {
      const { id } = await post<{ id: string }>("/api/exports", { kind, report, name, language: language.get() });
      follow(EXPORT, `/api/exports/${id}`, `${name}.${kind}`);
    } catch (cause) {
      warn(cause instanceof HttpError && cause.message !== "" ? cause.message : c.refused.failed);
    }
  };
  return (
    <>
      <Button ref={pop.anchor} icon="dl" aria-haspopup="menu" aria-expanded={pop.open} disabled={disabled} data-testid="export" onClick={pop.toggle}>{w.export}</Button>
      <Menu anchor={pop.anchor} open={pop.open} onClose={pop.close} label={w.export} align="end" items={[
        { id: "csv", label: w.exportCsv, icon: "file", run: () => void begin("csv") },
        { id: "xlsx", label: w.exportXlsx, icon: "board", run: () => void begin("xlsx") },
        { id: "pdf", label: w.exportPdf, icon: "dl", run: () => void begin("pdf") },
      ]} />
    </>
  );
}

/** The files being made and made, wherever one has been meanwhile. */
export function ExportList() {
  const w = useWords(insight);
  const c = useWords(common);
  const pop = usePopover();
  const all = useCell(followed).filter((each) => each.kind === EXPORT);
  if (all.length === 0) return null;
  const running = all.filter((each) => each.job === null || each.job.state === "running").length;
  return (
    <>
      <Button ref={pop.anchor} kind="ghost" icon={running > 0 ? "refresh" : "file"} aria-haspopup="dialog" aria-expanded={pop.open} data-testid="exports" onClick={pop.toggle}>{w.exports} {all.length}</Button>
      <Popover anchor={pop.anchor} open={pop.open} onClose={pop.close} label={w.exports} align="end" width={300}>
        <ul className="exp">
          {all.map((each) => {
            const state = each.job?.state ?? "running";
            return (
              <li key={each.path} data-testid="export-job" data-state={state}>
                {state === "running" ? <Progress label={w.exporting(each.name)} share={each.job?.progress ?? 0} onCancel={() => void cancelJob(each.path)}>{w.exportLeave}</Progress> : (
                  <div className="row">
                    <Icon name={state === "done" ? "check" : state === "failed" ? "alert" : "x"} size="s" />
                    <span className="grow trunc" title={each.name} data-their-words="">{each.name}</span>
                    {state === "done" && each.job?.url ? <a className="btn xs" href={each.job.url} download={each.name}>{w.download}</a> : <span className="t3 f12">{state === "cancelled" ? w.exportCancelled : state === "failed" ? (each.job?.error || c.failed) : ""}</span>}
                    <Button kind="ghost" size="xs" icon="x" bare onClick={() => forgetJob(each.path)}>{c.close}</Button>
                  </div>
                )}
              </li>
            );
          })}
        </ul>
      </Popover>
    </>
  );
}
