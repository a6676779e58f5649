/** What a supervisor told their agents, and who has read it; true while it is open. */

import { useQuery } from "@tanstack/react-query";
import { moment } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Failed, Icon, Skeleton, useServerNow } from "~/parts";
import { get } from "~/wire/http";
import type { SentNotice } from "~/wire/pages";
import { useFresh } from "../lists";
import { steering } from "./steering";

const KEY = ["notices"];
const SHOWN = 5;

export function SentNotices() {
  const w = useWords(steering);
  const found = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<{ items: SentNotice[] }>("/api/notices", signal) });
  useFresh(KEY, /^notice_/);
  if (found.isError && !found.data) return <Failed small error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton rows={2} />;
  if (found.data.items.length === 0) return null;
  return (
    <section aria-label={w.sent} data-testid="sent-notices">
      <div className="ph1"><h2>{w.sent}</h2></div>
      <ul className="bell-list">{found.data.items.slice(0, SHOWN).map((one) => <Sent key={one.id} one={one} />)}</ul>
    </section>
  );
}

function Sent({ one }: { one: SentNotice }) {
  const w = useWords(steering);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const waiting = one.readers.filter((reader) => reader.read_at === null);
  const all = waiting.length === 0;
  return (
    <li className="help-c">
      <span className="row"><span className="grow" data-their-words>{one.text}</span><span className="t3 f12 none">{moment(one.at, code, now)}</span></span>
      <span className="row t2 f12"><Icon name={all ? "check" : "clock"} size="xs" />{w.readBy(one.readers.length - waiting.length, one.readers.length)}</span>
      {!all && <span className="t3 f12">{w.notYet(waiting.map((reader) => reader.name).join(", "))}</span>}
    </li>
  );
}
