import { describe, expect, it } from "vitest";
import { brandOf, contrast, textOn } from "./colour";

const steps = ["00", "33", "66", "99", "cc", "ff"];
const colours = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));

describe("brand colours", () => {
  it("are black and white at 21 to 1", () => expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5));

  it("carry text that can be read, whatever the colour", () => {
    for (const colour of colours) expect(contrast(colour, textOn(colour)), colour).toBeGreaterThanOrEqual(4.5);
  });

  it("can be read as text and seen as lines on both themes", () => {
    for (const colour of colours) {
      for (const [theme, surface] of [["light", "#FFFFFF"], ["dark", "#12161D"]] as const) {
        const brand = brandOf(colour, theme);
        expect(contrast(brand["--wb-text"] ?? "", surface), colour).toBeGreaterThanOrEqual(4.5);
        expect(contrast(brand["--wb-line"] ?? "", surface), colour).toBeGreaterThanOrEqual(3);
        expect(contrast(brand["--wb-soft-text"] ?? "", brand["--wb-soft"] ?? ""), colour).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("fall back when they are no colours", () => expect(brandOf("red; }", "light")["--wb"]).toBe("#4146C9"));
});
