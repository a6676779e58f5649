/** Where it goes: the address, copies and subject of a mail, or of a message on a channel with several addresses. */

import { useId, useState } from "react";
import { useWords } from "~/i18n/language";
import { bareAddress } from "../logic/lines";
import type { Reach } from "../logic/reach";
import { composerWords } from "../words/composer";

export interface Envelope {
  readonly to: string;
  readonly copies: string;
  readonly blind: string;
  readonly subject: string;
}

export function Heads({ reach, envelope, free, onChange }: {
  reach: Reach;
  envelope: Envelope;
  /** The address is typed: a forward goes to somebody else. */
  free: boolean;
  onChange: (patch: Partial<Envelope>) => void;
}) {
  const w = useWords(composerWords);
  const id = useId();
  const [more, setMore] = useState(envelope.copies !== "" || envelope.blind !== "");
  const several = reach.addresses.length > 1;
  if (!reach.channel.subject && !several && !free) return null;
  return (
    <div className="heads">
      <label htmlFor={`${id}-to`}>{w.to}</label>
      <span className="row">
        {free ? (
          <input id={`${id}-to`} autoFocus value={bareAddress(envelope.to)} inputMode="email" autoComplete="off" data-testid="composer-to"
            onChange={(event) => onChange({ to: event.target.value })} />
        ) : several ? (
          <select id={`${id}-to`} value={envelope.to} onChange={(event) => onChange({ to: event.target.value })}>
            {reach.addresses.map((one) => <option key={one} value={one}>{bareAddress(one)}</option>)}
          </select>
        ) : <span id={`${id}-to`} className="grow trunc" style={{ lineHeight: "26px" }}>{bareAddress(reach.addresses[0] ?? "")}</span>}
        {reach.channel.subject && !more && <button type="button" className="acc none" style={{ minHeight: 24 }} onClick={() => setMore(true)}>{w.addCopies}</button>}
      </span>
      {reach.channel.subject && more && (
        <>
          <label htmlFor={`${id}-cc`}>{w.copies}</label>
          <input id={`${id}-cc`} value={envelope.copies} inputMode="email" autoComplete="off" onChange={(event) => onChange({ copies: event.target.value })} />
          <label htmlFor={`${id}-bcc`}>{w.blind}</label>
          <input id={`${id}-bcc`} value={envelope.blind} inputMode="email" autoComplete="off" onChange={(event) => onChange({ blind: event.target.value })} />
        </>
      )}
      {reach.channel.subject && (
        <>
          <label htmlFor={`${id}-s`}>{w.subject}</label>
          <input id={`${id}-s`} value={envelope.subject} data-testid="composer-subject" onChange={(event) => onChange({ subject: event.target.value })} />
        </>
      )}
    </div>
  );
}
