/** The language of the interface, switched at run time, and the plural and sentence tools the words use. */

import { useMemo } from "react";
import { cell, useCell, type Cell } from "~/state/store";

export type Language = "en" | "ru";
export const languages: readonly { code: Language; name: string }[] = [
  { code: "en", name: "English" },
  { code: "ru", name: "Русский" },
];

const stored = (): Language => {
  const kept = typeof localStorage === "undefined" ? null : localStorage.getItem("rapport.language");
  if (kept === "en" || kept === "ru") return kept;
  return typeof navigator !== "undefined" && navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en";
};

export const language: Cell<Language> = cell(stored());

export function speak(code: string): void {
  const next: Language = code === "ru" ? "ru" : "en";
  language.set(next);
  if (typeof localStorage !== "undefined") localStorage.setItem("rapport.language", next);
  if (typeof document !== "undefined") document.documentElement.lang = next;
}

// A reader before signing in hears the page in its language too.
if (typeof document !== "undefined") document.documentElement.lang = language.get();

export const useLanguage = (): Language => useCell(language);

/** The CLDR plural forms; English uses one and other, Russian one, few, many, and other for fractions. */
export interface Forms {
  one: string;
  few?: string;
  many?: string;
  other: string;
}

const rules = { en: new Intl.PluralRules("en"), ru: new Intl.PluralRules("ru") };

/** The form for `n`, with `#` replaced by the number as the language writes it. */
export function plural(code: Language, n: number, forms: Forms): string {
  const kind = rules[code].select(n);
  const form = (kind === "one" ? forms.one : kind === "few" ? forms.few : kind === "many" ? forms.many : undefined) ?? forms.other;
  return form.replaceAll("#", n.toLocaleString(code));
}

export const en = (one: string, other: string) => (n: number): string => plural("en", n, { one, other });
export const ru = (one: string, few: string, many: string, other: string = few) => (n: number): string =>
  plural("ru", n, { one, few, many, other });

type Widen<W> = {
  [K in keyof W]: W[K] extends string
    ? string
    : W[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : W[K] extends object
        ? Widen<W[K]>
        : never;
};

export interface Book<W> {
  en: W;
  ru: W;
}

/** A page of the phrase book: whole sentences, in English and Russian, with the same keys and arguments. */
export function book<const W extends object>(english: W, russian: Widen<W>): Book<Widen<W>> {
  return { en: english as unknown as Widen<W>, ru: russian };
}

/** The words of one page in the language in use; a view using it is drawn again when the language changes. */
export function useWords<W>(pages: Book<W>): W {
  const code = useLanguage();
  return useMemo(() => pages[code], [pages, code]);
}

export const words = <W>(pages: Book<W>): W => pages[language.get()];

/** A name the firm wrote in several languages. */
export const named = (names: Record<string, string>, code: Language): string =>
  names[code] ?? names["en"] ?? Object.values(names)[0] ?? "";
