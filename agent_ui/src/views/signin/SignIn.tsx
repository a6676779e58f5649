/** Signing in, and asking for a letter when the password is forgotten. */

import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { setPageTitle } from "~/desk/alerts";
import { useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Avatar, Banner, Button, Check, Field, Icon, Keys } from "~/parts";
import { HttpError, post } from "~/wire/http";
import type { Me } from "~/wire/pages";
import { shell } from "../shell/words";
import { Frame, usePublic } from "./Frame";
import { signin } from "./words";

function useSignIn(onEnter: (me: Me) => void) {
  const w = useWords(signin);
  const c = useWords(common);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const [blockedUntil, setBlockedUntil] = useState(0);
  const send = async (email: string, password: string, keep: boolean): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      onEnter(await post<Me>("/api/sign-in", { email, password, keep }));
    } catch (cause) {
      const known = cause instanceof HttpError ? cause : new HttpError(-1, "failed", "");
      if (known.code === "limited" || known.status === 429) {
        const seconds = Number(known.data["retry_after"] ?? 30) || 30;
        setBlockedUntil(Date.now() + seconds * 1000);
        setError(w.limited(seconds));
      } else if (known.status === 401) setError(w.wrong);
      else setError(known.status === 0 ? `${c.offline}. ${c.offlineWhy}` : c.refused.failed);
    }
    setBusy(false);
  };
  return { send, busy, error, setError, blockedUntil };
}

function Form({ onEnter, onForgot, ended }: { onEnter: (me: Me) => void; onForgot: (email: string) => void; ended: string | null }) {
  const w = useWords(signin);
  const s = useWords(shell);
  const known = usePublic().data;
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [keep, setKeep] = useState(true);
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const [missing, setMissing] = useState<"email" | "password" | null>(null);
  const mail = useRef<HTMLInputElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  const { send, busy, error } = useSignIn(onEnter);

  useEffect(() => mail.current?.focus(), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const lacks = email.trim() === "" ? "email" : password === "" ? "password" : null;
    setMissing(lacks);
    if (lacks !== null) (lacks === "email" ? mail : secret).current?.focus();
    else void send(email.trim(), password, keep);
  };
  const watchCaps = (event: KeyboardEvent): void => setCaps(event.getModifierState("CapsLock"));
  const why = ended !== null && ended !== "" ? ((s.endedWhy as Record<string, string>)[ended] ?? s.endedWhy.ended) : "";
  return (
    <form onSubmit={submit} noValidate aria-label={w.signIn}>
      <div><h1>{w.title(known?.firm ?? "")}</h1><p className="t2 f14">{location.host}</p></div>
      {why !== "" && <Banner tone="warn">{why}</Banner>}
      {error !== "" && <Banner tone="bad">{error}</Banner>}
      <Field label={w.email} scale="lg" type="email" autoComplete="username" inputRef={mail} value={email} error={missing === "email" ? w.needEmail : undefined} onChange={(event) => setEmail(event.target.value)} />
      <div>
        <Field
          label={w.password}
          scale="lg"
          type={shown ? "text" : "password"}
          autoComplete="current-password"
          inputRef={secret}
          value={password}
          error={missing === "password" ? w.needPassword : undefined}
          aside={<button type="button" className="lnk a" onClick={() => onForgot(email)}>{w.forgot}</button>}
          end={<Button kind="ghost" size="xs" aria-pressed={shown} onClick={() => setShown(!shown)}>{shown ? w.hide : w.show}</Button>}
          onChange={(event) => setPassword(event.target.value)}
          onKeyDown={watchCaps}
          onKeyUp={watchCaps}
        />
        <p className="warn f12 row g1 caps" role="status">{caps && <><Icon name="alert" size="xs" />{w.caps}</>}</p>
      </div>
      <Check label={<span className="t2">{w.keep}</span>} checked={keep} onChange={setKeep} />
      <Button kind="pri" size="lg" wide type="submit" disabled={busy}>{w.signIn} <Keys caps={["Enter"]} /></Button>
      {known && known.demo.length > 0 && (
        <section className="demo" aria-label={w.demo}>
          <h2 className="or">{w.demo}</h2>
          <div className="demo-l">
            {known.demo.map((person) => (
              <Button key={person.email} size="lg" className="demo-b" disabled={busy} onClick={() => void send(person.email, person.password, keep)}>
                <Avatar id={person.email} name={person.name} size="s" /><span className="trunc">{person.name}</span><span className="t3 f12 reg">{(w.roles as Record<string, string>)[person.role] ?? person.role}</span>
              </Button>
            ))}
          </div>
          <p className="t3 f12">{w.demoHow}</p>
        </section>
      )}
    </form>
  );
}

function Forgot({ first, onBack }: { first: string; onBack: () => void }) {
  const w = useWords(signin);
  const c = useWords(common);
  const [email, setEmail] = useState(first);
  const [at, setAt] = useState<"asking" | "sent" | "failed">("asking");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (email.trim() === "") return;
    setAt(await post("/api/password-reset", { email: email.trim() }).then(() => "sent" as const, () => "failed" as const));
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate aria-label={w.resetTitle}>
      <div><h1>{w.resetTitle}</h1><p className="t2 f14">{w.resetAsk}</p></div>
      {at === "sent" && <Banner tone="ok">{w.resetSent}</Banner>}
      {at === "failed" && <Banner tone="bad">{c.refused.failed}</Banner>}
      <Field label={w.email} scale="lg" type="email" autoComplete="username" autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />
      <Button kind="pri" size="lg" wide type="submit" disabled={at === "sent"}>{w.resetSend}</Button>
      <Button kind="ghost" icon="left" onClick={onBack}>{w.back}</Button>
    </form>
  );
}

export function SignIn({ onEnter, ended }: { onEnter: (me: Me) => void; ended: string | null }) {
  const w = useWords(signin);
  const [forgot, setForgot] = useState<string | null>(null);
  useEffect(() => setPageTitle(w.signIn), [w]);
  return <Frame>{forgot === null ? <Form onEnter={onEnter} ended={ended} onForgot={setForgot} /> : <Forgot first={forgot} onBack={() => setForgot(null)} />}</Frame>;
}
