/** Two fields for a new password that must agree. */

import { useState } from "react";
import { useWords } from "~/i18n/language";
import { Button, Field } from "~/parts";
import { signin } from "./words";

const SHORTEST = 10;

export interface Chosen {
  fields: React.ReactNode;
  /** The password, or null while it is too short or the two differ; asking shows what is wrong. */
  read: () => string | null;
}

export function useNewPassword(): Chosen {
  const w = useWords(signin);
  const [one, setOne] = useState("");
  const [two, setTwo] = useState("");
  const [asked, setAsked] = useState(false);
  const [shown, setShown] = useState(false);
  const short = one.length < SHORTEST;
  const differ = one !== two;
  const type = shown ? "text" : "password";
  const fields = (
    <>
      <Field label={w.newPassword} scale="lg" type={type} autoComplete="new-password" value={one} hint={w.short} error={asked && short ? w.short : undefined} end={<Button kind="ghost" size="xs" aria-pressed={shown} onClick={() => setShown(!shown)}>{shown ? w.hide : w.show}</Button>} onChange={(event) => setOne(event.target.value)} />
      <Field label={w.again} scale="lg" type={type} autoComplete="new-password" value={two} error={asked && !short && differ ? w.differ : undefined} onChange={(event) => setTwo(event.target.value)} />
    </>
  );
  return {
    fields,
    read() {
      setAsked(true);
      return short || differ ? null : one;
    },
  };
}
