/** A new customer; an address somebody has already leads to that customer. */

import { useEffect, useState, type FormEvent } from "react";
import { act } from "~/desk/commands";
import { tell } from "~/desk/undo";
import { useLanguage, useWords } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import { Banner, Button, Dialog, Field, Seg } from "~/parts";
import { idIn } from "../lists";
import { customers } from "./words";

export function NewCustomer({ open, onClose, onMade }: { open: boolean; onClose: () => void; onMade: (id: string) => void }) {
  const w = useWords(customers);
  const c = useWords(common);
  const code = useLanguage();
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [kind, setKind] = useState<"person" | "firm">("person");
  const [error, setError] = useState<{ field: string; text: string } | null>(null);
  const [other, setOther] = useState("");
  useEffect(() => {
    if (!open) return;
    setName("");
    setAddress("");
    setError(null);
    setOther("");
  }, [open]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (name.trim() === "") return setError({ field: "name", text: w.needName });
    const answer = await act("create_customer", { name: name.trim(), address: address.trim(), kind, language: code });
    if (answer.ok) {
      onClose();
      tell(w.created(name.trim()));
      const id = idIn(answer.data, "customer_id");
      if (id !== "") onMade(id);
      return;
    }
    setOther(answer.code === "exists" ? String(answer.data?.customer_id ?? "") : "");
    setError({ field: answer.field, text: refusal(c, answer) });
  };
  return (
    <Dialog open={open} onClose={onClose} title={w.create}>
      <form className="layer-body" onSubmit={(event) => void submit(event)} noValidate>
        {error && error.field !== "name" && error.field !== "address" && <Banner tone="bad" actions={other === "" ? undefined : <Button size="xs" onClick={() => onMade(other)}>{w.existsOpen}</Button>}>{error.text}</Banner>}
        {error && error.field === "address" && other !== "" && <Banner tone="warn" actions={<Button size="xs" onClick={() => onMade(other)}>{w.existsOpen}</Button>}>{error.text}</Banner>}
        <Seg label={w.kind} value={kind} onChange={setKind} choices={[{ value: "person", label: w.person }, { value: "firm", label: w.firm }]} />
        <Field label={w.name} autoFocus autoComplete="off" value={name} error={error?.field === "name" ? error.text : undefined} onChange={(event) => setName(event.target.value)} />
        <Field label={w.address} autoComplete="off" value={address} hint={w.addressHow} error={error?.field === "address" && other === "" ? error.text : undefined} onChange={(event) => setAddress(event.target.value)} />
        <div className="row"><span className="push" /><Button onClick={onClose}>{c.cancel}</Button><Button kind="pri" type="submit">{w.create}</Button></div>
      </form>
    </Dialog>
  );
}
