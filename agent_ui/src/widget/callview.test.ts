import { describe, expect, it } from "vitest";
import { callOff, ending, inCall, lasted } from "./callview";
import { words } from "./words";

describe("how long it lasts", () => {
  it("is minutes and seconds, and hours where there are", () => {
    expect(lasted(0, 61_999)).toBe("01:01");
    expect(lasted(0, 3_600_000 + 2_000)).toBe("1:00:02");
    expect(lasted(5_000, 0)).toBe("00:00");
  });
});

describe("where it stands", () => {
  it("is a call until it is over, and none before the microphone is there", () => {
    for (const state of ["asking", "connecting", "listening", "waiting", "recording", "talking", "held"] as const) {
      expect(inCall({ ...callOff, state })).toBe(true);
    }
    for (const state of ["off", "blocked", "no_microphone", "ended"] as const) expect(inCall({ ...callOff, state })).toBe(false);
  });

  it("has words for every end the hub tells, in both languages", () => {
    for (const reason of ["hung_up", "busy", "no_answer", "cancelled", "failed", "lost", "gone", "offline", "limited", "pass_old"]) {
      expect(words.en.call.ended[ending(reason)]).toBeTruthy();
      expect(words.ru.call.ended[ending(reason)]).toBeTruthy();
    }
    expect(ending("gone")).toBe("lost");
    expect(ending("pass_old")).toBe("busy");
  });
});
