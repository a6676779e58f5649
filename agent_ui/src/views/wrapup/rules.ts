/** What the chosen dispositions ask for, and what is still missing; the server has the last word. Pure. */
import type { Disposition } from "~/wire/protocol";
import type { Sheet } from './form';

/** Form fields the chosen codes ask for, each once: "note", "case", "case.type", "callback", … */
export function required(codes: readonly string[], dispositions: readonly Disposition[]): Set<string> {
  const wanted = new Set<string>();
  for (const one of dispositions) {
    if (!codes.includes(one.code)) continue;
    for (const path of one.requires) wanted.add(path);
  }
  return wanted;
}

/** Whether a path or its part is asked for: "case.type" also asks for "case". */
export function asks(wanted: ReadonlySet<string>, path: string): boolean {
  for (const one of wanted) if (one === path || one.startsWith(`${path}.`)) return true;
  return false;
}

function filled(sheet: Sheet, path: string): boolean {
  const [part = '', field] = path.split('.');
  switch (part) {
    case 'note':
      return sheet.note.trim() !== '';
    case 'topic':
      return sheet.topic !== '';
    case 'case':
      return sheet.case !== null && caseFilled(sheet.case, field);
    case 'callback':
      return sheet.callback !== null && valueOf(sheet.callback, field ?? 'at');
    case 'opportunity':
      return sheet.opportunity !== null && valueOf(sheet.opportunity, opportunityField(field));
    case 'campaign':
      return sheet.campaign !== null;
    case 'consents':
      return sheet.consents.length > 0;
    case 'termination':
      return sheet.termination !== null && valueOf(sheet.termination, field ?? 'reason');
    default:
      return true; // the server knows more fields than this sheet; it will name what it misses
  }
}

function caseFilled(fields: NonNullable<Sheet['case']>, field: string | undefined): boolean {
  if (fields.target === '?') return false;
  if (field === undefined) return true;
  return valueOf(fields, { due_at: 'due', owner_id: 'owner' }[field] ?? field);
}

function opportunityField(field: string | undefined): string {
  if (field === undefined) return 'stage';
  return { loss_reason: 'lossReason', expected_close: 'expectedClose' }[field] ?? field;
}

function valueOf(fields: object, name: string): boolean {
  const value: unknown = (fields as Readonly<Record<string, unknown>>)[name];
  return value === undefined || (value !== '' && value !== null && value !== '?');
}

/** The fields still missing, in the order of the sheet. Empty: it may be sent. */
export function missing(sheet: Sheet, dispositions: readonly Disposition[]): string[] {
  const found = new Set<string>();
  if (sheet.codes.length === 0) found.add('codes');
  for (const path of required(sheet.codes, dispositions)) if (!filled(sheet, path)) found.add(path);
  if (sheet.case !== null) {
    if (sheet.case.target === '?') found.add('case.id');
    else if (sheet.case.target === '' && sheet.case.subject.trim() === '') found.add('case.subject');
  }
  if (sheet.callback !== null && sheet.callback.at === '') found.add('callback.at');
  if (sheet.opportunity !== null) {
    if (sheet.opportunity.target === '?') found.add('opportunity.id');
    else if (sheet.opportunity.target === '' && sheet.opportunity.name.trim() === '') {
      found.add('opportunity.name');
    }
    if (sheet.opportunity.stage === 'lost' && sheet.opportunity.lossReason.trim() === '') {
      found.add('opportunity.loss_reason');
    }
  }
  const order = ['codes', 'note', 'topic', 'case', 'callback', 'opportunity'];
  const place = (path: string): number => {
    const at = order.indexOf(path.split('.')[0] ?? '');
    return at < 0 ? order.length : at;
  };
  return [...found].sort((a, b) => place(a) - place(b));
}

export interface Effects {
  readonly cases: number;
  readonly callbacks: number;
  readonly opportunities: number;
  readonly consents: number;
  readonly responses: number;
}

/** What one press will write besides the wrap-up itself. */
export function effects(sheet: Sheet): Effects {
  return {
    cases: sheet.case === null ? 0 : 1,
    callbacks: sheet.callback === null ? 0 : 1,
    opportunities: sheet.opportunity === null ? 0 : 1,
    consents: sheet.consents.length,
    responses: sheet.campaign === null ? 0 : 1,
  };
}

/** Dispositions for a queue: the server's order of the commonest first, then the rest as configured. */
export function offered(
  dispositions: readonly Disposition[],
  queue: string,
  commonest: readonly string[],
): Disposition[] {
  const here = dispositions.filter((one) => one.queues.length === 0 || one.queues.includes(queue));
  const rank = (code: string): number => {
    const at = commonest.indexOf(code);
    return at < 0 ? commonest.length : at;
  };
  return here
    .map((one, at) => ({ one, at }))
    .sort((a, b) => rank(a.one.code) - rank(b.one.code) || a.at - b.at)
    .map(({ one }) => one);
}

/** Dispositions whose name in any language, or group, holds every word typed. */
export function findDispositions(dispositions: readonly Disposition[], query: string): Disposition[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter((word) => word !== '');
  return dispositions.filter((one) => {
    const hay = [...Object.values(one.name), one.group, one.code].join(' ').toLocaleLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
