/** Finding names across alphabets: "koval" finds «Ковалёва», "ё" is "е", accents do not matter. Pure. */

const latin: Record<string, string> = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "i", к: "k", л: "l", м: "m", н: "n", о: "o",
  п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "y", ь: "", э: "e", ю: "iu", я: "ia",
  і: "i", ї: "i", є: "e", ґ: "g", ß: "ss", ł: "l", ø: "o", æ: "ae", œ: "oe", đ: "d",
};

/** A text as it is compared, and for each of its characters the place in the original it came from. */
export function fold(text: string): { folded: string; from: number[] } {
  let folded = "";
  const from: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const low = (text[i] ?? "").toLowerCase();
    const plain = latin[low] ?? [...low.normalize("NFD").replace(/\p{M}/gu, "")].map((char) => latin[char] ?? char).join("");
    for (const char of plain) {
      folded += char;
      from.push(i);
    }
  }
  // Two customs of writing the same sounds become one; each keeps its first place.
  return squeeze(folded, from);
}

const same: readonly [string, string][] = [["yo", "e"], ["ju", "iu"], ["yu", "iu"], ["ja", "ia"], ["ya", "ia"], ["kh", "h"], ["j", "i"], ["y", "i"], ["ii", "i"]];

function squeeze(text: string, places: number[]): { folded: string; from: number[] } {
  let folded = text;
  let from = places;
  for (const [long, short] of same) {
    let at = folded.indexOf(long);
    while (at >= 0) {
      folded = folded.slice(0, at) + short + folded.slice(at + long.length);
      from = [...from.slice(0, at), ...Array.from({ length: short.length }, (_, i) => from[at + Math.min(i, long.length - 1)] ?? 0), ...from.slice(at + long.length)];
      at = folded.indexOf(long, at + short.length);
    }
  }
  return { folded, from };
}

const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

/** Where every word of `query` begins a word of `text` (or stands inside it, if long): [start, end) pairs, or null. */
export function find(text: string, query: string): [number, number][] | null {
  const words = query.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const { folded, from } = fold(text);
  const marks: [number, number][] = [];
  for (const word of words) {
    const wanted = fold(word).folded;
    if (wanted === "") continue;
    let at = folded.indexOf(wanted);
    while (at > 0 && isWord(folded[at - 1]) && from[at] !== undefined) {
      const next = folded.indexOf(wanted, at + 1);
      if (next < 0) break;
      at = next;
    }
    if (at < 0 || (at > 0 && isWord(folded[at - 1]) && wanted.length < 3)) return null;
    const start = from[at] ?? 0;
    const end = (from[at + wanted.length - 1] ?? start) + 1;
    marks.push([start, end]);
  }
  return marks.sort((a, b) => a[0] - b[0]);
}

/** The text in pieces, marked or not, for drawing. */
export function pieces(text: string, marks: readonly [number, number][] | null): { text: string; marked: boolean }[] {
  if (!marks || marks.length === 0) return [{ text, marked: false }];
  const found: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    if (start > at) found.push({ text: text.slice(at, start), marked: false });
    if (end > Math.max(at, start)) found.push({ text: text.slice(Math.max(at, start), end), marked: true });
    at = Math.max(at, end);
  }
  if (at < text.length) found.push({ text: text.slice(at), marked: false });
  return found;
}
