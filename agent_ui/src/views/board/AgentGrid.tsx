/** All agents as tiles, the longest in their state first; chips choose a state. */

import { useState } from "react";
import { useWords } from "~/i18n/language";
import { Empty, Icon, StateDot } from "~/parts";
import type { Held } from "~/state/board";
import { agentsOf, boardStates, byStay, countStates, needy, type BoardState } from "~/state/figures";
import { AgentTile, dotOf, type TileAsks } from "./AgentTile";
import type { BoardNames } from "./names";
import { useSteady } from "./useSteady";
import { boardWords } from "./words";

export function AgentGrid({ held, now, team, names, asks }: { held: Held; now: number; team: string; names: BoardNames; asks: TileAsks }) {
  const w = useWords(boardWords);
  const [only, setOnly] = useState<BoardState | "">("");
  const all = agentsOf(held, team);
  const count = countStates(all);
  const shown = new Map(all.filter((one) => only === "" || one.state === only).map((one) => [one.id, one]));
  const { ids, hold } = useSteady([...shown.values()].sort(byStay).map((one) => one.id));
  const alerts = needy(held.alerts, now);
  return (
    <section aria-label={w.agents} data-panel tabIndex={-1}>
      <div className="bd-agh">
        <h2 className="h-15">{w.agents}</h2>
        {boardStates.filter((state) => count[state] > 0).map((state) => (
          <button key={state} type="button" className={only === state ? "chip acc" : "chip line"} aria-pressed={only === state} onClick={() => setOnly(only === state ? "" : state)}><StateDot state={dotOf(state)} />{w.states[state]} {count[state]}</button>
        ))}
        <span className="push f12 t2 row g1"><Icon name="filter" size="s" />{w.byStay}</span>
      </div>
      {all.length === 0 ? <Empty icon="users" title={w.nobody}>{w.nobodyHow}</Empty> : shown.size === 0 ? <p className="t2 bd-pad">{w.nobodyLike}</p> : (
        <ul className="ag bd-ag" {...hold}>
          {ids.map((id) => {
            const agent = shown.get(id);
            return agent && <AgentTile key={id} agent={agent} now={now} names={names} alerts={alerts.filter((one) => one.agent_id === id)} asks={asks} />;
          })}
        </ul>
      )}
    </section>
  );
}
