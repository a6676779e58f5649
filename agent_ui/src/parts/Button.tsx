/** Buttons, with their key printed on them. One `pri` a view; `go` only answers, `stop` only ends. */

import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { caps, type Action } from "~/desk/keys";
import { Icon, type Glyph } from "./Icon";

export function Keys({ caps: shown, hide }: { caps: readonly string[]; hide?: boolean }) {
  if (shown.length === 0) return null;
  const keys = <span className="keys" aria-hidden="true">{shown.map((cap, i) => <kbd key={i}>{cap}</kbd>)}</span>;
  return hide ? <span className="opt">{keys}</span> : keys;
}

/** The key of an action, as printed beside controls. */
export const KeyHint = ({ action, hide }: { action: Action; hide?: boolean }) =>
  hide === undefined ? <Keys caps={caps(action)} /> : <Keys caps={caps(action)} hide={hide} />;

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "title"> {
  kind?: "plain" | "pri" | "go" | "stop" | "ghost";
  size?: "xs" | "sm" | "md" | "lg";
  icon?: Glyph | undefined;
  /** Only the icon is drawn; `children` become its name. */
  bare?: boolean;
  action?: Action;
  /** Key hints go first when space is short. */
  optKeys?: boolean;
  wide?: boolean;
  pressed?: boolean;
  title?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
}

export function Button({ kind = "plain", size = "sm", icon, bare, action, optKeys = true, wide, pressed, title, children, className = "", ...rest }: ButtonProps) {
  const classes = ["btn", kind === "plain" ? "" : kind, size === "sm" ? "" : size, bare ? "ic" : "", wide ? "wide" : "", className];
  const hint = action ? caps(action).join("+") : "";
  const name = typeof children === "string" ? children : undefined;
  const tip = title ?? (bare ? [name, hint && `(${hint})`].filter(Boolean).join(" ") : undefined);
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(" ")}
      title={tip}
      aria-pressed={pressed}
      aria-keyshortcuts={hint === "" ? undefined : hint.replace("⇧", "Shift")}
      {...rest}
    >
      {icon && <Icon name={icon} size={size === "lg" ? undefined : "s"} />}
      {bare ? <span className="sr">{children}</span> : children}
      {action && !bare && <KeyHint action={action} hide={optKeys && kind === "plain"} />}
    </button>
  );
}
