"""A killed hub's files are gone after the next start; those of a hub that lives are not touched."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub.edge.job_folder import JobFolder

OTHER = """
import time
from hub.edge.job_folder import JobFolder
mine = JobFolder.open()
print(mine.path, flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def _own_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@contextmanager
def other_hub(temporary: Path) -> Iterator[Path]:
    """A process that holds a folder with a file in it, an hour old; killed at the end."""
    environ = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen([sys.executable, "-c", OTHER], env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            folder = Path(process.stdout.readline().strip())
            (folder / "numbers.csv").write_text("of somebody", "utf-8")
            hour_ago = time.time() - 3600
            os.utime(folder, (hour_ago, hour_ago))
            yield folder
        finally:
            process.kill()


def test_what_a_killed_hub_left_is_cleared(tmp_path: Path) -> None:
    with other_hub(tmp_path) as folder:
        first = JobFolder.open()
        assert (folder / "numbers.csv").exists()
    second = JobFolder.open()
    assert not folder.exists() and first.path.exists() and second.path.exists()
    for each in (first, second):
        each.remove()
    assert not list(tmp_path.iterdir())


def test_another_ones_link_is_not_followed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    link = tmp_path / "rapport-jobs-link"
    link.symlink_to(kept)
    hour_ago = time.time() - 3600
    os.utime(link, (hour_ago, hour_ago), follow_symlinks=False)
    JobFolder.open().remove()
    assert kept.exists()
