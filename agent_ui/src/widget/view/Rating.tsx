/** @jsxImportSource preact */
/** How it was, once the talk has ended; and the form that asks where to mail it. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { fault } from "../words";
import { Icon, type Shape } from "./icons";
import { arrows, Fault, Field } from "./Start";
import { useChat, useId } from "./state";

const FACES: readonly { shape: Shape; score: number }[] = [
  { shape: "frown", score: 1 },
  { shape: "meh", score: 3 },
  { shape: "smile", score: 4 },
  { shape: "star", score: 5 },
];

export function Rating(): JSX.Element {
  const { chat, state, say } = useChat();
  const [score, setScore] = useState(0);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [word, setWord] = useState("");
  const [failed, setFailed] = useState("");
  const [mail, setMail] = useState(false);
  const [email, setEmail] = useState(chat.keep.profile.email ?? "");
  const id = useId("rating");
  const labels = score >= 4 ? say.good : say.bad;
  const ways = useRef<HTMLDivElement>(null);
  useEffect(() => ways.current?.scrollIntoView({ block: "nearest" }), [score > 0, mail]);

  const send = async (): Promise<void> => {
    const comment = [chosen.filter((each) => labels.includes(each)).join(", "), word.trim()].filter(Boolean).join(". ");
    if (mail) {
      const mailed = await chat.transcript(email.trim());
      if (!mailed.ok) return setFailed(mailed.code ?? "other");
    }
    const answer = await chat.rate(score, comment);
    if (!answer.ok) setFailed(answer.code ?? "other");
  };

  return (
    <section class="card" aria-labelledby={id}>
      <b id={id} style={{ fontWeight: 600 }}>
        {say.howWasIt}
      </b>
      <div class="row" style={{ margin: "10px 0 12px", gap: "6px" }} role="radiogroup" aria-labelledby={id} onKeyDown={arrows}>
        {FACES.map((face, place) => (
          <button
            key={face.score}
            type="button"
            class="face"
            role="radio"
            aria-checked={face.score === score}
            tabIndex={face.score === score || (!score && place === 0) ? 0 : -1}
            onClick={() => setScore(face.score)}
          >
            <Icon of={face.shape} size="l" />
            {say.faces[place]}
          </button>
        ))}
      </div>
      {score > 0 && (
        <div class="fld">
          <span class="lb" id={`${id}-why`}>
            {score >= 4 ? say.whatGood : say.whatBad} <span class="t3">{say.optional}</span>
          </span>
          <div class="chips" role="group" aria-labelledby={`${id}-why`}>
            {labels.map((each) => {
              const on = chosen.includes(each);
              const toggle = (): void => setChosen(on ? chosen.filter((one) => one !== each) : [...chosen, each]);
              return (
                <button key={each} type="button" class="chip" aria-pressed={on} onClick={toggle}>
                  {on && <Icon of="check" size="s" />}
                  {each}
                </button>
              );
            })}
          </div>
          <textarea
            class="inp"
            rows={2}
            maxLength={900}
            value={word}
            placeholder={say.wordFor(state.talk.agent)}
            aria-label={say.wordFor(state.talk.agent)}
            onInput={(event) => setWord((event.target as HTMLTextAreaElement).value)}
          />
          {state.config?.transcript && (
            <label class="check">
              <input type="checkbox" checked={mail} onChange={(event) => setMail((event.target as HTMLInputElement).checked)} />
              <span>{say.mailMe}</span>
            </label>
          )}
          {mail && <Field label={say.mailTo} value={email} onValue={setEmail} type="email" auto="email" max={254} />}
        </div>
      )}
      <Fault id={`${id}-fault`} text={failed ? fault(say, failed, 0) : undefined} />
      <div ref={ways} style={{ display: "grid", gap: "8px", marginTop: "12px" }}>
        <button type="button" class="wbtn" disabled={!score} onClick={() => void send()}>
          {say.sendRating}
        </button>
        <button type="button" class="wbtn o" onClick={() => chat.rated()}>
          {say.skip}
        </button>
      </div>
    </section>
  );
}

export function MailForm({ done }: { done: (told: string) => void }): JSX.Element {
  const { chat, say } = useChat();
  const [email, setEmail] = useState(chat.keep.profile.email ?? "");
  const [failed, setFailed] = useState("");
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await chat.transcript(email.trim());
    if (answer.ok) done(say.mailed(email.trim()));
    else setFailed(answer.code ?? "other");
  };
  return (
    <form class="ft" style={{ display: "grid", gap: "8px", padding: "12px" }} onSubmit={(event) => void send(event)} noValidate>
      <Field label={say.mailTo} value={email} onValue={setEmail} type="email" auto="email" max={254} fault={failed ? fault(say, failed, 0) : undefined} />
      <div class="row">
        <button type="button" class="wbtn o" onClick={() => done("")}>
          {say.cancel}
        </button>
        <button type="submit" class="wbtn">
          {say.send}
        </button>
      </div>
    </form>
  );
}
