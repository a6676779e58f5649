/** Who called me in a note. */

import { useLocation } from "wouter";
import { act } from "~/desk/commands";
import { moment } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Avatar, Button, Empty, Icon, Popover, usePopover, useServerNow } from "~/parts";
import { isSupervisor, mentions } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { MentionRow } from "~/wire/protocol";
import { SentNotices } from "./Sent";
import { shell } from "./words";

export function Bell() {
  const w = useWords(shell);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const [, go] = useLocation();
  const all = useDesk(mentions, sameList);
  const fresh = all.filter((row) => !row.seen);
  const menu = usePopover();
  const lead = useDesk(isSupervisor);
  const open = (row: MentionRow): void => {
    menu.close();
    if (!row.seen) void act("see_mentions", { ids: [row.id] });
    go(`/c/${row.conversation_id}`);
  };
  const label = fresh.length > 0 ? w.mentionsNew(fresh.length) : w.mentions;
  return (
    <>
      <button ref={menu.anchor} type="button" className="btn ghost ic bell" title={label} aria-haspopup="dialog" aria-expanded={menu.open} onClick={menu.toggle}>
        <Icon name="bell" /><span className="sr">{label}</span>
        {fresh.length > 0 && <span className="bell-dot" />}
      </button>
      <Popover anchor={menu.anchor} open={menu.open} onClose={menu.close} label={w.mentions} align="end" width={360}>
        <div className="ph1"><h2>{w.mentions}</h2><span className="push" />{fresh.length > 0 && <Button kind="ghost" size="xs" onClick={() => void act("see_mentions", { ids: fresh.map((row) => row.id) })}>{w.seenAll}</Button>}</div>
        {all.length === 0 ? (
          <Empty icon="bell" title={w.mentionsNone}>{w.mentionsHow}</Empty>
        ) : (
          <ul className="bell-list">
            {all.slice(0, 50).map((row) => (
              <li key={row.id}>
                <button type="button" className={row.seen ? "bell-i" : "bell-i new"} onClick={() => open(row)}>
                  <Avatar id={row.author_name} name={row.author_name} size="s" />
                  <span className="grow"><span className="row"><b className="m trunc">{row.author_name}</b><span className="t3 f12 trunc">{row.customer_name}</span><span className="push t3 f12 none">{moment(row.at, code, now)}</span></span><span className="t2 f12 bell-t">{row.text}</span></span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {lead && <SentNotices />}
      </Popover>
    </>
  );
}
