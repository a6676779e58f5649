/** Finding addresses in plain text. The only function that makes a link out of what somebody wrote. */

export interface TextPart {
  readonly text: string;
  /** An address safe to open ("tel:+…" is a number to call), or null for plain text. */
  readonly href: string | null;
}

const CANDIDATE = /\b(?:https?:\/\/|www\.|mailto:)[^\s<>"'«»“”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w+])\+\d[\d ().-]{6,20}\d/giu;
const TAIL = /[.,;:!?…)\]}]+$/u;

/** http, https and mailto only; anything else, and anything that does not parse, is null. */
export function safeHref(raw: string): string | null {
  const written = raw.startsWith('www.')
    ? `https://${raw}`
    : raw.includes('@') && !/^[a-z][a-z0-9+.-]*:/i.test(raw)
      ? `mailto:${raw}`
      : raw;
  try {
    const url = new URL(written);
    if (url.protocol === 'mailto:') return url.href;
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
    return url.username === '' && url.password === '' ? url.href : null;
  } catch {
    return null;
  }
}

/** A number with its country code as "tel:+…"; null when it is too short or too long to be one (E.164). */
function telHref(raw: string): string | null {
  const number = raw.replace(/[^+\d]/g, '');
  return /^\+[1-9]\d{7,14}$/.test(number) ? `tel:${number}` : null;
}

function trimTail(raw: string): string {
  const tail = TAIL.exec(raw);
  if (tail === null) return raw;
  const body = raw.slice(0, tail.index);
  const opens = (body.match(/\(/g) ?? []).length;
  const closes = (body.match(/\)/g) ?? []).length;
  return tail[0].startsWith(')') && opens > closes ? `${body})` : body;
}

/** The text cut into plain stretches and links, nothing lost and nothing added. */
export function parts(text: string): TextPart[] {
  const found: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const raw = trimTail(match[0]);
    const href = raw.startsWith('+') && !raw.includes('@') ? telHref(raw) : safeHref(raw);
    if (href === null || raw === '') continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index), href: null });
    found.push({ text: raw, href });
    from = match.index + raw.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), href: null });
  return found;
}
