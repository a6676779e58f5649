/** The frame every page stands in: rail, top bar, page, phone bar, and the layers over them. */

import { Component, Suspense, useEffect, useRef, type ReactNode } from "react";
import { useLocation } from "wouter";
import { startAlerts } from "~/desk/alerts";
import { useKey, useScope } from "~/desk/keys";
import { useWords } from "~/i18n/language";
import { Button, Empty, Skeleton, Toasts } from "~/parts";
import { isSupervisor } from "~/state/selectors";
import { useDesk } from "~/state/store";
import { Palette } from "../palette/Palette";
import { KeyList } from "./KeyList";
import { LineBanner, useOffline } from "./LineBanner";
import { PhoneBar } from "../phone/PhoneBar";
import { PhoneNotices } from "../phone/Notices";
import { usePhone } from "../phone/usePhone";
import { Rail } from "./Rail";
import { Told } from "./Told";
import { TopBar } from "./TopBar";
import { shell } from "./words";

/** F6: the next panel in sight gets the focus. */
function nextPanel(back: boolean = false): boolean {
  const panels = [...document.querySelectorAll<HTMLElement>("[data-panel]")].filter((panel) => panel.offsetParent !== null);
  if (panels.length === 0) return false;
  const at = panels.findIndex((panel) => panel.contains(document.activeElement));
  const next = panels[(at + (back ? -1 : 1) + panels.length) % panels.length];
  next?.focus();
  return true;
}

class Boundary extends Component<{ children: ReactNode; words: { pageError: string; pageErrorWhy: string; reload: string } }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }
  override render(): ReactNode {
    const { words, children } = this.props;
    if (!this.state.broken) return children;
    return <Empty icon="alert" title={words.pageError} actions={<Button kind="pri" icon="refresh" onClick={() => location.reload()}>{words.reload}</Button>}>{words.pageErrorWhy}</Empty>;
  }
}

export function Shell({ children }: { children: ReactNode }) {
  const w = useWords(shell);
  const [at, go] = useLocation();
  const main = useRef<HTMLElement>(null);
  const offline = useOffline();
  const lead = useDesk(isSupervisor);
  useEffect(() => startAlerts(), []);
  useScope("app");
  useKey("panel", () => nextPanel());
  useKey("goConsole", () => go("/"));
  useKey("goCustomers", () => go("/customers"));
  useKey("goPipeline", () => go("/opportunities"));
  useKey("goCases", () => go("/cases"));
  useKey("goBoard", () => go("/board"), lead);
  // The console is one page at two addresses; a new key would build it anew and lose what is open.
  const section = (at.split("/")[1] ?? "").replace(/^c$/, "");
  return (
    <div className="app">
      <a className="skip" href="#page" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{w.skip}</a>
      <Rail />
      <TopBar stale={offline !== null && offline > 30} />
      <div className="main">
        <LineBanner seconds={offline} />
        <Told />
        <Notices />
        <main className="page" id="page" ref={main} tabIndex={-1}>
          <Boundary key={section} words={w}>
            <Suspense fallback={<Skeleton rows={12} />}>{children}</Suspense>
          </Boundary>
        </main>
      </div>
      <PhoneBar />
      <Toasts />
      <Palette />
      <KeyList />
    </div>
  );
}

function Notices() {
  return <PhoneNotices inCall={usePhone().call !== null} />;
}
