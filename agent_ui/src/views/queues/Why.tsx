/** The routing trace of one piece of work: what was decided and, agent by agent, why. */

import { useQuery } from "@tanstack/react-query";
import { clock } from "~/i18n/format";
import { named, useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Failed, Popover, Skeleton, usePopover } from "~/parts";
import { useDesk } from "~/state/store";
import { get } from "~/wire/http";
import type { Trace, TraceStep } from "~/wire/protocol";
import { floor } from "./words";

/** The figures behind a verdict, in words. */
function useDetail(detail: Readonly<Record<string, string>>): string {
  const w = useWords(floor);
  const c = useWords(common);
  const code = useLanguage();
  const skills = useDesk((state) => state.house?.skills) ?? [];
  const { until, deadline, since, skill, level, needed, most, ...carried } = detail;
  const media = Object.entries(carried).map(([medium, n]) => `${(c.media as Record<string, string>)[medium] ?? medium} ${n}`).join(", ");
  const known = skills.find((found) => found.id === skill);
  return [
    skill !== undefined ? w.skillNeeded(known ? named(known.name, code) : skill, level ?? "0", needed ?? "") : "",
    most !== undefined ? w.ofMost(media === "" ? "0" : media, most) : media,
    until ?? deadline ? w.until(clock(until ?? deadline ?? "", code)) : "",
    since !== undefined ? w.sinceWhen(clock(since, code)) : "",
  ].filter(Boolean).join(" · ");
}

function Step({ step }: { step: TraceStep }) {
  const w = useWords(floor);
  const verdict = (w.verdicts as Record<string, string>)[step.verdict] ?? step.verdict;
  const detail = useDetail(step.detail);
  const good = step.verdict === "offered" || step.verdict === "fits";
  return (
    <li className="why-s"><span className="m trunc">{step.agent_name}</span><span className={good ? "ok" : "t2"}>{verdict}</span>{detail !== "" && <span className="t3 f12 why-d">{detail}</span>}</li>
  );
}

function TraceBody({ id }: { id: string }) {
  const w = useWords(floor);
  const code = useLanguage();
  const found = useQuery({ queryKey: ["trace", id], queryFn: ({ signal }) => get<Trace>(`/api/interactions/${id}/trace`, signal), staleTime: 0 });
  if (found.isError) return <Failed error={found.error} onRetry={() => void found.refetch()} small />;
  if (!found.data) return <Skeleton rows={4} height={28} />;
  const { at, verdict, steps, next_at } = found.data;
  return (
    <div className="why">
      <p><b>{(w.verdicts as Record<string, string>)[verdict] ?? verdict}</b> <span className="t3 f12">{w.decided(clock(at, code))}{next_at ? ` · ${w.next(clock(next_at, code))}` : ""}</span></p>
      {steps.length === 0 ? <p className="t3 f12">{w.noSteps}</p> : <ul>{steps.map((step) => <Step key={step.agent_id} step={step} />)}</ul>}
    </div>
  );
}

export function Why({ row }: { row: { id: string } }) {
  const w = useWords(floor);
  const menu = usePopover();
  return (
    <>
      <Button ref={menu.anchor} size="xs" kind="ghost" aria-haspopup="dialog" aria-expanded={menu.open} onClick={menu.toggle}>{w.why}</Button>
      <Popover anchor={menu.anchor} open={menu.open} onClose={menu.close} label={w.whyTitle} align="end" width={360}>
        <div className="ph1"><h2>{w.whyTitle}</h2></div>
        <TraceBody id={row.id} />
      </Popover>
    </>
  );
}
