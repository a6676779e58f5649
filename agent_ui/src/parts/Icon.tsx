/** Glyphs from the sprite, and the mark of the house. A glyph beside a word is decoration; alone it needs a label. */

import { memo } from "react";
import { glyphs, type Glyph } from "./glyphs";

export type { Glyph } from "./glyphs";

const sprite = Object.entries(glyphs)
  .map(([name, body]) => `<symbol id="i-${name}" viewBox="0 0 16 16">${body}</symbol>`)
  .join("");

/** Stands once in the page; every icon refers to it. */
export const Sprite = memo(function Sprite() {
  return (
    <svg width="0" height="0" style={{ position: "absolute" }} aria-hidden="true">
      <defs dangerouslySetInnerHTML={{ __html: sprite }} />
    </svg>
  );
});

export function Icon({ name, size, fill, label, className = "" }: {
  name: Glyph;
  size?: "xs" | "s" | "l" | "xl" | undefined;
  fill?: boolean;
  label?: string;
  className?: string;
}) {
  const classes = ["i", size, fill ? "fill" : "", className].filter(Boolean).join(" ");
  return label === undefined ? (
    <svg className={classes} aria-hidden="true"><use href={`#i-${name}`} /></svg>
  ) : (
    <svg className={classes} role="img" aria-label={label}><use href={`#i-${name}`} /></svg>
  );
}

export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 26 26" fill="none" aria-hidden="true">
      <circle cx="10" cy="13" r="7" stroke="currentColor" strokeWidth="2.6" />
      <circle cx="16" cy="13" r="7" stroke="currentColor" strokeWidth="2.6" opacity=".55" />
      <path d="M13 6.7a7 7 0 0 1 0 12.6 7 7 0 0 1 0-12.6z" fill="currentColor" />
    </svg>
  );
}
