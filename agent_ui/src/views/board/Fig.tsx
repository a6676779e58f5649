/** A figure that fades in for a moment when it changes; nothing else on the board moves. */

export function Fig({ children, className = "" }: { children: string | number; className?: string }) {
  return <span key={children} className={`fig num ${className}`}>{children}</span>;
}
