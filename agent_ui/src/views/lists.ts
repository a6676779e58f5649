/** Lists that come page by page, and records that freshen when the hub says they changed. */

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { onFacts } from "~/desk/commands";
import { get, query } from "~/wire/http";
import type { Page } from "~/wire/pages";

/** A paged list: `items` so far, `more()` asks for the next page. */
export function usePages<T>(path: string, values: Record<string, string>) {
  const found = useInfiniteQuery({
    queryKey: [path, values],
    queryFn: ({ pageParam, signal }) => get<Page<T>>(`${path}${query({ ...values, cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: (before) => before,
    refetchInterval: 30_000,
  });
  const items = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  return { ...found, items };
}

/** Ask again when a fact of one of these kinds arrives; `about` narrows it to facts that name this id. */
export function useFresh(key: readonly unknown[], kinds: RegExp, about?: string): void {
  const client = useQueryClient();
  const name = JSON.stringify(key);
  useEffect(
    () =>
      onFacts((facts) => {
        const told = facts.some((fact) => kinds.test(fact["kind"] ?? "") && (about === undefined || Object.values(fact).includes(about)));
        if (told) void client.invalidateQueries({ queryKey: JSON.parse(name) as unknown[] });
      }),
    [client, name, kinds, about],
  );
}

/** The id an answer gives, under its own name or as `id`. "" when it gives none. */
export function idIn(data: unknown, name: string): string {
  if (typeof data === "string") return data;
  const told = typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
  const found = told[name] ?? told["id"];
  return typeof found === "string" ? found : "";
}
