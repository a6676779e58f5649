/** Light, dark or as the computer says: a setting of this computer, told to the hub so that it follows the agent. */

import { cell, type Cell } from "~/state/store";

export type Theme = "light" | "dark" | "auto";

const kept = (): Theme => {
  const value = typeof localStorage === "undefined" ? null : localStorage.getItem("rapport.theme");
  return value === "dark" || value === "auto" ? value : "light";
};

export const theme: Cell<Theme> = cell(kept());

const prefersDark = (): MediaQueryList => window.matchMedia("(prefers-color-scheme: dark)");

function paint(): void {
  const chosen = theme.get();
  document.documentElement.dataset["theme"] = chosen === "auto" ? (prefersDark().matches ? "dark" : "light") : chosen;
}

export function wear(next: Theme): void {
  localStorage.setItem("rapport.theme", next);
  theme.set(next);
  paint();
}

/** Put the theme on the page and follow the computer's own. */
export function startLook(): void {
  paint();
  prefersDark().addEventListener("change", paint);
}
