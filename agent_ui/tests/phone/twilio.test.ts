/** The provider's kit rings this browser: only the leg we wait for is taken, and a token is renewed in time. */

import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PhoneLine } from "~/wire/calls";
import type { Sound } from "~/desk/phone/driver";

type Listener = (...given: unknown[]) => void;
class Emitter {
  readonly listeners = new Map<string, Listener[]>();
  on(name: string, hear: Listener): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), hear]);
  }
  say(name: string, ...given: unknown[]): void {
    for (const hear of this.listeners.get(name) ?? []) hear(...given);
  }
}

class FakeCall extends Emitter {
  static readonly Codec = { Opus: "opus", PCMU: "pcmu" };
  readonly customParameters: Map<string, string>;
  accept = vi.fn(() => this.say("accept"));
  reject = vi.fn();
  mute = vi.fn();
  disconnect = vi.fn();
  constructor(leg: string) {
    super();
    this.customParameters = new Map(leg === "" ? [] : [["leg", leg]]);
  }
}

const made: FakeDevice[] = [];
class FakeDevice extends Emitter {
  audio = { isOutputSelectionSupported: true, incoming: vi.fn(), setInputDevice: vi.fn(), speakerDevices: { set: vi.fn(() => Promise.resolve()) } };
  register = vi.fn(() => Promise.resolve());
  updateToken = vi.fn();
  destroy = vi.fn();
  constructor(readonly token: string) {
    super();
    made.push(this);
  }
}

vi.mock("@twilio/voice-sdk", () => ({ Device: FakeDevice, Call: FakeCall }));
const lines = vi.fn(() => Promise.resolve<PhoneLine[]>([]));
vi.mock("~/wire/calls", () => ({ phoneLines: lines }));

const line: PhoneLine = { channel_id: "phone", medium: "phone", number: "", driver: "twilio", token: "first", url: "", expires_at: null, ice: [] };
const microphone = { getAudioTracks: () => [{ getSettings: () => ({ deviceId: "mic" }) }] } as unknown as MediaStream;
const joining = (leg: string, heard: Sound[]) => ({ leg, line, microphone, speaker: "", hears: { sound: (now: Sound) => void heard.push(now), quality: vi.fn() } });

async function begun() {
  const { twilio } = await import("~/desk/phone/twilio");
  const driver = twilio();
  await driver.prepare(line);
  const device = made.at(-1);
  if (!device) throw new Error("no device");
  return { driver, device };
}

beforeEach(() => { made.length = 0; });

describe("the provider's kit", () => {
  it("takes the leg that was announced and no other", async () => {
    const { driver, device } = await begun();
    const heard: Sound[] = [];
    const waits = driver.connect(joining("mine", heard));
    await vi.waitFor(() => expect(heard).toEqual(["connecting"]));
    const other = new FakeCall("theirs");
    device.say("incoming", other);
    expect(other.reject).toHaveBeenCalledOnce();
    const mine = new FakeCall("mine");
    device.say("incoming", mine);
    const connection = await waits;
    expect(mine.accept).toHaveBeenCalledOnce();
    expect(heard).toEqual(["connecting", "on"]);
    connection.mute(true);
    expect(mine.mute).toHaveBeenCalledWith(true);
    mine.say("reconnecting");
    mine.say("reconnected");
    mine.say("disconnect");
    expect(heard).toEqual(["connecting", "on", "lost", "on", "over"]);
  });

  it("takes a call that rang before the desk told of its leg", async () => {
    const { driver, device } = await begun();
    const early = new FakeCall("mine");
    device.say("incoming", early);
    expect(early.accept).not.toHaveBeenCalled();
    await driver.connect(joining("mine", []));
    expect(early.accept).toHaveBeenCalledOnce();
  });

  it("renews its token before it ends", async () => {
    const { device } = await begun();
    lines.mockResolvedValueOnce([{ ...line, token: "second" }]);
    device.say("tokenWillExpire");
    await vi.waitFor(() => expect(device.updateToken).toHaveBeenCalledWith("second"));
  });

  it("says what the provider warns of, and when it is over", async () => {
    const { driver, device } = await begun();
    const wanted = joining("mine", []);
    const waits = driver.connect(wanted);
    const call = new FakeCall("mine");
    await vi.waitFor(() => { device.say("incoming", call); expect(call.accept).toHaveBeenCalled(); });
    await waits;
    call.say("warning", "high-rtt");
    expect(wanted.hears.quality).toHaveBeenLastCalledWith(expect.objectContaining({ warning: "high-rtt" }));
    call.say("warning-cleared", "high-rtt");
    expect(wanted.hears.quality).toHaveBeenLastCalledWith(expect.objectContaining({ warning: "" }));
  });
});
