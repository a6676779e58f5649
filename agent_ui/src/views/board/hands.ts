/** Interventions: ask the hub, tell what was done, say why when it refuses. True when it was done. */

import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { words } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import type { CommandName, Commands } from "~/wire/protocol";

/** Where a message goes: "team Night shift", "queue support", "" for everybody. */
export function placeOf(to: string): { team: string; queue_id: string | null } {
  const space = to.indexOf(" ");
  const [kind, id] = [to.slice(0, Math.max(0, space)), to.slice(space + 1)];
  return { team: kind === "team" ? id : "", queue_id: kind === "queue" ? id : null };
}

export async function hand<N extends CommandName>(name: N, fields: Commands[N], done: string = ""): Promise<boolean> {
  const answer = await act(name, fields);
  if (!answer.ok) {
    warn(refusal(words(common), answer));
    return false;
  }
  if (done !== "") tell(done);
  return true;
}
