/** The middle of the phone bar: what can be done in each state. What cannot is off, and says why. */

import { useState, type ReactNode, type Ref } from "react";
import { lineDown } from "~/desk/commands";
import { caps, useKey, type Action } from "~/desk/keys";
import { mute, takeQuestion } from "~/desk/phone";
import { useWords } from "~/i18n/language";
import { Avatar, Button, Dialog, Icon, usePopover, type Glyph } from "~/parts";
import { asked, bare, customerLeg, myLeg, onMobile, others, readable, type Phase } from "~/state/calls";
import { useCell, useDesk } from "~/state/store";
import type { CallRow, WorkRow } from "~/wire/protocol";
import { order } from "./ask";
import { HandOver } from "./HandOver";
import { Keypad } from "./Keypad";
import { OfferCallback, useMobile } from "./Rescue";
import { phoneWords } from "./words";

interface CtlProps {
  icon: Glyph;
  action: Action;
  children: string;
  /** Why it cannot be done now; "" when it can. */
  off?: string;
  pressed?: boolean;
  bad?: boolean;
  title?: string;
  expanded?: boolean;
  ref?: Ref<HTMLButtonElement>;
  run: () => void;
}

/** One 48 px control. Off, it still says why to pointer, key and ear. */
function Ctl({ icon, action, children, off = "", pressed, bad, title, expanded, ref, run }: CtlProps) {
  const keys = caps(action).join("+");
  const press = (): void => { if (off === "") run(); };
  useKey(action, press);
  return (
    <button ref={ref} type="button" className={bad ? "cbtn bad" : "cbtn"} data-testid={`phone-${action}`} aria-pressed={pressed} aria-expanded={expanded} aria-disabled={off !== "" || undefined}
      aria-keyshortcuts={keys} title={off !== "" ? off : `${title ?? children} (${keys})`} onClick={press}>
      <Icon name={icon} /><span>{children}</span>{off !== "" && <span className="sr">{off}</span>}
    </button>
  );
}

interface Props {
  call: CallRow;
  work: WorkRow | null;
  phase: Phase;
  muted: boolean;
}

export function Controls(props: Props) {
  const { call, phase } = props;
  if (phase === "ringing") return <Question call={call} />;
  if (myLeg(call)?.party === "supervisor") return <Supervising call={call} />;
  if (phase === "dialling") return <Dialling {...props} />;
  if (phase === "consulting") return <Consulting {...props} />;
  if (phase === "conference") return <Conference {...props} />;
  if (phase === "lost") return <Lost call={call} />;
  return <Talking {...props} />;
}

/** Hang up: for all when the call is mine, else only my own leg. */
function useEnd(call: CallRow, work: WorkRow | null): () => void {
  const id = call.interaction_id;
  const end = (): void => {
    if (work !== null || myLeg(call)?.party === "agent" || myLeg(call) === null) void order("hang_up", { interaction_id: id });
    else void order("drop_party", { interaction_id: id, leg_id: call.my_leg_id });
  };
  useKey("hangUp", end);
  return end;
}

function End({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return <Button kind="stop" size="lg" icon="hangup" action="hangUp" className="endb" data-testid="phone-hangUp" onClick={onClick}>{children}</Button>;
}

/** A colleague asks me: their question rings here and is taken or refused by the same keys as work. */
function Question({ call }: { call: CallRow }) {
  const w = useWords(phoneWords);
  const decline = (): void => void order("drop_party", { interaction_id: call.interaction_id, leg_id: call.my_leg_id });
  useKey("accept", () => takeQuestion());
  useKey("decline", decline);
  return (
    <div className="row mid gap">
      <Button kind="go" size="lg" icon="phone" action="accept" data-testid="phone-answer" onClick={() => takeQuestion()}>{w.answer}</Button>
      <Button size="lg" icon="hangup" action="decline" optKeys={false} onClick={decline}>{w.decline}</Button>
    </div>
  );
}

function Dialling({ call, work }: Props) {
  const w = useWords(phoneWords);
  const end = useEnd(call, work);
  const pad = usePopover();
  const rings = customerLeg(call)?.state !== "answered";
  return (
    <div className="row mid gap">
      <Ctl ref={pad.anchor} icon="keypad" action="keypad" off={rings ? w.off.notTalking : ""} expanded={pad.open} run={pad.toggle}>{w.keypad}</Ctl>
      <Keypad anchor={pad.anchor} open={pad.open} onClose={pad.close} call={call} />
      <End onClick={end}>{rings ? w.cancel : w.end}</End>
    </div>
  );
}

function Talking({ call, work, phase, muted }: Props) {
  const w = useWords(phoneWords);
  const offline = useCell(lineDown) !== null;
  const pad = usePopover();
  const transfer = usePopover();
  const add = usePopover();
  const end = useEnd(call, work);
  const id = call.interaction_id;
  const held = phase === "held";
  const mine = work !== null;
  const off = offline ? w.off.offline : mine ? "" : w.off.notMine;
  return (
    <div className="row mid">
      {!held && <Ctl icon={muted ? "micoff" : "mic"} action="mute" pressed={muted} off={offline ? w.off.offline : ""} run={() => void mute(!muted)}>{muted ? w.unmute : w.mute}</Ctl>}
      <Ctl icon={held ? "play" : "pause"} action="hold" pressed={held} off={off} run={() => void order("hold_call", { interaction_id: id, on: !held })}>{held ? w.resume : w.hold}</Ctl>
      <Ctl ref={pad.anchor} icon="keypad" action="keypad" off={off} expanded={pad.open} run={pad.toggle}>{w.keypad}</Ctl>
      <Ctl ref={transfer.anchor} icon="transfer" action="phoneTransfer" off={off} expanded={transfer.open} run={transfer.toggle}>{w.transfer}</Ctl>
      <Ctl ref={add.anchor} icon="conference" action="addParty" off={off !== "" ? off : held ? w.off.held : ""} expanded={add.open} title={w.addTitle} run={add.toggle}>{w.add}</Ctl>
      {!held && <Record call={call} off={off} />}
      <End onClick={end}>{w.end}</End>
      <Keypad anchor={pad.anchor} open={pad.open} onClose={pad.close} call={call} />
      <HandOver anchor={transfer.anchor} open={transfer.open} onClose={transfer.close} call={call} what="transfer" />
      <HandOver anchor={add.anchor} open={add.open} onClose={add.close} call={call} what="add" />
    </div>
  );
}

function Record({ call, off }: { call: CallRow; off: string }) {
  const w = useWords(phoneWords);
  const on = call.recording === "on";
  const paused = call.recording === "paused";
  const why = off !== "" ? off : call.recording === "refused" ? w.off.refused : "";
  const tape = on ? "pause" : paused ? "resume" : "start";
  return (
    <Ctl icon="rec" action="record" bad={on} pressed={paused} off={why} title={on ? w.pauseRecLong : paused ? w.resumeRec : w.startRec}
      run={() => void order("record_call", { interaction_id: call.interaction_id, tape })}>{on ? w.pauseRec : w.record}</Ctl>
  );
}

function Consulting({ call, work }: Props) {
  const w = useWords(phoneWords);
  const id = call.interaction_id;
  const there = asked(call)?.state === "answered";
  const name = (customerLeg(call)?.name || work?.customer_name || bare(call.number)).split(" ")[0] ?? "";
  const handOver = (): void => void order("complete_consult", { interaction_id: id });
  const back = (): void => void order("cancel_consult", { interaction_id: id });
  useKey("phoneTransfer", handOver, there);
  useKey("hangUp", back);
  return (
    <div className="row mid gap">
      <Button kind="pri" size="lg" icon="transfer" disabled={!there} title={there ? undefined : w.ringingOut} data-testid="hand-over" onClick={handOver}>{w.handOver}</Button>
      <Button size="lg" icon="conference" disabled={!there} data-testid="join-all" onClick={() => void order("add_party", { interaction_id: id })}>{w.joinAll}</Button>
      <Button size="lg" data-testid="consult-back" onClick={back}><span className="trunc">{w.backTo(name)}</span></Button>
    </div>
  );
}

function Conference({ call, work }: Props) {
  const w = useWords(phoneWords);
  const [sure, setSure] = useState(false);
  const id = call.interaction_id;
  const customer = customerLeg(call);
  const mine = work !== null;
  useKey("hangUp", () => (mine ? setSure(true) : void order("drop_party", { interaction_id: id, leg_id: call.my_leg_id })));
  return (
    <div className="row mid gap">
      {customer && <span className="chip line tall"><Avatar id={work?.customer_id ?? customer.id} name={nameFor(customer.name, work?.customer_name ?? "", customer.address)} size="s" /><span className="trunc">{firstOf(nameFor(customer.name, work?.customer_name ?? "", customer.address))}</span>{customer.muted && <Icon name="micoff" size="xs" label={w.customerMuted} />}</span>}
      {others(call).filter((leg) => leg.part === "talk").map((leg) => {
        const name = leg.name || bare(leg.address);
        return (
          <span key={leg.id} className="chip line tall"><Avatar id={leg.agent_id ?? leg.id} name={name} size="s" /><span className="trunc">{firstOf(name)}</span>
            {mine && <button type="button" className="chipx" title={w.remove(name)} data-testid="drop-party" onClick={() => void order("drop_party", { interaction_id: id, leg_id: leg.id })}><Icon name="x" size="xs" /><span className="sr">{w.remove(name)}</span></button>}
          </span>
        );
      })}
      {mine ? <End onClick={() => setSure(true)}>{w.endAll}</End> : <End onClick={() => void order("drop_party", { interaction_id: id, leg_id: call.my_leg_id })}>{w.leave}</End>}
      <Dialog open={sure} onClose={() => setSure(false)} title={w.endAllSure}
        footer={<><Button autoFocus data-focus onClick={() => setSure(false)}>{w.cancel}</Button><Button kind="stop" icon="hangup" data-testid="end-all" onClick={() => { setSure(false); void order("hang_up", { interaction_id: id }); }}>{w.endAll}</Button></>}>
        <p className="layer-body">{w.endAllHow}</p>
      </Dialog>
    </div>
  );
}

const nameFor = (leg: string, work: string, address: string): string => work || leg || bare(address);
const firstOf = (name: string): string => (name.startsWith("+") ? name : (name.split(" ")[0] ?? name));

/** The sound broke: go on by one's own mobile, have the phone here rung again, or promise a call. */
function Lost({ call }: { call: CallRow }) {
  const w = useWords(phoneWords);
  const mobile = useMobile();
  const telephone = useDesk((state) => state.house?.channels.find((one) => one.id === call.channel_id)?.medium === "phone");
  const rings = onMobile(myLeg(call));
  const id = call.interaction_id;
  return (
    <div className="row mid gap">
      <span className="t2 f12 lost-how opt">{rings ? w.mobileHow : w.lostHow}</span>
      {telephone && !rings && <Button size="lg" icon="phone" disabled={mobile === ""} title={mobile === "" ? w.noMobile : readable(mobile)} data-testid="on-mobile" onClick={() => void order("continue_on_mobile", { interaction_id: id })}>{w.onMobile}</Button>}
      {!rings && <Button size="lg" icon="refresh" onClick={() => void order("reconnect", { interaction_id: id })}>{w.reconnect}</Button>}
      <OfferCallback call={call} size="lg" />
    </div>
  );
}

/** A supervisor in somebody's call: hear, whisper, talk, leave. */
function Supervising({ call }: { call: CallRow }) {
  const w = useWords(phoneWords);
  const id = call.interaction_id;
  const part = myLeg(call)?.part ?? "listen";
  const leave = (): void => void order("stop_listening", { interaction_id: id });
  useKey("hangUp", leave);
  const choices = [["listen", "ear", w.listen], ["whisper", "whisper", w.whisper], ["talk", "barge", w.barge]] as const;
  return (
    <div className="row mid">
      {choices.map(([to, icon, label]) => (
        <button key={to} type="button" className="cbtn" aria-pressed={part === to} data-testid={`part-${to}`} onClick={() => void order("listen_in", { interaction_id: id, part: to })}><Icon name={icon} /><span>{label}</span></button>
      ))}
      <End onClick={leave}>{w.stopListening}</End>
    </div>
  );
}
