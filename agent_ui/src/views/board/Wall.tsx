/** The board for a wall: big type, nothing to press, nothing that turns. `?queues=` says which, `?theme=light` how. */

import { useEffect } from "react";
import { useSearch } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { clock, left, percent } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Failed, Mark, Skeleton } from "~/parts";
import { isSupervisor } from "~/state/selectors";
import { useCell, useDesk } from "~/state/store";
import type { Held } from "~/state/board";
import { headline, isPartial, level, linesOf, needy, ownStaff, tone, waitTone, type QueueLine } from "~/state/figures";
import type { QueueTile } from "~/wire/board";
import { HttpError } from "~/wire/http";
import { Fig } from "./Fig";
import { Bullet } from "./Marks";
import { useBoardNames, type BoardNames } from "./names";
import { refused, useBoardLine, useSeen } from "./watch";
import { boardWords } from "./words";
import "../queues/queues.css";
import "./board.css";

const ink = { "": "", w: "warn", d: "bad" } as const;

function Row({ line, now, own, names }: { line: QueueLine; now: number; own: QueueTile["agents"]; names: BoardNames }) {
  const code = useLanguage();
  const w = useWords(boardWords);
  const wait = line.oldest === null ? null : Math.max(0, (now - Date.parse(line.oldest)) / 1000);
  const served = level(line.hour);
  const shade = tone(served, line.tile.target_share);
  const waits = waitTone(wait, line.tile.target_seconds);
  return (
    <tr className={waits === "d" || shade === "d" ? "hot" : ""} data-testid="wall-row" data-queue={line.id}>
      <th scope="row">{names.queue(line.id)}{!line.tile.open && <span className="chip">{w.closed}</span>}</th>
      <td className={line.waiting > 0 ? "" : "t3"}><Fig>{line.waiting}</Fig></td>
      <td className={ink[waits]}>{wait === null ? <span className="t3">–</span> : <span className="num">{left(wait, code)}</span>}</td>
      <td className={ink[shade]}><span className="wl-lv"><Bullet value={served} target={line.tile.target_share} tone={shade} /><Fig>{percent(served, code)}</Fig></span></td>
      <td><Fig>{line.tile.agents.ready}</Fig> <span className="t3 reg">{w.of(line.tile.agents.of)}</span>{own.of !== line.tile.agents.of && <span className="t3 reg wl-own">{w.ownShort(own.ready)}</span>}</td>
    </tr>
  );
}

/** Only the queues named, when any are. */
function chosen(held: Held, asked: readonly string[]): Held {
  const some = asked.filter((id) => held.queues[id]);
  if (some.length === 0) return held;
  return { ...held, queues: Object.fromEntries(some.map((id) => [id, held.queues[id]!])), agents: Object.fromEntries(Object.entries(held.agents).filter(([, one]) => one.queues.some((id) => some.includes(id)))) };
}

function Shown({ held, now, names }: { held: Held; now: number; names: BoardNames }) {
  const w = useWords(boardWords);
  const code = useLanguage();
  const all = headline(held, "", "all");
  const wait = all.longest === null ? null : Math.max(0, (now - Date.parse(all.longest.since)) / 1000);
  const shade = all.target === null ? "" : tone(all.level, all.target);
  const alerts = needy(held.alerts, now).length;
  return (
    <>
      <dl className="wl-k">
        <div><dt>{w.waitingNow}</dt><dd><Fig>{all.waiting}</Fig></dd></div>
        <div className={all.longest ? ink[waitTone(wait, all.longest.target)] : ""}><dt>{w.longest}</dt><dd className="num">{wait === null ? "–" : left(wait, code)}</dd></div>
        <div className={ink[shade]}><dt>{w.level}</dt><dd><Fig>{percent(all.level, code)}</Fig></dd></div>
        <div><dt>{isPartial(held) ? w.readyOwn : w.ready}</dt><dd><Fig>{all.ready}</Fig> <small>{w.of(all.of)}</small></dd></div>
        <div className={alerts > 0 ? "warn" : ""}><dt>{w.needs}</dt><dd><Fig>{alerts}</Fig></dd></div>
      </dl>
      <table className="wl-t">
        <thead><tr><th scope="col">{w.queue}</th><th scope="col">{w.wallWaiting}</th><th scope="col">{w.wallLongest}</th><th scope="col">{w.wallLevel}</th><th scope="col">{w.wallReady}</th></tr></thead>
        <tbody>{linesOf(held, "", "all").sort((a, b) => names.queue(a.id).localeCompare(names.queue(b.id))).map((line) => <Row key={line.id} line={line} now={now} own={ownStaff(held, line.id, "")} names={names} />)}</tbody>
      </table>
    </>
  );
}

export default function Wall() {
  const w = useWords(boardWords);
  const code = useLanguage();
  const asked = new URLSearchParams(useSearch());
  const lead = useDesk(isSupervisor);
  const known = useDesk((state) => state.house !== null);
  const firm = useDesk((state) => state.house?.firm ?? "");
  const no = useCell(refused);
  useBoardLine(lead);
  const seen = useSeen();
  const names = useBoardNames(seen.held);
  useEffect(() => setPageTitle(w.wallTitle), [w]);
  const queues = (asked.get("queues") ?? "").split(",").map((id) => id.trim()).filter(Boolean);
  const held = seen.held === null ? null : chosen(seen.held, queues);
  return (
    <main className={`wl ${seen.age}`} data-theme={asked.get("theme") === "light" ? "light" : "dark"} data-testid="wall">
      {(known && !lead) || no !== null ? <Failed error={new HttpError(403, "forbidden", "")} /> : (
        <>
          <header><Mark size={36} /><h1 data-their-words>{firm}</h1><span className="push" />{seen.age !== "fresh" && <span className={seen.age === "stale" ? "bad" : "warn"} role="status">{w.aged(seen.seconds)}</span>}<span className="num">{clock(seen.now, code)}</span></header>
          {held === null ? <Skeleton rows={6} height={72} /> : <Shown held={held} now={seen.now} names={names} />}
        </>
      )}
    </main>
  );
}
