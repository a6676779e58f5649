"""A process that counts the past and stands still inside its third piece, to be killed."""

import sys
import time
from pathlib import Path

from hub.store import figure_backfill
from hub.store.database import Tx, open_store
from tests.actions.firm import NOON, small_plan

PIECE = 2  # interactions


def hang(tx: Tx) -> None:
    """Written, not committed."""
    figure_backfill.go_on(tx)
    sys.stdout.write("in the middle\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    figure_backfill.AT_ONCE = PIECE
    store = open_store(sys.argv[1], clock=lambda: NOON, blobs=Path("unused"))
    store.house = small_plan()
    for action in (figure_backfill.go_on, figure_backfill.go_on, hang):
        store.do_now(action)
