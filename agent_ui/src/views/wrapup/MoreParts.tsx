/** Seldom needed: the answer to a campaign, consent, the end of the relation. */

import { useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import type { CampaignStep, ConsentStep, CustomerCard, TerminationStep } from "~/wire/protocol";
import { REASONS, SIDES } from "./draft";
import { errorOf, MiniInput, MiniSelect, StepRow, type Errors } from "./Parts";
import { wrapWords } from "./words";

const PURPOSE = "marketing";
const MEDIUMS = ["email", "sms", "phone"] as const;

export function CampaignPart({ card, value, must, errors, onChange }: {
  card: CustomerCard;
  value: CampaignStep | null;
  must: string | null;
  errors: Errors;
  onChange: (value: CampaignStep | null) => void;
}) {
  const w = useWords(wrapWords);
  const names = [...new Set(card.touches.map((one) => one.name).filter((name) => name !== ""))];
  const first = names[0];
  if (first === undefined) return null;
  const options = names.map((name) => ({ value: name, label: name }));
  return (
    <>
      <StepRow on={value !== null} icon="megaphone" title={w.campaign} aside={first} must={must} testId="step-campaign"
        onTurn={() => onChange(value === null ? { campaign: first, response: "interested" } : null)} />
      {value !== null && (
        <div className="f" role="group" aria-label={w.campaign}>
          <MiniSelect className="half" label={w.campaigns} value={value.campaign} options={options} error={errorOf(errors, "campaign") ?? errorOf(errors, "campaign.campaign")} onChange={(campaign) => onChange({ ...value, campaign })} />
          <MiniSelect label={w.response} value={value.response} error={errorOf(errors, "campaign.response")} onChange={(response) => onChange({ ...value, response })}
            options={(["interested", "bought", "refused", "no_answer"] as const).map((one) => ({ value: one, label: w.responses[one] }))} />
        </div>
      )}
    </>
  );
}

/** Consent by medium; what is left "as it is" is not written. */
export function ConsentPart({ card, value, open, must, onOpen, onChange }: {
  card: CustomerCard;
  value: readonly ConsentStep[];
  open: boolean;
  must: string | null;
  onOpen: (open: boolean) => void;
  onChange: (value: readonly ConsentStep[]) => void;
}) {
  const w = useWords(wrapWords);
  const c = useWords(common);
  const mediums = MEDIUMS.filter((medium) => card.identities.some((one) => one.address.startsWith(`${medium}:`)) || card.consents.some((one) => one.purpose === PURPOSE && one.medium === medium));
  if (mediums.length === 0) return null;
  const set = (medium: string, state: "keep" | "given" | "withdrawn"): void => {
    const rest = value.filter((one) => one.medium !== medium);
    onChange(state === "keep" ? rest : [...rest, { purpose: PURPOSE, medium, state }]);
  };
  return (
    <>
      <StepRow on={open} icon="check" title={w.consent} must={must} testId="step-consent" onTurn={() => { onOpen(!open); if (open) onChange([]); }} />
      {open && (
        <div className="f" role="group" aria-label={w.consent}>
          {mediums.map((medium) => {
            const now = card.consents.find((one) => one.purpose === PURPOSE && one.medium === medium)?.state;
            const word = now === "given" || now === "withdrawn" ? `${w.consents.keep}: ${w.consents[now].toLowerCase()}` : w.consents.keep;
            return (
              <MiniSelect key={medium} label={w.consentBy(c.media[medium])} value={value.find((one) => one.medium === medium)?.state ?? "keep"} onChange={(state) => set(medium, state)}
                options={[{ value: "keep", label: word }, { value: "given", label: w.consents.given }, { value: "withdrawn", label: w.consents.withdrawn }]} />
            );
          })}
        </div>
      )}
    </>
  );
}

export function TerminationPart({ value, must, errors, onChange }: { value: TerminationStep | null; must: string | null; errors: Errors; onChange: (value: TerminationStep | null) => void }) {
  const w = useWords(wrapWords);
  return (
    <>
      <StepRow on={value !== null} icon="x" title={w.termination} must={must} testId="step-termination" onTurn={() => onChange(value === null ? { side: "client", reason: "other" } : null)} />
      {value !== null && (
        <div className="f" role="group" aria-label={w.termination}>
          <MiniSelect label={w.side} value={value.side} options={SIDES.map((one) => ({ value: one, label: w.sides[one] }))} onChange={(side) => onChange({ ...value, side })} />
          <MiniSelect label={w.reason} value={value.reason} options={REASONS.map((one) => ({ value: one, label: w.reasons[one] }))} error={errorOf(errors, "termination.reason") ?? errorOf(errors, "termination")} onChange={(reason) => onChange({ ...value, reason })} />
          <MiniInput label={w.competitor} value={value.competitor ?? ""} error={errorOf(errors, "termination.competitor")} onChange={(competitor) => onChange({ ...value, competitor })} />
        </div>
      )}
    </>
  );
}
