/** One row of My work: channel, name, one line, time left, count or key. A click opens the row that was drawn. */

import { memo } from "react";
import { ChannelTile, Count, Icon, Keys, useServerNow } from "~/parts";
import { caps, type Action } from "~/desk/keys";
import { useLanguage, useWords, type Language } from "~/i18n/language";
import * as format from "~/i18n/format";
import { callOf, speaks } from "~/state/calls";
import { useDesk } from "~/state/store";
import type { CallRow, ClockInfo, WorkRow } from "~/wire/protocol";
import type { Glyph } from "~/parts/glyphs";
import { ClockChip } from "../../cases/Promise";
import { dueTime } from "../logic/order";
import { workWords } from "../words/work";

interface Props {
  row: WorkRow;
  on: boolean;
  gone: boolean;
  /** Its place in the list from 1, for the key; 0 without one. */
  place: number;
  onOpen: (row: WorkRow) => void;
}

const SOON = 120;

interface Told {
  text: string;
  tone: "" | "warn" | "bad" | "acc m";
  icon: Glyph | null;
}

function timeOf(row: WorkRow, now: number, code: Language): Told {
  if (row.state === "snoozed") {
    return { text: row.snoozed_until === null ? "" : format.moment(row.snoozed_until, code, now), tone: "", icon: "snooze" };
  }
  if (row.state === "waiting") {
    const since = row.last_agent_at ?? row.accepted_at;
    return { text: since === null ? "" : format.span((now - Date.parse(since)) / 1000, code), tone: "", icon: null };
  }
  const due = dueTime(row);
  if (due === Infinity) {
    const since = row.accepted_at;
    return { text: since === null ? "" : format.span(Math.max(60, (now - Date.parse(since)) / 1000), code), tone: "", icon: null };
  }
  const left = (due - now) / 1000;
  if (left < 0) return { text: format.left(left, code), tone: "bad", icon: "alert" };
  return { text: format.left(left, code), tone: left < SOON ? "warn" : "", icon: "clock" };
}

/** A call in hand shows how long it lasts, in the colour of its hold. */
function onCall(call: CallRow, now: number): Told {
  const held = call.state === "held" && call.held_since !== null;
  const from = held ? (call.held_since ?? call.began_at) : (call.answered_at ?? call.began_at);
  return { text: format.timer(Math.max(0, (now - Date.parse(from)) / 1000)), tone: held ? "warn" : "", icon: held ? "pause" : "phone" };
}

function Time({ row }: { row: WorkRow }) {
  const code = useLanguage();
  const now = useServerNow();
  const call = useDesk((state) => (speaks(row.medium) ? callOf(state, row.id) : null));
  const told = call === null ? timeOf(row, now, code) : onCall(call, now);
  return <span className={`tm ${told.tone}`}>{told.icon && <Icon name={told.icon} size="xs" />}{told.text}</span>;
}

function lineOf(row: WorkRow, w: { wrapping: string; you: string }): string {
  if (row.state === "wrapping") return row.subject === "" ? w.wrapping : `${w.wrapping} · ${row.subject}`;
  const said = row.preview !== "" ? row.preview : row.subject;
  return row.preview_direction === "outbound" && row.preview !== "" ? `${w.you}: ${said}` : said;
}

export const WorkItem = memo(function WorkItem({ row, on, gone, place, onOpen }: Props) {
  const w = useWords(workWords);
  const late = dueTime(row) !== Infinity && row.state !== "waiting" && row.state !== "snoozed";
  const unread = row.unread > 0;
  const classes = ["wi", on ? "on" : "", unread ? "un" : "", gone ? "gone" : "", row.state === "waiting" || row.state === "snoozed" ? "sm" : ""];
  const key = place >= 1 && place <= 9 ? caps(`open${place}` as Action) : [];
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(" ")}
      data-testid="work-row"
      data-interaction={row.id}
      data-conversation={row.conversation_id}
      data-state={row.state}
      aria-current={on ? "true" : undefined}
      title={gone ? w.gone : undefined}
      onClick={() => onOpen(row)}
    >
      <ChannelTile medium={row.medium} />
      <span className="nm"><span className="trunc">{row.customer_name}</span>{row.vip && <Icon name="gem" size="xs" label={w.vip} />}</span>
      <Time row={row} />
      <span className="sn trunc">{lineOf(row, w)}</span>
      <span className="end">
        {unread ? <Unread row={row} late={late} label={w.unread(row.unread)} /> : key.length > 0 && <Keys caps={key} />}
      </span>
      {row.clock !== null && <Promised clock={row.clock} />}
    </button>
  );
});

/** The promise that presses most, once it does: near its end, or late. */
function Promised({ clock }: { clock: ClockInfo }) {
  const now = useServerNow();
  const near = clock.breached_at !== null || (clock.due_at !== null && clock.warn_at !== null && Date.parse(clock.warn_at) <= now);
  return near ? <span className="pm"><ClockChip clock={clock} now={now} named short /></span> : null;
}

function Unread({ row, late, label }: { row: WorkRow; late: boolean; label: string }) {
  const now = useServerNow();
  const red = late && dueTime(row) < now;
  return <Count n={row.unread} tone={red ? "red" : "acc"} label={label} />;
}
