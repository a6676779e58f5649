/** Reading back the draft the server kept: it is a form of some version, so nothing in it is taken on trust. */
import type { CampaignStep, ConsentStep, TerminationStep } from "~/wire/protocol";
import {
  CaseStatusValues,
  CaseTypeValues,
  OpportunityStageValues,
  WrapUpResultValues,
} from "~/wire/protocol";
import { emptySheet, localOf, type CallbackFields, type CaseFields, type Ground } from './form';
import type { OpportunityFields, Sheet } from './form';

type Raw = Readonly<Record<string, unknown>>;

function record(value: unknown): Raw | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function among<T extends string>(value: unknown, all: readonly T[]): T | '' {
  return all.find((one) => one === value) ?? '';
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

export function fromDraft(draft: unknown, ground: Ground): Sheet {
  const raw = record(draft);
  if (raw === null) return emptySheet();
  const known = new Set(ground.dispositions.map((one) => one.code as string));
  const result = among(raw['result'], WrapUpResultValues);
  return {
    result: result === '' ? 'resolved' : result,
    resultChosen: result !== '' && list(raw['codes']).length > 0,
    codes: list(raw['codes']).map(text).filter((code) => known.has(code)),
    note: text(raw['note']),
    topic: text(raw['topic']),
    case: readCase(record(raw['case']), ground),
    callback: readCallback(record(raw['callback'])),
    opportunity: readOpportunity(record(raw['opportunity']), ground),
    campaign: readCampaign(record(raw['campaign'])),
    consents: list(raw['consents']).flatMap(readConsent),
    termination: readTermination(record(raw['termination'])),
    nextPresence: text(raw['next_presence']),
  };
}

function readCase(raw: Raw | null, ground: Ground): CaseFields | null {
  if (raw === null || raw['action'] === 'none') return null;
  const open = ground.cases.find((one) => one.id === raw['id']);
  const due = text(raw['due_at']);
  return {
    target: open?.id ?? (raw['action'] === 'create' || ground.cases.length === 0 ? '' : '?'),
    version: open?.version ?? null,
    type: among(raw['type'], CaseTypeValues),
    subject: text(raw['subject']),
    status: among(raw['status'], CaseStatusValues),
    owner: text(raw['owner_id']),
    due: due === '' ? '' : localOf(due),
    close: raw['action'] === 'close',
  };
}

function readCallback(raw: Raw | null): CallbackFields | null {
  if (raw === null) return null;
  return {
    at: text(raw['at']).slice(0, 16),
    agent: text(raw['agent_id']),
    queue: text(raw['queue_id']),
    address: text(raw['address']),
    note: text(raw['note']),
  };
}

function readOpportunity(raw: Raw | null, ground: Ground): OpportunityFields | null {
  if (raw === null || raw['action'] === 'none') return null;
  const open = ground.opportunities.find((one) => one.id === raw['id']);
  return {
    target: open?.id ?? (raw['action'] === 'create' || ground.opportunities.length === 0 ? '' : '?'),
    version: open?.version ?? null,
    name: text(raw['name']),
    stage: among(raw['stage'], OpportunityStageValues),
    amount: text(raw['amount']),
    lossReason: text(raw['loss_reason']),
    expectedClose: text(raw['expected_close']),
  };
}

const RESPONSES: readonly CampaignStep['response'][] = ['interested', 'refused', 'bought', 'no_answer'];

function readCampaign(raw: Raw | null): CampaignStep | null {
  const response = among(raw?.['response'], RESPONSES);
  return raw === null || response === '' ? null : { campaign: text(raw['campaign']), response };
}

const CONSENTS: readonly ConsentStep['state'][] = ['given', 'withdrawn'];

function readConsent(value: unknown): ConsentStep[] {
  const raw = record(value);
  const state = among(raw?.['state'], CONSENTS);
  if (raw === null || state === '') return [];
  return [{ purpose: text(raw['purpose']), medium: text(raw['medium']), state }];
}

export const SIDES: readonly TerminationStep['side'][] = ['client', 'company', 'both'];
export const REASONS: readonly TerminationStep['reason'][] = [
  'changed_requirements', 'better_analogue', 'service', 'advertising', 'contract_terms', 'other',
];

function readTermination(raw: Raw | null): TerminationStep | null {
  const side = among(raw?.['side'], SIDES);
  const reason = among(raw?.['reason'], REASONS);
  if (raw === null || side === '' || reason === '') return null;
  return { side, reason, competitor: text(raw['competitor']) };
}
