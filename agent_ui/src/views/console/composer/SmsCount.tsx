/** In how many parts a text message goes, while it is typed: parts, room, what makes it dearer, and the price where known. */

import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { useDesk } from "~/state/store";
import { count, odd } from "../logic/sms";
import { composerWords } from "../words/composer";

export function SmsCount({ text, price }: { text: string; price: string }) {
  const w = useWords(composerWords);
  const code = useLanguage();
  const currency = useDesk((state) => state.house?.currency ?? "");
  if (text.trim() === "") return null;
  const { encoding, segments, left } = count(text.trim());
  const plain = encoding === "gsm7";
  const why = plain ? w.plainLetters : w.oddLetters(odd(text).map((char) => `“${char}”`).join(" "));
  const sum = price === "" || Number.isNaN(Number(price)) ? "" : format.fine(Number(price) * segments, currency, code);
  return (
    <span className={`f12 num none sms-count ${segments > 3 ? "warn m" : "t3"}`} title={`${plain ? w.plainLetters : w.anyLetters}. ${why}`} data-testid="sms-count" data-segments={segments} data-encoding={encoding} role="status" aria-live="off">
      {w.parts(segments)} · {w.partsLeft(left)}{sum === "" ? "" : ` · ${w.costs(sum)}`}
    </span>
  );
}
