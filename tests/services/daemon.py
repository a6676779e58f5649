"""A server program run by the tests: started, waited for, killed and stopped, its log kept for the reader.

What must not live here: knowledge of any particular server.
"""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 20.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.01
LOG_TAIL_BYTES = 3000
SET_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h
# Servers that refuse to run as root run as this account, which every Unix has.
UNPRIVILEGED = "nobody"


class ServerFailed(RuntimeError):
    """A test server did not come up; the message ends with its own log."""


@dataclass(slots=True)
class Daemon:
    """One server process: the command, the test of its readiness and the signal that ends it politely."""

    command: list[str]
    log: Path
    ready: Callable[[], bool]
    account: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    environment: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and return when it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **self.environment},
                cwd="/",
                user=self.account,
                group=group_of(self.account),
                extra_groups=None if self.account is None else [],
                preexec_fn=self._die_with_us,
            )
        wait_until(self._is_up, START_SECONDS, self._complaint)

    def stop(self) -> None:
        """End the server politely, or by force when it takes too long."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """End the server at once, as a lost machine would."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start again on the same address and data."""
        self.stop()
        self.start()

    def _die_with_us(self) -> None:
        """Ask Linux to stop the server when the test run is killed before it can."""
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, self.stop_signal)

    def _is_up(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise ServerFailed(self._complaint())
        return self.ready()

    def _complaint(self) -> str:
        tail = self.log.read_bytes()[-LOG_TAIL_BYTES:].decode(errors="replace")
        return f"{self.command[0]} did not start:\n{tail}"

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if how is signal.SIGKILL:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(STOP_SECONDS)


def group_of(account: str | None) -> int | None:
    """Return the group a process of this account belongs to."""
    return None if account is None else pwd.getpwnam(account).pw_gid


def server_account() -> str | None:
    """Return the account that servers must be run as here: another than ours only when we are root."""
    return UNPRIVILEGED if os.geteuid() == 0 else None


def server_folder(name: str, account: str | None = None) -> Path:
    """Make a folder for a server's data with a path short enough for a Unix socket."""
    folder = Path(tempfile.mkdtemp(prefix=f"rapport-{name}-", dir="/tmp"))
    give(folder, account)
    return folder


def give(path: Path, account: str | None) -> None:
    """Hand a file or folder to an account."""
    if account is not None:
        shutil.chown(path, account, group_of(account))


def free_port() -> int:
    """Return a TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def listening(port: int) -> bool:
    """Say whether something accepts connections on this port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(true: Callable[[], bool], seconds: float, complaint: Callable[[], str]) -> None:
    """Wait for a condition, not for a time; raise with the complaint when it never holds."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise ServerFailed(complaint())
        time.sleep(POLL_SECONDS)
