/** The supervisors' plain list of queues: who waits and why, who works. The live board comes on top of the same rows. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { setPageTitle } from "~/desk/alerts";
import { left, moment, timer } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { ChannelTile, Count, Empty, Failed, Icon, Skeleton, StateDot, useServerNow, Vip } from "~/parts";
import { numberOf, speaks } from "~/state/calls";
import { colleagues, isSupervisor, me, queues } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import { get, HttpError } from "~/wire/http";
import type { Floor, LiveCall, SwitchedOff, Waiting } from "~/wire/pages";
import { PresenceStateValues, type ColleagueRow, type PresenceState, type QueueRow } from "~/wire/protocol";
import { useFresh } from "../lists";
import { load } from "../shell/QueueHealth";
import { presenceName } from "../shell/Presence";
import { phoneWords } from "../phone/words";
import { ListenIn } from "./ListenIn";
import { MoveWork } from "./MoveWork";
import { OffChip, SwitchBanner, SwitchButton } from "./SwitchOff";
import { FloorHead } from "./Tabs";
import { Why } from "./Why";
import { floor } from "./words";
import "./queues.css";

const work = /^(interaction|offer|handling|presence|wrap_up|call|switched)/;

function QueueLine({ row, now, on, off, speaks, choose }: { row: QueueRow; now: number; on: boolean; off: SwitchedOff | undefined; speaks: boolean; choose: () => void }) {
  const w = useWords(floor);
  const code = useLanguage();
  const { wait, share, tone } = load(row, now);
  const hot = tone === "d" ? "hot" : tone === "w" ? "wm" : "";
  return (
    <tr className={`go ${hot} ${on ? "on" : ""}`} onClick={choose}>
      <td><button type="button" className="m" aria-pressed={on} onClick={(event) => { event.stopPropagation(); choose(); }}>{row.name}</button>{!row.open && <span className="chip shut">{w.closed}{row.opens_at ? ` · ${w.opens(moment(row.opens_at, code, now))}` : ""}</span>}{off && <OffChip />}</td>
      <td className="r">{row.waiting}</td>
      <td className={`r ${tone === "d" ? "bad b" : tone === "w" ? "warn b" : ""}`}>{wait === null ? "–" : left(wait, code)}</td>
      <td><span className="row"><span className="bul" aria-hidden="true"><b className={tone} style={{ width: `${share * 100}%` }} /><u style={{ left: "50%" }} /></span><span className="num f12 t3">{left(row.target_seconds, code)}</span></span></td>
      <td className="r">{row.available}</td>
      <td className="r">{row.signed_in}</td>
      {speaks && <td className="r" onClick={(event) => event.stopPropagation()}><SwitchButton what={{ kind: "queue", id: row.id, name: row.name }} off={off} /></td>}
    </tr>
  );
}

function WaitingLine({ row, now, names }: { row: Waiting; now: number; names: ReadonlyMap<string, string> }) {
  const code = useLanguage();
  const since = row.waiting_since ?? row.last_customer_at ?? null;
  const seconds = since !== null ? (now - Date.parse(since)) / 1000 : (row.age_seconds ?? null);
  return (
    <tr>
      <td><span className="row"><ChannelTile medium={row.medium} /><span className="m">{row.customer_name}</span>{row.vip && <Vip />}</span></td>
      <td className="fill t2">{row.subject === "" ? row.preview : row.subject}</td>
      <td>{row.queue_name || (names.get(row.queue_id) ?? row.queue_id)}</td>
      <td className="r">{seconds === null ? "–" : left(Math.max(0, seconds), code)}</td>
      <td><span className="row g1"><Why row={row} /><MoveWork row={row} /></span></td>
    </tr>
  );
}

function AgentTile({ row, now, names, call }: { row: ColleagueRow; now: number; names: ReadonlyMap<string, string>; call: LiveCall | undefined }) {
  const w = useWords(floor);
  const c = useWords(common);
  const code = useLanguage();
  const reasons = useDesk((state) => state.house?.reasons) ?? [];
  const inHand = Object.entries(row.load).filter(([, n]) => n > 0);
  const said = presenceName(c, reasons, code, row.presence, row.presence_reason);
  const p = useWords(phoneWords);
  const mine = useDesk((state) => me(state)?.id === row.id);
  const line = call ? [names.get(call.queue_id) ?? "", call.customer_name || numberOf(call.number)].filter(Boolean).join(" · ") : inHand.length > 0 ? inHand.map(([medium, n]) => `${(c.media as Record<string, string>)[medium] ?? medium} ${n}/${row.capacity[medium] ?? n}`).join(" · ") : row.queues.map((id) => names.get(id) ?? id).join(", ");
  const state = row.presence === "available" && inHand.length > 0 ? "busy" : row.presence;
  return (
    <li className={call && !mine ? "a hv" : "a"} data-testid="agent-tile" data-agent={row.id} title={`${said}${row.online ? "" : ` · ${w.notOnline}`}`}>
      <StateDot state={row.online || row.presence === "offline" ? state : "offline"} />
      <span className="nm trunc">{row.name}</span>
      <span className="tm">{timer(Math.max(0, (now - Date.parse(call?.since ?? row.presence_since)) / 1000))}</span>
      <span className="ln">{call && <Icon name="phone" size="xs" />}<span className="trunc" data-their-words={call ? "" : undefined}>{call ? line || p.onACall : `${said} · ${line}`}</span></span>
      {call && !mine && <ListenIn call={call} />}
    </li>
  );
}

function Agents({ rows, now, names, calls }: { rows: readonly ColleagueRow[]; now: number; names: ReadonlyMap<string, string>; calls: readonly LiveCall[] }) {
  const w = useWords(floor);
  const c = useWords(common);
  const [only, setOnly] = useState<PresenceState | "">("");
  const counts = useMemo(() => new Map(PresenceStateValues.map((state) => [state, rows.filter((row) => row.presence === state).length])), [rows]);
  const shown = only === "" ? rows : rows.filter((row) => row.presence === only);
  return (
    <section aria-label={w.agents} data-panel tabIndex={-1}>
      <div className="ag-h"><h2 className="h-15">{w.agents}</h2>
        {PresenceStateValues.filter((state) => (counts.get(state) ?? 0) > 0).map((state) => (
          <button key={state} type="button" className={only === state ? "chip acc" : "chip line"} aria-pressed={only === state} onClick={() => setOnly(only === state ? "" : state)}><StateDot state={state} />{c.presence[state]} {counts.get(state)}</button>
        ))}
      </div>
      {shown.length === 0 ? <p className="t3 ag-0">{w.noAgents}</p> : <ul className="ag">{shown.map((row) => <AgentTile key={row.id} row={row} now={now} names={names} call={calls.find((one) => one.agent_id === row.id)} />)}</ul>}
    </section>
  );
}

export default function Queues() {
  const w = useWords(floor);
  const client = useQueryClient();
  const now = useServerNow();
  const lead = useDesk(isSupervisor);
  const all = useDesk(queues, sameList);
  const agents = useDesk(colleagues, sameList);
  const [only, setOnly] = useState<string | null>(null);
  const found = useQuery({ queryKey: ["floor"], queryFn: ({ signal }) => get<Floor>("/api/floor", signal), refetchInterval: 5_000, enabled: lead });
  useFresh(["floor"], work);
  // The queues' rows are live: when a count on them moves, who waits is asked anew.
  const counts = all.map((row) => `${row.id} ${row.waiting} ${row.oldest_at ?? ""}`).join();
  useEffect(() => void client.invalidateQueries({ queryKey: ["floor"] }), [client, counts]);
  useEffect(() => setPageTitle(w.title), [w]);
  const names = useMemo(() => new Map(all.map((row) => [row.id, row.name])), [all]);
  const waiting = (found.data?.waiting ?? []).filter((row) => only === null || row.queue_id === only);
  const p = useWords(phoneWords);
  const channels = useDesk((state) => state.house?.channels) ?? [];
  const voice = channels.some((one) => speaks(one.medium));
  const off = found.data?.switched_off ?? [];
  if (!lead) return <Failed error={new HttpError(403, "forbidden", "")} />;
  return (
    <div className="pg">
      <FloorHead />
      <SwitchBanner all={off} nameOf={(one) => (one.kind === "queue" ? (names.get(one.id) ?? one.id) : (channels.find((each) => each.id === one.id)?.name ?? one.id))} />
      <div className="scroll" tabIndex={-1}>
        <section aria-label={w.title} data-panel tabIndex={-1}>
          {all.length === 0 ? (
            <Empty icon="gauge" title={w.noQueues}>{w.noQueuesHow}</Empty>
          ) : (
            <table className="tbl q">
              <thead><tr><th>{w.queue}</th><th className="r">{w.waiting}</th><th className="r">{w.longest}</th><th>{w.target}</th><th className="r">{w.free}</th><th className="r">{w.signedIn}</th>{voice && <th><span className="sr">{p.switchOff}</span></th>}</tr></thead>
              <tbody>{all.map((row) => <QueueLine key={row.id} row={row} now={now} on={only === row.id} speaks={voice} off={off.find((one) => one.kind === "queue" && one.id === row.id)} choose={() => setOnly(only === row.id ? null : row.id)} />)}</tbody>
            </table>
          )}
        </section>
        <section aria-label={w.waiting} data-panel tabIndex={-1}>
          <div className="ag-h"><h2 className="h-15">{w.waiting}</h2><Count n={waiting.length} />{only !== null && <button type="button" className="chip acc" onClick={() => setOnly(null)}>{names.get(only) ?? only} ×</button>}</div>
          {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : found.isPending ? <Skeleton rows={4} /> : waiting.length === 0 ? (
            <Empty icon="check" title={w.noneWaits}>{w.noneWaitsHow}</Empty>
          ) : (
            <table className="tbl">
              <thead><tr><th>{w.customer}</th><th>{w.about}</th><th>{w.queue}</th><th className="r">{w.age}</th><th><span className="sr">{w.move}</span></th></tr></thead>
              <tbody>{waiting.map((row) => <WaitingLine key={row.id} row={row} now={now} names={names} />)}</tbody>
            </table>
          )}
        </section>
        <Agents rows={agents} now={now} names={names} calls={found.data?.calls ?? []} />
      </div>
    </div>
  );
}
