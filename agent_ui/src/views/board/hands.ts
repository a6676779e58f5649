/** Interventions: ask the hub, tell what was done, say why when it refuses. True when it was done. */

import { act } from "~/desk/commands";
import { tell, warn } from "~/desk/undo";
import { words } from "~/i18n/language";
import { common, refusal } from "~/i18n/words/common";
import type { CommandName } from "~/wire/protocol";

export interface Hands {
  set_agent_state: { agent_id: string; state: "available" | "away" | "offline"; reason: string };
  take_over: { interaction_id: string };
  whisper_in_chat: { interaction_id: string; text: string };
  broadcast: { text: string; team: string | null; queue_id: string | null };
  answer_help: { help_id: string };
  listen_in: { interaction_id: string; part: "listen" | "whisper" | "talk" };
}

export async function hand<N extends keyof Hands>(name: N, fields: Hands[N], done: string = ""): Promise<boolean> {
  const answer = await act(name as CommandName, fields as never);
  if (!answer.ok) {
    warn(refusal(words(common), answer));
    return false;
  }
  if (done !== "") tell(done);
  return true;
}
