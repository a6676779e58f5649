/** The form of a replay: extra agents and hours by queue, how much at once, skills, and the seed of chance. */

import { useWords, useLanguage, named } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Field, Select, Switch } from "~/parts";
import { colleagues, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { media } from "../insight/Controls";
import { withExtra, type SkillChange, type Wish } from "./changes";
import { replay } from "./words";

interface FormProps {
  wish: Wish;
  onChange: (wish: Wish) => void;
}

function Queues({ wish, onChange }: FormProps) {
  const w = useWords(replay);
  const all = useDesk(queues, sameList);
  return (
    <table className="tbl rp-q">
      <thead><tr><th>{w.queue}</th><th>{w.agents}</th><th>{w.open}</th></tr></thead>
      <tbody>
        {all.map((row) => {
          const extra = wish.extra[row.id] ?? 0;
          const always = wish.always.includes(row.id);
          return (
            <tr key={row.id}>
              <th scope="row">{row.name}</th>
              <td><span className="row g1"><Button size="xs" icon="minus" bare disabled={extra === 0} onClick={() => onChange(withExtra(wish, row.id, -1))}>{w.fewer(row.name)}</Button><output className={extra === 0 ? "rp-n t3" : "rp-n b"} aria-live="polite">{extra > 0 ? `+${extra}` : "0"}</output><Button size="xs" icon="plus" bare data-testid={`more-${row.id}`} onClick={() => onChange(withExtra(wish, row.id, 1))}>{w.more(row.name)}</Button></span></td>
              <td><Switch label={<span className="sr">{w.always(row.name)}</span>} checked={always} onChange={(on) => onChange({ ...wish, always: on ? [...wish.always, row.id] : wish.always.filter((each) => each !== row.id) })} /></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Skills({ wish, onChange }: FormProps) {
  const w = useWords(replay);
  const code = useLanguage();
  const people = useDesk(colleagues, sameList);
  const skills = useDesk((state) => state.house?.skills) ?? [];
  if (skills.length === 0) return null;
  const set = (at: number, part: Partial<SkillChange>): void => onChange({ ...wish, skills: wish.skills.map((each, i) => (i === at ? { ...each, ...part } : each)) });
  return (
    <fieldset className="rp-f">
      <legend>{w.skills}</legend>
      {wish.skills.map((each, i) => (
        <div key={i} className="row g1 rp-s">
          <Select label={w.agent} quiet scale="sm" value={each.agent} options={people.map((person) => ({ value: person.id, label: person.name }))} onChange={(event) => set(i, { agent: event.target.value })} />
          <Select label={w.skill} quiet scale="sm" value={each.skill} options={skills.map((skill) => ({ value: skill.id, label: named(skill.name, code) }))} onChange={(event) => set(i, { skill: event.target.value })} />
          <Select label={w.level} quiet scale="sm" value={String(each.level)} options={[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((level) => ({ value: String(level), label: String(level) }))} onChange={(event) => set(i, { level: Number(event.target.value) })} />
          <Button kind="ghost" size="xs" icon="x" bare onClick={() => onChange({ ...wish, skills: wish.skills.filter((_, at) => at !== i) })}>{w.dropSkill}</Button>
        </div>
      ))}
      <Button size="xs" icon="plus" disabled={people.length === 0} onClick={() => onChange({ ...wish, skills: [...wish.skills, { agent: people[0]?.id ?? "", skill: skills[0]?.id ?? "", level: 3 }] })}>{w.addSkill}</Button>
    </fieldset>
  );
}

export function ChangesForm({ wish, onChange }: FormProps) {
  const w = useWords(replay);
  const c = useWords(common);
  return (
    <>
      <Queues wish={wish} onChange={onChange} />
      <p className="f12 t3">{w.agents}: {w.agentsHow}</p>
      <fieldset className="rp-f">
        <legend>{w.capacity} <span className="t3 reg">· {w.capacityHow}</span></legend>
        <div className="rp-c">
          {media.filter((each) => each !== "callback").map((medium) => <Field key={medium} label={c.media[medium]} scale="sm" inputMode="numeric" pattern="[0-9]*" maxLength={2} placeholder="–" value={wish.capacity[medium] ?? ""} onChange={(event) => onChange({ ...wish, capacity: { ...wish.capacity, [medium]: event.target.value.replace(/\D/g, "") } })} />)}
        </div>
      </fieldset>
      <Skills wish={wish} onChange={onChange} />
      <Field label={w.chance} scale="sm" type="number" min={0} max={999_999} hint={w.chanceHow} value={wish.seed} onChange={(event) => onChange({ ...wish, seed: Math.max(0, Math.floor(Number(event.target.value) || 0)) })} />
    </>
  );
}
