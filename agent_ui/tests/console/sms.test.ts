/** Text messages are counted as the hub and the networks count them: both sides are held to the same vectors. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { count, odd } from "~/views/console/logic/sms";
import { addressesFor, stoppedAt } from "~/views/console/logic/reach";
import { identity } from "./fixture";

interface Vector {
  text: string;
  encoding: string;
  units: number;
  segments: number;
  left: number;
}

const file = fileURLToPath(new URL("../../../tests/golden/sms_segments.json", import.meta.url));
const told: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf-8")) : [];
const vectors = (Array.isArray(told) ? told : ((told as { texts?: Vector[] }).texts ?? [])) as Vector[];

describe("parts of a text message", () => {
  it.each([
    ["", "gsm7", 0, 0], ["a".repeat(160), "gsm7", 160, 1], ["a".repeat(161), "gsm7", 161, 2], ["€".repeat(80), "gsm7", 160, 1],
    ["a".repeat(152) + "€".repeat(5), "gsm7", 162, 2], ["я".repeat(70), "ucs2", 70, 1], ["я".repeat(71), "ucs2", 71, 2], ["😀".repeat(35), "ucs2", 70, 1],
    ["😀".repeat(36), "ucs2", 72, 2], ["я".repeat(66) + "😀" + "я".repeat(10), "ucs2", 78, 2],
  ])("%s", (text, encoding, units, segments) => {
    expect(count(text)).toMatchObject({ encoding, units, segments });
  });

  it("never cut a character in two: it goes whole into the next part", () => {
    expect(count("a".repeat(152) + "€" + "a".repeat(152)).segments).toBe(3);
  });

  it("name what makes them dearer", () => {
    expect(odd("Привет, ok")).toEqual([..."Приве"]);
    expect(odd("plain €")).toEqual([]);
  });

  it.runIf(vectors.length > 0)("agree with the hub on every vector", () => {
    for (const { text, ...wanted } of vectors) expect(count(text), JSON.stringify(text)).toMatchObject(wanted);
  });
});

describe("where a text message can go", () => {
  it("is to numbers that text and to numbers that call, each once", () => {
    expect(addressesFor([identity("phone:+1"), identity("sms:+1"), identity("phone:+2"), identity("email:a@b.c")], "sms")).toEqual(["sms:+1", "sms:+2"]);
  });
  it("is nowhere after STOP", () => {
    const said = (medium: string, state: string, purpose = "service") => ({ consents: [{ purpose, medium, state, at: "2026-01-01T00:00:00Z", how: "" }] });
    expect(stoppedAt(said("sms", "withdrawn"), "sms")).toBe("2026-01-01T00:00:00Z");
    expect(stoppedAt(said("sms", "given"), "sms")).toBeNull();
    expect(stoppedAt(said("sms", "withdrawn", "ads"), "sms")).toBeNull();
    expect(stoppedAt(said("sms", "withdrawn"), "email")).toBeNull();
  });
});
