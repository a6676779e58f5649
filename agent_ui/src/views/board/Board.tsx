/** The live board: figures, queues, agents, what needs somebody, what if, and the day to look back on. */

import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { useKey, useScope } from "~/desk/keys";
import { warn } from "~/desk/undo";
import { day, exact } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Banner, Button, Empty, Failed, Icon, KeyHint, Seg, Skeleton } from "~/parts";
import { isSupervisor } from "~/state/selectors";
import { useCell, useDesk } from "~/state/store";
import { teamsOf, type Kind } from "~/state/figures";
import { serverNow } from "~/wire/clock";
import { printBoard } from "~/wire/boardline";
import { HttpError } from "~/wire/http";
import { Sure, useSwitch } from "../queues/SwitchOff";
import { AgentGrid } from "./AgentGrid";
import { Broadcast, Message, Whisper } from "./Dialogs";
import { Headline } from "./Headline";
import { Mover } from "./Mover";
import { Needs } from "./Needs";
import { useBoardNames, type BoardNames } from "./names";
import { firstPlan, type Plan } from "./plan";
import { QueueTable, type QueueActions } from "./QueueTable";
import { freeze, lookAt, past, pause, play, toLive } from "./rewind";
import { Rewind } from "./Rewind";
import { useFloor, WaitingSheet } from "./Waiting";
import { boardDown, refused, useBoardLine, useSeen, type Seen } from "./watch";
import { WhatIf } from "./WhatIf";
import { boardWords } from "./words";
import type { BoardAgent, WorkTile } from "~/wire/board";
import "../queues/queues.css";
import "./board.css";

type Layer = { kind: "message"; agent: BoardAgent } | { kind: "whisper"; work: WorkTile; agent: BoardAgent } | { kind: "move"; work: WorkTile } | { kind: "waiting"; queue: string } | { kind: "switch"; queue: string } | null;

/** Whether the focus is on something that wants Space or the arrows for itself. */
function wantsKey(): boolean {
  return document.activeElement?.closest("a, button, input, select, textarea, summary, [role=slider], [role=menu], [role=radiogroup], [role=tablist]") != null;
}

function useBoardKeys(seen: Seen, on: boolean): void {
  const hold = (): boolean | void => {
    if (wantsKey()) return false;
    const back = past.get();
    if (back === null) {
      if (seen.held) freeze(seen.held, serverNow());
    } else if (back.playing) pause();
    else play();
  };
  const step = (minutes: number) => (): boolean | void => {
    if (document.activeElement?.closest("[role=slider], [role=menu], input, select, textarea") != null) return false;
    if (minutes > 0 && past.get() === null) return false;
    lookAt((past.get()?.at ?? serverNow()) + minutes * 60_000, seen.held);
  };
  useScope("board", on);
  useKey("freeze", hold, on);
  useKey("back", step(-1), on);
  useKey("forward", step(1), on);
}

function Head({ seen, team, kind, names, onTeam, onKind, onMessage }: { seen: Seen; team: string; kind: Kind; names: BoardNames; onTeam: (team: string) => void; onKind: (kind: Kind) => void; onMessage: () => void }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const { held } = seen;
  const teams = held ? teamsOf(held) : [];
  const chip = seen.isPast ? "chip warn" : seen.age === "stale" ? "chip bad" : seen.age === "old" ? "chip warn" : "chip ok";
  const said = seen.isPast ? w.notLive(exact(seen.now, code)) : seen.age === "fresh" ? w.live(exact(held?.heard ?? seen.now, code)) : w.aged(seen.seconds);
  return (
    <header className="bd-h" data-panel tabIndex={-1}>
      <h1 className="h-15">{w.title}</h1>
      {held !== null && <span className={chip} data-testid="board-age"><i className="bd-dot" />{said}</span>}
      <Seg label={w.teams} value={team} choices={[{ value: "", label: w.allTeams }, ...teams.map((id) => ({ value: id, label: names.team(id) }))]} onChange={onTeam} />
      <Seg label={w.kinds} value={kind} choices={[{ value: "all" as const, label: w.allChannels }, { value: "voice" as const, label: w.voice, icon: "phone" as const }, { value: "written" as const, label: w.messages, icon: "chat" as const }]} onChange={onKind} />
      <span className="push" />
      <Link href="/queues" className="lnk bd-lnk">{w.reports}</Link>
      {seen.isPast ? <Button icon="refresh" onClick={toLive}>{w.goLive}</Button> : <Button icon="pause" data-testid="board-freeze" disabled={held === null} onClick={() => held && freeze(held, serverNow())}>{w.freeze} <span className="bd-k"><KeyHint action="freeze" /></span></Button>}
      <Print seen={seen} />
      <a className="btn" href="/board/wall" target="_blank" rel="noreferrer" aria-label={w.wall} title={w.wall}><Icon name="ext" size="s" /><span className="bd-wl">{w.wall}</span></a>
      <Button kind="pri" icon="megaphone" data-testid="board-message" disabled={held === null || seen.isPast} onClick={onMessage}>{w.message}</Button>
    </header>
  );
}

/** The board as it is shown, to take away. */
function Print({ seen }: { seen: Seen }) {
  const w = useWords(boardWords);
  const c = useWords(common);
  const code = useLanguage();
  const [busy, setBusy] = useState(false);
  const print = async (): Promise<void> => {
    setBusy(true);
    try {
      await printBoard(seen.isPast ? seen.now : null, code);
    } catch (cause) {
      warn(cause instanceof HttpError && cause.message !== "" ? cause.message : c.refused.failed);
    } finally {
      setBusy(false);
    }
  };
  return <Button icon="dl" bare title={w.printHow} disabled={busy || seen.held === null} aria-busy={busy} data-testid="board-print" onClick={() => void print()}>{w.print}</Button>;
}

/** What is wrong with what is shown, said over it. */
function Said({ seen }: { seen: Seen }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const down = useCell(boardDown);
  if (seen.isPast) return <div className="bd-bn" data-testid="board-past"><Banner tone="warn" icon="rewind" actions={<Button size="xs" onClick={toLive}>{w.goLive}</Button>}>{w.notLiveWhy(day(seen.now, code, serverNow()), exact(seen.now, code))}</Banner></div>;
  if (seen.age === "stale") return <div className="bd-bn" data-testid="board-stale"><Banner tone="bad">{down !== null ? `${w.lineLost} ` : ""}{w.aged(seen.seconds)}. {w.staleWhy}</Banner></div>;
  return null;
}

function NoQueues() {
  const w = useWords(boardWords);
  return <Empty icon="gauge" title={w.noQueues}><p>{w.noQueuesHow}</p><ol className="bd-steps">{Object.values(w.steps).map((step) => <li key={step}>{step}</li>)}</ol></Empty>;
}

function Layers({ layer, seen, names, onClose }: { layer: Layer; seen: Seen; names: BoardNames; onClose: () => void }) {
  if (layer === null || seen.held === null) return null;
  switch (layer.kind) {
    case "message": return <Message agent={layer.agent} names={names} onClose={onClose} />;
    case "whisper": return <Whisper work={layer.work} agent={layer.agent} names={names} onClose={onClose} />;
    case "move": return <Mover work={layer.work} names={names} onClose={onClose} />;
    case "waiting": return <WaitingSheet queue={layer.queue} name={names.queue(layer.queue)} onClose={onClose} />;
    case "switch": return <Switching queue={layer.queue} name={names.queue(layer.queue)} onClose={onClose} />;
  }
}

/** Off with an announcement, or on again at once. */
function Switching({ queue, name, onClose }: { queue: string; name: string; onClose: () => void }) {
  const floor = useFloor(false);
  const what = { kind: "queue" as const, id: queue, name };
  const { on } = useSwitch(what);
  const isOff = (floor.data?.switched_off ?? []).some((one) => one.kind === "queue" && one.id === queue);
  useEffect(() => {
    if (isOff) void on().then(onClose);
    // Asked once, when it opens.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return isOff ? null : <Sure what={what} onClose={onClose} />;
}

function Floor({ seen, team, kind, names }: { seen: Seen & { held: NonNullable<Seen["held"]> }; team: string; kind: Kind; names: BoardNames }) {
  const w = useWords(boardWords);
  const [, go] = useLocation();
  const [layer, setLayer] = useState<Layer>(null);
  const [plan, setPlan] = useState<Plan | null>(null);
  const floor = useFloor(false);
  const { held, now } = seen;
  const can = !seen.isPast;
  const shown = plan !== null && held.queues[plan.queue] ? plan : firstPlan(held, now);
  useEffect(() => {
    if (plan === null && shown !== null) setPlan(shown);
  }, [plan, shown]);
  const addAgents = (queue: string, from: string | null = null, agents: number = 1): void => {
    setPlan({ queue, agents, other: from, minutes: plan?.minutes ?? 30, hours: "as_is" });
    document.querySelector<HTMLElement>("[data-testid=plan-more]")?.focus();
  };
  const off = floor.data?.switched_off ?? [];
  const whisper = (work: WorkTile, agent: BoardAgent): void => setLayer({ kind: "whisper", work, agent });
  const queues: QueueActions = {
    can, addAgents: (queue) => addAgents(queue),
    openWaiting: (queue) => setLayer({ kind: "waiting", queue }),
    switchOff: (queue) => setLayer({ kind: "switch", queue }),
    isOff: (queue) => off.some((one) => one.kind === "queue" && one.id === queue),
  };
  return (
    <>
      <div className="bd-main scroll" tabIndex={-1}>
        <QueueTable held={held} now={now} team={team} kind={kind} names={names} actions={queues} />
        <AgentGrid held={held} now={now} team={team} names={names} asks={{ can, whisper, move: (work) => setLayer({ kind: "move", work }), message: (agent) => setLayer({ kind: "message", agent }) }} />
      </div>
      <aside className="side" aria-label={w.side}>
        <Needs held={held} now={now} names={names} asks={{ can, addAgents, whisper, switchOff: queues.switchOff, openWaiting: queues.openWaiting, open: (talk) => go(`/c/${talk}`) }} />
        {can ? shown && <WhatIf plan={shown} held={held} names={names} onChange={setPlan} /> : <Later />}
      </aside>
      <Layers layer={layer} seen={seen} names={names} onClose={() => setLayer(null)} />
    </>
  );
}

function Later() {
  const w = useWords(boardWords);
  return <p className="f12 t2 bd-wi">{w.past}</p>;
}

export default function Board() {
  const w = useWords(boardWords);
  const lead = useDesk(isSupervisor);
  const known = useDesk((state) => state.house !== null);
  const no = useCell(refused);
  useBoardLine(lead);
  const seen = useSeen();
  const names = useBoardNames(seen.held);
  const [team, setTeam] = useState("");
  const [kind, setKind] = useState<Kind>("all");
  const asking = useCell(past)?.asking != null;
  const [message, setMessage] = useState(false);
  useBoardKeys(seen, lead && no === null);
  useEffect(() => setPageTitle(w.title), [w]);
  useEffect(() => toLive, []);
  if (known && !lead) return <Failed error={new HttpError(403, "forbidden", "")} />;
  if (no !== null) return <Failed error={new HttpError(403, no, "")} />;
  const { held } = seen;
  const chosen = held && teamsOf(held).includes(team) ? team : "";
  const bare = held !== null && Object.keys(held.queues).length === 0;
  return (
    <div className={`sup ${seen.isPast ? "past" : seen.age}`} data-testid="board" data-past={seen.isPast} data-asking={asking}>
      <Head seen={seen} team={chosen} kind={kind} names={names} onTeam={setTeam} onKind={setKind} onMessage={() => setMessage(true)} />
      <Said seen={seen} />
      {held === null ? <div className="bd-wait" aria-busy="true"><p className="sr">{w.loading}</p><Skeleton rows={10} height={36} /></div> : bare ? <NoQueues /> : (
        <div className="bd-grid">
          <Headline held={held} now={seen.now} team={chosen} kind={kind} names={names} />
          <Floor seen={{ ...seen, held }} team={chosen} kind={kind} names={names} />
        </div>
      )}
      {held !== null && !bare && <Rewind shown={held} names={names} />}
      {message && held && <Broadcast held={held} names={names} onClose={() => setMessage(false)} />}
    </div>
  );
}
