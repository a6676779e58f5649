/** @jsxImportSource preact */
/** The round button, the window behind it, and what stands in the window. */

import { Fragment, render, type JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Chat } from "../chat";
import { brandOf } from "../colour";
import { CallBar, CallButton, CallPanel, initials, Timer } from "./Call";
import { inCall } from "../callview";
import { Composer } from "./Composer";
import { Icon } from "./icons";
import { Log, standing } from "./Log";
import { MailForm } from "./Rating";
import { Start } from "./Start";
import { ChatHere, popover, useChat, useId } from "./state";

const SLOW_LINE_MS = 2000; // shorter breaks are not worth a banner

export function draw(chat: Chat, into: Element): void {
  render(
    <ChatHere.Provider value={chat}>
      <App />
    </ChatHere.Provider>,
    into,
  );
}

function useTheme(wanted: "light" | "dark" | "auto"): "light" | "dark" {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const [seen, setSeen] = useState(dark.matches);
  useEffect(() => {
    const change = (): void => setSeen(dark.matches);
    dark.addEventListener("change", change);
    return () => dark.removeEventListener("change", change);
  }, []);
  return wanted === "auto" ? (seen ? "dark" : "light") : wanted;
}

function App(): JSX.Element | null {
  const { chat, state, say } = useChat();
  const theme = useTheme(chat.tag.theme);
  const root = useRef<HTMLDivElement>(null);
  const launcher = useRef<HTMLButtonElement>(null);
  const id = useId("window");
  const wasOpen = useRef(false);
  const colour = state.config?.colour ?? "";
  useEffect(() => {
    for (const [name, value] of Object.entries(brandOf(colour, theme))) root.current?.style.setProperty(name, value);
  }, [colour, theme, state.config === null]);
  useEffect(() => {
    if (wasOpen.current && !state.open) launcher.current?.focus();
    wasOpen.current = state.open;
  }, [state.open]);
  if (!state.config) return null;
  const label = state.open ? say.close : state.unread ? `${say.open}, ${say.unread(state.unread)}` : say.open;
  return (
    <div
      class={`root ${chat.tag.side === "left" ? "left" : ""} ${state.open ? "open" : ""}`}
      ref={root}
      data-theme={theme}
      lang={state.language}
      // The shop's own keys must not hear what is typed here.
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape" && state.open) chat.close();
      }}
    >
      {state.open && <Window id={id} />}
      {state.preview && !state.open && <Preview />}
      {inCall(state.call) && !state.open && <CallBar open={() => chat.open()} floating />}
      <button
        type="button"
        class="fab"
        ref={launcher}
        aria-label={label}
        aria-expanded={state.open}
        aria-controls={state.open ? id : undefined}
        onClick={() => (state.open ? chat.close() : chat.open())}
      >
        <Icon of={state.open ? "down" : "chat"} size="xl" />
        {state.unread > 0 && !state.open && (
          <span class="badge" aria-hidden="true">
            {state.unread > 99 ? "99+" : state.unread}
          </span>
        )}
      </button>
      <span class="sr" role="status">
        {state.unread > 0 && !state.open ? say.unread(state.unread) : ""}
      </span>
    </div>
  );
}

function Preview(): JSX.Element {
  const { chat, state, say } = useChat();
  const { name, text } = state.preview ?? { name: "", text: "" };
  return (
    <div class="pre" role="group" aria-label={say.newMessages}>
      <div class="row">
        <span class="sign of small" aria-hidden="true">
          {initials(name) || state.config?.initials}
        </span>
        <span class="grow">
          <b style={{ fontWeight: 500 }}>{name}</b> <span class="t3 f12">{state.config?.brand}</span>
        </span>
        <button type="button" class="tool" aria-label={say.dismiss} onClick={() => chat.dismissPreview()}>
          <Icon of="x" size="s" />
        </button>
      </div>
      <button type="button" class="say" onClick={() => chat.open()}>
        {text}
      </button>
    </div>
  );
}

function Window({ id }: { id: string }): JSX.Element {
  const { chat, state, say } = useChat();
  const [mailing, setMailing] = useState(false);
  const [notice, setNotice] = useState("");
  const [over, setOver] = useState(false);
  const [aside, setAside] = useState(false); // the chat is shown beside a call
  const box = useRef<HTMLDivElement>(null);
  const title = useId("title");
  useEffect(() => {
    // A keyboard that slides over half a phone is asked for by the visitor, not by us.
    const first = matchMedia("(pointer: coarse)").matches
      ? null
      : box.current?.querySelector<HTMLElement>("form input:not([hidden]), form textarea, .ft textarea");
    (first ?? box.current)?.focus();
  }, [state.began]);
  const calling = inCall(state.call);
  const panel = state.call.state !== "off" && !(aside && calling);
  const talking = state.began || calling;
  useEffect(() => {
    if (!calling) setAside(false);
  }, [calling]);
  const drag = (event: DragEvent, on: boolean): void => {
    if (!talking || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    setOver(on);
  };
  return (
    <div
      class="wd"
      id={id}
      ref={box}
      role="dialog"
      aria-labelledby={title}
      tabIndex={-1}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        drag(event, false);
        if (talking) for (const file of event.dataTransfer?.files ?? []) chat.sendFile(file);
      }}
    >
      <Head title={title} mail={() => setMailing(true)} />
      <Banner />
      {notice && (
        <div class="ban" role="status">
          {notice}
        </div>
      )}
      {calling && aside && <CallBar open={() => setAside(false)} />}
      {panel ? <CallPanel toChat={() => setAside(true)} /> : talking ? <Log /> : <Start />}
      {talking && !panel &&
        (mailing ? (
          <MailForm
            done={(told) => {
              setMailing(false);
              setNotice(told);
              setTimeout(() => setNotice(""), 6000);
            }}
          />
        ) : (
          <Composer />
        ))}
      <div class="pw">Rapport</div>
      {over && <div class="drop">{say.dropHere}</div>}
    </div>
  );
}

function Head({ title, mail }: { title: string; mail: () => void }): JSX.Element {
  const { chat, state, say } = useChat();
  const { talk, config } = state;
  const [menu, setMenu] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (menu) list.current?.querySelector("button")?.focus();
  }, [menu]);
  const withAgent = talk.agent !== "" && (talk.state === "active" || talk.state === "closed");
  const name =
    talk.state === "closed" ? say.endedWith(talk.agent) : withAgent ? talk.agent : (config?.brand ?? say.chat);
  const close = (act: () => void): void => {
    setMenu(false);
    act();
  };
  return (
    <div class="hd">
      <span class={withAgent ? "sign of" : "sign"} aria-hidden="true">
        {withAgent ? initials(talk.agent) : config?.initials}
      </span>
      <div class="grow">
        <div class="ti" id={title} role="heading" aria-level={1}>
          {name}
        </div>
        <div class="su" role="status">
          {talk.state === "active" && withAgent && <span class="dot" aria-hidden="true" />}
          {inCall(state.call) && state.call.since ? <Timer /> : standing(state, say)}
        </div>
      </div>
      <span class="row g1">
        {state.began && config?.open && <CallButton start={() => void chat.callUs()} />}
        {state.began && (
          <button type="button" class="x" ref={more} aria-label={say.more} title={say.more} aria-expanded={menu} onClick={() => setMenu(!menu)}>
            <Icon of="more" />
          </button>
        )}
        <button type="button" class="x" aria-label={say.close} title={say.close} onClick={() => chat.close()}>
          <Icon of="down" />
        </button>
      </span>
      {menu && (
        <div class="pop menu" ref={list} role="group" aria-label={say.more} {...popover(more.current, () => setMenu(false))}>
          <button type="button" onClick={() => close(() => chat.setSound(!state.sound))}>
            <Icon of={state.sound ? "mute" : "sound"} />
            {state.sound ? say.soundOff : say.soundOn}
          </button>
          {config?.transcript && (
            <button type="button" onClick={() => close(mail)}>
              <Icon of="email" />
              {say.mailMe}
            </button>
          )}
          {(talk.state === "queued" || talk.state === "active") && (
            <button type="button" onClick={() => close(() => void chat.end())}>
              <Icon of="end" />
              {say.endChat}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Banner(): JSX.Element | null {
  const { chat, state, say } = useChat();
  const [now, setNow] = useState(Date.now());
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (state.line !== "offline") return;
    const tick = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(tick);
  }, [state.line]);
  useEffect(() => {
    setSlow(false);
    if (state.line !== "connecting") return;
    const timer = setTimeout(() => setSlow(true), SLOW_LINE_MS);
    return () => clearTimeout(timer);
  }, [state.line]);
  if (state.line === "offline")
    return (
      <div class="ban" role="status">
        <Icon of="refresh" size="s" />
        <span aria-hidden="true">{say.offline(Math.max(1, Math.ceil((state.retryAt - now) / 1000)))}</span>
        <span class="sr">{say.offline(Math.max(1, Math.ceil((state.retryAt - Date.now()) / 1000)))}</span>
        <button type="button" class="lk" onClick={() => chat.tryNow()}>
          {say.tryAgain}
        </button>
      </div>
    );
  return slow ? (
    <div class="ban" role="status">
      {say.connecting}
    </div>
  ) : (
    <Fragment />
  );
}
