/** What the parts of the sheet share: a row to tick, small fields, and where an error stands. */

import { useId, type ReactNode } from "react";
import { Icon, KeyHint, type Glyph } from "~/parts";
import type { Action } from "~/desk/keys";

/** Errors by the field's name in the form, "case.subject". */
export type Errors = Readonly<Record<string, string>>;

/** The first error of a part or of a field in it. */
export function errorOf(errors: Errors, path: string): string | undefined {
  return errors[path];
}

export function StepRow({ on, icon, title, aside, action, must, onTurn, testId }: {
  on: boolean;
  icon: Glyph;
  title: string;
  aside?: string;
  action?: Action;
  must: string | null;
  onTurn: () => void;
  testId: string;
}) {
  return (
    <button type="button" role="checkbox" aria-checked={on} className="r" data-testid={testId} onClick={onTurn}>
      <span className={on ? "chk on" : "chk"} aria-hidden="true">{on && <Icon name="check" size="xs" />}</span>
      <Icon name={icon} size="s" />
      <span className="m trunc">{title} {aside && <span className="t3" style={{ fontWeight: 400 }}>{aside}</span>}{must !== null && <span className="bad f12"> {must}</span>}</span>
      {action ? <KeyHint action={action} /> : <span />}
    </button>
  );
}

export function Mini({ label, error, className = "", children }: { label: string; error?: string | undefined; className?: string; children: (id: string, wrong: boolean) => ReactNode }) {
  const id = useId();
  return (
    <div className={`fld ${className}`}>
      <label className="lb" htmlFor={id}>{label}</label>
      {children(id, error !== undefined)}
      {error !== undefined && <p className="fld-err" role="alert">{error}</p>}
    </div>
  );
}

export function MiniInput({ label, value, onChange, error, className, type = "text", testId }: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  className?: string;
  type?: "text" | "datetime-local" | "date";
  testId?: string;
}) {
  return (
    <Mini label={label} error={error} className={className ?? ""}>
      {(id, wrong) => (
        <input id={id} className={wrong ? "mini wrong" : "mini"} type={type} value={value} data-testid={testId} autoComplete="off"
          aria-invalid={wrong || undefined} onChange={(event) => onChange(event.target.value)} />
      )}
    </Mini>
  );
}

export function MiniSelect<V extends string>({ label, value, options, onChange, error, className, testId }: {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
  error?: string | undefined;
  className?: string;
  testId?: string;
}) {
  return (
    <Mini label={label} error={error} className={className ?? ""}>
      {(id, wrong) => (
        <select id={id} className={wrong ? "mini wrong" : "mini"} value={value} data-testid={testId} aria-invalid={wrong || undefined}
          onChange={(event) => { const found = options.find((one) => one.value === event.target.value); if (found) onChange(found.value); }}>
          {options.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
        </select>
      )}
    </Mini>
  );
}
