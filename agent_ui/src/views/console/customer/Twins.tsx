/** One person, two records: merging with undo, taking apart; and naming somebody nobody knows yet. */

import { useState, type FormEvent } from "react";
import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Banner, Button, Field, Icon } from "~/parts";
import type { CustomerCard, CustomerId } from "~/wire/protocol";
import { idIn } from "../../lists";
import { bareAddress } from "../logic/lines";
import { useCustomers } from "../queries";
import { customerWords } from "../words/customer";

/** The record to keep of two: the older one, which has the history. Ids grow with time. */
export const keptOf = (a: CustomerId, b: CustomerId): [CustomerId, CustomerId] => (a < b ? [a, b] : [b, a]);

/** Merge two records; the toast takes it back. The one named first stays. */
export function useMerge(): (winner: CustomerId, loser: CustomerId, name: string) => Promise<boolean> {
  const w = useWords(customerWords);
  const c = useWords(common);
  return async (winner, loser, name) => {
    const told = await act("merge_customers", { winner_id: winner, loser_id: loser });
    if (!told.ok) {
      warn(refusal(c, told));
      return false;
    }
    const made = idIn(told.data, "merge_id");
    tell(w.merged(name), made === "" ? undefined : () => void act("undo_merge", { merge_id: made }));
    return true;
  };
}

export function Twins({ card }: { card: CustomerCard }) {
  const w = useWords(customerWords);
  const c = useWords(common);
  const merge = useMerge();
  const undo = async (id: string): Promise<void> => {
    const told = await act("undo_merge", { merge_id: id });
    if (!told.ok) warn(refusal(c, told));
  };
  return (
    <>
      {card.duplicates.slice(0, 3).map(([id, name]) => (
        <div key={id} className="twin">
          <Banner icon="users" actions={<Button size="xs" onClick={() => void merge(...keptOf(card.id, id), name)}>{w.merge}</Button>}>{w.same(name)}</Banner>
        </div>
      ))}
      {card.merges.map((one) => (
        <div key={one.id} className="it">
          <Icon name="users" /><span className="trunc">{w.mergedBefore(one.loser_name)}</span>
          <Button kind="ghost" size="xs" onClick={() => void undo(one.id)}>{w.takeApart}</Button>
        </div>
      ))}
    </>
  );
}

/** Nobody named them yet: the name is their address or empty, and nothing was ever ordered or asked before. */
export function isUnknown(card: CustomerCard): boolean {
  const bare = card.identities.map((one) => bareAddress(one.address).toLowerCase());
  const name = card.name.trim().toLowerCase();
  return name === "" || bare.includes(name);
}

export function Unknown({ card, onLinked }: { card: CustomerCard; onLinked: (customer: CustomerId) => void }) {
  const w = useWords(customerWords);
  const c = useWords(common);
  const merge = useMerge();
  const [mode, setMode] = useState<"name" | "link" | null>(null);
  const [name, setName] = useState("");
  const [query, setQuery] = useState("");
  const found = useCustomers(mode === "link" ? query : "");
  const give = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (name.trim() === "") return;
    const told = await act("update_customer", { customer_id: card.id, version: card.version, name: name.trim() });
    if (!told.ok) return void warn(refusal(c, told));
    setMode(null);
  };
  const link = async (winner: CustomerId, label: string): Promise<void> => {
    if (await merge(winner, card.id, label)) onLinked(winner);
  };
  const others = (found.data?.items ?? []).filter((one) => one.id !== card.id);
  return (
    <div className="unknown">
      <span><b className="m">{w.unknown}</b><br /><span className="f12 t2">{w.unknownHint}</span></span>
      {mode === null && (
        <span className="row">
          <Button kind="pri" size="xs" onClick={() => setMode("name")}>{w.giveName}</Button>
          <Button size="xs" onClick={() => setMode("link")}>{w.link}</Button>
        </span>
      )}
      {mode === "name" && (
        <form className="row" style={{ alignItems: "flex-end" }} onSubmit={(event) => void give(event)}>
          <div className="grow"><Field label={w.name} scale="sm" autoFocus value={name} onChange={(event) => setName(event.target.value)} /></div>
          <Button type="submit" kind="pri">{w.save}</Button>
          <Button onClick={() => setMode(null)}>{w.cancel}</Button>
        </form>
      )}
      {mode === "link" && (
        <>
          <Field label={w.find} scale="sm" autoFocus value={query} onChange={(event) => setQuery(event.target.value)} end={<Icon name="search" size="s" />} />
          <div className="found">
            {others.map((one) => (
              <button key={one.id} type="button" className="it" onClick={() => void link(one.id, one.name)}>
                <Icon name="id" /><span className="trunc"><span className="m">{one.name}</span> <span className="t3">{one.identities.map(bareAddress)[0] ?? ""}</span></span><span className="t3">{one.number}</span>
              </button>
            ))}
            {query.trim().length > 1 && found.isSuccess && others.length === 0 && <p className="f12 t3">{w.nobody}</p>}
          </div>
          <span><Button size="xs" onClick={() => setMode(null)}>{w.cancel}</Button></span>
        </>
      )}
    </div>
  );
}
