/** One thread over all channels, oldest at the top. Older lines come as the reader goes up; the newest are in sight. */

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { act, lineDown } from "~/desk/commands";
import { useKey } from "~/desk/keys";
import { warn } from "~/desk/undo";
import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Empty, Failed, Icon } from "~/parts";
import { workOf } from "~/state/selectors";
import { useCell, useDesk } from "~/state/store";
import { serverNow } from "~/wire/clock";
import type { AgentId, MessageId, ThreadRow } from "~/wire/protocol";
import { cancellable, erasedAmong, layOut, type Filter } from "../logic/lines";
import { outbox, underWay } from "../outbox";
import type { Around } from "../presence";
import { loadNewest, loadOlder, type ThreadView } from "../thread.state";
import { threadWords } from "../words/thread";
import { LiveCall } from "./CallCard";
import { ThreadLine } from "./Lines";
import { useScroll } from "./useScroll";
import { PendingLine, WritingLine } from "./Writing";

interface Props {
  customer: string;
  customerName: string;
  conversation: string;
  me: AgentId | null;
  view: ThreadView;
  filter: Filter;
  unseenAfter: MessageId | null;
  around: Around;
  onForward: (row: ThreadRow) => void;
}

const dayOf = (at: string): string => new Date(at).toDateString();

export function Thread({ customer, customerName, conversation, me, view, filter, unseenAfter, around, onForward }: Props) {
  const w = useWords(threadWords);
  const c = useWords(common);
  const offline = useCell(lineDown) !== null;
  const items = useCell(outbox);
  const going = useMemo(() => (filter === "all" ? underWay(items, conversation, view.rows) : []), [items, conversation, view.rows, filter]);
  const ids = useMemo(() => view.rows.map((row) => row.id), [view.rows]);
  const older = useCallback(() => void loadOlder(customer, filter), [customer, filter]);
  const scroll = useScroll(`${conversation} ${filter}`, ids, older);
  const lines = useMemo(() => layOut(view.rows.slice(scroll.from, scroll.to), dayOf, unseenAfter), [view.rows, scroll.from, scroll.to, unseenAfter]);
  const erased = useMemo(() => erasedAmong(view.rows), [view.rows]);
  const work = useDesk((state) => workOf(state, conversation));
  const sent = going.length;
  const before = useRef(sent);
  const toEnd = scroll.toEnd;
  useEffect(() => {
    if (sent > before.current) toEnd(); // whoever writes wants to see what they wrote
    before.current = sent;
  }, [sent, toEnd]);
  useKey("undo", () => {
    const row = cancellable(view.rows, me ?? "", serverNow());
    if (row === null) return false;
    void act("undo_send", { message_id: row.id }).then((told) => (told.ok ? undefined : warn(refusal(c, told))));
    return true;
  });
  const first = view.before === null;
  return (
    <div className="threadbox">
      <div className="thread" role="log" aria-live="polite" aria-label={w.log} tabIndex={0} data-testid="thread" ref={scroll.box} onScroll={scroll.onScroll}>
        <div className="lines">
          {first && view.error !== null && <Failed error={view.error} onRetry={() => void loadNewest(customer, filter)} />}
          {first && view.error === null && view.rows.length === 0 && <Waiting />}
          {!first && view.before === "" && view.rows.length > 0 && scroll.from === 0 && <p className="f11 t3" style={{ textAlign: "center" }}>{w.beginning}</p>}
          {view.busy === "older" && <p className="f12 t3" role="status" style={{ textAlign: "center" }}>{w.older}</p>}
          {!first && view.error !== null && <Failed error={view.error} small onRetry={older} />}
          {!first && lines.length === 0 && going.length === 0 && (
            <Empty icon="chat" title={filter === "all" ? w.empty : w.emptyFilter}>{filter === "all" ? w.emptyHint : null}</Empty>
          )}
          {lines.map((line) => line.kind === "day" ? <Day key={line.key} at={line.at} />
            : line.kind === "unread" ? <div key={line.key} className="day new">{w.unread}</div>
            : <ThreadLine key={line.key} row={line.row} mine={line.row.author_id !== null && line.row.author_id === me} customer={customer} customerName={customerName} onForward={onForward} tapes={line.tapes} erased={erased} />)}
          {scroll.to === ids.length && (filter === "all" || filter === "calls") && <LiveCall work={work} />}
          {scroll.to === ids.length && going.map((item) => <PendingLine key={item.id} item={item} offline={offline} />)}
          <WritingLine around={around} customerName={customerName} />
        </div>
      </div>
      {!scroll.atEnd && (
        <button type="button" className={scroll.fresh > 0 ? "downpill" : "downpill quiet"} data-testid="to-newest" onClick={scroll.toEnd}>
          <Icon name="down" size="xs" />{scroll.fresh > 0 ? w.newLines(scroll.fresh) : w.newest}
        </button>
      )}
    </div>
  );
}

function Day({ at }: { at: string }) {
  const w = useWords(threadWords);
  const code = useLanguage();
  const now = serverNow();
  const near = format.nearDay(at, now);
  const date = format.day(at, code, now);
  return <div className="day" role="separator">{near === null ? date : `${w[near]}, ${date}`}</div>;
}

/** A skeleton of final heights, shown only when the lines take longer than a blink. */
function Waiting() {
  const w = useWords(threadWords);
  const [widths] = useState([["60%", "out"], ["48%", ""], ["70%", "out"], ["36%", ""]] as const);
  return (
    <div className="waitlines" role="status" aria-label={w.loading}>
      {widths.map(([width, side], i) => <span key={i} className={`sk ${side}`} style={{ width }} />)}
    </div>
  );
}
