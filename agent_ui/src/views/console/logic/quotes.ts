/** What of a mail is said now and what is repeated from before. */
import type { ThreadRow } from "~/wire/protocol";

const QUOTED = /^\s*(>|On .{5,200} wrote:$|.{5,200} (писал|пишет|написал)\(?а?\)?:$|-{2,}\s*(Original Message|Forwarded message|Исходное сообщение|Пересылаемое сообщение))/;

/** The repeated part of a line: what `full_text` holds beyond `text`; "" when there is nothing to unfold. */
export function quotedPart(row: Pick<ThreadRow, 'text' | 'full_text'>): string {
  const { text, full_text: full } = row;
  if (full === '' || full === text) return '';
  const said = text.trim();
  const at = said === '' ? 0 : full.indexOf(said);
  if (at < 0) return full.trim();
  const rest = `${full.slice(0, at)}${full.slice(at + said.length)}`;
  return rest.replace(/^\s*\n/, '').trimEnd();
}

/** The quoted lines of any text, from the first that repeats an older one to the end. */
export function splitQuote(text: string): { said: string; quoted: string } {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => QUOTED.test(line));
  if (at < 0) return { said: text, quoted: '' };
  return { said: lines.slice(0, at).join('\n').trimEnd(), quoted: lines.slice(at).join('\n') };
}
