/** What the browser keeps for its visitor: the token, the draft, what waits to be sent. No network here.

Everything lies under the origin of the shop's page. Where storage is refused, a page's own memory serves. */

import type { Pending, Profile } from "./types";

export interface Shelf {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

export function shelf(prefix: string): Shelf {
  const memory = new Map<string, string>();
  let kept: Storage | null = null;
  try {
    kept = window.localStorage;
    kept.setItem(prefix + "probe", "1");
    kept.removeItem(prefix + "probe");
  } catch {
    kept = null;
  }
  return {
    get: (key) => (kept ? kept.getItem(prefix + key) : (memory.get(key) ?? null)),
    set: (key, value) => {
      memory.set(key, value);
      try {
        kept?.setItem(prefix + key, value);
      } catch {
        // Full: the page's memory still holds it.
      }
    },
    remove: (key) => {
      memory.delete(key);
      kept?.removeItem(prefix + key);
    },
    keys: () => {
      if (!kept) return [...memory.keys()];
      return Array.from({ length: kept.length }, (_, at) => kept.key(at) ?? "")
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length));
    },
  };
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

/** 256 random bits: who holds them is the visitor. */
export const newToken = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** The id of one thing the visitor did; the same on every try. */
export const newId = (): string => base64url(crypto.getRandomValues(new Uint8Array(16)));

export class Keep {
  constructor(private readonly on: Shelf) {}

  get token(): string {
    let token = this.on.get("token");
    if (!token || !/^[\w-]{43}$/.test(token)) {
      token = newToken();
      this.on.set("token", token);
    }
    return token;
  }

  /** Whether this browser ever wrote; only then is there a talk to ask for. */
  get began(): boolean {
    return this.on.get("began") === "1";
  }
  set began(yes: boolean) {
    this.flag("began", yes);
  }

  get sound(): boolean {
    return this.on.get("sound") !== "0";
  }
  set sound(on: boolean) {
    this.on.set("sound", on ? "1" : "0");
  }

  get live(): boolean {
    return this.on.get("live") === "1";
  }
  set live(yes: boolean) {
    this.flag("live", yes);
  }

  get draft(): string {
    return this.on.get("draft") ?? "";
  }
  set draft(text: string) {
    if (text) this.on.set("draft", text);
    else this.on.remove("draft");
  }

  get subject(): string {
    return this.on.get("subject") ?? "";
  }
  set subject(reference: string) {
    this.on.set("subject", reference);
  }

  mark(name: "read" | "got" | "rated"): string {
    return this.on.get(name) ?? "";
  }
  setMark(name: "read" | "got" | "rated", id: string): void {
    if (id > this.mark(name)) this.on.set(name, id);
  }

  get profile(): Profile {
    try {
      return JSON.parse(this.on.get("profile") ?? "{}") as Profile;
    } catch {
      return {};
    }
  }
  set profile(profile: Profile) {
    this.on.set("profile", JSON.stringify(profile));
  }

  /** What was written and not yet acknowledged, oldest first. One entry a key: tabs never overwrite each other. */
  get outbox(): Pending[] {
    const waiting: Pending[] = [];
    for (const key of this.on.keys()) {
      if (!key.startsWith("out.")) continue;
      try {
        waiting.push(JSON.parse(this.on.get(key) ?? "") as Pending);
      } catch {
        this.on.remove(key);
      }
    }
    return waiting.sort((a, b) => a.at - b.at);
  }
  put(pending: Pending): void {
    if (!pending.file) this.on.set("out." + pending.client_id, JSON.stringify(pending));
  }
  drop(client_id: string): void {
    this.on.remove("out." + client_id);
  }

  /** Another person: nothing of the one before stays. */
  forget(): void {
    const sound = this.on.get("sound");
    for (const key of this.on.keys()) this.on.remove(key);
    if (sound) this.on.set("sound", sound);
  }

  private flag(key: string, yes: boolean): void {
    if (yes) this.on.set(key, "1");
    else this.on.remove(key);
  }
}
