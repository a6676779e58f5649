"""Where jobs put their files: a folder of this process alone. What a killed process left behind is cleared away."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PREFIX = "rapport-jobs-"
LOCK = "held"
YOUNG_SECONDS = 60.0  # so long a folder may stand there before its process holds it


@dataclass(frozen=True, slots=True)
class JobFolder:
    """A folder in the system's temporary one. It is held by a lock, which ends with the process however that ends."""

    path: Path
    held: IO[bytes]

    @classmethod
    def open(cls) -> JobFolder:
        """Clear away what nobody holds, and make one's own."""
        for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            with contextlib.suppress(OSError):  # somebody's who lives, or another user's
                _clear(left)
        path = Path(tempfile.mkdtemp(prefix=PREFIX))
        (path / LOCK).touch()
        return cls(path, _hold(path))

    def remove(self) -> None:
        """With everything in it; once more is no harm."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.held.close()


def _hold(path: Path) -> IO[bytes]:
    """Lock it. Raises OSError when another process does, or when it is no folder of this kind."""
    held = (path / LOCK).open("rb")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise
    return held


def _clear(left: Path) -> None:
    if left.lstat().st_mtime < time.time() - YOUNG_SECONDS:
        with _hold(left):
            shutil.rmtree(left, ignore_errors=True)  # leaves links alone
