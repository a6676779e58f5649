/** The console starts here. */
import { createRoot } from "react-dom/client";
import { StrictMode } from "react";
import { App } from "./views/App";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/shell.css";

// After an update the old page asks for parts that are gone: take the new page, once.
window.addEventListener("vite:preloadError", () => {
  const last = Number(sessionStorage.getItem("rapport.reloaded") ?? 0);
  if (Date.now() - last < 30_000) return;
  sessionStorage.setItem("rapport.reloaded", String(Date.now()));
  location.reload();
});

const root = document.getElementById("root");
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
