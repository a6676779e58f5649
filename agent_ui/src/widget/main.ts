/** The widget's door: one script tag on a shop's page. Puts one element at the end of the page, all of it inside
 * a shadow root, and offers `window.Rapport` to the page.
 *
 *   <script src="https://hub.example/widget.js" data-channel="webchat" async></script>
 */

import { Chat, type Identity } from "./chat";
import { readTag } from "./page";
import { sheet } from "./styles";
import { draw } from "./view/App";

interface Api {
  open(): void;
  close(): void;
  identify(identity: Identity): Promise<void>;
  logout(): void;
}

declare global {
  interface Window {
    Rapport?: Api;
    RapportIdentity?: Identity; // set by the page before this script runs: a signed identity, or what fetches one
  }
}

function root(): HTMLElement {
  const host = document.createElement("div");
  host.id = "rapport-chat";
  const shadow = host.attachShadow({ mode: "open" });
  const place = document.createElement("div");
  try {
    const made = new CSSStyleSheet();
    made.replaceSync(sheet);
    shadow.adoptedStyleSheets = [made];
  } catch {
    const style = document.createElement("style");
    style.textContent = sheet;
    shadow.append(style);
  }
  shadow.append(place);
  document.body.append(host);
  return place;
}

async function begin(tag: NonNullable<ReturnType<typeof readTag>>): Promise<void> {
  const chat = new Chat(tag, window.RapportIdentity ?? tag.identity);
  if (!(await chat.begin())) return;
  window.Rapport = {
    open: () => chat.open(),
    close: () => chat.close(),
    identify: (identity) => chat.identify(identity),
    logout: () => chat.logout(),
  };
  draw(chat, root());
  window.dispatchEvent(new Event("rapport:ready"));
}

const tag = readTag();
if (tag && !window.Rapport && !document.getElementById("rapport-chat")) {
  const start = (): void => void begin(tag);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
}
