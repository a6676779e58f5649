/** The right of the phone bar: recording, warnings, my level, the devices. */

import { level, devices, chosen } from "~/desk/phone/devices";
import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Button, Chip, Icon, usePopover, useServerNow } from "~/parts";
import { bare, customerLeg, dialled, myLeg, onMobile, others, since } from "~/state/calls";
import { useCell, useDesk } from "~/state/store";
import type { CallRow } from "~/wire/protocol";
import { lastCall, useCalling } from "./calling";
import { DevicesPop, Meter } from "./DevicesPop";
import type { PhoneView } from "./usePhone";
import { phoneWords } from "./words";

export function Right({ view }: { view: PhoneView }) {
  const w = useWords(phoneWords);
  const menu = usePopover();
  return (
    <div className="row right">
      <Said view={view} />
      {view.call !== null && view.state.sound === "on" && <MyLevel />}
      {view.phase !== "none" && (
        <>
          <Button ref={menu.anchor} kind="ghost" icon="gear" bare title={w.devices} aria-haspopup="dialog" aria-expanded={menu.open} data-testid="devices-open" onClick={menu.toggle}>{w.devices}</Button>
          <DevicesPop anchor={menu.anchor} open={menu.open} onClose={menu.close} />
        </>
      )}
    </div>
  );
}

function MyLevel() {
  const w = useWords(phoneWords);
  const value = useCell(level);
  return <span className="row g1 t2 opt"><Icon name="headset" size="s" /><Meter value={value} label={w.level} /></span>;
}

function Said({ view }: { view: PhoneView }) {
  const w = useWords(phoneWords);
  if (view.phase === "none") return <p className="f12 t3 why">{w.noneHow}</p>;
  if (view.phase === "ringing") return <RingsOn />;
  if (view.phase === "ready" || view.phase === "wrapup") return view.phase === "ready" ? <LastCall /> : <span className="f12 t2 row g1"><Icon name="headset" size="s" />{w.ready.toLowerCase()}</span>;
  return view.call === null ? null : <About view={view} call={view.call} />;
}

function RingsOn() {
  const w = useWords(phoneWords);
  const { ring } = useCell(chosen);
  const name = useCell(devices).speakers.find((one) => one.deviceId === ring)?.label ?? "";
  return <span className="f12 t2 row g1 opt"><Icon name="volume" size="xs" /><span className="trunc">{name === "" ? w.ringsHere : w.ringsOn(name)}</span></span>;
}

function LastCall() {
  const w = useWords(phoneWords);
  const code = useLanguage();
  const last = useCell(lastCall);
  if (last === null) return null;
  return <span className="f12 t3 row g1 trunc"><Icon name="clock" size="xs" /><span className="trunc">{w.last(last.name, format.clock(last.at, code))}</span></span>;
}

/** What one should know now, the most pressing thing only. */
function About({ view, call }: { view: PhoneView; call: CallRow }) {
  const w = useWords(phoneWords);
  const now = useServerNow();
  const from = useDesk((state) => state.house?.channels.find((one) => one.id === call.channel_id)?.address ?? "");
  const mine = myLeg(call);
  const warning = [mine?.warning ?? "", view.state.quality?.warning ?? "", customerLeg(call)?.warning ?? ""].find((one) => one !== "") ?? "";
  if (view.phase === "dialling") return from === "" ? null : <span className="f12 t3 trunc num">{w.callFrom(bare(from))}</span>;
  if (view.phase === "lost") return <span className="f12 bad row g1"><Icon name="signal" size="xs" />{w.noSound}</span>;
  if (mine?.party === "supervisor") return <Part call={call} />;
  if (view.phase === "held") return <span className={secondsOf(call.held_since, now) > 60 ? "f12 warn m" : "f12 t2"}>{secondsOf(call.held_since, now) > 60 ? w.longHold : w.hearsMusic}</span>;
  if (view.phase === "consulting") return <Chip tone="warn" icon="pause">{w.holds(format.timer(secondsOf(call.held_since ?? since(call, "consulting"), now)))}</Chip>;
  if (view.phase === "muted" || view.state.muted) return <Chip tone="warn" icon="micoff">{w.muted}</Chip>;
  if (onMobile(mine) && call.recording !== "paused") return <Chip tone="info" icon="phone">{w.byMobile}</Chip>;
  if (warning !== "") return <Chip tone="warn" icon="signal" title={w.warning[warning] ?? warning}>{w.warning[warning] ?? w.quality.fair}</Chip>;
  return <Tape call={call} />;
}

const secondsOf = (at: string | null, now: number): number => (at === null ? 0 : Math.max(0, (now - Date.parse(at)) / 1000));

function Tape({ call }: { call: CallRow }) {
  const w = useWords(phoneWords);
  const watched = others(call).find((leg) => leg.party === "supervisor" && leg.state === "answered");
  if (call.recording === "paused") return <Chip tone="bad" icon="pause">{w.notRecording}</Chip>;
  if (call.recording === "refused") return <span className="f12 t3 trunc">{w.refusedRec}</span>;
  if (watched) return <Chip tone="info" icon={watched.part === "whisper" ? "whisper" : "ear"}>{watched.part === "whisper" ? w.whispered : w.listened}</Chip>;
  return call.recording === "on" ? <span className="f12 t3 row g1 trunc"><Icon name="rec" size="xs" /><span className="trunc">{w.recording}</span></span> : null;
}

function Part({ call }: { call: CallRow }) {
  const w = useWords(phoneWords);
  const name = call.legs.find((leg) => leg.party === "agent")?.name ?? "";
  const part = myLeg(call)?.part ?? "listen";
  return <Chip tone={part === "listen" ? "info" : "warn"} icon={part === "listen" ? "ear" : part === "whisper" ? "whisper" : "barge"}>{part === "listen" ? w.youListen(name) : part === "whisper" ? w.youWhisper(name) : w.youBarge}</Chip>;
}

/** "Call back" after a call of an unknown outcome: the number just talked to, once more. */
export function CallBack({ number, customer, name }: { number: string; customer: string; name: string }) {
  const w = useWords(phoneWords);
  const { why, call } = useCalling();
  if (dialled(number) === "") return null; // a visitor of the site has none
  return <Button icon="repeat" disabled={why !== ""} title={why === "" ? undefined : why} onClick={() => void call({ to: number, customer, name })}>{w.callBack}</Button>;
}
