"""A hub for the figures: `hub serve` on a generated firm with limits lifted, people signed in, one core to itself."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.actions import accounts
from hub.edge.auth import digest
from hub.settings import read_settings
from hub.store import account_rows, schema
from hub.store.database import open_store
from hub.store.writer import Tx
from tests.bench.machine import take_the_hubs_core
from tests.services.daemon import free_port

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60.0
SHIFT = timedelta(hours=10)
CAPACITY = {"chat": 20, "email": 1000, "total": 1000}
MAILBOX = "support@bench.example"

_SITE = '[site]\nhost = "127.0.0.1"\n'
_CHAT = """
[chat]
kind = "webchat"
queue = "support"
origins = ["self"]
messages_per_10s = 1000000
new_talks_per_hour = 1000000
sockets_per_address = 100000
"""
_MAIL = """
[mail]
kind = "email_imap"
queue = "post"
address = "{address}"
imap_host = "127.0.0.1"
imap_port = {imap}
imap_tls = "none"
imap_login = "{address}"
password_env = "BENCH_MAIL_PASSWORD"
"""
_FLOOR = """
[firm]
name = "Bench"
languages = ["en", "ru"]
time_zone = "UTC"
currency = "EUR"

[hours.always]

[queues.support]
name = { en = "Support", ru = "Поддержка" }
hours = "always"

[queues.post]
name = { en = "Post", ru = "Почта" }
hours = "always"

[dispositions.done]
name = { en = "Done", ru = "Готово" }
resolved = "yes"
"""


@dataclass(slots=True)
class BenchHub:
    """One hub process and the cookies of the people who are signed in there."""

    folder: Path
    database_url: str
    tokens: list[str] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    tables: Mapping[str, str] = field(default_factory=dict)  # more of a file's tables: "channels", "floor"
    secrets: Mapping[str, str] = field(default_factory=dict)  # what those tables name in the environment

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Its process."""
        assert self.process is not None
        return self.process.pid

    def prepare(self, agents: int, imap_port: int | None = None, queue: str = "support") -> None:
        """Write the configuration and the schema, hire and sign in the agents."""
        self.folder.mkdir(parents=True, exist_ok=True)
        mail = _MAIL.format(address=MAILBOX, imap=imap_port) if imap_port else ""
        for name, text in (("hub", _SITE), ("channels", _CHAT + mail), ("floor", _FLOOR)):
            (self.folder / f"{name}.toml").write_text(text + self.tables.get(name, ""), encoding="utf-8")
        schema.migrate(self.database_url)
        settings = read_settings(self.folder, self.environ())
        self.tokens = [secrets.token_urlsafe(32) for _ in range(agents)]
        store = open_store(self.database_url, clock=lambda: datetime.now(UTC), blobs=self.folder / "blobs")
        store.house = settings.plan
        try:
            store.do_now(_hire, self.tokens, queue)
        finally:
            store.close()

    def start(self) -> None:
        """Start it on its core and wait until it is ready."""
        with (self.folder / "hub.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hub", "serve", "--config", str(self.folder)], cwd=ROOT, env=self.environ(),
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=take_the_hubs_core,
            )  # fmt: skip
        wait_for(f"{self.url}/readyz", self.process, self.folder / "hub.log")

    def stop(self) -> None:
        """Ctrl-C."""
        end(self.process)
        self.process = None

    def environ(self) -> dict[str, str]:
        """What it is started with."""
        own = {"PORT": str(self.port), "DATABASE_URL": self.database_url, "BENCH_MAIL_PASSWORD": "bench",
               "RAPPORT_DATA": str(self.folder / "data"), "PYTHONDONTWRITEBYTECODE": ""}  # it starts as any other time
        return {**os.environ, **own, **self.secrets}


def _hire(tx: Tx, tokens: Sequence[str], queue: str) -> None:
    for number, token in enumerate(tokens):
        fields = {"name": f"Agent {number}", "language": ("en", "ru")[number % 2], "queues": {queue: 5}}
        agent = accounts.add_agent(tx, accounts.new_agent(tx.house, f"agent{number}@bench.example", "-", fields))
        account_rows.change_agent(tx, agent, capacity=CAPACITY)
        accounts.sign_in(tx, agent, digest(token), SHIFT)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until this address answers 200."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        time.sleep(0.05)
    raise SystemExit(f"{url} did not get ready:\n{log.read_text(errors='replace')[-4000:]}")


def end(process: subprocess.Popen[bytes] | None) -> None:
    """Politely, or by force when it takes too long."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


@contextmanager
def serving(hub: BenchHub) -> Iterator[BenchHub]:
    """The hub while it runs."""
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()
