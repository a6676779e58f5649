/** The arithmetic of charts: round ticks, places on an axis, paths. Pure. */

/** What an axis counts; it decides which steps look round. */
export type Measure = "plain" | "share" | "seconds";

const clockSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400];

function roundStep(rough: number, measure: Measure, whole: boolean): number {
  if (measure === "seconds" && rough >= 1 && rough <= 86_400) return clockSteps.find((step) => step >= rough) ?? 86_400;
  const size = 10 ** Math.floor(Math.log10(rough));
  const found = [1, 2, ...(whole ? [] : [2.5]), 5, 10].find((each) => each * size >= rough * (1 - 1e-9)) ?? 10;
  const step = found * size;
  return measure === "plain" ? Math.max(step, 1e-9) : step;
}

/** Round values from at most `low` to at least `high`, about `count` of them, low first. Whole numbers stay whole. */
export function ticks(low: number, high: number, { count = 4, measure = "plain" as Measure, whole = false } = {}): number[] {
  const bottom = Math.min(low, high);
  const top = high > bottom ? high : bottom + 1;
  const found = roundStep((top - bottom) / count, measure, whole);
  const step = whole ? Math.max(1, found) : found;
  const first = Math.floor(bottom / step + 1e-9);
  const last = Math.ceil(top / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The smallest and the greatest of what is known, with what must be in sight; null when nothing is. */
export function extent(values: Iterable<number | null | undefined>, ...seen: number[]): [number, number] | null {
  const known = [...values].filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  if (known.length === 0) return null;
  const all = [...known, ...seen];
  return [Math.min(...all), Math.max(...all)];
}

export const place = (low: number, high: number, from: number, to: number) => (value: number): number =>
  high === low ? from : from + ((value - low) / (high - low)) * (to - from);

export interface Spot {
  x: number;
  y: number | null;
}

const at = (n: number): string => n.toFixed(1);

/** A line through what is known; a gap where nothing is. */
export function linePath(spots: readonly Spot[]): string {
  let pen = "M";
  let path = "";
  for (const { x, y } of spots) {
    if (y === null) {
      pen = "M";
      continue;
    }
    path += `${pen}${at(x)} ${at(y)}`;
    pen = "L";
  }
  return path;
}

/** The area between two lines, piece by piece where both are known. */
export function bandPath(lows: readonly Spot[], highs: readonly Spot[]): string {
  let path = "";
  let piece: number[] = [];
  const close = (): void => {
    if (piece.length > 1) {
      const up = piece.map((i) => `${at(highs[i]?.x ?? 0)} ${at(highs[i]?.y ?? 0)}`);
      const down = [...piece].reverse().map((i) => `${at(lows[i]?.x ?? 0)} ${at(lows[i]?.y ?? 0)}`);
      path += `M${[...up, ...down].join("L")}Z`;
    }
    piece = [];
  };
  lows.forEach((spot, i) => {
    if (spot.y === null || (highs[i]?.y ?? null) === null) close();
    else piece.push(i);
  });
  close();
  return path;
}

/** Which labels of an axis to draw, so that they do not touch: every `step`-th. */
export const everyNth = (count: number, width: number, each: number): number => Math.max(1, Math.ceil((count * each) / Math.max(width, 1)));
