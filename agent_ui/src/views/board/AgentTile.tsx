/** One agent: what they do and for how long; under the pointer or the focus, what a supervisor can do about it. */

import { useState } from "react";
import { useLocation } from "wouter";
import { left, timer } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Icon, Menu, mediumGlyph, StateDot, usePopover, type AgentState, type Glyph, type MenuItem } from "~/parts";
import { me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { isVoice, type BoardState } from "~/state/figures";
import type { Alert, BoardAgent, WorkTile } from "~/wire/board";
import { MediumValues, type Medium } from "~/wire/protocol";
import { ListenIn } from "../queues/ListenIn";
import { hand } from "./hands";
import type { BoardNames } from "./names";
import { boardWords } from "./words";

/** What a tile asks the board to open. */
export interface TileAsks {
  can: boolean;
  whisper: (work: WorkTile, agent: BoardAgent) => void;
  move: (work: WorkTile) => void;
  message: (agent: BoardAgent) => void;
}

export const dotOf = (state: BoardState): AgentState => (state === "wrapping" ? "wrapup" : state);
const TALKING: ReadonlySet<string> = new Set(["active", "held"]);
const glyph = (medium: string): Glyph | null => ((MediumValues as readonly string[]).includes(medium) ? mediumGlyph[medium as Medium] : null);

/** The work that says most of what an agent does: a talk before written work, the oldest first. */
export function mainWork(agent: BoardAgent): WorkTile | null {
  const rank = (work: WorkTile): number => (isVoice(work.medium) ? 0 : 2) + (TALKING.has(work.state) ? 0 : 1);
  return [...agent.work].sort((a, b) => rank(a) - rank(b) || Date.parse(a.since) - Date.parse(b.since))[0] ?? null;
}

function useLine(agent: BoardAgent, names: BoardNames): string {
  const w = useWords(boardWords);
  const work = mainWork(agent);
  if (agent.state === "away") return names.reason(agent.reason);
  if (agent.state === "missed" || agent.state === "offline") return w.states[agent.state];
  if (work === null) return agent.state === "available" ? w.readyFor(agent.queues.map(names.queue).join(", ")) : w.states[agent.state];
  const alike = agent.work.filter((one) => one.medium === work.medium).length;
  if (alike > 1 && !isVoice(work.medium) && alike === agent.work.length) return w.times(names.medium(work.medium), alike);
  const customer = names.customer(work.customer_id);
  const line = [names.queue(work.queue_id) || names.medium(work.medium), customer].filter(Boolean).join(" · ");
  const held = work.state === "held" ? w.onHold(line) : line;
  return agent.state === "wrapping" || agent.state === "ringing" ? `${w.states[agent.state]} · ${line}` : agent.work.length > 1 ? w.plus(held, agent.work.length - 1) : held;
}

function useMenu(agent: BoardAgent, name: string, names: BoardNames, asks: TileAsks): MenuItem[] {
  const w = useWords(boardWords);
  const c = useWords(common);
  const [, go] = useLocation();
  const reasons = useDesk((state) => state.house?.reasons) ?? [];
  const set = (state: "available" | "away" | "offline", reason: string, said: string) => (): void => void hand("set_agent_state", { agent_id: agent.id, state, reason }, w.stateSet(name, said));
  const talks = new Map(agent.work.map((work) => [work.conversation_id, work]));
  const open = [...talks.values()].map((work): MenuItem => ({ id: `open ${work.conversation_id}`, label: w.openOf(names.customer(work.customer_id) || w.someone), icon: "ext", run: () => go(`/c/${work.conversation_id}`) }));
  const moves = agent.work.filter((work) => work.state !== "wrapping").map((work): MenuItem => ({ id: `move ${work.interaction_id}`, label: w.move(names.customer(work.customer_id) || w.someone), icon: "transfer", run: () => asks.move(work) }));
  const ends = agent.state === "away" || agent.state === "missed";
  const said = agent.state === "away" ? names.reason(agent.reason) : w.states[agent.state];
  const states: MenuItem[] = [
    ...(agent.state === "available" || agent.state === "busy" ? [] : [{ id: "available", label: ends ? w.endState(said) : w.setState(c.presence.available), mark: <StateDot state="available" />, apart: true, run: set("available", "", c.presence.available) }]),
    ...reasons.filter((reason) => !(agent.state === "away" && agent.reason === reason.code)).map((reason, i): MenuItem => ({ id: `away ${reason.code}`, label: w.setState(names.reason(reason.code)), mark: <StateDot state="away" />, apart: i === 0 && (agent.state === "available" || agent.state === "busy"), run: set("away", reason.code, names.reason(reason.code)) })),
    ...(agent.state === "offline" ? [] : [{ id: "offline", label: w.setState(c.presence.offline), mark: <StateDot state="offline" />, run: set("offline", "", c.presence.offline) }]),
  ];
  return [...open, ...moves, { id: "message", label: w.messageOne, icon: "chat", run: () => asks.message(agent) }, ...states];
}

function Acts({ agent, name, names, asks, onMenu }: { agent: BoardAgent; name: string; names: BoardNames; asks: TileAsks; onMenu: (open: boolean) => void }) {
  const w = useWords(boardWords);
  const [, go] = useLocation();
  const mine = useDesk((state) => me(state)?.id === agent.id);
  const menu = usePopover();
  const items = useMenu(agent, name, names, asks).filter((item) => !mine || item.id !== "message");
  const work = mainWork(agent);
  const live = work !== null && TALKING.has(work.state) ? work : null;
  const close = (): void => {
    menu.close();
    onMenu(false);
  };
  const more = (
    <>
      <button ref={menu.anchor} type="button" aria-haspopup="menu" aria-expanded={menu.open} aria-label={w.moreFor(name)} data-testid="tile-more" onClick={() => { menu.show(); onMenu(true); }}><Icon name="more" size="s" />{w.moreShort}</button>
      <Menu anchor={menu.anchor} open={menu.open} onClose={close} label={w.moreFor(name)} items={items} align="end" width={260} />
    </>
  );
  if (live !== null && isVoice(live.medium) && !mine) return <ListenIn call={live}>{more}</ListenIn>;
  return (
    <span className="acts">
      {work !== null && live !== null && !mine && (
        <>
          <button type="button" title={w.whisper} data-testid="tile-whisper" onClick={() => asks.whisper(live, agent)}><Icon name="whisper" size="s" />{w.whisper}</button>
          <button type="button" title={w.takeOver} data-testid="tile-take" onClick={() => void hand("take_over", { interaction_id: live.interaction_id }, w.takenOver).then((done) => done && go(`/c/${live.conversation_id}`))}><Icon name="return" size="s" />{w.takeOver}</button>
        </>
      )}
      {work !== null && <button type="button" title={w.openTalk} data-testid="tile-open" onClick={() => go(`/c/${work.conversation_id}`)}><Icon name="ext" size="s" />{w.openTalk}</button>}
      {more}
    </span>
  );
}

/** How a tile stands out: red when somebody is needed, amber when a state has lasted long. */
function shade(alerts: readonly Alert[]): "" | "over" | "wn" {
  if (alerts.some((one) => one.kind === "help" || one.kind === "long_talk" || one.kind === "sla")) return "over";
  return alerts.some((one) => one.kind === "long_wrapup" || one.kind === "long_away") ? "wn" : "";
}

export function AgentTile({ agent, now, names, alerts, asks }: { agent: BoardAgent; now: number; names: BoardNames; alerts: readonly Alert[]; asks: TileAsks }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const [near, setNear] = useState(false);
  const [menu, setMenu] = useState(false);
  const mine = useDesk((state) => me(state)?.id === agent.id);
  const name = names.agent(agent.id);
  const line = useLine(agent, names);
  const seconds = Math.max(0, (now - Date.parse(agent.since)) / 1000);
  const look = shade(alerts);
  const work = mainWork(agent);
  const icon = work !== null && agent.state !== "away" ? glyph(work.medium) : null;
  const open = asks.can && (near || menu) && agent.state !== "offline";
  const time = seconds >= 36_000 ? left(seconds, code) : timer(seconds);
  return (
    <li
      className={`a ${open ? "hv" : ""} ${look}`}
      data-testid="agent-tile" data-agent={agent.id} data-state={agent.state}
      title={`${mine ? `${w.you}, ` : ""}${w.states[agent.state]}${agent.online || agent.state === "offline" ? "" : ` · ${w.consoleClosed}`}`}
      onPointerEnter={() => setNear(true)} onPointerLeave={() => setNear(false)}
      onFocus={() => setNear(true)} onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) setNear(false); }}
    >
      <StateDot state={dotOf(agent.state)} />
      <button type="button" className="nm trunc" aria-label={`${name}, ${w.states[agent.state]}, ${line}`} aria-expanded={open} onClick={() => setNear(true)} data-their-words>{name}</button>
      <span className={`tm row g1 ${look === "over" ? "bad" : agent.state === "available" ? "ok" : agent.state === "ringing" || agent.state === "missed" ? "warn" : ""}`}>{look !== "" && <Icon name="alert" size="xs" />}{time}</span>
      <span className="ln">{icon && <Icon name={icon} size="xs" />}<span className="trunc" data-their-words={work ? "" : undefined}>{line}</span></span>
      {open && <Acts agent={agent} name={name} names={names} asks={asks} onMenu={setMenu} />}
    </li>
  );
}
