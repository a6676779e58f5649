/** The sheet's state: begun from the server's view and kept draft, saved there a moment after each change. */

import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { act } from "~/desk/commands";
import { language } from "~/i18n/language";
import { me } from "~/state/selectors";
import { desk } from "~/state/store";
import { get } from "~/wire/http";
import type { HandlingId, WorkRow, WrapUpView } from "~/wire/protocol";
import { fromDraft } from "./draft";
import { refreshed, toForm, type Ground, type Sheet } from "./form";

const SAVE_AFTER = 800;

/** Sheets being filled in, kept while the page lives so that closing and opening loses nothing. */
const held = new Map<HandlingId, Sheet>();

export function groundOf(view: WrapUpView, work: WorkRow): Ground {
  const { house } = desk.get();
  return {
    cases: view.open_cases, opportunities: view.open_opportunities, dispositions: house?.dispositions ?? [],
    subject: work.subject, language: language.get(), me: me(desk.get())?.id ?? "", currency: house?.currency ?? "",
  };
}

export interface SheetState {
  view: WrapUpView | undefined;
  error: unknown;
  again: () => void;
  sheet: Sheet | null;
  ground: Ground | null;
  change: (patch: Partial<Sheet> | ((was: Sheet) => Sheet)) => void;
  /** Forget the draft held here: it was completed. */
  forget: () => void;
  saved: boolean;
}

export function useSheet(work: WorkRow): SheetState {
  const handling = work.handling_id ?? "";
  const asked = useQuery({
    queryKey: ["wrapup", work.id, handling],
    queryFn: ({ signal }) => get<WrapUpView>(`/api/interactions/${work.id}/wrapup`, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
  const view = asked.data;
  const [ground, setGround] = useState<Ground | null>(null);
  const [sheet, setSheet] = useState<Sheet | null>(held.get(handling) ?? null);
  const [saved, setSaved] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef<Sheet | null>(sheet);
  latest.current = sheet;

  useEffect(() => {
    if (view === undefined) return;
    const found = groundOf(view, work);
    setGround(found);
    setSheet((was) => (was === null ? fromDraft(view.draft, found) : refreshed(was, found)));
    // eslint-disable-next-line -- begins once from the server's view
  }, [view]);

  const save = useCallback(async (): Promise<void> => {
    timer.current = undefined;
    const now = latest.current;
    if (now === null || handling === "") return;
    const told = await act("save_wrap_up", { handling_id: handling, form: toForm(now, desk.get().house?.currency ?? "") });
    if (told.ok && latest.current === now) setSaved(true);
  }, [handling]);
  const change = useCallback((patch: Partial<Sheet> | ((was: Sheet) => Sheet)) => {
    setSheet((was) => {
      if (was === null) return was;
      const next = typeof patch === "function" ? patch(was) : { ...was, ...patch };
      held.set(handling, next);
      return next;
    });
    setSaved(false);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void save(), SAVE_AFTER);
  }, [handling, save]);
  const forget = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    held.delete(handling);
  }, [handling]);
  useEffect(() => {
    const flush = (): void => {
      if (timer.current === undefined) return;
      clearTimeout(timer.current);
      void save();
    };
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, [save]);
  return { view, error: asked.error, again: () => void asked.refetch(), sheet, ground, change, forget, saved };
}
