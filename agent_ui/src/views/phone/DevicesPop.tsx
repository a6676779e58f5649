/** Which microphone, speaker and ring device; how loud I am; and the check before calls are taken. */

import { useEffect, useState, type RefObject } from "react";
import { tryRing } from "~/desk/alerts";
import { choose, chosen, devices, level, listenTo, lookUp, openMicrophone, testTone, trouble } from "~/desk/phone/devices";
import { check, passed, preflight, type Check } from "~/desk/phone/preflight";
import { phone } from "~/desk/phone";
import { useWords } from "~/i18n/language";
import { Banner, Button, Icon, Popover, Select, type Glyph } from "~/parts";
import { useCell } from "~/state/store";
import { isTrouble } from "./usePhone";
import { phoneWords } from "./words";

export function DevicesPop({ anchor, open, onClose }: { anchor: RefObject<HTMLElement | null>; open: boolean; onClose: () => void }) {
  const w = useWords(phoneWords);
  return (
    <Popover anchor={anchor} open={open} onClose={onClose} label={w.devices} side="above" align="end" width={340}>
      <DeviceSettings />
    </Popover>
  );
}

/** While this is open the microphone is, too, so that the bar moves; in a call it is open anyway. */
function useOwnLevel(): number {
  const inCall = useCell(phone).sound !== null;
  const heard = useCell(level);
  const { microphone } = useCell(chosen);
  const [own, setOwn] = useState(0);
  useEffect(() => {
    if (inCall) return;
    let stop: (() => void) | null = null;
    let stream: MediaStream | null = null;
    let gone = false;
    void openMicrophone().then((opened) => {
      stream = opened;
      if (gone || opened === null) return opened?.getTracks().forEach((track) => track.stop());
      stop = listenTo(opened, setOwn);
      return undefined;
    });
    return () => {
      gone = true;
      stop?.();
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, [inCall, microphone]);
  return inCall ? heard : own;
}

export function Meter({ value, label }: { value: number; label: string }) {
  const lit = Math.round(value * 8);
  return (
    <span className="meter" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={8} aria-valuenow={lit} title={label}>
      {Array.from({ length: 8 }, (_, i) => <b key={i} className={i < lit ? "f" : ""} />)}
    </span>
  );
}

/** The same in the settings as in the bar. */
export function DeviceSettings() {
  const w = useWords(phoneWords);
  const found = useCell(devices);
  const now = useCell(chosen);
  const wrong = useCell(trouble);
  const loud = useOwnLevel();
  useEffect(() => void lookUp(), []);
  const options = (all: readonly MediaDeviceInfo[]) => [{ value: "", label: w.default }, ...all.filter((one) => one.deviceId !== "").map((one, i) => ({ value: one.deviceId, label: one.label || String(i + 1) }))];
  return (
    <div className="devices" data-testid="devices">
      <Select label={w.microphone} scale="sm" value={now.microphone} options={options(found.microphones)} onChange={(event) => choose({ microphone: event.target.value })} />
      <div className="row"><Icon name="mic" size="s" /><Meter value={loud} label={w.level} /><span className="f12 t3">{w.talkTest}</span></div>
      {isTrouble(wrong) && <Banner tone="warn" icon="micoff"><b>{w.trouble[wrong]}</b> {w.troubleHow[wrong]}</Banner>}
      <div className="pair"><Select label={w.speaker} scale="sm" value={now.speaker} options={options(found.speakers)} onChange={(event) => choose({ speaker: event.target.value })} /><Button size="sm" icon="volume" onClick={() => void testTone(now.speaker)}>{w.testTone}</Button></div>
      <div className="pair"><Select label={w.ringOn} scale="sm" value={now.ring} options={options(found.speakers)} onChange={(event) => choose({ ring: event.target.value })} /><Button size="sm" icon="bell" onClick={() => tryRing("phone")}>{w.testTone}</Button></div>
      <Checks />
    </div>
  );
}

function Checks() {
  const w = useWords(phoneWords);
  const found = useCell(check);
  return (
    <div className="checks">
      <div className="row"><b className="m f12">{found.at === "done" && passed(found) ? w.allWell : ""}</b><span className="push" /><Button size="xs" icon="refresh" disabled={found.at === "running"} data-testid="preflight" onClick={() => void preflight()}>{found.at === "running" ? w.checking : w.check}</Button></div>
      {found.at !== "idle" && <Results found={found} />}
    </div>
  );
}

function Results({ found }: { found: Check }) {
  const w = useWords(phoneWords);
  const mic = found.microphone === "unknown" ? null : found.microphone === "ok";
  const line = found.rtt === null ? null : found.rtt >= 0;
  const rows: [string, boolean | null, string][] = [
    [w.checkMic, mic, mic === false ? (w.trouble[found.microphone] ?? "") : ""],
    [w.checkSound, found.sound, found.sound === false ? w.soundHow : ""],
    [w.checkLine, line, line === false ? w.lineHow : found.rtt === null ? "" : `${String(found.rtt)} ms`],
  ];
  const icon = (good: boolean | null): Glyph => (good === null ? "clock" : good ? "check" : "alert");
  return (
    <ul>{rows.map(([name, good, more]) => (
      <li key={name} className={good === null ? "t3" : good ? "ok" : "bad"}><Icon name={icon(good)} size="xs" /><span className="t2">{name}</span><span className="push f12">{good === null ? "" : good ? (more || w.checkOk) : (more || w.checkBad)}</span></li>
    ))}</ul>
  );
}
