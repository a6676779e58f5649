/** The conversation's head: who, which case, and what can be done with the work. */

import { act } from "~/desk/commands";
import { useKey } from "~/desk/keys";
import { tell, warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Button, Chip, Icon, Menu, usePopover, Vip, type MenuItem } from "~/parts";
import type { WorkRow } from "~/wire/protocol";
import { LiveClock } from "../../cases/Promise";
import { bareAddress } from "../logic/lines";
import { workWords } from "../words/work";
import { SnoozePop } from "./SnoozePop";
import { TransferPop } from "./TransferPop";

interface Props {
  name: string;
  vip: boolean;
  subject: string;
  conversation: string;
  work: WorkRow | null;
  /** The address the customer writes from here, to block it. */
  address: string;
  draft: () => string;
  onWrapUp: () => void;
  onLeave: () => void;
  onCustomer: () => void;
  onWorkList: () => void;
}

export function Head({ name, vip, subject, work, onWrapUp, onCustomer, onWorkList, ...rest }: Props) {
  const w = useWords(workWords);
  const label = work !== null && work.case_number !== "" ? `${work.case_number} ${work.case_subject}` : subject;
  const cased = work !== null && work.case_number !== "";
  return (
    <div className="ph1 tall">
      <span className="only-small"><Button kind="ghost" icon="inbox" bare action="work" onClick={onWorkList}>{w.title}</Button></span>
      <h2>{name}</h2>
      {vip && <Vip />}
      {label !== "" && <span className="chip line case-chip" title={label}>{cased && <Icon name="case" size="xs" />}<span className="trunc">{label}</span></span>}
      {work !== null && work.clock !== null && <LiveClock clock={work.clock} />}
      <span className="push" />
      {work === null ? <Chip title={w.notMine}>{w.notMine}</Chip> : <Actions work={work} onWrapUp={onWrapUp} {...rest} />}
      <span className="only-narrow"><Button icon="id" bare action="customer" onClick={onCustomer}>{w.customer}</Button></span>
    </div>
  );
}

function Actions({ work, conversation, address, draft, onWrapUp, onLeave }: { work: WorkRow } & Pick<Props, "conversation" | "address" | "draft" | "onWrapUp" | "onLeave">) {
  const w = useWords(workWords);
  const transfer = usePopover();
  const snooze = usePopover();
  const more = usePopover();
  const items = useMore(work, conversation, address, onLeave);
  const wrapping = work.state === "wrapping";
  useKey("transfer", transfer.show, !wrapping);
  useKey("snooze", snooze.show, !wrapping);
  useKey("wrapup", onWrapUp);
  return (
    <>
      {!wrapping && (
        <>
          <Button ref={transfer.anchor} icon="transfer" action="transfer" aria-haspopup="dialog" aria-expanded={transfer.open} data-testid="transfer" onClick={transfer.toggle}>{w.transfer}</Button>
          <Button ref={snooze.anchor} icon="snooze" bare action="snooze" aria-haspopup="dialog" aria-expanded={snooze.open} data-testid="snooze" onClick={snooze.toggle}>{w.snooze}</Button>
          <TransferPop anchor={transfer.anchor} open={transfer.open} onClose={transfer.close} work={work} draft={draft()} onDone={onLeave} />
          <SnoozePop anchor={snooze.anchor} open={snooze.open} onClose={snooze.close} work={work} />
        </>
      )}
      <Button ref={more.anchor} icon="more" bare aria-haspopup="menu" aria-expanded={more.open} data-testid="more" onClick={more.toggle}>{w.more}</Button>
      <Menu anchor={more.anchor} open={more.open} onClose={more.close} label={w.more} align="end" items={items} />
      <Button kind="pri" action="wrapup" data-testid="wrapup-open" onClick={onWrapUp}>{wrapping ? w.continueWrapUp : w.wrapUp}</Button>
    </>
  );
}

/** Seldom used: the customer's turn, spam with undo, block an address. */
function useMore(work: WorkRow, conversation: string, address: string, onLeave: () => void): MenuItem[] {
  const w = useWords(workWords);
  const c = useWords(common);
  const ask = async (run: () => ReturnType<typeof act>, done: () => void): Promise<void> => {
    const told = await run();
    if (told.ok) done();
    else warn(refusal(c, told));
  };
  const items: MenuItem[] = [];
  if (work.state === "snoozed" || work.state === "waiting") {
    const label = work.state === "snoozed" ? w.wake : w.takeUp;
    items.push({ id: "wake", label, icon: "refresh", run: () => void ask(() => act("wake", { interaction_id: work.id }), () => undefined) });
  }
  if (work.state === "active") {
    items.push({ id: "await", label: w.await, icon: "clock", run: () => void ask(() => act("await_customer", { interaction_id: work.id }), () => undefined) });
  }
  items.push({
    id: "spam", label: w.spam, icon: "alert", apart: items.length > 0, bad: true,
    run: () => void ask(() => act("mark_spam", { conversation_id: conversation }), () => {
      tell(w.spamDone, () => void act("undo_spam", { conversation_id: conversation }));
      onLeave();
    }),
  });
  if (address !== "") {
    const plain = bareAddress(address);
    items.push({
      id: "block", label: w.block(plain), icon: "lock", bad: true,
      run: () => void ask(() => act("block_address", { address }), () => tell(w.blockDone(plain), () => void act("unblock_address", { address }))),
    });
  }
  return items;
}
