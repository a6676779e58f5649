/** Every queue in one row: who waits, how long, the level against its aim, who is there, the last hour. Trouble on top. */

import { left, percent } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Button, ChannelTile, Icon, Menu, mediumGlyph, usePopover, type MenuItem } from "~/parts";
import type { Held } from "~/state/board";
import { abandonedShare, answerSeconds, byTrouble, level, linesOf, ownStaff, tone, waitTone, type Kind, type QueueLine } from "~/state/figures";
import type { QueueTile } from "~/wire/board";
import { MediumValues, type Medium } from "~/wire/protocol";
import { OffChip } from "../queues/SwitchOff";
import { Fig } from "./Fig";
import { Bullet, Crew, Spark } from "./Marks";
import type { BoardNames } from "./names";
import { useSteady } from "./useSteady";
import { boardWords } from "./words";

export interface QueueActions {
  /** Whether anything can be done: not in the past. */
  can: boolean;
  addAgents: (queue: string) => void;
  openWaiting: (queue: string) => void;
  switchOff: (queue: string) => void;
  isOff: (queue: string) => boolean;
}

const isMedium = (name: string): name is Medium => (MediumValues as readonly string[]).includes(name);

/** The medium that most wait on now, else the one most came on: its colour stands for the row. */
function busiest(line: QueueLine): Medium | null {
  const found = [...line.media].sort((a, b) => b.waiting - a.waiting || b.hour.entered - a.hour.entered || b.today.entered - a.today.entered)[0]?.medium;
  return found !== undefined && isMedium(found) ? found : null;
}

function More({ line, name, actions }: { line: QueueLine; name: string; actions: QueueActions }) {
  const w = useWords(boardWords);
  const menu = usePopover();
  const items: MenuItem[] = [
    { id: "add", label: w.addAgents, icon: "plus", run: () => actions.addAgents(line.id) },
    { id: "waiting", label: w.openWaiting, icon: "inbox", run: () => actions.openWaiting(line.id) },
    { id: "off", label: actions.isOff(line.id) ? w.switchOn : w.switchOff, icon: "megaphone", apart: true, run: () => actions.switchOff(line.id) },
  ];
  return (
    <>
      <Button ref={menu.anchor} kind="ghost" size="xs" icon="more" bare aria-haspopup="menu" aria-expanded={menu.open} data-testid="queue-more" onClick={menu.toggle}>{w.more(name)}</Button>
      <Menu anchor={menu.anchor} open={menu.open} onClose={menu.close} label={w.more(name)} items={items} align="end" width={220} />
    </>
  );
}

/** What waits on each medium, when it is more than one. */
function ByMedium({ line, names }: { line: QueueLine; names: BoardNames }) {
  const some = line.media.filter((one) => one.waiting > 0).sort((a, b) => b.waiting - a.waiting).slice(0, 4);
  if (some.length < 2) return null;
  return <span className="row g1 t3 f12 bd-bm">{some.map((one) => isMedium(one.medium) && <span key={one.medium} className="row g1" title={`${names.medium(one.medium)}: ${one.waiting}`}><Icon name={mediumGlyph[one.medium]} size="xs" label={names.medium(one.medium)} /><span className="num">{one.waiting}</span></span>)}</span>;
}

function Row({ line, now, own, team, names, actions }: { line: QueueLine; now: number; own: QueueTile["agents"]; team: string; names: BoardNames; actions: QueueActions }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const { tile } = line;
  const wait = line.oldest === null ? null : Math.max(0, (now - Date.parse(line.oldest)) / 1000);
  const waits = waitTone(wait, tile.target_seconds);
  const served = level(line.hour);
  const levelTone = tone(served, tile.target_share);
  const worst = waits === "d" || levelTone === "d" ? "hot" : waits === "w" || levelTone === "w" ? "wm" : "";
  const ink = { "": "", w: "warn b", d: "bad b" } as const;
  const medium = busiest(line);
  const name = names.queue(line.id);
  const asr = answerSeconds(line.hour);
  return (
    <tr className={worst} data-testid="queue-row" data-queue={line.id}>
      <td><span className="row">{medium ? <ChannelTile medium={medium} /> : <span className="ch system"><Icon name="inbox" /></span>}<button type="button" className="m trunc bd-name" onClick={() => actions.openWaiting(line.id)} disabled={!actions.can}>{name}</button><ByMedium line={line} names={names} />{!tile.open && <span className="chip">{w.closed}</span>}{actions.isOff(line.id) && <OffChip />}</span></td>
      <td className={`r ${line.waiting > 0 ? "b" : "t3"}`}><Fig>{line.waiting}</Fig></td>
      <td className={`r ${ink[waits]}`}>{wait === null ? <span className="t3">–</span> : <span className="num">{left(wait, code)}</span>}</td>
      <td><span className="row"><Bullet value={served} target={tile.target_share} tone={levelTone} /><Fig className={ink[levelTone] || "m"}>{percent(served, code)}</Fig><span className="sr">{w.levelOfMany(percent(tile.target_share, code))}</span></span></td>
      <td className="r"><Fig>{percent(abandonedShare(line.hour), code, 1)}</Fig></td>
      <td className="r"><Fig>{asr === null ? "–" : left(asr, code)}</Fig></td>
      <td><Crew agents={tile.agents} own={own} team={team} /></td>
      <td><Spark trend={tile.trend} /></td>
      <td className="r"><span className="row bd-act">{worst === "hot" && actions.can && <Button size="xs" data-testid="add-agents" onClick={() => actions.addAgents(line.id)}>{w.addAgents}</Button>}{actions.can && <More line={line} name={name} actions={actions} />}</span></td>
    </tr>
  );
}

export function QueueTable({ held, now, team, kind, names, actions }: { held: Held; now: number; team: string; kind: Kind; names: BoardNames; actions: QueueActions }) {
  const w = useWords(boardWords);
  const lines = new Map(linesOf(held, team, kind).map((line) => [line.id, line]));
  const { ids, hold } = useSteady([...lines.values()].sort(byTrouble(now)).map((line) => line.id));
  return (
    <section aria-label={w.reports} data-panel tabIndex={-1}>
      <table className="tbl q bd-q">
        <thead>
          <tr><th>{w.queue}</th><th className="r">{w.waiting}</th><th className="r">{w.longestShort}</th><th>{w.level}<span className="opt">{w.levelHour}</span></th><th className="r">{w.abandoned}</th><th className="r">{w.answerIn}</th><th title={w.readyTip}>{w.ready}</th><th>{w.trend}</th><th><span className="sr">{w.moreShort}</span></th></tr>
        </thead>
        <tbody {...hold}>{ids.map((id) => { const line = lines.get(id); return line && <Row key={id} line={line} now={now} own={ownStaff(held, id, team)} team={team === "" ? "" : names.team(team)} names={names} actions={actions} />; })}</tbody>
      </table>
    </section>
  );
}
