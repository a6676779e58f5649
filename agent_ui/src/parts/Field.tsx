/** Fields: the label above, a hint or the error below. The error names the remedy. */

import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, type TextareaHTMLAttributes } from "react";
import { Icon } from "./Icon";

interface Around {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  aside?: ReactNode;
  /** The label is read out and not drawn. */
  quiet?: boolean;
}

function Shell({ id, label, hint, error, aside, quiet, children }: Around & { id: string; children: ReactNode }) {
  return (
    <div className="fld">
      <div className={quiet && !aside ? "sr" : "lb"}>
        <label htmlFor={id} className={quiet ? "sr" : ""}>{label}</label>
        {aside && <span className="push">{aside}</span>}
      </div>
      {children}
      {error !== undefined && error !== "" ? (
        <p className="fld-err" id={`${id}-e`} role="alert"><Icon name="alert" size="xs" />{error}</p>
      ) : hint ? (
        <p className="fld-hint" id={`${id}-h`}>{hint}</p>
      ) : null}
    </div>
  );
}

const described = (id: string, around: Around): { "aria-invalid"?: true; "aria-describedby"?: string } =>
  around.error ? { "aria-invalid": true, "aria-describedby": `${id}-e` } : around.hint ? { "aria-describedby": `${id}-h` } : {};

type Size = "sm" | "md" | "lg";

export function Field({ label, hint, error, aside, quiet, end, scale = "md", inputRef, ...rest }: Around & Omit<InputHTMLAttributes<HTMLInputElement>, "size"> & {
  end?: ReactNode;
  scale?: Size;
  inputRef?: Ref<HTMLInputElement>;
}) {
  const id = useId();
  const around = { label, hint, error, aside, quiet: quiet ?? false };
  return (
    <Shell id={id} {...around}>
      <span className={`inp ${scale === "md" ? "" : scale}`} data-bad={error ? "" : undefined}>
        <input id={id} ref={inputRef} data-focus={rest.autoFocus || undefined} {...described(id, around)} {...rest} />
        {end}
      </span>
    </Shell>
  );
}

export function Area({ label, hint, error, aside, quiet, ...rest }: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  const around = { label, hint, error, aside, quiet: quiet ?? false };
  return (
    <Shell id={id} {...around}>
      <span className="inp area" data-bad={error ? "" : undefined}><textarea id={id} data-focus={rest.autoFocus || undefined} {...described(id, around)} {...rest} /></span>
    </Shell>
  );
}

export interface Option {
  value: string;
  label: string;
}

export function Select({ label, hint, error, aside, quiet, options, scale = "md", ...rest }: Around & Omit<SelectHTMLAttributes<HTMLSelectElement>, "size"> & {
  options: readonly Option[];
  scale?: Size;
}) {
  const id = useId();
  const around = { label, hint, error, aside, quiet: quiet ?? false };
  return (
    <Shell id={id} {...around}>
      <span className={`inp pick ${scale === "md" ? "" : scale}`} data-bad={error ? "" : undefined}>
        <select id={id} {...described(id, around)} {...rest}>
          {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
        </select>
        <Icon name="down" size="xs" />
      </span>
    </Shell>
  );
}

/** A box to tick, with its words. */
export function Check({ label, checked, onChange, disabled }: { label: ReactNode; checked: boolean; onChange: (on: boolean) => void; disabled?: boolean }) {
  return (
    <label className="row tick">
      <input type="checkbox" className="sr-in" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span className={checked ? "chk on" : "chk"} aria-hidden="true">{checked && <Icon name="check" size="xs" />}</span>
      <span>{label}</span>
    </label>
  );
}

/** On or off, at once. */
export function Switch({ label, checked, onChange }: { label: ReactNode; checked: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="row tick">
      <input type="checkbox" role="switch" className="sr-in" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span className={checked ? "sw on" : "sw"} aria-hidden="true" />
      <span>{label}</span>
    </label>
  );
}
