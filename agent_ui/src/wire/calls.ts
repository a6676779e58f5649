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

/** A WebRTC offer to the carrier itself, where the line names its address; its answer, or why not. */
export async function offerSound(line: PhoneLine, leg: string, sdp: string): Promise<{ sdp?: string; code?: string; message?: string }> {
  let response: Response;
  try {
    response = await fetch(line.url, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token: line.token, leg_id: leg, sdp }),
    });
  } catch {
    return { code: "offline" };
  }
  const told = (await response.json().catch(() => ({}))) as { sdp?: string; code?: string; message?: string };
  if (response.ok) return told;
  return { code: response.status >= 500 ? "busy" : (told.code ?? (response.status === 403 ? "forbidden" : "not_found")), message: told.message ?? "" };
}

export const recordingPath = (id: string): string => `/api/recordings/${encodeURIComponent(id)}`;
