/** Placing a call from anywhere: which channels can, to whom, and where the console goes with it. */

import { useCallback, useMemo } from "react";
import { useLocation } from "wouter";
import { tell } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { bare, myCall, readable } from "~/state/calls";
import { cell, sameList, useDesk, type Cell } from "~/state/store";
import type { ChannelInfo } from "~/wire/protocol";
import { order } from "./ask";
import { phoneWords } from "./words";

export interface Callee {
  /** E.164, or "phone:" and E.164. "" where the hub knows it (a callback). */
  to: string;
  name?: string;
  customer?: string | null;
  callback?: string;
}

/** The number last called, for "Last: …" and "Call back". */
export interface Last {
  to: string;
  name: string;
  at: number;
}
export const lastCall: Cell<Last | null> = cell<Last | null>(null);

const KEPT = "rapport.caller";
/** Channels an agent may call from, the one used last first. */
export function useCallers(): ChannelInfo[] {
  const found = useDesk((state) => (state.house?.channels ?? []).filter((one) => one.medium === "phone"), sameList);
  return useMemo(() => {
    const kept = localStorage.getItem(KEPT);
    return [...found].sort((a, b) => Number(b.id === kept) - Number(a.id === kept));
  }, [found]);
}

export interface Calling {
  callers: ChannelInfo[];
  /** Why no call can be placed now; "" when one can. */
  why: string;
  call: (callee: Callee, channel?: string) => Promise<boolean>;
}

export function useCalling(): Calling {
  const w = useWords(phoneWords);
  const [, go] = useLocation();
  const callers = useCallers();
  const busy = useDesk((state) => myCall(state) !== null);
  const call = useCallback(async (callee: Callee, channel?: string): Promise<boolean> => {
    const from = channel ?? callers[0]?.id ?? "";
    if (channel !== undefined) localStorage.setItem(KEPT, channel);
    const to = callee.to.replace(/^\w+:/, "");
    return order("place_call", { channel_id: from, to, customer_id: callee.customer ?? null, callback_id: callee.callback ?? "" }, (data) => {
      const name = callee.name || readable(to);
      if (to !== "") lastCall.set({ to, name, at: Date.now() });
      tell(w.placed(name));
      const id = (data as Record<string, unknown> | null)?.["conversation_id"];
      if (typeof id === "string" && id !== "") go(`/c/${encodeURIComponent(id)}`);
    });
  }, [callers, go, w]);
  const why = callers.length === 0 ? w.noCall : busy ? w.inCall : "";
  return useMemo(() => ({ callers, why, call }), [callers, why, call]);
}

/** An address that can be called, by its medium. */
export const callable = (address: string): boolean => /^(phone|sms):\+\d/.test(address);
export const shownNumber = (address: string): string => bare(address);
