/** The order of My work: which section a row stands in, and how a drawn order stays put under the pointer. */
import type { InteractionId, WorkRow } from "~/wire/protocol";

export type SectionName = 'active' | 'waiting' | 'snoozed';
export const SECTION_NAMES: readonly SectionName[] = ['active', 'waiting', 'snoozed'];

export interface Section {
  readonly name: SectionName;
  readonly rows: readonly DrawnRow[];
}

/** A row as drawn; `gone` rows have left my work but keep their place until the pointer leaves the list. */
export interface DrawnRow {
  readonly row: WorkRow;
  readonly gone: boolean;
}

export function sectionOf(row: WorkRow): SectionName | null {
  switch (row.state) {
    case 'active':
    case 'held':
    case 'wrapping':
      return 'active';
    case 'waiting':
      return 'waiting';
    case 'snoozed':
      return 'snoozed';
    default:
      return null;
  }
}

const instant = (at: string | null | undefined): number => (at == null ? Infinity : Date.parse(at));

/** When this row wants a hand, in epoch milliseconds: its own time or a promise's, whichever ends first; Infinity when nothing is due. */
export function dueTime(row: WorkRow): number {
  if (row.state === 'wrapping') return instant(row.wrapup_deadline);
  if (row.state === 'snoozed') return instant(row.snoozed_until);
  return Math.min(instant(row.due_at), instant(row.clock?.due_at));
}

function since(row: WorkRow): number {
  const at = row.state === 'waiting' ? row.last_agent_at : row.last_customer_at;
  return at === null ? Infinity : Date.parse(at);
}

/** Earliest due first, then the one who has waited longest, then by id so that equals never swap. */
export function byUrgency(a: WorkRow, b: WorkRow): number {
  const due = compare(dueTime(a), dueTime(b));
  if (due !== 0) return due;
  const waited = compare(since(a), since(b));
  return waited !== 0 ? waited : compare(a.id, b.id);
}

function compare<T extends number | string>(a: T, b: T): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export function sections(rows: Iterable<WorkRow>): Section[] {
  const found: Record<SectionName, WorkRow[]> = { active: [], waiting: [], snoozed: [] };
  for (const row of rows) {
    const name = sectionOf(row);
    if (name !== null) found[name].push(row);
  }
  return SECTION_NAMES.map((name) => ({
    name,
    rows: found[name].sort(byUrgency).map((row) => ({ row, gone: false })),
  }));
}

/** What to draw while the list is held: the places of `drawn`, the contents of `next`, newcomers at the end. */
export function holdOrder(drawn: readonly Section[], next: readonly Section[]): Section[] {
  const current = new Map<InteractionId, WorkRow>();
  for (const section of next) for (const { row } of section.rows) current.set(row.id, row);
  const placed = new Set<InteractionId>();
  for (const section of drawn) for (const { row } of section.rows) placed.add(row.id);
  return SECTION_NAMES.map((name) => {
    const before = drawn.find((section) => section.name === name)?.rows ?? [];
    const kept = before.map(({ row }) => {
      const now = current.get(row.id);
      return now === undefined ? { row, gone: true } : { row: now, gone: false };
    });
    const after = next.find((section) => section.name === name)?.rows ?? [];
    return { name, rows: [...kept, ...after.filter(({ row }) => !placed.has(row.id))] };
  });
}

/** The rows in the order they are drawn, for J, K and Alt+1…9. */
export function flat(drawn: readonly Section[]): WorkRow[] {
  return drawn.flatMap((section) => section.rows.filter((r) => !r.gone).map((r) => r.row));
}

/** The row `step` places after `current`; stops at both ends, begins at the top when none is open. */
export function neighbour(
  rows: readonly WorkRow[],
  current: InteractionId | null,
  step: 1 | -1,
): WorkRow | null {
  if (rows.length === 0) return null;
  const at = rows.findIndex((row) => row.id === current);
  if (at < 0) return rows[0] ?? null;
  return rows[Math.min(rows.length - 1, Math.max(0, at + step))] ?? null;
}
