/** What opens over the board: a message to many agents or to one, a whisper into a chat. */

import { useState } from "react";
import { useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Area, Button, Dialog, Select } from "~/parts";
import type { Held } from "~/state/board";
import { isVoice, teamsOf } from "~/state/figures";
import type { BoardAgent, WorkTile } from "~/wire/board";
import { hand, placeOf } from "./hands";
import type { BoardNames } from "./names";
import { boardWords } from "./words";

/** To all, a team, or the agents of a queue. */
export function Broadcast({ held, names, onClose }: { held: Held; names: BoardNames; onClose: () => void }) {
  const w = useWords(boardWords);
  const c = useWords(common);
  const [to, setTo] = useState("");
  const [text, setText] = useState("");
  const options = [
    { value: "", label: w.everybody },
    ...teamsOf(held).map((team) => ({ value: `team ${team}`, label: w.toTeam(names.team(team)) })),
    ...Object.keys(held.queues).map((queue) => ({ value: `queue ${queue}`, label: w.toQueue(names.queue(queue)) })),
  ];
  const send = async (): Promise<void> => {
    if (await hand("broadcast", { text: text.trim(), ...placeOf(to) }, w.sent)) onClose();
  };
  return (
    <Dialog open onClose={onClose} title={w.broadcastTitle} footer={<><Button onClick={onClose}>{c.cancel}</Button><Button kind="pri" icon="megaphone" disabled={text.trim() === ""} data-testid="broadcast-send" onClick={() => void send()}>{w.send}</Button></>}>
      <div className="layer-body">
        <Select label={w.broadcastTo} value={to} options={options} data-their-words onChange={(event) => setTo(event.target.value)} />
        <Area label={w.broadcastText} hint={w.broadcastHow} rows={3} autoFocus maxLength={500} data-testid="broadcast-text" value={text} onChange={(event) => setText(event.target.value)} />
      </div>
    </Dialog>
  );
}

/** To one agent alone. */
export function Message({ agent, names, onClose }: { agent: BoardAgent; names: BoardNames; onClose: () => void }) {
  const w = useWords(boardWords);
  const c = useWords(common);
  const [text, setText] = useState("");
  const name = names.agent(agent.id);
  const send = async (): Promise<void> => {
    if (await hand("message_agent", { agent_id: agent.id, text: text.trim() }, w.messageSent(name))) onClose();
  };
  return (
    <Dialog open onClose={onClose} title={w.messageTitle(name)} footer={<><Button onClick={onClose}>{c.cancel}</Button><Button kind="pri" icon="chat" disabled={text.trim() === ""} data-testid="message-send" onClick={() => void send()}>{w.send}</Button></>}>
      <div className="layer-body">
        <Area label={w.broadcastText} hint={w.messageHow} rows={3} autoFocus maxLength={500} data-testid="message-text" value={text} onChange={(event) => setText(event.target.value)} />
      </div>
    </Dialog>
  );
}

/** A line that only the agent sees, inside the conversation. */
export function Whisper({ work, agent, names, onClose }: { work: WorkTile; agent: BoardAgent; names: BoardNames; onClose: () => void }) {
  const w = useWords(boardWords);
  const c = useWords(common);
  const [text, setText] = useState("");
  const [to, setTo] = useState(work.interaction_id);
  const talks = agent.work.filter((one) => !isVoice(one.medium) && one.state === "active");
  const said = (one: WorkTile): string => [names.queue(one.queue_id), names.customer(one.customer_id)].filter(Boolean).join(" · ");
  const name = names.agent(agent.id);
  const send = async (): Promise<void> => {
    if (await hand("whisper_in_chat", { interaction_id: to, text: text.trim() }, w.whispered(name))) onClose();
  };
  return (
    <Dialog open onClose={onClose} title={w.whisperTitle(name)} footer={<><Button onClick={onClose}>{c.cancel}</Button><Button kind="pri" icon="whisper" disabled={text.trim() === ""} data-testid="whisper-send" onClick={() => void send()}>{w.whisper}</Button></>}>
      <div className="layer-body">
        {talks.length > 1 ? <Select label={w.whisperWhere} value={to} options={talks.map((one) => ({ value: one.interaction_id, label: said(one) }))} data-their-words data-testid="whisper-to" onChange={(event) => setTo(event.target.value)} /> : <p className="t2" data-their-words>{said(work)}</p>}
        <Area label={w.whisperText} hint={w.whisperHow} rows={3} autoFocus data-testid="whisper-text" value={text} onChange={(event) => setText(event.target.value)} />
      </div>
    </Dialog>
  );
}
