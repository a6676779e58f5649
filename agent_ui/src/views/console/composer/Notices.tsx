/** What must be known before sending: who else is here, what came meanwhile, why the last send was refused. */

import { lineDown } from "~/desk/commands";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Banner, Button } from "~/parts";
import { useCell } from "~/state/store";
import { outbox } from "../outbox";
import type { Around } from "../presence";
import { composerWords } from "../words/composer";
import { forgetRefusal, refusals } from "./drafts";

export function Notices({ conversation, around, onAnyway }: { conversation: string; around: Around; onAnyway: () => void }) {
  const w = useWords(composerWords);
  const c = useWords(common);
  const items = useCell(outbox);
  const held = useCell(lineDown) === null ? 0 : items.filter((item) => item.conversation === conversation && item.line === null).length;
  const refused = useCell(refusals).get(conversation);
  const writer = around.writing[0];
  const lookers = around.looking.filter((one) => !around.writing.some((other) => other.id === one.id));
  const lines = refused?.why.code === "answered_meanwhile" ? (refused.why.data?.items ?? []) : [];
  const why = refused && refused.why.code !== "answered_meanwhile" ? (w.refused[refused.why.code] ?? refusal(c, refused.why)) : "";
  return (
    <>
      {writer && <div className="notice"><Banner icon="users"><b className="m">{w.alsoHere(writer.name)}</b> {w.bothKept}</Banner></div>}
      {!writer && lookers.length > 0 && <p className="waiting" style={{ paddingTop: 6 }}>{w.looksHere(lookers.map((one) => one.name).join(", "))}</p>}
      {refused && refused.why.code === "answered_meanwhile" && (
        <div className="fresh" role="alert" data-testid="answered-meanwhile">
          <b className="m">{w.answered(Math.max(1, lines.length))}</b>
          {lines.map((line) => <q key={line.id} lang={line.language || undefined}><span className="t3">{line.author_name}</span> {line.text}</q>)}
          <span className="row" style={{ marginTop: 6 }}>
            <Button size="xs" kind="pri" onClick={onAnyway}>{w.sendAnyway}</Button>
            <Button size="xs" onClick={() => forgetRefusal(conversation)}>{w.rewrite}</Button>
          </span>
        </div>
      )}
      {why !== "" && (
        <div className="notice">
          <Banner tone="bad" actions={<Button size="xs" onClick={() => forgetRefusal(conversation)}>{c.close}</Button>}>
            {why}
          </Banner>
        </div>
      )}
      {held > 0 && <p className="waiting" style={{ paddingTop: 6 }} role="status">{w.waiting(held)}</p>}
    </>
  );
}
