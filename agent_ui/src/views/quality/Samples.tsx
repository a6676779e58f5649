/** Rules that say what shall be reviewed, and the draw. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { setPageTitle } from "~/desk/alerts";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { named, useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Check, Chip, Dialog, Empty, Failed, Field, Select, Skeleton, Switch } from "~/parts";
import { colleagues, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { get } from "~/wire/http";
import type { Medium, SampleRuleInfo, ScorecardInfo, Wanted } from "~/wire/protocol";
import { useFresh } from "../lists";
import { happened, QualityHead, useWishes } from "./pieces";
import { quality } from "./words";

const media = ["phone", "webcall", "chat", "email", "sms"] as const satisfies readonly Medium[];
const nothing: Wanted = { per_week: 2, queues: [], media: [], codes: [], min_seconds: 0, max_rating: null, transferred: null, teams: [] };
const toggled = <V,>(all: readonly V[], one: V, on: boolean): V[] => (on ? [...all, one] : all.filter((each) => each !== one));

function RuleForm({ rule, cards, onClose }: { rule: SampleRuleInfo | null; cards: readonly ScorecardInfo[]; onClose: () => void }) {
  const w = useWords(quality);
  const c = useWords(common);
  const code = useLanguage();
  const all = useDesk(queues, sameList);
  const results = useDesk((state) => state.house?.dispositions) ?? [];
  const [name, setName] = useState(rule?.name ?? "");
  const [card, setCard] = useState(rule?.scorecard_id ?? cards[0]?.id ?? "");
  const [active, setActive] = useState(rule?.active ?? true);
  const [weekly, setWeekly] = useState(rule?.weekly ?? true);
  const people = useDesk(colleagues, sameList);
  const [wanted, setWanted] = useState<Wanted>(rule?.wanted ?? nothing);
  const teams = [...new Set([...people.map((person) => person.team), ...wanted.teams].filter(Boolean))].sort();
  const put = (part: Partial<Wanted>): void => setWanted({ ...wanted, ...part });
  const save = async (): Promise<void> => {
    const answer = await act("keep_sample_rule", { rule_id: rule?.id ?? null, name, scorecard_id: card, wanted, active, weekly });
    if (!answer.ok) return void warn(refusal(c, answer));
    tell(w.ruleSaved);
    onClose();
  };
  return (
    <Dialog open onClose={onClose} wide title={rule ? rule.name : w.newRule} footer={<><Button onClick={onClose}>{c.cancel}</Button><Button kind="pri" data-testid="rule-save" onClick={() => void save()}>{w.saveRule}</Button></>}>
      <div className="layer-body">
        <Field label={w.name} autoFocus value={name} onChange={(event) => setName(event.target.value)} />
        <div className="q-cols">
          <Select label={w.card} value={card} options={cards.map((one) => ({ value: one.id, label: named(one.card.name, code) }))} onChange={(event) => setCard(event.target.value)} />
          <Field label={w.perWeek} type="number" min={1} max={50} value={wanted.per_week} onChange={(event) => put({ per_week: Number(event.target.value) })} />
          <Field label={w.minMinutes} type="number" min={0} value={Math.round(wanted.min_seconds / 60)} onChange={(event) => put({ min_seconds: Number(event.target.value) * 60 })} />
          <Select label={w.maxRating} value={String(wanted.max_rating ?? "")} options={[{ value: "", label: w.anyRating }, ...[1, 2, 3, 4].map((n) => ({ value: String(n), label: String(n) }))]} onChange={(event) => put({ max_rating: event.target.value === "" ? null : Number(event.target.value) })} />
          <Select label={w.codes} value={wanted.codes[0] ?? ""} options={[{ value: "", label: w.anyCode }, ...results.map((one) => ({ value: one.code, label: named(one.name, code) }))]} onChange={(event) => put({ codes: event.target.value === "" ? [] : [event.target.value] })} />
          <Select label={w.transferred} value={wanted.transferred === null ? "any" : wanted.transferred ? "yes" : "no"} options={(["any", "yes", "no"] as const).map((value) => ({ value, label: w.transfers[value] }))} onChange={(event) => put({ transferred: event.target.value === "any" ? null : event.target.value === "yes" })} />
        </div>
        <fieldset className="q-set"><legend>{w.forQueues}</legend>{all.map((row) => <Check key={row.id} label={row.name} checked={wanted.queues.includes(row.id)} onChange={(on) => put({ queues: toggled(wanted.queues, row.id, on) })} />)}</fieldset>
        <fieldset className="q-set"><legend>{w.media}</legend>{media.map((one) => <Check key={one} label={c.media[one]} checked={wanted.media.includes(one)} onChange={(on) => put({ media: toggled(wanted.media, one, on) })} />)}</fieldset>
        {teams.length > 0 && <fieldset className="q-set"><legend>{w.forTeams}</legend>{teams.map((one) => <Check key={one} label={one} checked={wanted.teams.includes(one)} onChange={(on) => put({ teams: toggled(wanted.teams, one, on) })} />)}</fieldset>}
        <Switch label={w.weekly} checked={weekly} onChange={setWeekly} />
        <Switch label={w.active} checked={active} onChange={setActive} />
      </div>
    </Dialog>
  );
}

function Rule({ rule, onEdit }: { rule: SampleRuleInfo; onEdit: () => void }) {
  const w = useWords(quality);
  const c = useWords(common);
  const code = useLanguage();
  const wishes = useWishes();
  const client = useQueryClient();
  const draw = async (): Promise<void> => {
    const answer = await act("draw_sample", { rule_id: rule.id });
    if (!answer.ok) return void warn(refusal(c, answer));
    const n = (answer.data as { drawn?: number } | null)?.drawn ?? 0;
    tell(n === 0 ? w.drewNone : w.drewN(n));
    await client.invalidateQueries({ predicate: (query) => String(query.queryKey[0]).startsWith("/api/quality") });
  };
  return (
    <tr data-testid="sample-rule">
      <td className="m"><span data-their-words>{rule.name}</span>{!rule.active ? <Chip tone="line">{w.outOfUse}</Chip> : rule.weekly && <Chip tone="info">{w.weeklyShort}</Chip>}</td>
      <td className="fill t2">{wishes(rule.wanted)}</td>
      <td className="t2"><span data-their-words>{named(rule.card_name, code)}</span></td>
      <td className="r">{rule.drawn_this_week}</td>
      <td className="r">{rule.waiting}</td>
      <td><span className="row g1"><Button size="xs" disabled={!rule.active} data-testid="draw" onClick={() => void draw()}>{w.draw}</Button><Button size="xs" kind="ghost" icon="edit" onClick={onEdit}>{w.editRule}</Button></span></td>
    </tr>
  );
}

export default function Samples() {
  const w = useWords(quality);
  const client = useQueryClient();
  const found = useQuery({ queryKey: ["/api/quality/rules"], queryFn: ({ signal }) => get<{ items: SampleRuleInfo[] }>("/api/quality/rules", signal) });
  const cards = useQuery({ queryKey: ["/api/quality/cards"], queryFn: ({ signal }) => get<{ items: ScorecardInfo[] }>("/api/quality/cards", signal) });
  const [edited, setEdited] = useState<SampleRuleInfo | "new" | null>(null);
  useFresh(["/api/quality/rules"], happened);
  useEffect(() => setPageTitle(w.samples), [w]);
  const close = (): void => {
    setEdited(null);
    void client.invalidateQueries({ queryKey: ["/api/quality/rules"] });
  };
  const inUse = (cards.data?.items ?? []).filter((one) => one.active);
  const fresh = <Button icon="plus" disabled={inUse.length === 0} data-testid="rule-new" onClick={() => setEdited("new")}>{w.newRule}</Button>;
  return (
    <section className="pg" aria-label={w.samples} data-panel tabIndex={-1}>
      <QualityHead>{fresh}</QualityHead>
      {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !found.data ? <Skeleton rows={5} /> : found.data.items.length === 0 ? <Empty icon="filter" title={w.noRules}>{w.noRulesHow}</Empty> : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl">
            <thead><tr><th>{w.rule}</th><th>{w.about}</th><th>{w.card}</th><th className="r">{w.thisWeek}</th><th className="r">{w.waiting}</th><th><span className="sr">{w.draw}</span></th></tr></thead>
            <tbody>{found.data.items.map((rule) => <Rule key={rule.id} rule={rule} onEdit={() => setEdited(rule)} />)}</tbody>
          </table>
        </div>
      )}
      {edited !== null && <RuleForm rule={edited === "new" ? null : edited} cards={inUse} onClose={close} />}
    </section>
  );
}
