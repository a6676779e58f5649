/** Orders to a call: ask the hub, and say why when it refuses. */

import { act } from "~/desk/commands";
import { warn } from "~/desk/undo";
import { words } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import type { CommandName, Commands } from "~/wire/protocol";

/** True when the hub took it. The data of its answer goes to `done`. */
export async function order<N extends CommandName>(name: N, fields: Commands[N], done?: (data: unknown) => void): Promise<boolean> {
  const told = await act(name, fields);
  if (told.ok) done?.(told.data);
  else warn(refusal(words(common), told));
  return told.ok;
}
