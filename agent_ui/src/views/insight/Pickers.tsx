/** What to count, and when: the metrics and the period of a report. */

import { useId, useState } from "react";
import { Link } from "wouter";
import { day as dayName } from "~/i18n/format";
import { named, useLanguage, useWords, type Language } from "~/i18n/language";
import { Button, Check, Field, Icon, Popover, usePopover } from "~/parts";
import { find } from "~/state/match";
import { serverNow } from "~/wire/clock";
import type { Metric } from "~/wire/figures";
import { dated, during, presets, type Asked } from "./asked";
import { isDay, isZone } from "./zones";
import { insight } from "./words";

export const MOST_METRICS = 8;

export function MetricPicker({ metrics, asked, onChange }: { metrics: readonly Metric[]; asked: Asked; onChange: (metrics: string[]) => void }) {
  const w = useWords(insight);
  const code = useLanguage();
  const pop = usePopover();
  const [text, setText] = useState("");
  const shown = metrics.filter((metric) => text.trim() === "" || find(named(metric.name, code), text) !== null);
  const full = asked.metrics.length >= MOST_METRICS;
  const toggle = (id: string, on: boolean): void => onChange(on ? [...asked.metrics, id] : asked.metrics.filter((each) => each !== id));
  return (
    <>
      <Button ref={pop.anchor} icon="chart" aria-haspopup="dialog" aria-expanded={pop.open} data-testid="metrics" onClick={pop.toggle}>{w.chosen(asked.metrics.length)}<Icon name="down" size="xs" /></Button>
      <Popover anchor={pop.anchor} open={pop.open} onClose={pop.close} label={w.pick} width={320}>
        <div className="pick-h"><Field label={w.findMetric} quiet scale="sm" autoFocus placeholder={w.findMetric} value={text} end={<Icon name="search" size="s" />} onChange={(event) => setText(event.target.value)} /></div>
        {full && <p className="pick-n f12 warn" role="status">{w.atMost(MOST_METRICS)}</p>}
        <ul className="pick-l" aria-label={w.pick}>
          {shown.map((metric) => {
            const on = asked.metrics.includes(metric.id);
            return (
              <li key={metric.id} className="row">
                <span className="grow"><Check label={metric.measured ? named(metric.name, code) : <span className="t3">{named(metric.name, code)} · {w.unmeasured.toLowerCase()}</span>} checked={on} disabled={!on && (full || !metric.measured)} onChange={(next) => toggle(metric.id, next)} /></span>
                <Link href={`/insight/metrics/${metric.id}`} className="btn ghost ic xs" title={`${w.about}: ${named(metric.name, code)}`}><Icon name="right" size="xs" /><span className="sr">{w.about}: {named(metric.name, code)}</span></Link>
              </li>
            );
          })}
          {shown.length === 0 && <li className="t3 pick-n">{w.noMetric}</li>}
        </ul>
      </Popover>
    </>
  );
}

export function periodText(asked: Asked, code: Language, now: number, w: { periods: Record<string, string> }): string {
  if (asked.period !== "dates") return w.periods[asked.period] ?? asked.period;
  const name = (day: string): string => dayName(`${day}T12:00:00`, code, now, "short");
  return asked.from === asked.to ? name(asked.from) : `${name(asked.from)} – ${name(asked.to)}`;
}

export function PeriodPicker({ asked, onChange }: { asked: Asked; onChange: (asked: Asked) => void }) {
  const w = useWords(insight);
  const code = useLanguage();
  const pop = usePopover();
  return (
    <>
      <Button ref={pop.anchor} icon="cal" aria-haspopup="dialog" aria-expanded={pop.open} data-testid="period" onClick={pop.toggle}>{periodText(asked, code, serverNow(), w)}<Icon name="down" size="xs" /></Button>
      <Popover anchor={pop.anchor} open={pop.open} onClose={pop.close} label={w.period} width={380}>
        <PeriodForm key={`${asked.from} ${asked.to} ${asked.zone}`} asked={asked} onChange={(next) => { pop.close(); onChange(next); }} />
      </Popover>
    </>
  );
}

function PeriodForm({ asked, onChange }: { asked: Asked; onChange: (asked: Asked) => void }) {
  const w = useWords(insight);
  const [from, setFrom] = useState(asked.from);
  const [to, setTo] = useState(asked.to);
  const [zone, setZone] = useState(asked.zone);
  const zones = useId();
  const wrong = !isZone(zone.trim());
  const apply = (): void => {
    if (wrong || !isDay(from) || !isDay(to)) return;
    const moved = { ...asked, zone: zone.trim() };
    const same = from === asked.from && to === asked.to && asked.period !== "dates";
    onChange(same && asked.period !== "dates" ? during(moved, asked.period, serverNow()) : dated(moved, from, to));
  };
  return (
    <div className="per">
      <ul className="per-l">
        {presets.map((each) => <li key={each}><button type="button" className="mi" aria-pressed={asked.period === each} data-preset={each} onClick={() => onChange(during(asked, each, serverNow()))}>{w.periods[each]}{asked.period === each && <Icon name="check" size="xs" />}</button></li>)}
      </ul>
      <form className="per-f" onSubmit={(event) => { event.preventDefault(); apply(); }}>
        <Field label={w.from} type="date" scale="sm" required value={from} max="9999-12-31" onChange={(event) => setFrom(event.target.value)} />
        <Field label={w.to} type="date" scale="sm" required value={to} max="9999-12-31" onChange={(event) => setTo(event.target.value)} />
        <Field label={w.zone} scale="sm" list={zones} value={zone} hint={w.zoneHow} error={wrong ? w.zoneWrong : undefined} onChange={(event) => setZone(event.target.value)} />
        <datalist id={zones}>{Intl.supportedValuesOf("timeZone").map((each) => <option key={each} value={each} />)}</datalist>
        <Button type="submit" disabled={wrong}>{w.apply}</Button>
      </form>
    </div>
  );
}
