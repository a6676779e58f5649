/** A handful of emoji, for chats. */

import type { RefObject } from "react";
import { useWords } from "~/i18n/language";
import { Popover } from "~/parts";
import { composerWords } from "../words/composer";

const FEW = ["🙂", "😊", "😀", "😉", "🤝", "👍", "👌", "🙏", "❤️", "🎉", "✅", "❗", "😅", "😔", "🤔", "👋", "☕", "📦", "🚚", "🔧", "📞", "✉️", "⏰", "📍"];

export function Emoji({ anchor, open, onClose, onChoose }: {
  anchor: RefObject<HTMLElement | null>;
  open: boolean;
  onClose: () => void;
  onChoose: (emoji: string) => void;
}) {
  const w = useWords(composerWords);
  return (
    <Popover anchor={anchor} open={open} onClose={onClose} label={w.emoji} side="above" width={292}>
      <div className="emoji">
        {FEW.map((one) => <button key={one} type="button" onClick={() => { onClose(); onChoose(one); }}>{one}</button>)}
      </div>
    </Popover>
  );
}
