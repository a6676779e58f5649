"""A hub in a process of its own, as a stranger would start it: `python -m hub demo`, free ports, its own folder."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 150.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class RunningHub:
    """One hub process. `stop` ends it politely, `kill` does not."""

    folder: Path
    arguments: tuple[str, ...] = ("demo",)
    environ: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    smtp_port: int = field(default_factory=free_port)
    imap_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """What it printed."""
        return self.folder / "hub.log"

    def start(self) -> RunningHub:
        """Start and wait until it says it is ready."""
        environ = {**os.environ, "PORT": str(self.port), "RAPPORT_DATA": str(self.folder / "data"),
                   "SANDBOX_SMTP_PORT": str(self.smtp_port), "SANDBOX_IMAP_PORT": str(self.imap_port),
                   "RAPPORT_PACE": "0", **self.environ}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "hub", *self.arguments], cwd=ROOT, env=environ,
                                            stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self._wait_ready()
        return self

    def stop(self) -> float:
        """Ctrl-C; returns the seconds it took."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(60)
        assert code == 0, f"the hub ended with {code}:\n{self.log.read_text(errors='replace')[-8000:]}"
        return time.monotonic() - begun

    def kill(self) -> None:
        """SIGKILL to the whole group, as a power cut would."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                break
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            time.sleep(0.05)
        raise AssertionError(f"the hub did not get ready:\n{self.log.read_text(errors='replace')[-4000:]}")


Demo = Callable[[Path], RunningHub]
"""How a module's hub is begun in a folder."""
