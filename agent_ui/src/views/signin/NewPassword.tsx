/** A password somebody else set must be changed before anything else. */

import { useState, type FormEvent } from "react";
import { useWords } from "~/i18n/language";
import { common, failure } from "~/i18n/words/common";
import { Banner, Button, Field } from "~/parts";
import { post } from "~/wire/http";
import type { Me } from "~/wire/pages";
import { signOut } from "../shell/TopBar";
import { Frame } from "./Frame";
import { useNewPassword } from "./passwords";
import { signin } from "./words";

export function NewPassword({ me, onDone }: { me: Me; onDone: () => void }) {
  const w = useWords(signin);
  const c = useWords(common);
  const [old, setOld] = useState("");
  const [error, setError] = useState("");
  const chosen = useNewPassword();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const password = chosen.read();
    if (password === null) return;
    try {
      await post("/api/me", { password, old_password: old });
      onDone();
    } catch (cause) {
      setError(failure(c, cause));
    }
  };
  return (
    <Frame>
      <form onSubmit={(event) => void submit(event)} noValidate aria-label={w.resetTitle}>
        <div><h1>{w.resetTitle}</h1><p className="t2 f14">{me.email}</p></div>
        <Banner>{w.mustChange}</Banner>
        {error !== "" && <Banner tone="bad">{error}</Banner>}
        <Field label={w.oldPassword} scale="lg" type="password" autoComplete="current-password" autoFocus value={old} onChange={(event) => setOld(event.target.value)} />
        {chosen.fields}
        <Button kind="pri" size="lg" wide type="submit">{w.change}</Button>
        <Button kind="ghost" onClick={() => void signOut()}>{w.signOut}</Button>
      </form>
    </Frame>
  );
}
