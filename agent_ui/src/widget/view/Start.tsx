/** @jsxImportSource preact */
/** The form before the chat, and the one for closed hours: the same fields, other words. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Asked, Profile } from "../types";
import { fault } from "../words";
import { CallButton } from "./Call";
import { Icon, type Shape } from "./icons";
import { useChat, useId } from "./state";

const EMAIL = /^[^\s@<>,;:"()[\]]+@[^\s@<>,;:"()[\]]+\.[^\s@.<>,;:"()[\]]{2,63}$/;
const PHONE = /^\+?[\d\s()./-]{7,25}$/;

type Faults = Partial<Record<"name" | "email" | "phone" | "text" | "consent", string>>;

export function Start(): JSX.Element | null {
  const { chat, state, say } = useChat();
  const config = state.config;
  const kept = chat.keep.profile;
  const [given, setGiven] = useState({ name: kept.name ?? "", email: kept.email ?? "", phone: kept.phone ?? "" });
  const [text, setText] = useState(chat.keep.draft);
  const [topic, setTopic] = useState("");
  const [by, setBy] = useState<"email" | "phone">(config?.answer_by[0] ?? "email");
  const [agreed, setAgreed] = useState(false);
  const [faults, setFaults] = useState<Faults>({});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(faults).length) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);
  if (!config) return null;

  const closed = !config.open;
  const known = state.identified !== "";
  const asked = (field: "name" | "email" | "phone"): Asked => {
    if (known) return "off";
    if (closed && field !== "name") return field === by ? "required" : "off";
    return config.fields[field];
  };
  const topics = config.topics[state.language] ?? [];
  const consent = config.consent[state.language] ?? "";

  const check = (): Faults => {
    const found: Faults = {};
    const { name, email, phone } = given;
    if (asked("name") === "required" && !name.trim()) found.name = "required";
    if (asked("email") === "required" && !email.trim()) found.email = "required";
    else if (asked("email") !== "off" && email.trim() && !EMAIL.test(email.trim()))
      found.email = /@[^.]+$/.test(email.trim()) ? "email_end" : "invalid_email";
    if (asked("phone") === "required" && !phone.trim()) found.phone = "required";
    else if (asked("phone") !== "off" && phone.trim() && !PHONE.test(phone.trim())) found.phone = "invalid_phone";
    if (!text.trim()) found.text = "empty";
    else if (text.trim().length > config.max_text_chars) found.text = "too_long";
    if (consent && !agreed) found.consent = "consent";
    return found;
  };

  const profile = (): Profile => {
    const about: Profile = { topic, ...(consent && { consent }) };
    for (const field of ["name", "email", "phone"] as const) {
      if (asked(field) !== "off" && given[field].trim()) about[field] = given[field].trim();
    }
    return about;
  };
  /** Who calls need write nothing, but what they do write must be right. */
  const callUs = (): void => {
    const { email, phone, consent: agree } = check();
    const wrong = { ...(given.email.trim() && email && { email }), ...(given.phone.trim() && phone && { phone }), ...(agree && { consent: agree }) };
    setFaults(wrong);
    if (!Object.keys(wrong).length) void chat.callUs(profile());
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const found = check();
    setFaults(found);
    if (Object.keys(found).length) return;
    const about = profile();
    chat.keep.draft = "";
    chat.send(text.trim(), about);
  };

  const edit = (field: "name" | "email" | "phone") => (value: string): void => setGiven({ ...given, [field]: value });
  const told = (field: keyof Faults): string | undefined => {
    const code = faults[field];
    return code && fault(say, code, 0);
  };
  const hint = (field: "name" | "email" | "phone", words: string): string => (asked(field) === "optional" ? words : "");

  return (
    <form class="bd" ref={form} onSubmit={submit} noValidate>
      <h2 class="hello">{closed ? say.leaveMessage : (config.greeting[state.language] ?? say.hello)}</h2>
      {asked("name") !== "off" && (
        <Field label={say.name} hint={hint("name", say.optional)} value={given.name} onValue={edit("name")} fault={told("name")} auto="name" max={120} />
      )}
      {closed && !known && config.answer_by.length > 1 && <AnswerBy by={by} choose={setBy} />}
      {asked("email") !== "off" && (
        <Field label={say.email} hint={hint("email", say.emailWhy)} value={given.email} onValue={edit("email")} fault={told("email")} type="email" auto="email" max={254} />
      )}
      {asked("phone") !== "off" && (
        <Field label={say.phone} hint={hint("phone", say.optional)} value={given.phone} onValue={edit("phone")} fault={told("phone")} type="tel" auto="tel" max={40} />
      )}
      {topics.length > 0 && <Topics topics={topics} topic={topic} choose={setTopic} />}
      <Field
        label={say.message}
        value={text}
        fault={told("text")}
        onValue={(value) => {
          setText(value);
          chat.keep.draft = value;
        }}
        lines={closed ? 4 : 2}
      />
      {consent && <Consent text={consent} link={config.consent_link} agreed={agreed} choose={setAgreed} fault={told("consent")} />}
      <span class="gap" />
      <button class="wbtn" type="submit">
        {!closed && <Icon of="chat" />}
        {closed ? say.sendMessage : say.start}
      </button>
      {!closed && <CallButton start={callUs} wide />}
    </form>
  );
}

interface FieldGiven {
  label: string;
  hint?: string;
  value: string;
  onValue: (value: string) => void;
  fault?: string | undefined;
  type?: string;
  auto?: string;
  max?: number;
  lines?: number;
}

export function Field({ label, hint, value, onValue, fault: told, type = "text", auto, max, lines }: FieldGiven): JSX.Element {
  const id = useId("field");
  const common = {
    id,
    class: "inp",
    value,
    "aria-invalid": told ? ("true" as const) : undefined,
    "aria-describedby": told ? `${id}-fault` : undefined,
    onInput: (event: Event) => onValue((event.target as HTMLInputElement).value),
  };
  return (
    <div class="fld">
      <label class="lb" for={id}>
        {label} {hint && <span class="t3">{hint}</span>}
      </label>
      {lines ? <textarea {...common} rows={lines} /> : <input {...common} type={type} autocomplete={auto} maxLength={max} />}
      <Fault id={`${id}-fault`} text={told} />
    </div>
  );
}

export const Fault = ({ id, text }: { id: string; text: string | undefined }): JSX.Element | null =>
  text ? (
    <span class="err" id={id} role="alert">
      <Icon of="alert" size="s" />
      {text}
    </span>
  ) : null;

/** One of a few, by arrow keys as a radio group should. */
export function arrows(event: KeyboardEvent): void {
  const step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
  if (!step) return;
  event.preventDefault();
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("button")];
  const next = all[(all.indexOf(event.target as HTMLElement) + step + all.length) % all.length];
  next?.focus();
  next?.click();
}

function Topics({ topics, topic, choose }: { topics: string[]; topic: string; choose: (topic: string) => void }): JSX.Element {
  const { say } = useChat();
  const id = useId("about");
  return (
    <div class="fld" role="group" aria-labelledby={id}>
      <span class="lb" id={id}>
        {say.about}
      </span>
      <span class="chips">
        {topics.map((each) => (
          <button key={each} type="button" class="chip" aria-pressed={each === topic} onClick={() => choose(each === topic ? "" : each)}>
            {each}
          </button>
        ))}
      </span>
    </div>
  );
}

function AnswerBy({ by, choose }: { by: string; choose: (by: "email" | "phone") => void }): JSX.Element {
  const { state, say } = useChat();
  const id = useId("by");
  const looks: Record<"email" | "phone", [Shape, string]> = { email: ["email", say.email], phone: ["phone", say.byPhone] };
  return (
    <div class="fld">
      <span class="lb" id={id}>
        {say.answerBy}
      </span>
      <div class="seg" role="radiogroup" aria-labelledby={id} onKeyDown={arrows}>
        {(state.config?.answer_by ?? []).map((each) => (
          <button key={each} type="button" role="radio" aria-checked={each === by} tabIndex={each === by ? 0 : -1} onClick={() => choose(each)}>
            <Icon of={looks[each][0]} size="s" />
            {looks[each][1]}
          </button>
        ))}
      </div>
    </div>
  );
}

interface ConsentGiven {
  text: string;
  link: string;
  agreed: boolean;
  choose: (agreed: boolean) => void;
  fault: string | undefined;
}

function Consent({ text, link, agreed, choose, fault: told }: ConsentGiven): JSX.Element {
  const { say } = useChat();
  const id = useId("consent");
  return (
    <div class="fld">
      <div class="check">
        <input
          type="checkbox"
          id={id}
          checked={agreed}
          aria-invalid={told ? "true" : undefined}
          aria-describedby={told ? `${id}-fault` : undefined}
          onChange={(event) => choose((event.target as HTMLInputElement).checked)}
        />
        <span>
          <label for={id}>{text}</label>{" "}
          {link && (
            <a href={link} target="_blank" rel="noopener">
              {say.whatWeStore}
            </a>
          )}
        </span>
      </div>
      <Fault id={`${id}-fault`} text={told} />
    </div>
  );
}
