/** The callback and the opportunity. */

import { useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { OpportunityStageValues, type ColleagueRow, type CustomerCard, type OpportunityStage, type QueueRow } from "~/wire/protocol";
import { bareAddress } from "../console/logic/lines";
import { newOpportunity, opportunityFrom, startCallback, startOpportunity, type CallbackFields, type Ground, type OpportunityFields } from "./form";
import { errorOf, MiniInput, MiniSelect, StepRow, type Errors } from "./Parts";
import { wrapWords } from "./words";

/** Where to call: numbers first, then any address. */
export function callAddresses(card: CustomerCard | null): string[] {
  const valid = (card?.identities ?? []).filter((one) => one.valid && !one.blocked && !one.address.startsWith("chat:"));
  const rank = (address: string): number => (address.startsWith("phone:") ? 0 : address.startsWith("sms:") ? 1 : 2);
  return valid.map((one) => one.address).sort((a, b) => rank(a) - rank(b));
}

export function CallbackPart({ fields, ground, card, people, queues, must, errors, onChange }: {
  fields: CallbackFields | null;
  ground: Ground;
  card: CustomerCard | null;
  people: readonly ColleagueRow[];
  queues: readonly QueueRow[];
  must: string | null;
  errors: Errors;
  onChange: (fields: CallbackFields | null) => void;
}) {
  const w = useWords(wrapWords);
  const addresses = callAddresses(card);
  const turn = (): void => onChange(fields === null ? startCallback(addresses[0] ?? "", ground.me) : null);
  const city = (card?.time_zone.split("/").at(-1) ?? "").replaceAll("_", " ");
  const who = fields === null ? "" : fields.queue !== "" ? `q:${fields.queue}` : fields.agent;
  const options = [
    { value: ground.me, label: w.me },
    { value: "", label: w.anybody },
    ...queues.map((one) => ({ value: `q:${one.id}`, label: w.queue(one.name) })),
    ...people.filter((one) => one.id !== ground.me).map((one) => ({ value: one.id as string, label: one.name })),
  ];
  const known = fields !== null && fields.address !== "" && !addresses.includes(fields.address) ? [fields.address, ...addresses] : addresses;
  return (
    <>
      <StepRow on={fields !== null} icon="callback" title={w.callback} action="callback" must={must} testId="step-callback" onTurn={turn} />
      {fields !== null && (
        <div className="f" role="group" aria-label={w.callback}>
          <MiniInput label={city === "" ? w.when : w.whenZone(city)} type="datetime-local" value={fields.at} error={errorOf(errors, "callback.at") ?? errorOf(errors, "callback")} onChange={(at) => onChange({ ...fields, at })} testId="callback-at" />
          <MiniSelect label={w.who} value={who} options={options} error={errorOf(errors, "callback.agent_id") ?? errorOf(errors, "callback.queue_id")}
            onChange={(value) => onChange(value.startsWith("q:") ? { ...fields, queue: value.slice(2), agent: "" } : { ...fields, queue: "", agent: value })} />
          {known.length > 0
            ? <MiniSelect label={w.number} value={fields.address} options={[...(fields.address === "" ? [{ value: "", label: w.choose }] : []), ...known.map((one) => ({ value: one, label: bareAddress(one) }))]} error={errorOf(errors, "callback.address")} onChange={(address) => onChange({ ...fields, address })} />
            : <MiniInput label={w.number} value={bareAddress(fields.address)} error={errorOf(errors, "callback.address")} onChange={(text) => onChange({ ...fields, address: text === "" ? "" : text.includes("@") ? `email:${text}` : `phone:${text.replace(/[\s().-]/g, "")}` })} />}
          <MiniInput className="all" label={w.note} value={fields.note} onChange={(note) => onChange({ ...fields, note })} />
        </div>
      )}
    </>
  );
}

export function OpportunityPart({ fields, ground, must, errors, onChange }: {
  fields: OpportunityFields | null;
  ground: Ground;
  must: string | null;
  errors: Errors;
  onChange: (fields: OpportunityFields | null) => void;
}) {
  const w = useWords(wrapWords);
  const c = useWords(common);
  const only = ground.opportunities.length === 1 ? ground.opportunities[0] : undefined;
  const aside = only !== undefined && fields?.target !== "" ? `${only.number} ${only.name}` : undefined;
  const set = (patch: Partial<OpportunityFields>): void => {
    if (fields !== null) onChange({ ...fields, ...patch });
  };
  const aim = (target: string): void => {
    const one = ground.opportunities.find((open) => open.id === target);
    onChange(one === undefined ? newOpportunity(ground) : opportunityFrom(one));
  };
  return (
    <>
      <StepRow on={fields !== null} icon="target" title={w.opportunity} {...(aside === undefined ? {} : { aside })} action="opportunity" must={must} testId="step-opportunity"
        onTurn={() => onChange(fields === null ? startOpportunity(ground) : null)} />
      {fields !== null && (
        <div className="f" role="group" aria-label={w.opportunity}>
          {ground.opportunities.length > 0 && (
            <MiniSelect className="all" label={w.opportunity} value={fields.target} error={errorOf(errors, "opportunity.id")} onChange={aim}
              options={[...(fields.target === "?" ? [{ value: "?", label: w.choose }] : []), ...ground.opportunities.map((one) => ({ value: one.id as string, label: `${one.number} ${one.name}` })), { value: "", label: w.newOpportunity }]} />
          )}
          {fields.target !== "?" && (
            <>
              {fields.target === "" && <MiniInput className="all" label={w.name} value={fields.name} error={errorOf(errors, "opportunity.name")} onChange={(name) => set({ name })} testId="opportunity-name" />}
              <MiniSelect<OpportunityStage | ""> label={w.stage} value={fields.stage} error={errorOf(errors, "opportunity.stage")} onChange={(stage) => set({ stage })} testId="opportunity-stage"
                options={OpportunityStageValues.map((one) => ({ value: one, label: c.stage[one] }))} />
              <MiniInput label={w.amount(ground.currency)} value={fields.amount} error={errorOf(errors, "opportunity.amount")} onChange={(amount) => set({ amount })} testId="opportunity-amount" />
              <MiniInput label={w.expected} type="date" value={fields.expectedClose} error={errorOf(errors, "opportunity.expected_close")} onChange={(expectedClose) => set({ expectedClose })} />
              {fields.stage === "lost" && <MiniInput className="all" label={w.lossReason} value={fields.lossReason} error={errorOf(errors, "opportunity.loss_reason")} onChange={(lossReason) => set({ lossReason })} />}
            </>
          )}
          {errors["opportunity"] !== undefined && <p className="fld-err all" role="alert">{errors["opportunity"]}</p>}
        </div>
      )}
    </>
  );
}
