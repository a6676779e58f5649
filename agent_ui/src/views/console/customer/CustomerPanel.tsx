/** The customer, beside the thread: who, how to reach, what is open, what was bought, what was said before. */

import { useState } from "react";
import { useLocation } from "wouter";
import { useWords } from "~/i18n/language";
import { Failed, Skeleton } from "~/parts";
import type { CustomerId } from "~/wire/protocol";
import { useCard, useFreshCard } from "../queries";
import { customerWords } from "../words/customer";
import { EditCard } from "./EditCard";
import { Identities } from "./Identities";
import { Before, OpenNow, Orders, Touches, Value } from "./Lists";
import { isUnknown, Twins, Unknown } from "./Twins";
import { Who } from "./Who";

export function CustomerPanel({ customer, conversation, onClose }: { customer: CustomerId | null; conversation: string | null; onClose: () => void }) {
  const w = useWords(customerWords);
  const [, go] = useLocation();
  const card = useCard(customer);
  useFreshCard(customer);
  const [editing, setEditing] = useState<CustomerId | null>(null);
  const known = card.data;
  return (
    <aside className="pn c360" aria-label={w.panel} data-panel tabIndex={-1} data-testid="customer-panel">
      {customer === null ? null : known === undefined ? (
        card.isError ? <Failed error={card.error} onRetry={() => void card.refetch()} /> : <div style={{ paddingTop: 12 }}><Skeleton rows={12} height={30} /></div>
      ) : (
        <>
          <Who card={known} onEdit={() => setEditing(editing === known.id ? null : known.id)} onClose={onClose} />
          {editing === known.id && <EditCard key={known.id} card={known} onClose={() => setEditing(null)} />}
          <div className="scroll">
            {isUnknown(known) && editing === null && <Unknown key={known.id} card={known} onLinked={(winner) => { if (conversation === null) go(`/customers/${winner}`); }} />}
            {known.note !== "" && editing === null && <p className="note">{known.note}</p>}
            <Identities key={known.id} card={known} />
            <Twins card={known} />
            <Value card={known} />
            <OpenNow card={known} />
            <Orders card={known} />
            <Touches card={known} />
            <Before card={known} current={conversation} />
          </div>
        </>
      )}
    </aside>
  );
}
