/** Brand colours that can be read: contrast by WCAG 2.2 (1.4.3). Pure. */

type Rgb = [number, number, number];

const INK = "#171B24";
const ENOUGH = 4.5;

const parts = (colour: string): Rgb => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as Rgb;
const hex = (rgb: Rgb): string => "#" + rgb.map((x) => Math.round(x).toString(16).padStart(2, "0")).join("");

function luminance(colour: string): number {
  const [r, g, b] = parts(colour).map((x) => {
    const share = x / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

export function mix(one: string, other: string, share: number): string {
  const b = parts(other);
  return hex(parts(one).map((x, i) => x + ((b[i] ?? 0) - x) * share) as Rgb);
}

/** White on the brand colour where it can be read, else dark text; black where ink is not dark enough. */
export function textOn(colour: string): string {
  return ["#ffffff", INK].find((text) => contrast(colour, text) >= ENOUGH) ?? "#000000";
}

/** The colour itself where it can be read on `surface`, else moved towards black or white until it can. */
export function readableOn(surface: string, colour: string, enough = ENOUGH): string {
  const towards = contrast(surface, "#000000") > contrast(surface, "#ffffff") ? "#000000" : "#ffffff";
  for (let share = 0; share <= 1; share += 0.05) {
    const moved = mix(colour, towards, share);
    if (contrast(moved, surface) >= enough) return moved;
  }
  return towards;
}

const SURFACE = { light: "#FFFFFF", dark: "#12161D" };

/** The custom properties of a brand, for one theme. */
export function brandOf(given: string, theme: "light" | "dark"): Record<string, string> {
  const colour = /^#[0-9a-f]{6}$/i.test(given) ? given : "#4146C9";
  const on = textOn(colour);
  const surface = SURFACE[theme];
  const soft = mix(colour, surface, theme === "light" ? 0.88 : 0.72);
  return {
    "--wb": colour,
    "--on-wb": on,
    "--on-wb-2": contrast(mix(on, colour, 0.15), colour) >= ENOUGH ? mix(on, colour, 0.15) : on,
    "--wb-hover": mix(colour, on === "#ffffff" ? "#000000" : "#ffffff", 0.15),
    "--wb-text": readableOn(surface, colour),
    "--wb-line": readableOn(surface, colour, 3),
    "--wb-soft": soft,
    "--wb-soft-text": readableOn(soft, colour),
  };
}
