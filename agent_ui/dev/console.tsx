/**
 * The console by itself, on invented data and without a hub: `npx vite` and open /dev/console.html.
 * ?lang=ru, ?theme=dark, ?view=offer|wrap|empty, ?at=<conversation>. Nothing of this is in the built page.
 */
import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { useLocation } from "wouter";
import { speak } from "~/i18n/language";
import { Sprite } from "~/parts";
import { hearDesk } from "~/state/store";
import { Console } from "~/views/console/Console";
import { queryClient } from "~/views/queries";
import { Shell } from "~/views/shell/Shell";
import { answer, deskOf } from "./console.data";
import "~/styles/tokens.css";
import "~/styles/base.css";
import "~/styles/parts.css";
import "~/styles/shell.css";

const asked = new URLSearchParams(location.search);
const view = asked.get("view") ?? "";
document.documentElement.dataset["theme"] = asked.get("theme") ?? "light";
speak(asked.get("lang") ?? "en");

window.fetch = (input) => {
  const url = typeof input === "string" ? input : input instanceof URL ? input.href : input.url;
  const body = answer(new URL(url, location.href));
  return Promise.resolve(new Response(JSON.stringify(body ?? { code: "not_found", message: "" }), { status: body === null ? 404 : 200 }));
};
history.replaceState(null, "", view === "empty" || view === "offer" ? "/" : `/c/${asked.get("at") ?? "c-marina"}`);
hearDesk(deskOf(view));

function Pages() {
  const [at] = useLocation();
  const talk = /^\/c\/([^/]+)/.exec(at)?.[1];
  return <Console conversationId={talk === undefined ? null : decodeURIComponent(talk)} />;
}

const root = document.getElementById("root");
if (root) createRoot(root).render(<QueryClientProvider client={queryClient}><Sprite /><Shell><Pages /></Shell></QueryClientProvider>);
