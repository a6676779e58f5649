/** What the visitor wrote, until the hub has it: in order, with the same id on every try, through reloads.

Knows nothing of the network or the screen: `deliver` is given, and `changed` is called after every step. */

import type { Keep } from "./keep";
import type { Answer, Pending } from "./types";
import { NoAnswer } from "./wire";

const RETRY_MS = [1000, 2000, 4000, 8000, 16000, 30000];
const WAITS = new Set(["limited", "busy", "too_slow"]);

export type Deliver = (pending: Pending, file: File | undefined) => Promise<Answer>;

export class Outbox {
  private readonly waiting: Pending[];
  private readonly files = new Map<string, File>();
  private running = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;

  constructor(
    private readonly keep: Keep,
    private readonly deliver: Deliver,
    private readonly changed: () => void,
    private readonly later = (work: () => void, ms: number): ReturnType<typeof setTimeout> => setTimeout(work, ms),
  ) {
    this.waiting = keep.outbox.map((each) => (each.state === "taken" ? { ...each, state: "waiting" } : each));
  }

  get list(): readonly Pending[] {
    return this.waiting;
  }

  get length(): number {
    return this.waiting.length;
  }

  add(pending: Pending, file?: File): void {
    this.waiting.push(pending);
    if (file) this.files.set(pending.client_id, file);
    this.keep.put(pending);
    this.changed();
    this.pump();
  }

  /** The hub shows these: they are no longer ours to keep. */
  shown(client_ids: ReadonlySet<string>): void {
    const before = this.waiting.length;
    for (const each of this.waiting.filter((own) => client_ids.has(own.client_id))) this.drop(each);
    if (this.waiting.length !== before) this.changed();
  }

  again(client_id: string): void {
    const found = this.waiting.find((each) => each.client_id === client_id);
    if (!found) return;
    this.update(found, { state: "waiting", code: undefined });
    this.hurry();
  }

  remove(client_id: string): void {
    const found = this.waiting.find((each) => each.client_id === client_id);
    if (found) this.drop(found);
    this.changed();
  }

  progress(client_id: string, sent: number): void {
    const found = this.waiting.find((each) => each.client_id === client_id);
    if (found?.file) this.update(found, { file: { ...found.file, sent } });
  }

  /** Try now rather than at the next turn. */
  hurry(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.tries = 0;
    this.pump();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.waiting.length = 0;
    this.files.clear();
  }

  private pump(): void {
    if (!this.running && this.timer === undefined) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (;;) {
        const next = this.waiting.find((each) => each.state === "waiting");
        if (!next) return;
        const wait = await this.tryOne(next);
        if (wait > 0) {
          this.timer = this.later(() => {
            this.timer = undefined;
            this.pump();
          }, wait);
          return;
        }
      }
    } finally {
      this.running = false;
    }
  }

  /** Milliseconds to wait before the next try; 0 when this one is settled. */
  private async tryOne(pending: Pending): Promise<number> {
    let answer: Answer;
    try {
      answer = await this.deliver(pending, this.files.get(pending.client_id));
    } catch (error) {
      // Whatever went wrong, what was written waits for another try.
      if (!(error instanceof NoAnswer)) console.error(error);
      return this.pause();
    }
    const now = this.waiting.find((each) => each.client_id === pending.client_id);
    if (!now) return 0;
    if (answer.ok) {
      this.tries = 0;
      this.update(now, { state: "taken", code: undefined });
      return 0;
    }
    if (WAITS.has(answer.code ?? "")) {
      this.update(now, { code: answer.code, retry_after: answer.retry_after });
      return Math.max(this.pause(), (answer.retry_after ?? 1) * 1000);
    }
    this.update(now, { state: "failed", code: answer.code ?? "other" });
    return 0;
  }

  private pause(): number {
    const wait = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] ?? 30000;
    this.tries += 1;
    return wait * (0.75 + Math.random() / 2);
  }

  private update(pending: Pending, change: Partial<Pending>): void {
    const at = this.waiting.indexOf(pending);
    if (at < 0) return;
    const next = { ...pending, ...change };
    this.waiting[at] = next;
    this.keep.put(next);
    this.changed();
  }

  private drop(pending: Pending): void {
    this.waiting.splice(this.waiting.indexOf(pending), 1);
    this.files.delete(pending.client_id);
    this.keep.drop(pending.client_id);
  }
}
