/** What the phone asks of the hub beside commands: access to each channel's media, and a recording's address. */

import type { Medium } from "./protocol";
import { get } from "./http";

/** An agent's access to one channel that speaks, as /api/phone tells. `url` is "" where the hub's own socket carries it. */
export interface PhoneLine {
  channel_id: string;
  medium: Medium;
  number: string;
  driver: string;
  token: string;
  url: string;
  expires_at: string | null;
  ice: readonly Record<string, string>[];
}

type Told = Omit<PhoneLine, "driver" | "token" | "url" | "expires_at" | "ice"> & Partial<PhoneLine> & { access?: Partial<PhoneLine> | null };

/** Every channel that speaks, with what its driver needs. */
export async function phoneLines(signal?: AbortSignal): Promise<PhoneLine[]> {
  const got = await get<{ items: Told[] } | Told[]>("/api/phone", signal);
  return (Array.isArray(got) ? got : got.items).map((told) => ({
    driver: "", token: "", url: "", expires_at: null, ice: [], ...told, ...(told.access ?? {}),
  }));
}

export const recordingPath = (id: string): string => `/api/recordings/${encodeURIComponent(id)}`;
