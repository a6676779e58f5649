/** The wrap-up form as the agent fills it in: its start, its rules, and the one value it becomes. Pure. */
import type {
  CampaignStep,
  CaseInfo,
  CaseStatus,
  CaseType,
  ConsentStep,
  Disposition,
  OpportunityInfo,
  OpportunityStage,
  TerminationStep,
  WrapUpForm,
  WrapUpResult,
} from "~/wire/protocol";
import { named, type Language } from "~/i18n/language";

export interface CaseFields {
  readonly target: string; // an open case's id, or "" to open a new one
  readonly version: number | null;
  readonly type: CaseType | '';
  readonly subject: string;
  readonly status: CaseStatus | '';
  readonly owner: string;
  readonly due: string; // "2024-11-20T20:30" in the agent's zone
  readonly close: boolean;
}

export interface CallbackFields {
  readonly at: string; // local time in the customer's zone
  readonly agent: string; // "" is anybody
  readonly queue: string;
  readonly address: string;
  readonly note: string;
}

export interface OpportunityFields {
  readonly target: string;
  readonly version: number | null;
  readonly name: string;
  readonly stage: OpportunityStage | '';
  readonly amount: string;
  readonly lossReason: string;
  readonly expectedClose: string;
}

/** Everything on the sheet. A part that is null is not ticked. */
export interface Sheet {
  readonly result: WrapUpResult;
  readonly resultChosen: boolean;
  readonly codes: readonly string[];
  readonly note: string;
  readonly topic: string;
  readonly case: CaseFields | null;
  readonly callback: CallbackFields | null;
  readonly opportunity: OpportunityFields | null;
  readonly campaign: CampaignStep | null;
  readonly consents: readonly ConsentStep[];
  readonly termination: TerminationStep | null;
  readonly nextPresence: string;
}

/** What the sheet is filled in about. */
export interface Ground {
  readonly cases: readonly CaseInfo[];
  readonly opportunities: readonly OpportunityInfo[];
  readonly dispositions: readonly Disposition[];
  readonly subject: string;
  readonly language: Language; // of the agent, for names the firm wrote in several
  readonly me: string;
  readonly currency: string;
}

export function emptySheet(): Sheet {
  return {
    result: 'resolved',
    resultChosen: false,
    codes: [],
    note: '',
    topic: '',
    case: null,
    callback: null,
    opportunity: null,
    campaign: null,
    consents: [],
    termination: null,
    nextPresence: '',
  };
}

/** The case part: the single open case if there is just one, else nothing chosen where there are several. */
export function startCase(ground: Ground, close = false): CaseFields {
  const only = ground.cases.length === 1 ? ground.cases[0] : undefined;
  return only === undefined ? newCase(ground, ground.cases.length > 1 ? '?' : '') : caseFrom(only, close);
}

export function newCase(ground: Ground, target = ''): CaseFields {
  return {
    target,
    version: null,
    type: target === '?' ? '' : 'question',
    subject: ground.subject,
    status: 'open',
    owner: ground.me,
    due: '',
    close: false,
  };
}

export function caseFrom(one: CaseInfo, close = false): CaseFields {
  return {
    target: one.id,
    version: one.version,
    type: one.type,
    subject: one.subject,
    status: close ? 'closed' : one.status === 'new' ? 'open' : one.status,
    owner: one.owner_id ?? '',
    due: one.due_at === null ? '' : localOf(one.due_at),
    close,
  };
}

/** A call back is proposed for ten in the morning of the next working day, the customer's time. */
export function startCallback(address: string, me: string, now: Date = new Date()): CallbackFields {
  const day = new Date(now);
  do day.setDate(day.getDate() + 1);
  while (day.getDay() === 0 || day.getDay() === 6);
  day.setHours(10, 0, 0, 0);
  return { at: localOf(day.toISOString()), agent: me, queue: '', address, note: '' };
}

/** The sheet with the versions of the records as they are now, after somebody else changed one. */
export function refreshed(sheet: Sheet, ground: Ground): Sheet {
  const open = ground.cases.find((one) => one.id === sheet.case?.target);
  const sale = ground.opportunities.find((one) => one.id === sheet.opportunity?.target);
  return {
    ...sheet,
    case: sheet.case !== null && open !== undefined ? { ...sheet.case, version: open.version } : sheet.case,
    opportunity:
      sheet.opportunity !== null && sale !== undefined
        ? { ...sheet.opportunity, version: sale.version }
        : sheet.opportunity,
  };
}

export function startOpportunity(ground: Ground): OpportunityFields {
  const only = ground.opportunities.length === 1 ? ground.opportunities[0] : undefined;
  if (only !== undefined) return opportunityFrom(only);
  const target = ground.opportunities.length > 1 ? '?' : '';
  return { ...newOpportunity(ground), target };
}

export function newOpportunity(ground: Ground): OpportunityFields {
  return {
    target: '',
    version: null,
    name: ground.subject,
    stage: 'new',
    amount: '',
    lossReason: '',
    expectedClose: '',
  };
}

export function opportunityFrom(one: OpportunityInfo): OpportunityFields {
  return {
    target: one.id,
    version: one.version,
    name: one.name,
    stage: one.stage,
    amount: one.amount ?? '',
    lossReason: one.loss_reason,
    expectedClose: one.expected_close,
  };
}

/** ISO instant -> "YYYY-MM-DDTHH:MM" on this machine's clock, as a date-time field shows it. */
export function localOf(iso: string): string {
  const at = new Date(iso);
  const pad = (n: number): string => String(n).padStart(2, '0');
  const day = `${String(at.getFullYear())}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** The reverse; "" and what does not parse is null. */
export function instantOf(local: string): string | null {
  const at = local === '' ? NaN : Date.parse(local);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** The ground with a subject to begin new records with: the conversation's own, else the disposition's name. */
export function titled(ground: Ground, codes: readonly string[]): Ground {
  const one = ground.dispositions.find((known) => known.code === codes[0]);
  return ground.subject.trim() !== '' || one === undefined ? ground : { ...ground, subject: named(one.name, ground.language) };
}

/** New records whose subject came from the disposition chosen before follow the one chosen now. */
function retitled(sheet: Sheet, was: string, now: string): Sheet {
  const own = (subject: string): boolean => subject.trim() !== '' && subject !== was;
  const fresh = sheet.case?.target === '' && !own(sheet.case.subject);
  const sale = sheet.opportunity?.target === '' && !own(sheet.opportunity.name);
  return {
    ...sheet,
    case: sheet.case !== null && fresh ? { ...sheet.case, subject: now } : sheet.case,
    opportunity: sheet.opportunity !== null && sale ? { ...sheet.opportunity, name: now } : sheet.opportunity,
  };
}

/** Choose or leave a disposition; choosing ticks what it suggests and, until an agent chose one, sets the result. */
export function toggleCode(sheet: Sheet, one: Disposition, about: Ground, phone: string): Sheet {
  if (sheet.codes.includes(one.code)) {
    return { ...sheet, codes: sheet.codes.filter((code) => code !== one.code) };
  }
  const ground = titled(about, [one.code]);
  let next: Sheet = retitled({ ...sheet, codes: [one.code] }, titled(about, sheet.codes).subject, ground.subject);
  const wants = new Set([...one.suggests, ...one.requires.map((path) => path.split('.')[0] ?? '')]);
  const closing = one.suggests.includes('close_case') && ground.cases.length === 1;
  if ((wants.has('case') || closing) && next.case === null) {
    next = { ...next, case: startCase(ground, closing) };
  }
  if (wants.has('callback') && next.callback === null) {
    next = { ...next, callback: startCallback(phone, ground.me) };
  }
  if (wants.has('opportunity') && next.opportunity === null) {
    next = { ...next, opportunity: startOpportunity(ground) };
  }
  if (wants.has('termination') && next.termination === null) {
    next = { ...next, termination: { side: 'client', reason: 'other' } };
  }
  if (next.resultChosen || one.resolved === null) return next;
  return { ...next, result: one.resolved ? 'resolved' : 'follow_up' };
}

export function toForm(sheet: Sheet, currency: string): WrapUpForm {
  return {
    codes: [...sheet.codes],
    result: sheet.result,
    note: sheet.note.trim(),
    topic: sheet.topic,
    case: sheet.case === null ? null : caseStep(sheet.case),
    opportunity: sheet.opportunity === null ? null : opportunityStep(sheet.opportunity, currency),
    callback: sheet.callback === null ? null : callbackStep(sheet.callback),
    campaign: sheet.campaign,
    consents: [...sheet.consents],
    termination: sheet.termination,
    next_presence: sheet.nextPresence,
  };
}

function caseStep(fields: CaseFields): NonNullable<WrapUpForm['case']> {
  const attached = fields.target !== '' && fields.target !== '?';
  return {
    action: fields.close && attached ? 'close' : attached ? 'attach' : 'create',
    id: attached ? fields.target : null,
    version: attached ? fields.version : null,
    type: fields.type === '' ? null : fields.type,
    subject: fields.subject.trim(),
    status: fields.status === '' ? null : fields.status,
    due_at: instantOf(fields.due),
    owner_id: fields.owner === '' ? null : fields.owner,
  };
}

function opportunityStep(
  fields: OpportunityFields,
  currency: string,
): NonNullable<WrapUpForm['opportunity']> {
  const attached = fields.target !== '' && fields.target !== '?';
  return {
    action: attached ? 'attach' : 'create',
    id: attached ? fields.target : null,
    version: attached ? fields.version : null,
    name: fields.name.trim(),
    stage: fields.stage === '' ? null : fields.stage,
    amount: plainAmount(fields.amount),
    currency,
    loss_reason: fields.lossReason.trim(),
    expected_close: fields.expectedClose,
  };
}

function callbackStep(fields: CallbackFields): NonNullable<WrapUpForm['callback']> {
  return {
    at: fields.at,
    time_zone: '',
    queue_id: fields.queue === '' ? null : fields.queue,
    agent_id: fields.agent === '' ? null : fields.agent,
    address: fields.address,
    note: fields.note.trim(),
  };
}

/** "1 234,50" and "1,234.50" become "1234.50"; the last mark before one or two digits parts the cents. */
export function plainAmount(text: string): string {
  const bare = text.replace(/[^\d.,]/g, '');
  const cents = /[.,](\d{1,2})$/.exec(bare);
  const whole = (cents === null ? bare : bare.slice(0, cents.index)).replace(/[.,]/g, '');
  return cents === null ? whole : `${whole === '' ? '0' : whole}.${cents[1] ?? ''}`;
}
