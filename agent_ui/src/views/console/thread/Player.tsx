/** A recording to listen to: fetched in pieces as it is played, any place by pointer or arrows, three speeds. */

import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import * as format from "~/i18n/format";
import { useWords } from "~/i18n/language";
import { Icon } from "~/parts";
import { recordingPath } from "~/wire/calls";
import { callWords } from "../words/calls";

const SPEEDS = [1, 1.5, 2] as const;
type At = "idle" | "loading" | "playing" | "paused" | "failed";

/** One player speaks at a time: another that begins silences the one before. */
let speaking: HTMLAudioElement | null = null;

export function Player({ id, seconds }: { id: string; seconds: number }) {
  const w = useWords(callWords);
  const audio = useRef<HTMLAudioElement>(null);
  const [at, setAt] = useState<At>("idle");
  const [now, setNow] = useState(0);
  const [all, setAll] = useState(seconds);
  const [speed, setSpeed] = useState<number>(1);
  useEffect(() => () => { if (speaking === audio.current) speaking = null; }, []);

  const play = (): void => {
    const sound = audio.current;
    if (!sound) return;
    if (!sound.paused) return sound.pause();
    if (speaking !== sound) speaking?.pause();
    speaking = sound;
    if (at === "failed") sound.load();
    setAt("loading");
    sound.playbackRate = speed;
    sound.play().catch(() => { if (sound.error !== null) setAt("failed"); });
  };
  const seek = (to: number): void => {
    const place = Math.max(0, Math.min(all, to));
    setNow(place);
    if (audio.current) audio.current.currentTime = place;
  };
  const faster = (): void => {
    const next = SPEEDS[(SPEEDS.indexOf(speed as (typeof SPEEDS)[number]) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -5, ArrowRight: 5, PageDown: -15, PageUp: 15 }[event.key];
    if (step !== undefined) seek(now + step);
    else if (event.key === "Home") seek(0);
    else if (event.key === " " || event.key === "Enter") play();
    else return;
    event.preventDefault();
  };
  const playing = at === "playing";
  return (
    <div className="player" data-testid="player" data-state={at}>
      {/* A play is written down by the hub, so nothing is fetched before somebody asks for it. */}
      <audio ref={audio} preload="none" src={recordingPath(id)} onPlaying={() => setAt("playing")} onPause={() => setAt("paused")} onWaiting={() => setAt("loading")} onError={() => setAt("failed")}
        onTimeUpdate={(event) => setNow(event.currentTarget.currentTime)} onEnded={() => { setAt("paused"); seek(0); }}
        onDurationChange={(event) => { if (Number.isFinite(event.currentTarget.duration)) setAll(event.currentTarget.duration); }} />
      <button type="button" className="btn ic xs" title={playing ? w.pause : at === "failed" ? w.retry : w.play} data-testid="play" onClick={play}>
        <Icon name={playing ? "pause" : at === "failed" ? "refresh" : "play"} size="s" fill={!playing && at !== "failed"} /><span className="sr">{playing ? w.pause : w.play}</span>
      </button>
      {at === "failed" ? <span className="f12 bad grow" role="alert">{w.failed}</span> : (
        <>
          <span className="num f12 t2 none">{format.timer(now)}</span>
          <input type="range" className="seek grow" min={0} max={Math.max(1, all)} step={0.1} value={Math.min(now, all)} aria-label={w.seek} aria-valuetext={w.at(format.timer(now), format.timer(all))}
            style={{ backgroundSize: `${String(all > 0 ? Math.min(100, (now / all) * 100) : 0)}% 100%` }} onChange={(event) => seek(Number(event.target.value))} onKeyDown={keys} />
          <span className="num f12 t3 none">{format.timer(all)}</span>
          <button type="button" className="btn ghost xs num" title={w.speed(`${String(speed)}×`)} onClick={faster}>{speed}×</button>
          <a className="btn ghost ic xs" href={recordingPath(id)} download title={w.download}><Icon name="dl" size="s" /><span className="sr">{w.download}</span></a>
        </>
      )}
      {at === "loading" && <span className="sr" role="status">{w.loading}</span>}
    </div>
  );
}
