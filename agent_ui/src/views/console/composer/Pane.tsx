/** One tab of the composer: where it goes, the text, its files and tools, and what sending it means. */

import { useEffect, useRef, useState, type DragEvent } from "react";
import { takeReplies } from "~/desk/handoff";
import { caps, useKey } from "~/desk/keys";
import { warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { Button, Keys, usePopover } from "~/parts";
import { colleagues, draft as draftOf } from "~/state/selectors";
import { desk, useCell } from "~/state/store";
import type { ThreadRow } from "~/wire/protocol";
import { fill } from "../logic/canned";
import { bareAddress, lastSpoken } from "../logic/lines";
import { NOTE, readAddresses, replySubject, type Reach } from "../logic/reach";
import { post } from "../outbox";
import { composerWords } from "../words/composer";
import { threadWords } from "../words/thread";
import { Attachments } from "./Attachments";
import { forgetRefusal, refusals, useDraft } from "./drafts";
import { Emoji } from "./Emoji";
import { Heads, type Envelope } from "./Heads";
import { SmsCount } from "./SmsCount";
import { TextBox, type TextHandle } from "./TextBox";
import { useAttach } from "./useAttach";
import { useTyping } from "./useTyping";

export interface PaneProps {
  conversation: string;
  tab: string;
  reach: Reach | null;
  rows: readonly ThreadRow[];
  customerName: string;
  language: string;
  values: Readonly<Record<string, string>>;
  mine: boolean;
  forward: ThreadRow | null;
  onForwarded: () => void;
  onWrapUp: () => void;
  /** The customer said STOP on this channel: nothing may be sent. */
  stopped: boolean;
  /** Counts up when the text is wanted to have the focus. */
  wanted: number;
  /** Counts up when the agent sends in spite of what came meanwhile. */
  anyway: number;
}

const NOTE_FILE_LIMIT = 25 * 1024 * 1024;

export function Pane({ conversation, tab, reach, rows, customerName, language, values, mine, forward, onForwarded, onWrapUp, stopped, wanted, anyway }: PaneProps) {
  const w = useWords(composerWords);
  const t = useWords(threadWords);
  const text = useRef<TextHandle>(null);
  const file = useRef<HTMLInputElement>(null);
  const emoji = usePopover();
  const draft = useDraft(conversation, tab);
  const note = tab === NOTE || reach === null;
  const channel = reach?.channel ?? null;
  const limit = channel?.max_attachment_bytes ?? NOTE_FILE_LIMIT;
  const takesFiles = channel === null || channel.attachments;
  const attach = useAttach(limit, (ref) => draft.change({ files: [...draft.files.filter((one) => one.id !== ref.id), ref] }));
  const typing = useTyping(conversation, tab);
  const envelope = useEnvelope(reach, rows, conversation, draft, forward);
  const [dropping, setDropping] = useState(false);
  const refused = useCell(refusals).get(conversation);

  useEffect(() => {
    if (wanted > 0) text.current?.focus();
  }, [wanted]);

  const ready = !stopped && (draft.text.trim() !== "" || draft.files.length > 0 || forward !== null) && (!forward || envelope.value.to !== "");
  const send = (even: boolean): boolean => {
    if (!ready) return false;
    if (attach.busy) {
      warn(w.uploading);
      return false;
    }
    if (note) {
      const mentions = colleagues(desk.get()).filter((one) => draft.text.includes(`@${one.name}`)).map((one) => one.id);
      post("note", { note: { conversation_id: conversation, text: draft.text.trim(), mentions, file_ids: draft.files.map((one) => one.id) } });
    } else {
      const { to, copies, blind, subject } = envelope.value;
      const own = rows.filter((row) => row.conversation_id === conversation);
      post(reach.channel.medium, {
        send: {
          conversation_id: conversation, channel_id: tab, text: draft.text.trim(), to: to === "" ? "" : (readAddresses(to)[0] ?? ""),
          subject: reach.channel.subject ? subject : "", copies: readAddresses(copies), blind_copies: readAddresses(blind),
          file_ids: draft.files.map((one) => one.id), last_seen_id: lastSpoken(own)?.id ?? null, anyway: even, forward_id: forward?.id ?? null,
        },
      });
    }
    typing.stopped();
    forgetRefusal(conversation);
    draft.clear();
    envelope.reset();
    if (forward) onForwarded();
    return true;
  };
  useEffect(() => {
    if (anyway > 0) send(true);
    // eslint-disable-next-line -- only the press of the button sends
  }, [anyway]);
  const sendAndWrap = (): void => {
    if (send(false)) onWrapUp();
  };
  const live = channel?.medium === "chat" || channel?.medium === "sms";
  const ctrlEnter = live && mine ? sendAndWrap : () => void send(false);

  const files = (list: Iterable<File>): void => {
    if (!takesFiles) return void warn(w.noFiles);
    attach.add(list);
  };
  useEffect(() => takeReplies((reply) => text.current?.insert(fill(reply, values).text)), [values]);
  useKey("attach", () => file.current?.click());
  useKey("sendWrap", ctrlEnter, ready);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setDropping(false);
    files([...event.dataTransfer.files]);
  };
  return (
    <div
      className={dropping ? "cmp-in drop" : "cmp-in"}
      data-drop={w.drop}
      onDragOver={(event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); setDropping(true); } }}
      onDragLeave={() => setDropping(false)}
      onDrop={drop}
    >
      {forward && (
        <p className="waiting" style={{ paddingTop: 6 }}>
          {w.forwarding(forward.subject || t.noSubject)} <button type="button" className="acc" onClick={onForwarded}>{w.stopForward}</button>
        </p>
      )}
      {reach && <Heads reach={reach} envelope={envelope.value} free={forward !== null} onChange={envelope.change} />}
      <TextBox
        handle={text}
        value={draft.text}
        medium={channel?.medium ?? null}
        label={note ? w.writeNote : w.writeTo(customerName, t.mediums[reach.channel.medium])}
        language={language}
        values={values}
        enterSends={live}
        onChange={(next) => { draft.change({ text: next }); if (next.trim() !== "") typing.typed(); }}
        onEnter={() => void send(false)}
        onCtrlEnter={ctrlEnter}
        onFiles={files}
        onUnfilled={(names) => warn(w.unfilled(names.map((name) => `{${name}}`).join(", ")))}
        onBlur={typing.stopped}
      />
      <Attachments files={draft.files} uploads={attach.uploads} limit={limit} onCancel={attach.cancel}
        onRemove={(id) => draft.change({ files: draft.files.filter((one) => one.id !== id) })} />
      <div className="tools">
        <Button kind="ghost" icon="slash" bare title={w.canned} onClick={() => text.current?.insert(draft.text === "" || /\s$/.test(draft.text) ? "/" : " /")}>{w.canned}</Button>
        {takesFiles && <Button kind="ghost" icon="clip" bare title={w.attach} onClick={() => file.current?.click()}>{w.attach}</Button>}
        <Button ref={emoji.anchor} kind="ghost" icon="smile" bare aria-haspopup="dialog" aria-expanded={emoji.open} onClick={emoji.toggle}>{w.emoji}</Button>
        <Emoji anchor={emoji.anchor} open={emoji.open} onClose={emoji.close} onChoose={(one) => text.current?.insert(one)} />
        <input ref={file} type="file" multiple hidden onChange={(event) => { files([...(event.target.files ?? [])]); event.target.value = ""; }} />
        <span className="f12 t3 opt hints"><kbd>/</kbd> {w.hintReplies}{note && <>&nbsp; <kbd>@</kbd> {w.hintColleague}</>}</span>
        <span className="push" />
        {channel?.medium === "sms" && <SmsCount text={draft.text} price={channel.segment_price} />}
        <SendButtons kind={note ? "note" : live ? "live" : "mail"} mine={mine} ready={ready} busy={attach.busy || refused?.why.code === "answered_meanwhile"}
          onSend={() => void send(false)} onWrap={sendAndWrap} />
      </div>
    </div>
  );
}

function SendButtons({ kind, mine, ready, busy, onSend, onWrap }: {
  kind: "note" | "live" | "mail";
  mine: boolean;
  ready: boolean;
  busy: boolean;
  onSend: () => void;
  onWrap: () => void;
}) {
  const w = useWords(composerWords);
  const off = !ready || busy;
  const both = caps("sendWrap");
  if (kind === "note") return <Button kind="pri" disabled={off} data-testid="send" onClick={onSend}>{w.saveNote} <Keys caps={both} hide /></Button>;
  if (kind === "mail") {
    return (
      <>
        {mine && <Button disabled={off} onClick={onWrap}>{w.sendWrap}</Button>}
        <Button kind="pri" disabled={off} data-testid="send" onClick={onSend}>{w.send} <Keys caps={both} /></Button>
      </>
    );
  }
  return (
    <>
      <Button kind={mine ? "plain" : "pri"} disabled={off} data-testid="send" onClick={onSend}>{w.send} <Keys caps={["Enter"]} /></Button>
      {mine && <Button kind="pri" disabled={off} onClick={onWrap}>{w.sendWrap} <Keys caps={both} /></Button>}
    </>
  );
}

/** The mail's head: begun from the draft, else from the conversation; a forward begins empty. */
function useEnvelope(reach: Reach | null, rows: readonly ThreadRow[], conversation: string, draft: { subject: string; copies: readonly string[]; change: (patch: { subject?: string; copies?: string[] }) => void }, forward: ThreadRow | null) {
  const begin = (): Envelope => ({
    to: forward ? "" : (reach?.addresses[0] ?? ""), copies: draft.copies.map(bareAddress).join(", "), blind: "",
    subject: forward ? `Fwd: ${forward.subject}` : draft.subject,
  });
  const [value, setValue] = useState(begin);
  const [own, setOwn] = useState(forward !== null);
  const forwarded = forward?.id ?? null;
  const before = useRef(forwarded);
  useEffect(() => {
    if (before.current === forwarded) return;
    before.current = forwarded;
    setValue(begin());
    setOwn(forwarded !== null);
    // eslint-disable-next-line -- begins anew only when the forward changes
  }, [forwarded]);
  const known = reach?.addresses ?? [];
  const to = forward === null && !known.includes(value.to) ? (known[0] ?? "") : value.to;
  const kept = draftOf(desk.get(), conversation, reach?.channel.id ?? NOTE)?.subject ?? "";
  const subject = own || reach?.channel.subject !== true ? value.subject : replySubject(rows, conversation, draft.subject || kept);
  return {
    value: { ...value, to, subject },
    change(patch: Partial<Envelope>): void {
      setValue((was) => ({ ...was, subject, ...patch }));
      if (patch.subject !== undefined) {
        setOwn(true);
        draft.change({ subject: patch.subject });
      }
      if (patch.copies !== undefined) draft.change({ copies: readAddresses(patch.copies) });
    },
    reset(): void {
      setOwn(false);
      setValue({ to: known[0] ?? "", copies: "", blind: "", subject: "" });
    },
  };
}
