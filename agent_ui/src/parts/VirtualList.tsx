/** A long list of which only the rows in sight are in the page. Heights are measured; `near` tells when the end comes close. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type ReactNode } from "react";

export function VirtualList<V>({ items, keyOf, row, height, label, role = "list", onNear, className = "" }: {
  items: readonly V[];
  keyOf: (item: V) => string;
  row: (item: V, index: number) => ReactNode;
  /** A guess in px; the real height is measured. */
  height: number;
  label: string;
  role?: "list" | "feed" | "listbox";
  onNear?: () => void;
  className?: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const view = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 8,
    getItemKey: (index) => { const item = items[index]; return item === undefined ? index : keyOf(item); },
  });
  const seen = view.getVirtualItems();
  const last = seen[seen.length - 1]?.index ?? -1;
  useEffect(() => {
    if (last >= items.length - 5 && items.length > 0) onNear?.();
  }, [last, items.length, onNear]);
  return (
    <div ref={box} className={`scroll ${className}`} tabIndex={-1}>
      <div role={role} aria-label={label} style={{ height: view.getTotalSize(), position: "relative" }}>
        {seen.map((item) => {
          const value = items[item.index];
          return value === undefined ? null : (
            <div key={item.key} ref={view.measureElement} data-index={item.index} role={role === "list" ? "listitem" : undefined} style={{ position: "absolute", insetInline: 0, transform: `translateY(${item.start}px)` }}>
              {row(value, item.index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
