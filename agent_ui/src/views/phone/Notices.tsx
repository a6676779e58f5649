/** What keeps calls from this agent, in plain words with what to do: over the page, as it matters on each. */

import { useEffect, useState } from "react";
import { tryMicrophone } from "~/desk/phone";
import { place } from "~/desk/phone/tabs";
import { useWords } from "~/i18n/language";
import { Banner, Button } from "~/parts";
import { me } from "~/state/selectors";
import { speaks } from "~/state/calls";
import { trouble } from "~/desk/phone/devices";
import { check } from "~/desk/phone/preflight";
import { useCell, useDesk } from "~/state/store";
import { isTrouble } from "./usePhone";
import { phoneWords } from "./words";

/** Is this agent to take calls: available, on a hub that speaks, with the phone here? */
function useTakesCalls(): boolean {
  const here = useCell(place) === "here";
  const able = useDesk((state) => (state.house?.channels ?? []).some((one) => speaks(one.medium)));
  const available = useDesk((state) => me(state)?.presence === "available");
  return here && able && available;
}

export function PhoneNotices({ inCall }: { inCall: boolean }) {
  const w = useWords(phoneWords);
  const wrong = useCell(trouble);
  const found = useCell(check);
  const [busy, setBusy] = useState(false);
  const takes = useTakesCalls();
  useEffect(() => {
    if (wrong === "ok") setBusy(false);
  }, [wrong]);
  if (!takes && !inCall) return null;
  const again = async (): Promise<void> => {
    setBusy(true);
    await tryMicrophone();
    setBusy(false);
  };
  if (isTrouble(wrong)) {
    return (
      <div className="line-bn" data-testid="phone-trouble">
        <Banner tone={inCall ? "bad" : "warn"} icon="micoff" actions={wrong === "insecure" ? undefined : <Button size="xs" icon="refresh" disabled={busy} onClick={() => void again()}>{w.tryAgain}</Button>}>
          <b>{w.trouble[wrong]}</b> {w.troubleHow[wrong]} {!inCall && w.voiceWaits}
        </Banner>
      </div>
    );
  }
  if (found.at === "done" && found.sound === false) return <div className="line-bn" data-testid="phone-trouble"><Banner tone="warn" icon="signal"><b>{w.notReady}.</b> {w.soundHow}</Banner></div>;
  return null;
}
