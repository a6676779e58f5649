/** The page around signing in: the form at the left, what Rapport is at the right. */

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { languages, speak, useLanguage, useWords } from "~/i18n/language";
import { Icon, Mark, Seg, type Glyph } from "~/parts";
import { get } from "~/wire/http";
import type { PublicInfo } from "~/wire/pages";
import { signin } from "./words";
import "./signin.css";

export const usePublic = () => useQuery({ queryKey: ["public"], queryFn: ({ signal }) => get<PublicInfo>("/api/public", signal), staleTime: 60_000 });

const media: readonly Glyph[] = ["chat", "email", "sms", "phone"];

export function Frame({ children }: { children: ReactNode }) {
  const w = useWords(signin);
  const code = useLanguage();
  const known = usePublic().data;
  return (
    <div className="lgn">
      <main className="lf">
        <div className="row">
          <span className="acc"><Mark /></span><b className="brand">Rapport</b>
          <span className="push" />
          <Seg label={w.language} value={code} choices={languages.map((item) => ({ value: item.code, label: item.name, lang: item.code }))} onChange={speak} />
        </div>
        {children}
        <div className="row f12 t3"><span className="push">{known ? w.version(known.version) : ""}</span></div>
      </main>
      <aside className="rt">
        <h2>{w.hero}</h2>
        <div className="ln" aria-hidden="true">{media.map((name) => <div key={name} className="tlr"><span className="ch"><Icon name={name} /></span><i /></div>)}</div>
        {known && known.sandbox_url !== "" && (
          <p>{w.newHere} <a href={known.sandbox_url}>{w.sandbox}</a>{w.sandboxWhy}</p>
        )}
      </aside>
    </div>
  );
}
