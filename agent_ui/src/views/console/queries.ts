/** What the console fetches and keeps: the customer's card, the open conversation, what waits in a queue. */

import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";
import { onFacts } from "~/desk/commands";
import { get, query } from "~/wire/http";
import type { ChannelId, ConversationId, CustomerCard, CustomerId, WorkRow } from "~/wire/protocol";

export interface ConversationView {
  id: ConversationId;
  customer_id: CustomerId;
  subject: string;
  channel_addresses: Record<ChannelId, string>;
  work: WorkRow | null;
}

export interface FoundCustomer {
  id: CustomerId;
  number: string;
  name: string;
  vip: boolean;
  last_interaction_at: string | null;
  last_medium: string;
  identities: string[];
}

export const cardKey = (id: CustomerId | null): readonly unknown[] => ["customer", id];

export function useCard(id: CustomerId | null): UseQueryResult<CustomerCard> {
  return useQuery({
    queryKey: cardKey(id),
    queryFn: ({ signal }) => get<CustomerCard>(`/api/customers/${id ?? ""}`, signal),
    enabled: id !== null,
    staleTime: 20_000,
  });
}

export function useConversation(id: ConversationId | null): UseQueryResult<ConversationView> {
  return useQuery({
    queryKey: ["conversation", id],
    queryFn: ({ signal }) => get<ConversationView>(`/api/conversations/${id ?? ""}`, signal),
    enabled: id !== null,
    staleTime: 20_000,
  });
}

export function useCustomers(text: string): UseQueryResult<{ items: FoundCustomer[] }> {
  const q = text.trim();
  return useQuery({
    queryKey: ["customers", "find", q],
    queryFn: ({ signal }) => get<{ items: FoundCustomer[] }>(`/api/customers${query({ q })}`, signal),
    enabled: q.length > 1,
    staleTime: 10_000,
    placeholderData: (before) => before,
  });
}

export function useWaiting(queue: string, on: boolean): UseQueryResult<{ items: WorkRow[] }> {
  return useQuery({
    queryKey: ["waiting", queue],
    queryFn: ({ signal }) => get<{ items: WorkRow[] }>(`/api/queues/${queue}/waiting`, signal),
    enabled: on,
    refetchInterval: on ? 5_000 : false,
  });
}

/** Fetch the card again when a fact names its customer. Facts come in bursts; one fetch follows a burst. */
export function useFreshCard(id: CustomerId | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (id === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onFacts((facts) => {
      const touched = facts.some((fact) => !quiet.has(fact["kind"] ?? "") && Object.values(fact).includes(id));
      if (!touched) return;
      clearTimeout(timer);
      timer = setTimeout(() => void client.invalidateQueries({ queryKey: cardKey(id) }), 150);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client, id]);
}

/** Facts that change nothing on a card. */
const quiet = new Set(["offer_made", "offer_ended", "draft_saved", "message_state_changed"]);
