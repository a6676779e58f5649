/** HTTP to the hub: JSON in, JSON out, the cookie as proof, one error shape. No screen calls `fetch` itself. */

/** What a failed request tells: a code to act on and a sentence for a person. `offline` when nobody answered. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string = "",
    readonly data: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

async function answer<T>(response: Response): Promise<T> {
  const text = await response.text();
  const body: unknown = text === "" ? null : parse(text);
  if (response.ok) return body as T;
  const told = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  throw new HttpError(
    response.status,
    String(told["code"] ?? (response.status === 401 ? "signed_out" : "failed")),
    String(told["message"] ?? response.statusText),
    String(told["field"] ?? ""),
    { ...told, retry_after: told["retry_after"] ?? response.headers.get("Retry-After") ?? undefined },
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new HttpError(0, "offline", "No answer from the hub");
  }
  return answer<T>(response);
}

/** A query string from what is given; empty values are left out. */
export function query(values: Record<string, string | number | boolean | null | undefined>): string {
  const found = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== "") found.set(key, String(value));
  }
  const text = found.toString();
  return text === "" ? "" : `?${text}`;
}

/** Fetch a file and hand it to the person under the name the hub gave it. Throws HttpError. */
export async function takeOut(path: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin" });
  } catch {
    throw new HttpError(0, "offline", "No answer from the hub");
  }
  if (!response.ok) return answer(response);
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "file";
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser reads it after the click
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, { signal: signal ?? null, headers: { Accept: "application/json" } });
}

/** The text of something that is not JSON, a raw mail for instance; at most `most` bytes of it. */
export async function getText(path: string, most: number, signal?: AbortSignal): Promise<string> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", signal: signal ?? null });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new HttpError(0, "offline", "No answer from the hub");
  }
  if (!response.ok) return answer<string>(response);
  return new TextDecoder("utf-8").decode((await response.arrayBuffer()).slice(0, most));
}

export function post<T>(path: string, body: unknown = {}, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, {
    method: "POST",
    signal: signal ?? null,
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-Rapport": "1", ...headers },
  });
}

/** Send one file as it is; `progress` hears 0…1. Resolves with what the hub says of it. */
export function upload<T>(file: File, progress?: (share: number) => void, signal?: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/files${query({ name: file.name })}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("X-Rapport", "1");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress?.(event.loaded / event.total);
    };
    request.onerror = () => reject(new HttpError(0, "offline", "No answer from the hub"));
    request.onabort = () => reject(new DOMException("Cancelled", "AbortError"));
    request.onload = () => {
      const response = new Response(request.responseText, { status: request.status });
      answer<T>(response).then(resolve, reject);
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** Put something in the place of what was there. */
export function put<T>(path: string, body: unknown): Promise<T> {
  return ask<T>(path, { method: "PUT", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-Rapport": "1" } });
}

/** Take something away, or cancel what runs. */
export const remove = <T>(path: string): Promise<T> => ask<T>(path, { method: "DELETE", headers: { "X-Rapport": "1" } });
