/** @jsxImportSource preact */
/** The widget's glyphs, from the design's set. Decorative: words stand beside them or in the control's label. */

import type { JSX } from "preact";

const shapes = {
  alert: "M7.1 2.8 1.9 11.9c-.4.7.1 1.5.9 1.5h10.4c.8 0 1.3-.8.9-1.5L8.9 2.8c-.4-.7-1.4-.7-1.8 0zM8 6.2v3.2M8 11.4h.01",
  chat: "M3.6 2.7h8.8c1.1 0 1.9.8 1.9 1.9v4.9c0 1.1-.8 1.9-1.9 1.9H8.2L5 13.8v-2.4H3.6c-1.1 0-1.9-.8-1.9-1.9V4.6c0-1.1.8-1.9 1.9-1.9zM5.2 7h.01M8 7h.01M10.8 7h.01",
  check: "m3 8.6 3.2 3.2L13 4.6",
  ticks: "m1.4 8.8 2.9 2.9 6-6.8M7.6 10.8l.9.9 6-6.8",
  clock: "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.2l2 1.4",
  clip: "M13.2 7.4 8 12.6a3.3 3.3 0 0 1-4.7-4.7l5.5-5.4a2.2 2.2 0 0 1 3.1 3.1L6.5 11a1.1 1.1 0 0 1-1.6-1.6l4.8-4.7",
  down: "m4.2 6.2 3.8 3.8 3.8-3.8",
  email: "M3.4 3.2h9.2c.9 0 1.7.8 1.7 1.7v6.2c0 .9-.8 1.7-1.7 1.7H3.4c-.9 0-1.7-.8-1.7-1.7V4.9c0-.9.8-1.7 1.7-1.7zM2.2 4.6 8 8.8l5.8-4.2",
  frown: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.4 10.8c.6-1 1.5-1.5 2.6-1.5s2 .5 2.6 1.5M6 6.2h.01M10 6.2h.01",
  meh: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.6 10h4.8M6 6.2h.01M10 6.2h.01",
  smile: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.4 9.4c.6 1 1.5 1.5 2.6 1.5s2-.5 2.6-1.5M6 6.2h.01M10 6.2h.01",
  star: "m8 2.2 1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z",
  file: "M9 1.8H4.6c-.8 0-1.4.6-1.4 1.4v9.6c0 .8.6 1.4 1.4 1.4h6.8c.8 0 1.4-.6 1.4-1.4V5.6zM9 1.8v3.8h3.8",
  phone: "M5.6 2.6 6.9 5.7 5.4 7c.8 1.6 2 2.8 3.6 3.6l1.3-1.5 3.1 1.3v2.1c0 .6-.5 1-1.1 1C7 13.2 2.8 9 2.5 3.7c0-.6.4-1.1 1-1.1z",
  refresh: "M13.4 8a5.4 5.4 0 1 1-1.6-3.9M13.6 2.2v2.6H11",
  send: "M14 2.2 7.2 9M14 2.2 9.7 13.8 7.2 9 2.2 6.5z",
  sound: "M2.2 6.2v3.6h2.4l3.2 2.7v-9L4.6 6.2zM10.2 5.8a3 3 0 0 1 0 4.4M12 4a5.6 5.6 0 0 1 0 8",
  mute: "M2.2 6.2v3.6h2.4l3.2 2.7v-9L4.6 6.2zM10.6 6.2l3.4 3.6M14 6.2l-3.4 3.6",
  end: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  more: "M3.4 8h.01M8 8h.01M12.6 8h.01",
  x: "m4 4 8 8M12 4l-8 8",
} as const;

export type Shape = keyof typeof shapes;

const heavy: Partial<Record<Shape, number>> = { more: 2.4 };

export const Icon = ({ of, size = "" }: { of: Shape; size?: "" | "s" | "l" | "xl" }): JSX.Element => (
  <svg class={`i ${size}`} viewBox="0 0 16 16" aria-hidden="true" style={heavy[of] ? { strokeWidth: heavy[of] } : undefined}>
    <path d={shapes[of]} />
  </svg>
);
