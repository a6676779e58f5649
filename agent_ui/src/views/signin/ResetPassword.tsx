/** The page behind the link in the letter: /reset?token=… */

import { useEffect, useState, type FormEvent } from "react";
import { setPageTitle } from "~/desk/alerts";
import { useWords } from "~/i18n/language";
import { common, failure } from "~/i18n/words/common";
import { Banner, Button } from "~/parts";
import { HttpError, post } from "~/wire/http";
import { Frame } from "./Frame";
import { useNewPassword } from "./passwords";
import { signin } from "./words";

/** The token stands in the address once; it is taken out so that it stays in no history. */
function takeToken(): string {
  const found = new URLSearchParams(location.search).get("token") ?? new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
  if (found !== "") history.replaceState(null, "", "/reset");
  return found;
}

export function ResetPassword() {
  const w = useWords(signin);
  const c = useWords(common);
  const [token] = useState(takeToken);
  const [error, setError] = useState(token === "" ? w.badLink : "");
  const [done, setDone] = useState(false);
  const chosen = useNewPassword();
  useEffect(() => setPageTitle(w.resetTitle), [w]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const password = chosen.read();
    if (password === null) return;
    try {
      await post("/api/password-reset/confirm", { token, password });
      setError("");
      setDone(true);
    } catch (cause) {
      setError(cause instanceof HttpError && cause.code === "invalid" && cause.field === "password" ? failure(c, cause) : w.badLink);
    }
  };
  return (
    <Frame>
      <form onSubmit={(event) => void submit(event)} noValidate aria-label={w.resetTitle}>
        <div><h1>{w.resetTitle}</h1></div>
        {error !== "" && <Banner tone="bad">{error}</Banner>}
        {done ? <Banner tone="ok">{w.changed}</Banner> : chosen.fields}
        {!done && <Button kind="pri" size="lg" wide type="submit" disabled={token === ""}>{w.change}</Button>}
        <Button kind={done ? "pri" : "ghost"} size={done ? "lg" : "sm"} icon={done ? undefined : "left"} onClick={() => location.assign("/")}>{w.back}</Button>
      </form>
    </Frame>
  );
}
