/** The text itself: grows with what is written, sends by the keys of its channel, takes pasted files. */

import { useImperativeHandle, useLayoutEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent, type Ref } from "react";
import type { Medium } from "~/wire/protocol";
import { fill, inLanguage } from "../logic/canned";
import { Suggest, type Suggestion } from "./Suggest";
import { useSuggest } from "./useSuggest";

export interface TextHandle {
  focus: () => void;
  insert: (text: string) => void;
}

interface Props {
  handle: Ref<TextHandle>;
  value: string;
  medium: Medium | null;
  label: string;
  language: string;
  values: Readonly<Record<string, string>>;
  enterSends: boolean;
  onChange: (text: string) => void;
  onEnter: () => void;
  onCtrlEnter: () => void;
  onFiles: (files: File[]) => void;
  onUnfilled: (names: readonly string[]) => void;
  onBlur: () => void;
}

export function TextBox({ handle, value, medium, label, language, values, enterSends, onChange, onEnter, onCtrlEnter, onFiles, onUnfilled, onBlur }: Props) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const wanted = useRef<number | null>(null);
  const suggest = useSuggest(value, caret, medium);

  useLayoutEffect(() => {
    const area = box.current;
    if (area === null) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
    if (wanted.current !== null) {
      area.setSelectionRange(wanted.current, wanted.current);
      setCaret(wanted.current);
      wanted.current = null;
    }
  }, [value]);

  const put = (from: number, to: number, text: string): void => {
    wanted.current = from + text.length;
    onChange(value.slice(0, from) + text + value.slice(to));
    box.current?.focus();
  };
  useImperativeHandle(handle, () => ({
    focus: () => box.current?.focus(),
    insert: (text) => {
      const from = box.current?.selectionStart ?? value.length;
      put(from, box.current?.selectionEnd ?? from, text);
    },
  }));

  const choose = (item: Suggestion | undefined): void => {
    if (suggest === null || item === undefined) return;
    if (item.kind === "colleague") return put(suggest.from, caret, `@${item.colleague.name} `);
    const filled = fill(inLanguage(item.reply.text, language), values);
    put(suggest.from, caret, filled.text);
    if (filled.missing.length > 0) onUnfilled(filled.missing);
  };
  const suggestKeys = (event: KeyboardEvent): boolean => {
    if (suggest === null) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") suggest.move(event.key === "ArrowDown" ? 1 : -1);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && suggest.items.length > 0) choose(suggest.items[suggest.at]);
    else if (event.key === "Escape") suggest.close();
    else return false;
    return true;
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const handled = suggestKeys(event);
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onCtrlEnter();
    } else if (event.key === "Enter" && enterSends && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      onEnter();
    } else if (event.key === "Escape") {
      event.preventDefault();
      box.current?.blur();
    }
  };
  const paste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };
  return (
    <>
      {suggest && (
        <Suggest kind={suggest.kind} query={suggest.query} items={suggest.items} at={suggest.at} language={language} onChoose={choose} onPoint={suggest.point} />
      )}
      <textarea
        ref={box}
        className="tx"
        rows={2}
        value={value}
        aria-label={label}
        placeholder={label}
        data-testid="composer-text"
        aria-autocomplete="list"
        aria-controls={suggest ? "composer-suggest" : undefined}
        aria-activedescendant={suggest ? `composer-suggest-${String(suggest.at)}` : undefined}
        onChange={(event) => { setCaret(event.target.selectionStart); onChange(event.target.value); }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={keys}
        onPaste={paste}
        onBlur={onBlur}
      />
    </>
  );
}
