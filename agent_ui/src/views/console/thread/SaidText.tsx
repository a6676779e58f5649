/** What somebody wrote, as text: every character as it is, addresses as links. Nothing here is ever read as HTML. */

import { memo } from "react";
import { Dialable } from "../../phone/CallButton";
import { parts } from "../logic/links";

export const SaidText = memo(function SaidText({ text, lang, className = "said", names }: {
  text: string;
  lang?: string | undefined;
  className?: string;
  /** Names that are called with @, to be marked. */
  names?: readonly string[] | undefined;
}) {
  return (
    <span className={className} lang={lang || undefined}>
      {parts(text).map((part, i) => part.href === null
        ? <Plain key={i} text={part.text} names={names} />
        : part.href.startsWith("tel:") ? <Dialable key={i} address={`phone:${part.href.slice(4)}`}>{part.text}</Dialable>
        : <a key={i} href={part.href} target="_blank" rel="noopener noreferrer nofollow">{part.text}</a>)}
    </span>
  );
});

function Plain({ text, names }: { text: string; names?: readonly string[] | undefined }) {
  if (names === undefined || names.length === 0 || !text.includes("@")) return <>{text}</>;
  const marks = names.map((name) => `@${name}`).sort((a, b) => b.length - a.length);
  const found: { text: string; mark: boolean }[] = [];
  let from = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", Math.max(at + 1, from))) {
    const mark = marks.find((one) => text.startsWith(one, at));
    if (mark === undefined) continue;
    found.push({ text: text.slice(from, at), mark: false }, { text: mark, mark: true });
    from = at + mark.length;
  }
  found.push({ text: text.slice(from), mark: false });
  return <>{found.map((one, i) => (one.mark ? <span key={i} className="at">{one.text}</span> : one.text))}</>;
}
