/** @jsxImportSource preact */
/** The talk: lines, ticks, files, the place in line, who is typing. */

import { Fragment, type JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { rowsOf, type Row, type Tick } from "../talk";
import type { FileOf, Line, Pending } from "../types";
import { clockTime, dayName, fault, size, whenBack } from "../words";
import { CallButton } from "./Call";
import { Icon, type Shape } from "./icons";
import { Rating } from "./Rating";
import { useChat } from "./state";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const PICTURE_MOST = 5 * 1024 * 1024; // bytes shown without being asked for
const NEAR_END = 80; // px from the bottom that count as "at the end"
const LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]»”]/g;

export function Log(): JSX.Element {
  const { state, say } = useChat();
  const { talk } = state;
  const body = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const rows = rowsOf(talk, state.pending);
  const last = rows[rows.length - 1]?.key;

  useLayoutEffect(() => {
    const box = body.current;
    const mine = state.pending.length > 0;
    if (box && (atEnd.current || mine)) box.scrollTop = box.scrollHeight;
  }, [last, state.agentTyping, talk.state, talk.position, state.rated, state.open]);

  const closed = state.config && !state.config.open;
  return (
    <div
      class="bd"
      ref={body}
      tabIndex={0}
      role="region"
      aria-label={say.log}
      onScroll={() => {
        const box = body.current;
        if (box) atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
      }}
    >
      <div class="log" role="log" aria-live="polite" aria-relevant="additions" aria-label={say.log}>
        {rows.map((row) => (
          <RowView key={row.key} row={row} />
        ))}
      </div>
      {talk.state === "queued" && !closed && <Place />}
      {talk.state === "queued" && closed && <p class="sys">{say.weHaveIt}</p>}
      {state.agentTyping && talk.state === "active" && (
        <div class="b" role="status">
          <span class="sr">{say.typing(talk.agent)}</span>
          <span class="typing" aria-hidden="true">
            <b />
            <b />
            <b />
          </span>
        </div>
      )}
      {talk.state === "closed" && <Ended />}
    </div>
  );
}

function Ended(): JSX.Element {
  const { state, say } = useChat();
  return (
    <Fragment>
      <p class="sys">{say.ended}</p>
      {state.thanked && (
        <p class="sys" role="status">
          {say.thanks}
        </p>
      )}
      {state.config?.rating && !state.rated && <Rating />}
    </Fragment>
  );
}

function Place(): JSX.Element {
  const { chat, state, say } = useChat();
  const { position, wait } = state.talk;
  const tip = state.config?.waiting_tip[state.language];
  const gone = position && state.startPlace > 1 ? (state.startPlace - position) / state.startPlace : 0;
  return (
    <Fragment>
      {position !== null && (
        <div class="qc" role="status">
          <span class="qn" aria-hidden="true">
            {say.placeMark(position)}
          </span>
          <div>
            <b style={{ fontWeight: 600 }}>{say.place(position)}</b>
            {wait && <div class="t2 f13">{say.wait(wait[0], wait[1])}</div>}
          </div>
          {state.startPlace > 1 && (
            <div class="bar" aria-hidden="true">
              <b style={{ width: `${Math.max(6, Math.round(gone * 100))}%` }} />
            </div>
          )}
        </div>
      )}
      <p class="sys">{say.keepPlace}</p>
      {state.config?.open && <CallButton start={() => void chat.callUs()} wide />}
      {tip && (
        <div class="b">
          <span class="t3 f12">{say.whileYouWait}</span>
          {"\n"}
          <Linked text={tip} />
        </div>
      )}
    </Fragment>
  );
}

function RowView({ row }: { row: Row }): JSX.Element {
  const { state } = useChat();
  if (row.kind === "day") return <p class="sys">{dayName(state.language, row.at)}</p>;
  if (row.kind === "pending") return <PendingView pending={row.pending} tick={row.tick} last={row.last} />;
  return <LineView line={row.line} mine={row.mine} tick={row.tick} last={row.last} />;
}

const languageOf = (text: string): string | undefined => (/[а-яё]/i.test(text) ? "ru" : undefined);

function LineView({ line, mine, tick, last }: { line: Line; mine: boolean; tick: Tick; last: boolean }): JSX.Element {
  const { state, say } = useChat();
  if (line.author === "system") return <p class="sys">{line.text}</p>;
  const who = mine ? say.you : line.name || state.config?.brand;
  return (
    <div class={mine ? "it mine" : "it"}>
      <div class={`b ${mine ? "me" : ""}`} title={clockTime(state.language, line.at)}>
        <span class="sr">{who}: </span>
        {line.text && (
          <span class="tx" lang={languageOf(line.text)}>
            <Linked text={line.text} />
          </span>
        )}
        {line.files.map((file, index) => (
          <FileView key={index} line={line.id} index={index} file={file} />
        ))}
      </div>
      {mine && last && <Ticks tick={tick} at={line.at} />}
    </div>
  );
}

const tickShape: Record<Tick, Shape> = { waiting: "clock", failed: "alert", sent: "check", delivered: "ticks", read: "ticks" };

function Ticks({ tick, at, children }: { tick: Tick; at: string | number; children?: JSX.Element }): JSX.Element {
  const { state, say } = useChat();
  return (
    <div class={`tk ${tick === "failed" ? "bad" : tick}`}>
      {tick !== "failed" && clockTime(state.language, at)} <Icon of={tickShape[tick]} size="s" /> {say.tick[tick]}
      {children}
    </div>
  );
}

function PendingView({ pending, tick, last }: { pending: Pending; tick: Tick; last: boolean }): JSX.Element {
  const { chat, state, say } = useChat();
  const most = Math.floor((state.config?.max_file_bytes ?? 0) / 1024 / 1024);
  const { file } = pending;
  const hopeless = file && ["too_large", "file_type", "file_disguised", "empty"].includes(pending.code ?? "");
  return (
    <div class="it mine">
      <div class={`b me ${tick === "failed" ? "off" : ""}`}>
        <span class="sr">{say.you}: </span>
        {file ? <FileChip file={file} /> : <span lang={languageOf(pending.text)}>{pending.text}</span>}
        {file && tick === "waiting" && (
          <div class="prog" aria-hidden="true">
            <b style={{ width: `${Math.round(file.sent * 100)}%` }} />
          </div>
        )}
        {pending.code && <div class="f12">{fault(say, pending.code, most)}</div>}
      </div>
      {last && (
        <Ticks tick={tick} at={pending.at}>
          <Fragment>
            {tick === "failed" && !hopeless && (
              <button type="button" class="lk" onClick={() => chat.again(pending.client_id)}>
                {say.tryAgain}
              </button>
            )}
            {tick === "failed" && (
              <button type="button" class="lk" onClick={() => chat.remove(pending.client_id)}>
                {say.remove}
              </button>
            )}
          </Fragment>
        </Ticks>
      )}
    </div>
  );
}

function FileChip({ file }: { file: FileOf }): JSX.Element {
  const { say } = useChat();
  return (
    <span class="fl">
      <Icon of="file" />
      <span>
        <span class="nm">{file.name}</span> <span class="f12">{size(say, file.size)}</span>
      </span>
    </span>
  );
}

function FileView({ line, index, file }: { line: string; index: number; file: FileOf }): JSX.Element {
  const { chat, say } = useChat();
  const [picture, setPicture] = useState("");
  const shown = PICTURES.has(file.type) && file.size <= PICTURE_MOST;
  useEffect(() => {
    if (!shown) return;
    let address = "";
    let gone = false;
    void chat.file(line, index).then(
      (blob) => {
        if (gone) return;
        address = URL.createObjectURL(new Blob([blob], { type: file.type }));
        setPicture(address);
      },
      () => undefined,
    );
    return () => {
      gone = true;
      URL.revokeObjectURL(address);
    };
  }, [line, index, shown]);

  const save = async (): Promise<void> => {
    const blob = await chat.file(line, index).catch(() => null);
    if (!blob) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <button type="button" class={picture ? "pics" : "fl"} onClick={() => void save()} aria-label={say.download(file.name)}>
      {picture ? <img class="pic" src={picture} alt={file.name} onError={() => setPicture("")} /> : <FileChip file={file} />}
    </button>
  );
}

/** Text with its web addresses as links; nothing else in it means anything. */
function Linked({ text }: { text: string }): JSX.Element {
  const parts: (string | JSX.Element)[] = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(end, found.index));
    parts.push(
      <a href={found[0]} target="_blank" rel="noopener noreferrer nofollow">
        {found[0]}
      </a>,
    );
    end = found.index + found[0].length;
  }
  parts.push(text.slice(end));
  return <Fragment>{parts}</Fragment>;
}

/** The head's second line: where the talk stands. */
export function standing(state: ReturnType<typeof useChat>["state"], say: ReturnType<typeof useChat>["say"]): string {
  const { config, talk, language } = state;
  if (talk.state === "active" && talk.agent) return say.hereNow(config?.brand ?? "");
  if (talk.state === "closed" && state.began) return say.canStillWrite;
  if (config && !config.open) return config.opens_at ? say.closedUntil(whenBack(language, config.opens_at)) : say.closedNow;
  return state.began ? say.looking : say.peopleAnswer;
}
