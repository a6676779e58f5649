/**
 * Long work at the hub that a person may leave: it is watched from here, not from a page, and told when it has ended.
 * What runs is kept for this browser tab, so that a reload finds it again.
 */

import { words } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { cell, type Cell } from "~/state/store";
import type { Job } from "~/wire/figures";
import { get, HttpError, remove } from "~/wire/http";
import { tell, warn } from "./undo";

export interface Followed {
  kind: string;
  /** Where it is asked about, and cancelled. */
  path: string;
  name: string;
  job: Job | null;
}

const KEPT = "rapport.jobs";
const EVERY = 700;

function stored(): Followed[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(found) ? (found as Followed[]) : [];
  } catch {
    return [];
  }
}

export const followed: Cell<readonly Followed[]> = cell<readonly Followed[]>(typeof sessionStorage === "undefined" ? [] : stored());

function set(next: readonly Followed[]): void {
  followed.set(next);
  if (typeof sessionStorage !== "undefined") sessionStorage.setItem(KEPT, JSON.stringify(next));
}

const one = (path: string): Followed | undefined => followed.get().find((each) => each.path === path);
const put = (path: string, job: Followed["job"]): void => set(followed.get().map((each) => (each.path === path ? { ...each, job } : each)));

/** What is said when one of this kind has ended. */
export interface Says {
  done: (name: string) => string;
  failed: (name: string) => string;
}

const says = new Map<string, () => Says>();
/** Words for the end of this kind of work, asked for when it ends, in the language of that moment. */
export const sayEnd = (kind: string, how: () => Says): void => void says.set(kind, how);

async function watch(path: string): Promise<void> {
  for (;;) {
    const known = one(path);
    if (!known || (known.job !== null && known.job.state !== "running")) return;
    try {
      const job = await get<Job>(path);
      const before = one(path);
      if (!before) return;
      put(path, job);
      if (job.state === "done") tell(says.get(before.kind)?.().done(before.name) ?? before.name);
      if (job.state === "failed") warn(says.get(before.kind)?.().failed(before.name) ?? before.name);
    } catch (cause) {
      if (cause instanceof HttpError && cause.status === 404) {
        warn(words(common).workGone(known.name));
        return forgetJob(path);
      }
      if (cause instanceof HttpError && (cause.status === 401 || cause.status === 403)) return;
    }
    await new Promise((next) => setTimeout(next, EVERY));
  }
}

export function follow(kind: string, path: string, name: string): void {
  if (one(path)) return;
  set([{ kind, path, name, job: null }, ...followed.get()].slice(0, 8));
  void watch(path);
}

export async function cancelJob(path: string): Promise<void> {
  const known = one(path);
  if (known) put(path, { state: "cancelled", progress: known.job?.progress ?? 0 });
  await remove(path).catch(() => undefined);
}

export const forgetJob = (path: string): void => set(followed.get().filter((each) => each.path !== path));

for (const each of followed.get()) if (each.job === null || each.job.state === "running") void watch(each.path);
