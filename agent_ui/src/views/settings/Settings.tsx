/** My settings: language and look, signature, password, keys, sounds. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent, type ReactNode } from "react";
import { allowNotices, setPageTitle, setSounds, sounds, tryRing } from "~/desk/alerts";
import { setSingleKeys, singleKeys } from "~/desk/keys";
import { theme } from "~/desk/look";
import { tell, warn } from "~/desk/undo";
import { languages, useLanguage, useWords } from "~/i18n/language";
import { common, failure } from "~/i18n/words/common";
import { Area, Banner, Button, Failed, Field, Seg, Skeleton, Switch } from "~/parts";
import { speaks } from "~/state/calls";
import { me } from "~/state/selectors";
import { useCell, useDesk } from "~/state/store";
import { get, HttpError, post } from "~/wire/http";
import type { Me } from "~/wire/pages";
import { DeviceSettings } from "../phone/DevicesPop";
import { useNewPassword } from "../signin/passwords";
import { signin } from "../signin/words";
import { changeLanguage, changeTheme } from "../shell/TopBar";
import { shell } from "../shell/words";
import { settings } from "./words";
import "./settings.css";

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return <section className="set-p" aria-label={title}><h2>{title}{note && <span className="t3 f12 reg"> · {note}</span>}</h2><div className="set-b">{children}</div></section>;
}

function Who() {
  const w = useWords(settings);
  const mine = useDesk(me);
  const names = useDesk((state) => (state.held.colleagues[me(state)?.id ?? ""]?.queues ?? []).map((id) => state.held.queues[id]?.name ?? id).join(", "));
  if (!mine) return <Skeleton rows={3} height={22} />;
  return (
    <dl className="dl flat">
      <dt>{w.name}</dt><dd>{mine.name}</dd><dt>{w.email}</dt><dd>{mine.email}</dd>
      <dt>{w.rights}</dt><dd>{mine.roles.map((role) => w.roles[role]).join(", ")}</dd>
      {names !== "" && <><dt>{w.queues}</dt><dd>{names}</dd></>}
    </dl>
  );
}

function Signature() {
  const w = useWords(settings);
  const c = useWords(common);
  const client = useQueryClient();
  const found = useQuery({ queryKey: ["me"], queryFn: ({ signal }) => get<Me>("/api/me", signal) });
  const kept = found.data?.signature ?? "";
  const [text, setText] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    try {
      await post("/api/me", { signature: text ?? "" });
      await client.invalidateQueries({ queryKey: ["me"] });
      setText(null);
      tell(c.saved);
    } catch (cause) {
      warn(failure(c, cause));
    }
  };
  if (found.isError) return <Failed error={found.error} onRetry={() => void found.refetch()} small />;
  if (!found.data) return <Skeleton rows={2} />;
  return (
    <>
      <Area label={w.signature} quiet rows={3} hint={w.signatureHow} value={text ?? kept} onChange={(event) => setText(event.target.value)} />
      <Button disabled={text === null || text === kept} onClick={() => void save()}>{c.save}</Button>
    </>
  );
}

/** The telephone a call goes on by when this computer has no sound. */
function Mobile() {
  const w = useWords(settings);
  const c = useWords(common);
  const client = useQueryClient();
  const found = useQuery({ queryKey: ["me"], queryFn: ({ signal }) => get<Me>("/api/me", signal) });
  const kept = found.data?.mobile ?? "";
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState("");
  const save = async (): Promise<void> => {
    try {
      await post("/api/me", { mobile: text ?? "" });
      await client.invalidateQueries({ queryKey: ["me"] });
      setText(null);
      setError("");
      tell(c.saved);
    } catch (cause) {
      setError(failure(c, cause));
    }
  };
  if (!found.data) return null; // the signature's part says what does not load
  return (
    <form className="set-b" noValidate onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <Field label={w.mobile} type="tel" autoComplete="tel" hint={w.mobileHow} error={error} value={text ?? kept} data-testid="mobile" onChange={(event) => setText(event.target.value)} />
      <Button type="submit" disabled={text === null || text === kept}>{c.save}</Button>
    </form>
  );
}

function Password() {
  const w = useWords(settings);
  const s = useWords(signin);
  const [round, setRound] = useState(0);
  return <PasswordForm key={round} w={w} s={s} onDone={() => { setRound(round + 1); tell(s.changed); }} />;
}

function PasswordForm({ w, s, onDone }: { w: { wrongOld: string }; s: { oldPassword: string; change: string }; onDone: () => void }) {
  const c = useWords(common);
  const chosen = useNewPassword();
  const [old, setOld] = useState("");
  const [error, setError] = useState("");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const password = chosen.read();
    if (password === null) return;
    try {
      await post("/api/me", { password, old_password: old });
      onDone();
    } catch (cause) {
      const known = cause instanceof HttpError ? cause : null;
      setError(known?.code === "wrong_credentials" || known?.field === "old_password" ? w.wrongOld : failure(c, cause));
    }
  };
  return (
    <form className="set-b" onSubmit={(event) => void submit(event)} noValidate>
      {error !== "" && <Banner tone="bad">{error}</Banner>}
      <Field label={s.oldPassword} scale="lg" type="password" autoComplete="current-password" value={old} onChange={(event) => setOld(event.target.value)} />
      {chosen.fields}
      <Button type="submit">{s.change}</Button>
    </form>
  );
}

function Sounds() {
  const w = useWords(settings);
  const c = useWords(common);
  const now = useCell(sounds);
  const [refused, setRefused] = useState(false);
  const notices = async (on: boolean): Promise<void> => {
    const allowed = !on || (await allowNotices());
    setRefused(!allowed);
    setSounds({ ...sounds.get(), notices: on && allowed });
  };
  return (
    <>
      <Switch label={w.soundOn} checked={now.on} onChange={(on) => setSounds({ ...now, on })} />
      <label className="row vol"><span className="t2">{w.volume}</span><input type="range" min="0" max="1" step="0.1" value={now.volume} disabled={!now.on} onChange={(event) => setSounds({ ...now, volume: Number(event.target.value) })} /></label>
      <div className="row">{(["phone", "chat", "email", "sms", "callback"] as const).map((medium) => <Button key={medium} size="xs" icon="volume" disabled={!now.on} onClick={() => tryRing(medium)}>{w.hear}: {c.media[medium]}</Button>)}</div>
      <Switch label={w.notices} checked={now.notices} onChange={(on) => void notices(on)} />
      {refused && <Banner tone="warn">{w.noticesNo}</Banner>}
    </>
  );
}

export default function Settings() {
  const w = useWords(settings);
  const s = useWords(shell);
  const code = useLanguage();
  const worn = useCell(theme);
  const singles = useCell(singleKeys);
  const voice = useDesk((state) => (state.house?.channels ?? []).some((one) => speaks(one.medium)));
  useEffect(() => setPageTitle(w.title), [w]);
  return (
    <section className="pg" aria-label={w.title} data-panel tabIndex={-1}>
      <header className="pg-h"><h1>{w.title}</h1></header>
      <div className="scroll" tabIndex={-1}>
        <div className="set">
          <Part title={w.me}><Who /></Part>
          <Part title={w.look}>
            <Seg label={w.language} value={code} choices={languages.map((item) => ({ value: item.code, label: item.name, lang: item.code }))} onChange={changeLanguage} />
            <Seg label={w.theme} value={worn} choices={[{ value: "light", label: s.light }, { value: "dark", label: s.dark }, { value: "auto", label: s.auto }]} onChange={changeTheme} />
          </Part>
          <Part title={w.keys} note={w.thisComputer}><Switch label={w.singleKeys} checked={singles} onChange={setSingleKeys} /><p className="t3 f12">{w.singleKeysHow}</p></Part>
          {voice && <Part title={w.phone} note={w.thisComputer}><DeviceSettings /></Part>}
          {voice && <Part title={w.mobilePart}><Mobile /></Part>}
          <Part title={w.sounds} note={w.thisComputer}><Sounds /></Part>
          <Part title={w.signature}><Signature /></Part>
          <Part title={w.password}><Password /></Part>
        </div>
      </div>
    </section>
  );
}
