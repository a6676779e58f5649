/** Both lines dial in the same way: told when they are down, dialled again, and hung up for good by a refusal. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dial, type Dialled } from "~/wire/dial";

type Handler = (...given: unknown[]) => void;
const made = vi.hoisted(() => ({ options: {} as Record<string, unknown>, hearers: new Map<string, Handler>(), connect: vi.fn(), disconnect: vi.fn(), active: true }));
vi.mock("socket.io-client", () => ({
  io: (_name: string, options: Record<string, unknown>) => {
    made.options = options;
    return {
      on: (event: string, hearer: Handler) => void made.hearers.set(event, hearer),
      connect: made.connect,
      disconnect: made.disconnect,
      get active() {
        return made.active;
      },
    };
  },
}));

const hear = (event: string, ...given: unknown[]): void => made.hearers.get(event)?.(...given);
const line = vi.fn();
const refused = vi.fn();
let dialled: Dialled;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  made.hearers.clear();
  made.active = true;
  dialled = dial("/desk", { ended: ["forbidden"], line, refused, auth: () => ({ after: 7 }) });
});
afterEach(() => vi.useRealTimers());

describe("a dialled line", () => {
  it("says who dials each time it dials", () => {
    const given = vi.fn();
    (made.options.auth as (give: (who: unknown) => void) => void)(given);
    expect(given).toHaveBeenCalledWith({ after: 7 });
  });

  it("tells since when it is down, and that it is up", () => {
    hear("disconnect", "transport close");
    expect(line).toHaveBeenLastCalledWith(Date.now());
    expect(made.connect).not.toHaveBeenCalled(); // the socket dials again by itself
    hear("connect");
    expect(line).toHaveBeenLastCalledWith(null);
  });

  it("dials again when the hub hung up", () => {
    hear("disconnect", "io server disconnect");
    expect(made.connect).toHaveBeenCalledTimes(1);
  });

  it("dials again after a refusal that may pass, when the socket has given up", () => {
    made.active = false;
    hear("connect_error", new Error("timeout"));
    expect(line).toHaveBeenCalledTimes(1);
    expect(refused).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    expect(made.connect).toHaveBeenCalledTimes(1);
  });

  it("ends with an answer that is final", () => {
    hear("connect_error", new Error("forbidden"));
    expect(refused).toHaveBeenCalledWith("forbidden");
    expect(made.disconnect).toHaveBeenCalledTimes(1);
    expect(line).not.toHaveBeenCalled();
  });

  it("says nothing more once it is hung up", () => {
    made.active = false;
    hear("connect_error", new Error("timeout"));
    line.mockClear();
    dialled.hangUp();
    hear("disconnect", "io client disconnect");
    vi.advanceTimersByTime(5_000);
    expect(line).not.toHaveBeenCalled();
    expect(made.connect).not.toHaveBeenCalled();
  });
});
