/** The console starts here. */
import { createRoot } from "react-dom/client";
import { StrictMode } from "react";
import { App } from "./views/App";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/shell.css";

const root = document.getElementById("root");
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
