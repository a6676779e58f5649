/** @jsxImportSource preact */
/** Where the visitor writes: text, files by button, paste or drop, emoji. The draft outlives the page. */

import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icons";
import { popover, useChat } from "./state";

const SOON_FULL = 500; // characters left that are worth saying
const EMOJI =
  "😀 😃 😄 😊 🙂 😉 😍 🤗 🤔 😐 😕 🙁 😢 😭 😡 😱 😅 😂 🙏 👍 👎 👌 👏 💪 🤝 👋 ❤️ 🔥 ⭐ 🎉 ✅ ❌ ❓ ❗ ☕ 📦 🚚 💳 📷 ⏰".split(" ");
const COLUMNS = 8;

export function Composer(): JSX.Element {
  const { chat, state, say } = useChat();
  const [text, setText] = useState(chat.keep.draft);
  const [emoji, setEmoji] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const face = useRef<HTMLButtonElement>(null);
  const most = state.config?.max_text_chars ?? 5000;
  const left = most - [...text].length;

  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "38px";
    area.style.height = `${Math.min(120, area.scrollHeight)}px`;
  }, [text]);

  const write = (value: string): void => {
    setText(value);
    chat.keep.draft = value;
    if (value) chat.typing(true);
  };
  const send = (): void => {
    const said = text.trim();
    if (!said || left < 0) return box.current?.focus();
    chat.send(said);
    setText("");
    chat.keep.draft = "";
    box.current?.focus();
  };
  const insert = (what: string): void => {
    const area = box.current;
    const at = area?.selectionStart ?? text.length;
    write(text.slice(0, at) + what + text.slice(area?.selectionEnd ?? at));
    setEmoji(false);
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(at + what.length, at + what.length);
    });
  };
  const files = (list: Iterable<File> | null | undefined): void => {
    for (const file of list ?? []) chat.sendFile(file);
  };
  const prompt = state.talk.state === "queued" ? say.addDetail : say.write;

  return (
    <div class="ft">
      {emoji && <Emoji choose={insert} button={face.current} close={() => setEmoji(false)} />}
      {left < SOON_FULL && <span class={`left-chars ${left < 0 ? "bad" : ""}`} role="status">{left < 0 ? say.faults.too_long : say.charsLeft(left)}</span>}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={state.config?.file_types.map((each) => "." + each).join(",")}
        onChange={(event) => {
          const input = event.target as HTMLInputElement;
          files(input.files);
          input.value = "";
        }}
      />
      <button type="button" class="tool" aria-label={say.attach} title={say.attach} onClick={() => picker.current?.click()}>
        <Icon of="clip" />
      </button>
      <textarea
        ref={box}
        rows={1}
        value={text}
        placeholder={prompt}
        aria-label={say.message}
        enterkeyhint="send"
        onInput={(event) => write((event.target as HTMLTextAreaElement).value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            send();
          }
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData?.files;
          if (!pasted?.length) return;
          event.preventDefault();
          files(pasted);
        }}
        onBlur={() => chat.typing(false)}
      />
      <button
        type="button"
        class="tool"
        ref={face}
        aria-label={say.emoji}
        title={say.emoji}
        aria-expanded={emoji}
        onClick={() => setEmoji(!emoji)}
      >
        <Icon of="smile" />
      </button>
      <button type="button" class="snd" aria-label={say.send} title={say.send} onClick={send}>
        <Icon of="send" />
      </button>
    </div>
  );
}

interface EmojiGiven {
  choose: (emoji: string) => void;
  button: HTMLElement | null;
  close: () => void;
}

function Emoji({ choose, button, close }: EmojiGiven): JSX.Element {
  const leave = popover(button, close);
  const { say } = useChat();
  const grid = useRef<HTMLDivElement>(null);
  const focus = (place: number): void => {
    const all = grid.current?.querySelectorAll<HTMLElement>("button");
    all?.[Math.max(0, Math.min(EMOJI.length - 1, place))]?.focus();
  };
  useEffect(() => focus(0), []);
  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
  return (
    <div
      class="pop emo"
      ref={grid}
      role="group"
      aria-label={say.emoji}
      {...leave}
      onKeyDown={(event) => {
        if (event.key === "Escape") return (leave["onKeyDown"] as (event: KeyboardEvent) => void)(event);
        const step = steps[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const all = [...(grid.current?.querySelectorAll("button") ?? [])];
        focus(all.indexOf(event.target as HTMLButtonElement) + step);
      }}
    >
      {EMOJI.map((each, place) => (
        <button key={each} type="button" tabIndex={place ? -1 : 0} onClick={() => choose(each)}>
          {each}
        </button>
      ))}
    </div>
  );
}
