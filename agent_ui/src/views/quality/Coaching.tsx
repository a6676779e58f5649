/** Coaching notes of my teams that are not done, those to be looked at again first. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "wouter";
import { setPageTitle } from "~/desk/alerts";
import { act } from "~/desk/commands";
import { warn } from "~/desk/undo";
import { day, moment } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Chip, Empty, Failed, Skeleton, useServerNow } from "~/parts";
import { get } from "~/wire/http";
import type { CoachingInfo } from "~/wire/protocol";
import { useFresh } from "../lists";
import { happened, QualityHead } from "./pieces";
import { quality } from "./words";

function Line({ note, onChange }: { note: CoachingInfo; onChange: () => void }) {
  const w = useWords(quality);
  const c = useWords(common);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const late = note.follow_up !== "" && Date.parse(`${note.follow_up}T00:00:00`) <= now;
  const finish = async (): Promise<void> => {
    const answer = await act("finish_coaching_note", { note_id: note.id, done: true });
    if (!answer.ok) return void warn(refusal(c, answer));
    onChange();
  };
  return (
    <tr data-testid="open-note">
      <td><Link className="rowl" href={`/quality/agents/${note.agent_id}`} data-their-words>{note.agent_name}</Link></td>
      <td className="fill" title={note.text} data-their-words>{note.review_id ? <Link href={`/quality/reviews/${note.review_id}`}>{note.text}</Link> : note.text}</td>
      <td className="t2" data-their-words>{note.author_name}</td>
      <td className="num t2">{moment(note.at, code, now)}</td>
      <td>{note.seen_at ? <Chip tone="ok" icon="check">{w.isSeen}</Chip> : <span className="t3">{w.notSeenShort}</span>}</td>
      <td className={late ? "num bad" : "num t2"}>{note.follow_up === "" ? "–" : day(`${note.follow_up}T12:00:00Z`, code, now, "short")}</td>
      <td><Button size="xs" data-testid="note-done" onClick={() => void finish()}>{w.markDone}</Button></td>
    </tr>
  );
}

export default function Coaching() {
  const w = useWords(quality);
  const client = useQueryClient();
  const found = useQuery({ queryKey: ["/api/quality/notes"], queryFn: ({ signal }) => get<{ items: CoachingInfo[] }>("/api/quality/notes", signal) });
  useFresh(["/api/quality/notes"], happened);
  useEffect(() => setPageTitle(w.notes), [w]);
  const again = (): void => void client.invalidateQueries({ predicate: (query) => String(query.queryKey[0]).startsWith("/api/quality") });
  return (
    <section className="pg" aria-label={w.notes} data-panel tabIndex={-1}>
      <QualityHead />
      {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : !found.data ? <Skeleton rows={6} /> : found.data.items.length === 0 ? <Empty icon="note" title={w.noOpenNotes}>{w.noOpenNotesHow}</Empty> : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl">
            <thead><tr><th>{w.agent}</th><th>{w.note}</th><th>{w.writtenBy}</th><th>{w.when}</th><th>{w.state}</th><th>{w.followUp}</th><th><span className="sr">{w.markDone}</span></th></tr></thead>
            <tbody>{found.data.items.map((note) => <Line key={note.id} note={note} onChange={again} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
