/**
 * Calls are for agents who can be heard. While this computer's sound does not work, a call that is offered is passed on
 * to the next agent at once (the caller keeps their place); chats and mails come as usual. Becoming available looks first.
 */

import { offers } from "~/state/selectors";
import { myCall, speaks } from "~/state/calls";
import { desk } from "~/state/store";
import { act } from "../commands";
import { trouble, type Trouble } from "./devices";
import { check, passed, preflight, type Check } from "./preflight";
import { place } from "./tabs";

const PATIENCE = 3_000;

/** Would a caller hear nothing from this agent? Only what was looked at counts: not knowing is no trouble. */
export const deaf = (microphone: Trouble, found: Check): boolean =>
  (microphone !== "ok" && microphone !== "unknown") || (found.at === "done" && found.sound === false);

const passedOn = new Set<string>();

function passOn(): void {
  if (place.get() !== "here" || !deaf(trouble.get(), check.get()) || myCall(desk.get()) !== null) return;
  for (const offer of offers(desk.get())) {
    if (!speaks(offer.medium) || passedOn.has(offer.id)) continue;
    passedOn.add(offer.id);
    void act("decline_offer", { offer_id: offer.id });
  }
}

/** Watch what is offered; returns how to stop. */
export function startGate(): () => void {
  const stops = [desk.watch(passOn), trouble.watch(passOn), check.watch(passOn)];
  return () => stops.forEach((stop) => stop());
}

/** Look before becoming available, where this console has the phone; a person's answer is not waited for forever. */
export async function lookFirst(): Promise<void> {
  if (place.get() !== "here" || passed(check.get())) return;
  await Promise.race([preflight(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}
