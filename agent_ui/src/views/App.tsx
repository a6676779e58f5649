/** Who is there: the sign-in page, a password that must be changed, or the console with its pages. */

import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { signedOut, startDesk } from "~/desk/commands";
import { rememberFor } from "~/desk/handoff";
import { startLook, wear } from "~/desk/look";
import { setPageTitle } from "~/desk/alerts";
import { speak, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Empty, Failed, Mark, Sprite } from "~/parts";
import { useCell } from "~/state/store";
import { get, HttpError } from "~/wire/http";
import type { Me } from "~/wire/pages";
import { Console } from "./console/Console";
import { queryClient } from "./queries";
import { NewPassword } from "./signin/NewPassword";
import { ResetPassword } from "./signin/ResetPassword";
import { SignIn } from "./signin/SignIn";
import { Shell } from "./shell/Shell";
import { shell } from "./shell/words";

const Customers = lazy(() => import("./customers/Customers"));
const Customer = lazy(() => import("./customers/Customer"));
const Cases = lazy(() => import("./cases/Cases"));
const Case = lazy(() => import("./cases/Case"));
const Opportunities = lazy(() => import("./opportunities/Opportunities"));
const Opportunity = lazy(() => import("./opportunities/Opportunity"));
const Callbacks = lazy(() => import("./callbacks/Callbacks"));
const Board = lazy(() => import("./board/Board"));
const Wall = lazy(() => import("./board/Wall"));
const Queues = lazy(() => import("./queues/Queues"));
const Quarantine = lazy(() => import("./supervision/Quarantine"));
const Blocked = lazy(() => import("./supervision/Blocked"));
const Channels = lazy(() => import("./supervision/Channels"));
const Quality = lazy(() => import("./quality/Pages"));
const Insight = lazy(() => import("./insight/Insight"));
const Metrics = lazy(() => import("./insight/Metrics"));
const MetricPage = lazy(() => import("./insight/MetricPage"));
const Staffing = lazy(() => import("./staffing/Staffing"));
const Roster = lazy(() => import("./roster/Roster"));
const MyShifts = lazy(() => import("./roster/MyShifts"));
const Replay = lazy(() => import("./replay/Replay"));
const Autopsy = lazy(() => import("./replay/Autopsy"));
const Settings = lazy(() => import("./settings/Settings"));

function Nowhere() {
  const c = useWords(common);
  useEffect(() => setPageTitle(c.notFound), [c]);
  return <Empty icon="search" title={c.notFound}>{c.notFoundWhy}</Empty>;
}

function Pages() {
  const s = useWords(shell);
  const [at] = useLocation();
  const talk = /^\/c\/([^/]+)/.exec(at)?.[1];
  // One element for both addresses: opening another conversation must not build the console anew.
  if (at === "/" || talk !== undefined) {
    return (
      <>
        <h1 className="sr">{s.console}</h1>
        <Console conversationId={talk === undefined ? null : decodeURIComponent(talk)} />
      </>
    );
  }
  return (
    <Switch>
      <Route path="/customers"><Customers /></Route>
      <Route path="/customers/:id">{({ id }) => <Customer key={id} id={id} />}</Route>
      <Route path="/cases"><Cases /></Route>
      <Route path="/cases/:id">{({ id }) => <Case key={id} id={id} />}</Route>
      <Route path="/opportunities"><Opportunities /></Route>
      <Route path="/opportunities/:id">{({ id }) => <Opportunity key={id} id={id} />}</Route>
      <Route path="/callbacks"><Callbacks /></Route>
      <Route path="/board"><Board /></Route>
      <Route path="/queues"><Queues /></Route>
      <Route path="/quarantine"><Quarantine /></Route>
      <Route path="/blocked"><Blocked /></Route>
      <Route path="/channels"><Channels /></Route>
      <Route path="/quality"><Quality /></Route>
      <Route path="/quality/*"><Quality /></Route>
      <Route path="/insight"><Insight id={null} /></Route>
      <Route path="/insight/reports/:id">{({ id }) => <Insight id={id} />}</Route>
      <Route path="/insight/metrics"><Metrics /></Route>
      <Route path="/insight/metrics/:id">{({ id }) => <MetricPage key={id} id={id} />}</Route>
      <Route path="/staffing"><Staffing /></Route>
      <Route path="/roster"><Roster /></Route>
      <Route path="/shifts"><MyShifts /></Route>
      <Route path="/replay"><Replay /></Route>
      <Route path="/replay/autopsies/:id">{({ id }) => <Autopsy key={id} id={id} />}</Route>
      <Route path="/settings"><Settings /></Route>
      <Route path="/sign-in"><Redirect to="/" /></Route>
      <Route><Nowhere /></Route>
    </Switch>
  );
}

type Who = { at: "asking" } | { at: "out" } | { at: "in"; me: Me } | { at: "failed"; error: unknown };

function Gate() {
  const [at] = useLocation();
  const [who, setWho] = useState<Who>({ at: "asking" });
  const ended = useCell(signedOut);

  const enter = useCallback((me: Me) => {
    speak(me.language);
    if (me.theme === "light" || me.theme === "dark" || me.theme === "auto") wear(me.theme);
    rememberFor(me.id);
    signedOut.set(null);
    setWho({ at: "in", me });
  }, []);
  const ask = useCallback(() => {
    setWho({ at: "asking" });
    get<Me>("/api/me").then(enter, (error: unknown) =>
      setWho(error instanceof HttpError && error.status === 401 ? { at: "out" } : { at: "failed", error }),
    );
  }, [enter]);

  useEffect(ask, [ask]);
  useEffect(() => {
    if (ended !== null) {
      queryClient.clear();
      setWho({ at: "out" });
    }
  }, [ended]);
  const ready = who.at === "in" && !who.me.must_change_password;
  useEffect(() => {
    if (ready) startDesk();
  }, [ready]);

  if (at.startsWith("/reset")) return <ResetPassword />;
  if (who.at === "asking") return <div className="boot" aria-busy="true"><Mark size={40} /></div>;
  if (who.at === "failed") return <div className="boot"><Failed error={who.error} onRetry={ask} /></div>;
  if (who.at === "out") return <SignIn ended={ended} onEnter={enter} />;
  if (!ready) return <NewPassword me={who.me} onDone={ask} />;
  if (at === "/board/wall") return <Suspense fallback={<div className="boot" aria-busy="true"><Mark size={40} /></div>}><Wall /></Suspense>;
  return <Shell><Pages /></Shell>;
}

export function App() {
  useEffect(startLook, []);
  return (
    <QueryClientProvider client={queryClient}>
      <Sprite />
      <Gate />
    </QueryClientProvider>
  );
}
