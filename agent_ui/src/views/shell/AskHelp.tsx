/** "Help me": a call for a supervisor, about the talk on screen or none, and who comes. */

import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { act } from "~/desk/commands";
import { useKey } from "~/desk/keys";
import { tell, warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Field, Icon, Popover, usePopover } from "~/parts";
import { helps, workOf } from "~/state/selectors";
import { sameList, useDesk } from "~/state/store";
import type { HelpRow, WorkRow } from "~/wire/protocol";
import { steering } from "./steering";

export function AskHelp() {
  const w = useWords(steering);
  const [at] = useLocation();
  const talk = /^\/c\/([^/]+)/.exec(at)?.[1] ?? "";
  const work = useDesk((state) => (talk === "" ? null : workOf(state, talk)));
  const open = useDesk(helps, sameList);
  const pop = usePopover();
  useKey("askHelp", pop.show);
  const coming = open.find((row) => row.state === "answered");
  const by = coming?.by_name ?? "";
  useEffect(() => {
    if (by !== "") tell(w.coming(by));
  }, [by, w]);
  const waits = open.length > 0 && coming === undefined;
  return (
    <>
      <Button ref={pop.anchor} kind={open.length > 0 ? "pri" : "ghost"} icon="megaphone" action="askHelp" bare={open.length === 0} aria-haspopup="dialog" aria-expanded={pop.open} data-testid="help" data-state={coming ? "answered" : waits ? "asked" : "none"} onClick={pop.toggle}>
        {coming ? w.comes : waits ? w.waits : w.help}
      </Button>
      <Popover anchor={pop.anchor} open={pop.open} onClose={pop.close} label={w.help} width={320} align="end">
        <div className="ph1"><h2>{w.help}</h2></div>
        {open.map((row) => <Call key={row.id} row={row} />)}
        <Form key={work?.id ?? ""} work={work} standing={open.find((row) => row.interaction_id === (work?.id ?? null)) ?? null} onDone={pop.close} />
      </Popover>
    </>
  );
}

function Call({ row }: { row: HelpRow }) {
  const w = useWords(steering);
  const c = useWords(common);
  const name = useDesk((state) => Object.values(state.held.work).find((one) => one.id === row.interaction_id)?.customer_name ?? "");
  const end = async (): Promise<void> => {
    const answer = await act("withdraw_help", { help_id: row.id });
    if (!answer.ok) warn(refusal(c, answer));
  };
  return (
    <div className="help-c" role="status" data-testid="help-call" data-id={row.id}>
      <span className="row"><Icon name={row.state === "answered" ? "check" : "clock"} size="s" /><b className="grow">{row.state === "answered" ? w.coming(row.by_name) : w.asked}</b></span>
      {(name !== "" || row.text !== "") && <span className="t2 f12" data-their-words>{[name, row.text].filter((one) => one !== "").join(" · ")}</span>}
      <span><Button size="xs" data-testid="help-end" onClick={() => void end()}>{row.state === "answered" ? w.thanks : w.withdraw}</Button></span>
    </div>
  );
}

function Form({ work, standing, onDone }: { work: WorkRow | null; standing: HelpRow | null; onDone: () => void }) {
  const w = useWords(steering);
  const c = useWords(common);
  const [text, setText] = useState(standing?.text ?? "");
  const ask = async (): Promise<void> => {
    const answer = await act("ask_help", { interaction_id: work?.id ?? null, text: text.trim() });
    if (!answer.ok) return void warn(refusal(c, answer));
    onDone();
  };
  return (
    <form className="help-c" onSubmit={(event) => { event.preventDefault(); void ask(); }}>
      <span className="t2 f12">{work === null ? w.helpGeneral : w.helpAbout(work.customer_name)}</span>
      <Field label={w.helpText} scale="sm" maxLength={500} autoFocus value={text} onChange={(event) => setText(event.target.value)} data-testid="help-text" />
      <span className="t3 f12">{w.helpHow}</span>
      <Button kind="pri" type="submit" data-testid="help-ask">{standing === null ? w.ask : w.change}</Button>
    </form>
  );
}
