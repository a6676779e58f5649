/**
 * How many parts a text message is sent and paid in: GSM 03.38 septets or UCS-2 units (3GPP TS 23.038, 23.040). The
 * same count as channels/text/sms.py; tests/golden/sms_segments.json holds both to it.
 */

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENSION = new Set("\f^{}\\[~]|€");
const ALONE = { gsm7: 160, ucs2: 70 } as const;
const JOINED = { gsm7: 153, ucs2: 67 } as const;

export interface Segments {
  encoding: "gsm7" | "ucs2";
  /** Septets or UCS-2 units. */
  units: number;
  segments: number;
  /** What the last part still holds. */
  left: number;
}

function size(char: string, encoding: Segments["encoding"]): number {
  if (encoding === "gsm7") return EXTENSION.has(char) ? 2 : 1;
  return char.length; // a surrogate pair is two units and is never cut in two
}

/** The parts of a text; an empty one has none. */
export function count(text: string): Segments {
  const chars = [...text];
  const encoding = chars.every((char) => BASIC.has(char) || EXTENSION.has(char)) ? "gsm7" : "ucs2";
  const sizes = chars.map((char) => size(char, encoding));
  const units = sizes.reduce((sum, one) => sum + one, 0);
  if (units <= ALONE[encoding]) return { encoding, units, segments: units > 0 ? 1 : 0, left: ALONE[encoding] - units };
  let segments = 1;
  let used = 0;
  for (const one of sizes) {
    if (used + one > JOINED[encoding]) {
      segments += 1;
      used = 0;
    }
    used += one;
  }
  return { encoding, units, segments, left: JOINED[encoding] - used };
}

/** The first characters that make a text cost more than plain letters would, at most five. */
export function odd(text: string): string[] {
  return [...new Set([...text].filter((char) => !BASIC.has(char) && !EXTENSION.has(char)))].slice(0, 5);
}
