/** What is suggested for the word under the caret, and which of it is pointed at. */

import { useEffect, useMemo, useState } from "react";
import { colleagues, me } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { CannedReply, Medium } from "~/wire/protocol";
import { findReplies, mentionAt, slashAt } from "../logic/canned";
import type { Suggestion } from "./Suggest";

export interface Suggesting {
  kind: "reply" | "colleague";
  from: number;
  query: string;
  items: readonly Suggestion[];
  at: number;
  point: (at: number) => void;
  move: (step: 1 | -1) => void;
  close: () => void;
}

const NONE: readonly CannedReply[] = [];

export function useSuggest(text: string, caret: number, medium: Medium | null): Suggesting | null {
  const canned = useDesk((state) => state.house?.canned) ?? NONE;
  const people = useDesk(colleagues, sameList);
  const mine = useDesk((state) => me(state)?.id ?? "");
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState("");
  const word = useMemo(() => {
    const slash = slashAt(text, caret);
    if (slash !== null) return { kind: "reply" as const, ...slash };
    const mention = medium === null ? mentionAt(text, caret) : null;
    return mention === null ? null : { kind: "colleague" as const, ...mention };
  }, [text, caret, medium]);
  const key = word === null ? "" : `${word.kind} ${String(word.from)}`;
  useEffect(() => setAt(0), [key, word?.query]);
  useEffect(() => {
    if (key === "") setClosed("");
  }, [key]);
  const items = useMemo((): readonly Suggestion[] => {
    if (word === null) return [];
    if (word.kind === "reply") {
      return findReplies(canned, word.query, medium).map((reply) => ({ kind: "reply", id: reply.key, reply }));
    }
    const wanted = word.query.toLocaleLowerCase();
    return people
      .filter((one) => one.id !== mine && one.name.toLocaleLowerCase().split(/\s+/).some((part) => part.startsWith(wanted)))
      .slice(0, 8)
      .map((colleague) => ({ kind: "colleague", id: colleague.id, colleague }));
  }, [word, canned, people, mine, medium]);
  if (word === null || closed === key || (items.length === 0 && word.query.length > 12)) return null;
  return {
    ...word, items, at: Math.min(at, Math.max(0, items.length - 1)), point: setAt,
    move: (step) => setAt((was) => (items.length === 0 ? 0 : (was + step + items.length) % items.length)),
    close: () => setClosed(key),
  };
}
