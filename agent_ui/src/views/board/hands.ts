/** Interventions: ask the hub, tell what was done, say why when it refuses. True when it was done. */

import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { words } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import type { CommandName, Commands } from "~/wire/protocol";

export async function hand<N extends CommandName>(name: N, fields: Commands[N], done: string = ""): Promise<boolean> {
  const answer = await act(name, fields);
  if (!answer.ok) {
    warn(refusal(words(common), answer));
    return false;
  }
  if (done !== "") tell(done);
  return true;
}
