/** Give somebody's work to a queue or another agent, from the board. */

import { useWords } from "~/i18n/language";
import type { WorkTile } from "~/wire/board";
import { MoveDialog } from "../queues/MoveWork";
import type { BoardNames } from "./names";
import { boardWords } from "./words";

export function Mover({ work, names, onClose }: { work: WorkTile; names: BoardNames; onClose: () => void }) {
  const w = useWords(boardWords);
  return <MoveDialog row={{ id: work.interaction_id, customer_name: names.customer(work.customer_id) || w.someone, queue_id: work.queue_id }} onClose={onClose} />;
}
