/** What all screens share of the query cache: keys by what they show, so that facts can freshen them. */

import { QueryClient } from "@tanstack/react-query";
import { HttpError } from "~/wire/http";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 300_000,
      refetchOnWindowFocus: true,
      // What the hub refuses it refuses again; a lost line comes back.
      retry: (count, error) => count < 3 && !(error instanceof HttpError && error.status >= 400 && error.status < 500),
      retryDelay: (count) => Math.min(500 * 2 ** count, 4_000),
    },
  },
});
