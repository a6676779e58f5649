/** How a report is cut: grouping in two levels, filters, comparison. Agents are offered only what their own figures have. */

import { useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Icon, Popover, Select, usePopover, type Option } from "~/parts";
import { colleagues, isSupervisor, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { Metric } from "~/wire/figures";
import { comparisons, filters, groups, type Asked, type Comparison, type Filter, type Group } from "./asked";
import { MetricPicker, PeriodPicker } from "./Pickers";
import { insight } from "./words";

const peopled: ReadonlySet<string> = new Set(["team", "agent"]);
export const media = ["phone", "webcall", "chat", "sms", "email", "callback"] as const;

function Grouping({ asked, onChange }: { asked: Asked; onChange: (by: Group[]) => void }) {
  const w = useWords(insight);
  const lead = useDesk(isSupervisor);
  const offered = groups.filter((group) => lead || !peopled.has(group));
  const [first, second] = asked.by;
  const options = (without: string | undefined): Option[] => [{ value: "", label: w.noGroup }, ...offered.filter((group) => group !== without).map((group) => ({ value: group, label: w.group[group] }))];
  const set = (a: string, b: string): void => onChange([a, b].filter((each): each is Group => each !== "" && each !== undefined));
  return (
    <>
      <span className="sel"><span className="t3 f12">{w.by}</span><Select label={w.by} quiet scale="sm" value={first ?? ""} options={options(undefined)} onChange={(event) => set(event.target.value, event.target.value === second ? "" : (second ?? ""))} /></span>
      {first !== undefined && <span className="sel"><span className="t3 f12">{w.thenBy}</span><Select label={w.thenBy} quiet scale="sm" value={second ?? ""} options={options(first)} onChange={(event) => set(first, event.target.value)} /></span>}
    </>
  );
}

function Filters({ asked, onChange }: { asked: Asked; onChange: (only: Asked["only"]) => void }) {
  const w = useWords(insight);
  const c = useWords(common);
  const pop = usePopover();
  const lead = useDesk(isSupervisor);
  const allQueues = useDesk(queues, sameList);
  const people = useDesk(colleagues, sameList);
  const channels = useDesk((state) => state.house?.channels) ?? [];
  const teams = [...new Set(people.map((person) => person.team).filter(Boolean))].sort();
  const lists: Record<Filter, Option[]> = {
    queue: allQueues.map((row) => ({ value: row.id, label: row.name })),
    medium: media.map((each) => ({ value: each, label: c.media[each] })),
    channel: channels.map((each) => ({ value: each.id, label: each.name })),
    team: teams.map((team) => ({ value: team, label: team })),
    agent: people.map((person) => ({ value: person.id, label: person.name })),
  };
  const on = filters.filter((each) => asked.only[each]).length;
  const set = (filter: Filter, value: string): void => {
    const { [filter]: _, ...rest } = asked.only;
    onChange(value === "" ? rest : { ...rest, [filter]: value });
  };
  return (
    <>
      <Button ref={pop.anchor} icon="filter" aria-haspopup="dialog" aria-expanded={pop.open} pressed={on > 0} data-testid="filters" onClick={pop.toggle}>{on === 0 ? w.filters : w.filtersOn(on)}<Icon name="down" size="xs" /></Button>
      <Popover anchor={pop.anchor} open={pop.open} onClose={pop.close} label={w.filters} width={280}>
        <div className="fil">
          {filters.filter((each) => (lead || !peopled.has(each)) && (lists[each].length > 0 || asked.only[each])).map((each) => (
            <Select key={each} label={w.group[each]} scale="sm" value={asked.only[each] ?? ""} options={[{ value: "", label: w.everything }, ...lists[each]]} onChange={(event) => set(each, event.target.value)} />
          ))}
          <div className="row"><span className="push" /><Button size="xs" disabled={on === 0} onClick={() => onChange({})}>{w.clear}</Button></div>
        </div>
      </Popover>
    </>
  );
}

export function Controls({ metrics, asked, onChange }: { metrics: readonly Metric[]; asked: Asked; onChange: (asked: Asked) => void }) {
  const w = useWords(insight);
  const name = (each: Comparison): string => w.compares[each === "" ? "none" : each];
  return (
    <div className="ins-c" role="group" aria-label={w.filters}>
      <MetricPicker metrics={metrics} asked={asked} onChange={(next) => onChange({ ...asked, metrics: next })} />
      <PeriodPicker asked={asked} onChange={onChange} />
      <Grouping asked={asked} onChange={(by) => onChange({ ...asked, by })} />
      <Filters asked={asked} onChange={(only) => onChange({ ...asked, only })} />
      <span className="sel"><span className="t3 f12">{w.compare}</span><Select label={w.compare} quiet scale="sm" value={asked.compare} options={comparisons.map((each) => ({ value: each, label: name(each) }))} onChange={(event) => onChange({ ...asked, compare: comparisons.find((each) => each === event.target.value) ?? "" })} /></span>
    </div>
  );
}
