/** What the pages of figures ask of the hub. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Behind, Metric, Report, SavedReport } from "~/wire/figures";
import { get, query } from "~/wire/http";
import type { Page } from "~/wire/pages";

/** Interactions counted, of how many. */
export interface Counted {
  done: number;
  of: number;
}

export const useMetrics = () =>
  useQuery({ queryKey: ["metrics"], queryFn: async ({ signal }) => (await get<{ items: Metric[] }>("/api/metrics", signal)).items, staleTime: 600_000 });

export const useReport = (values: Record<string, string>, on: boolean = true) =>
  useQuery({
    queryKey: ["report", values],
    queryFn: ({ signal }) => get<Report>(`/api/report${query(values)}`, signal),
    enabled: on && (values["metrics"] ?? "") !== "",
    placeholderData: (before) => before,
    staleTime: 60_000,
  });

/** How far what was there before the figures is counted in; null when all of it is. */
export const useHistory = () =>
  useQuery({
    queryKey: ["history"],
    queryFn: async ({ signal }) => (await get<{ history: Counted | null }>("/readyz", signal)).history,
    refetchInterval: ({ state }) => (state.data ? 5_000 : false),
    staleTime: 60_000,
  });

export const useSaved = () =>
  useQuery({ queryKey: ["reports"], queryFn: async ({ signal }) => (await get<{ items: SavedReport[] }>("/api/reports", signal)).items });

/** The rows behind one figure, page by page. */
export function useBehind(values: Record<string, string>) {
  const found = useInfiniteQuery({
    queryKey: ["behind", values],
    queryFn: ({ pageParam, signal }) => get<Page<Behind>>(`/api/report/rows${query({ ...values, cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });
  return { ...found, items: useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]) };
}
