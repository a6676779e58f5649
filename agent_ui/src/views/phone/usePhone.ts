/** All the bar shows, gathered from the desk and from the phone of this computer. */

import { check, passed } from "~/desk/phone/preflight";
import { phone, type PhoneState } from "~/desk/phone";
import { trouble, type Trouble } from "~/desk/phone/devices";
import { place, type Place } from "~/desk/phone/tabs";
import { myCall, phaseOf, ringingCall, speaks, wrappingCall, type Phase } from "~/state/calls";
import { useCell, useDesk } from "~/state/store";
import type { CallRow, OfferRow, WorkRow } from "~/wire/protocol";

export interface PhoneView {
  phase: Phase;
  call: CallRow | null;
  /** The work the call belongs to, when it is mine. */
  work: WorkRow | null;
  offer: OfferRow | null;
  wrapping: WorkRow | null;
  state: PhoneState;
  place: Place;
  trouble: Trouble;
}

const broken = (state: PhoneState): boolean => state.sound === "lost" || state.sound === "over";

export function usePhone(): PhoneView {
  const state = useCell(phone);
  const where = useCell(place);
  const wrong = useCell(trouble);
  const call = useDesk(myCall);
  const work = useDesk((held) => (call === null ? null : (held.held.work[call.interaction_id] ?? null)));
  const offer = useDesk(ringingCall);
  const wrapping = useDesk(wrappingCall);
  const able = useDesk((held) => (held.house?.channels ?? []).some((one) => speaks(one.medium)));
  const phase = phaseOf({ call, offer, wrapping: wrapping !== null, able, broken: broken(state) && where === "here", muted: state.muted, leg: state.leg });
  return { phase, call, work, offer, wrapping, state, place: where, trouble: wrong };
}

/** Is something wrong with the microphone that a person must mend before calls can come? */
export const isTrouble = (found: Trouble): boolean => found !== "ok" && found !== "unknown";

/** Whether voice is ready here, as the check found it; null before it ran. */
export function useReady(): boolean | null {
  const found = useCell(check);
  return found.at === "done" ? passed(found) : null;
}
