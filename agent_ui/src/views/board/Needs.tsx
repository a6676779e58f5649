/** What needs the supervisor now, each with what can be done about it beside it. */

import type { ReactNode } from "react";
import { left, percent, timer } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Button, Count, Icon, Menu, usePopover, type Glyph } from "~/parts";
import type { Held } from "~/state/board";
import { isVoice, giver, needy, queueLine } from "~/state/figures";
import { tell, warn } from "~/desk/undo";
import type { Alert, BoardAgent, WorkTile } from "~/wire/board";
import { snooze } from "~/wire/boardline";
import { HttpError } from "~/wire/http";
import { hand } from "./hands";
import type { BoardNames } from "./names";
import { boardWords } from "./words";
import { needsWords } from "./words/needs";

export interface NeedsAsks {
  can: boolean;
  addAgents: (queue: string, from: string | null, agents: number) => void;
  switchOff: (queue: string) => void;
  openWaiting: (queue: string) => void;
  whisper: (work: WorkTile, agent: BoardAgent) => void;
  open: (conversation: string) => void;
}

const icons: Record<Alert["kind"], Glyph> = {
  queue_level: "alert", queue_wait: "alert", no_agent: "alert", long_talk: "clock", long_wrapup: "clock", long_away: "clock", help: "users", sla: "target",
};
/** Kinds that began when a limit of time was passed: what is now is the limit and the time since. */
const TIMED: ReadonlySet<Alert["kind"]> = new Set<Alert["kind"]>(["queue_wait", "long_talk", "long_wrapup", "long_away"]);
const minutes = [10, 30, 60] as const;

function Snooze({ alert }: { alert: Alert }) {
  const n = useWords(needsWords);
  const c = useWords(common);
  const menu = usePopover();
  const put = (some: number): void => {
    snooze(alert.id, some).then(() => tell(n.snoozed(some)), (error: unknown) => warn(error instanceof HttpError && error.message !== "" ? error.message : c.refused.failed));
  };
  return (
    <>
      <Button ref={menu.anchor} size="xs" kind="ghost" aria-haspopup="menu" aria-expanded={menu.open} data-testid="alert-snooze" onClick={menu.toggle}>{n.snooze}</Button>
      <Menu anchor={menu.anchor} open={menu.open} onClose={menu.close} label={n.snooze} items={minutes.map((some) => ({ id: String(some), label: n.snoozeFor(some), run: () => put(some) }))} align="end" />
    </>
  );
}

/** The call for help an alert tells of. */
const helpOf = (alert: Alert): string => alert.id.replace(/^help:/, "");

/** What it is about, in figures, from what the board holds. */
function useDetail(alert: Alert, held: Held, now: number, names: BoardNames): ReactNode {
  const n = useWords(needsWords);
  const code = useLanguage();
  const tile = alert.queue_id === null ? undefined : held.queues[alert.queue_id];
  const said = alert.kind === "help" ? names.call(helpOf(alert)) : "";
  if (said !== "") return <q data-their-words>{said}</q>;
  const parts: string[] = [];
  if (alert.kind === "queue_level" && alert.value !== null && alert.limit !== null) parts.push(n.alertLevel(percent(alert.value, code), percent(alert.limit, code)));
  else if (alert.limit !== null && TIMED.has(alert.kind)) parts.push(n.alertTime(left(alert.limit + Math.max(0, (now - Date.parse(alert.since)) / 1000), code), left(alert.limit, code)));
  if (tile && (alert.kind === "queue_level" || alert.kind === "queue_wait" || alert.kind === "no_agent")) {
    const line = queueLine(tile, "all");
    const wait = line.oldest === null ? [] : [n.alertOldest(left(Math.max(0, (now - Date.parse(line.oldest)) / 1000), code))];
    parts.push([n.alertWaits(line.waiting), ...wait, n.alertReady(tile.agents.ready)].join(", ") + ".");
  }
  const work = alert.agent_id === null ? undefined : held.agents[alert.agent_id]?.work.find((one) => one.interaction_id === alert.interaction_id);
  const customer = work ? names.customer(work.customer_id) : "";
  if (customer !== "") parts.push(n.customerIs(customer));
  return <span data-their-words={customer !== "" ? "" : undefined}>{parts.join(" ")}</span>;
}

function Actions({ alert, first, held, names, asks }: { alert: Alert; first: boolean; held: Held; names: BoardNames; asks: NeedsAsks }) {
  const w = useWords(boardWords);
  const n = useWords(needsWords);
  const agent = alert.agent_id === null ? undefined : held.agents[alert.agent_id];
  const work = agent?.work.find((one) => one.interaction_id === alert.interaction_id) ?? agent?.work[0];
  const queue = alert.queue_id;
  const ofQueue = queue !== null && (alert.kind === "queue_level" || alert.kind === "queue_wait" || alert.kind === "no_agent");
  const from = queue === null ? null : giver(held, queue);
  const voice = work !== undefined && isVoice(work.medium);
  return (
    <>
      {ofQueue && <Button size="xs" kind={first ? "pri" : "plain"} data-testid="alert-add" onClick={() => asks.addAgents(queue, from, 1)}>{from === null ? w.addAgents : n.moveFrom(names.queue(from))}</Button>}
      {ofQueue && <Button size="xs" onClick={() => asks.openWaiting(queue)}>{w.openWaiting}</Button>}
      {ofQueue && alert.kind === "no_agent" && <Button size="xs" onClick={() => asks.switchOff(queue)}>{w.switchOff}</Button>}
      {alert.kind === "help" && agent && <Button size="xs" kind="pri" data-testid="alert-help" onClick={() => void hand("answer_help", { help_id: helpOf(alert) }, n.helpAnswered(names.agent(agent.id)))}>{n.answerHelp}</Button>}
      {work !== undefined && agent !== undefined && voice && <Button size="xs" icon="ear" onClick={() => void hand("listen_in", { interaction_id: work.interaction_id, part: "listen" })}>{w.listen}</Button>}
      {work !== undefined && agent !== undefined && voice && <Button size="xs" icon="whisper" onClick={() => void hand("listen_in", { interaction_id: work.interaction_id, part: "whisper" })}>{w.whisper}</Button>}
      {work !== undefined && agent !== undefined && !voice && <Button size="xs" icon="whisper" onClick={() => asks.whisper(work, agent)}>{w.whisper}</Button>}
      {work !== undefined && agent !== undefined && !voice && <Button size="xs" icon="ext" onClick={() => asks.open(work.conversation_id)}>{w.openTalk}</Button>}
      <Snooze alert={alert} />
    </>
  );
}

function Item({ alert, first, held, now, names, asks }: { alert: Alert; first: boolean; held: Held; now: number; names: BoardNames; asks: NeedsAsks }) {
  const n = useWords(needsWords);
  const detail = useDetail(alert, held, now, names);
  const hot = alert.kind === "queue_level" || alert.kind === "no_agent" || alert.kind === "help";
  const medium = alert.kind === "queue_wait" ? alert.id.split(":")[2] : undefined;
  const queue = alert.queue_id === null ? "–" : medium === undefined ? names.queue(alert.queue_id) : `${names.queue(alert.queue_id)}, ${names.medium(medium)}`;
  const what = alert.agent_id !== null ? names.agent(alert.agent_id) : queue;
  return (
    <li className={hot ? "al hot" : "al"} data-testid="alert" data-kind={alert.kind}>
      <span className={hot ? "bad" : "warn"}><Icon name={icons[alert.kind]} /></span>
      <div>
        <p><b className="m">{n.alert[alert.kind](what)}</b> <span className="t2 num none">{n.alertFor(timer(Math.max(0, (now - Date.parse(alert.since)) / 1000)))}</span></p>
        <p className="t2">{detail}</p>
        {asks.can && <div className="row al-b"><Actions alert={alert} first={first} held={held} names={names} asks={asks} /></div>}
      </div>
    </li>
  );
}

export function Needs({ held, now, names, asks }: { held: Held; now: number; names: BoardNames; asks: NeedsAsks }) {
  const w = useWords(boardWords);
  const n = useWords(needsWords);
  const all = needy(held.alerts, now);
  return (
    <section aria-label={w.needs} data-panel tabIndex={-1} data-testid="needs">
      <div className="row bd-sh"><h2 className="h-15">{w.needs}</h2>{all.length > 0 && <Count n={all.length} tone="red" />}</div>
      {!asks.can && <p className="f12 t2 bd-sp">{n.needsPast}</p>}
      {all.length === 0 ? <p className="f12 t2 bd-sp"><b className="m">{n.needsNone}</b><br />{n.needsNoneHow}</p> : <ul aria-live="polite">{all.map((alert, i) => <Item key={alert.id} alert={alert} first={i === 0} held={held} now={now} names={names} asks={asks} />)}</ul>}
    </section>
  );
}
