/** The emergency switch of a queue or a number: off with an announcement, on again with one press, and who is told. */

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { tell } from "~/desk/undo";
import { moment } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { common } from "~/i18n/words/common";
import { Area, Banner, Button, Dialog, Icon, useServerNow } from "~/parts";
import { useDesk } from "~/state/store";
import type { SwitchedOff } from "~/wire/pages";
import { order } from "../phone/ask";
import { phoneWords } from "../phone/words";

export type What = { kind: "queue" | "channel"; id: string; name: string };
const fields = ({ kind, id }: What) => (kind === "queue" ? { queue_id: id } : { channel_id: id });

export function useSwitch(what: What): { off: (text: Record<string, string> | null) => Promise<boolean>; on: () => Promise<boolean> } {
  const w = useWords(phoneWords);
  const client = useQueryClient();
  const done = (said: string) => (): void => {
    tell(said);
    void client.invalidateQueries({ queryKey: ["floor"] });
  };
  return {
    off: (text) => order("switch_off", { on: true, ...fields(what), text }, done(w.switchedOff(what.name))),
    on: () => order("switch_off", { on: false, ...fields(what) }, done(w.switchedOn(what.name))),
  };
}

export function SwitchButton({ what, off }: { what: What; off: SwitchedOff | undefined }) {
  const w = useWords(phoneWords);
  const [open, setOpen] = useState(false);
  const { on } = useSwitch(what);
  if (off) return <Button size="xs" data-testid="switch-on" onClick={() => void on()}>{w.switchOn}</Button>;
  return (
    <>
      <Button size="xs" kind="ghost" aria-haspopup="dialog" data-testid="switch-off" onClick={() => setOpen(true)}>{w.switchOff}</Button>
      {open && <Sure what={what} onClose={() => setOpen(false)} />}
    </>
  );
}

export function Sure({ what, onClose }: { what: What; onClose: () => void }) {
  const w = useWords(phoneWords);
  const c = useWords(common);
  const spoken = useDesk((state) => state.house?.languages) ?? ["en"];
  const [text, setText] = useState<Record<string, string>>({});
  const { off } = useSwitch(what);
  const go = async (): Promise<void> => {
    const said = Object.fromEntries(Object.entries(text).map(([code, line]) => [code, line.trim()]).filter(([, line]) => line !== ""));
    if (await off(Object.keys(said).length > 0 ? said : null)) onClose();
  };
  return (
    <Dialog open onClose={onClose} title={w.switchTitle(what.name)} footer={<><Button autoFocus data-focus onClick={onClose}>{c.cancel}</Button><Button kind="stop" data-testid="switch-sure" onClick={() => void go()}>{w.switchSure}</Button></>}>
      <div className="layer-body">
        <p>{w.switchHow}</p>
        {(["en", "ru"] as const).filter((code) => spoken.includes(code)).map((code) => (
          <Area key={code} label={w.switchText[code]} hint={w.switchPlain} rows={2} lang={code} value={text[code] ?? ""} onChange={(event) => setText({ ...text, [code]: event.target.value })} />
        ))}
      </div>
    </Dialog>
  );
}

/** What is switched off now, over the pages of whoever can switch it on. */
export function SwitchBanner({ all, nameOf }: { all: readonly SwitchedOff[]; nameOf: (one: SwitchedOff) => string }) {
  const w = useWords(phoneWords);
  const code = useLanguage();
  const now = useServerNow(30_000);
  return (
    <>
      {all.map((one) => (
        <div key={`${one.kind} ${one.id}`} className="line-bn" data-testid="switched-off">
          <Banner tone="bad" icon="alert" actions={<SwitchButton what={{ kind: one.kind, id: one.id, name: nameOf(one) }} off={one} />}>{w.offSince(nameOf(one), moment(one.since, code, now))}</Banner>
        </div>
      ))}
    </>
  );
}

export function OffChip() {
  const w = useWords(phoneWords);
  return <span className="chip bad shut"><Icon name="alert" size="xs" />{w.isOff}</span>;
}
