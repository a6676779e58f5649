/** The case: attach to the single open one, choose among several, or open a new one. */

import { useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { CaseStatusValues, CaseTypeValues, type CaseStatus, type CaseType, type ColleagueRow } from "~/wire/protocol";
import { caseFrom, newCase, startCase, type CaseFields, type Ground } from "./form";
import { errorOf, MiniInput, MiniSelect, StepRow, type Errors } from "./Parts";
import { wrapWords } from "./words";

export function CasePart({ fields, ground, people, must, errors, onChange }: {
  fields: CaseFields | null;
  ground: Ground;
  people: readonly ColleagueRow[];
  must: string | null;
  errors: Errors;
  onChange: (fields: CaseFields | null) => void;
}) {
  const w = useWords(wrapWords);
  const only = ground.cases.length === 1 ? ground.cases[0] : undefined;
  const attached = ground.cases.find((one) => one.id === fields?.target) ?? only;
  const title = attached !== undefined && fields?.target !== "" ? `${w.case} ${attached.number}` : w.case;
  const aside = attached !== undefined && fields?.target !== "" ? w.updateOpen : ground.cases.length > 1 && fields?.target !== "" ? w.which : w.openNew;
  return (
    <>
      <StepRow on={fields !== null} icon="case" title={title} aside={aside} action="openCase" must={must} testId="step-case" onTurn={() => onChange(fields === null ? startCase(ground) : null)} />
      {fields !== null && <Fields fields={fields} ground={ground} people={people} errors={errors} onChange={onChange} />}
    </>
  );
}

function Fields({ fields, ground, people, errors, onChange }: {
  fields: CaseFields;
  ground: Ground;
  people: readonly ColleagueRow[];
  errors: Errors;
  onChange: (fields: CaseFields) => void;
}) {
  const w = useWords(wrapWords);
  const c = useWords(common);
  const set = (patch: Partial<CaseFields>): void => onChange({ ...fields, ...patch });
  const aim = (target: string): void => {
    const one = ground.cases.find((open) => open.id === target);
    onChange(one === undefined ? newCase(ground, target) : caseFrom(one));
  };
  const fresh = fields.target === "";
  const pick = [
    ...(fields.target === "?" ? [{ value: "?", label: w.choose }] : []),
    ...ground.cases.map((one) => ({ value: one.id, label: `${one.number} ${one.subject}` })),
    { value: "", label: w.newCase },
  ];
  const owners = [{ value: "", label: w.nobody }, { value: ground.me, label: w.me }, ...people.filter((one) => one.id !== ground.me).map((one) => ({ value: one.id, label: one.name }))];
  const types = [...(fields.type === "" ? [{ value: "" as const, label: w.choose }] : []), ...CaseTypeValues.map((one) => ({ value: one, label: c.caseType[one] }))];
  const states = CaseStatusValues.filter((one) => fresh ? one !== "closed" : one !== "new").map((one) => ({ value: one, label: c.caseStatus[one] }));
  return (
    <div className="f" role="group" aria-label={w.case}>
      {ground.cases.length > 0 && <MiniSelect className="all" label={w.case} value={fields.target} options={pick} error={errorOf(errors, "case.id")} onChange={aim} testId="case-target" />}
      {fields.target !== "?" && (
        <>
          {fresh && <MiniInput className="half" label={w.subject} value={fields.subject} error={errorOf(errors, "case.subject")} onChange={(subject) => set({ subject })} testId="case-subject" />}
          {(fresh || fields.type === "" || errors["case.type"] !== undefined) && <MiniSelect<CaseType | ""> label={w.type} value={fields.type} options={types} error={errorOf(errors, "case.type")} onChange={(type) => set({ type })} testId="case-type" />}
          <MiniSelect<CaseStatus | ""> label={w.status} value={fields.status} options={states} error={errorOf(errors, "case.status")} onChange={(status) => set({ status, close: status === "closed" })} testId="case-status" />
          <MiniSelect label={w.owner} value={fields.owner} options={owners} error={errorOf(errors, "case.owner_id")} onChange={(owner) => set({ owner })} />
          <MiniInput label={w.due} type="datetime-local" value={fields.due} error={errorOf(errors, "case.due_at")} onChange={(due) => set({ due })} />
        </>
      )}
      {errors["case"] !== undefined && <p className="fld-err all" role="alert">{errors["case"]}</p>}
    </div>
  );
}
