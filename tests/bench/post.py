"""The customers' mail server for the figures, a process of its own so that it disturbs no clock.

`python -m tests.bench.post PORT FOLDER`; standard input holds commands: `give N` puts N mails of 5 kB into the hub's
mailbox, `stream` a mixture without pause until `stop`.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from channels.sandbox.imap import serve_imap
from channels.sandbox.post_office import PostOffice
from tests.bench import mails
from tests.bench.hubs import MAILBOX, ROOT
from tests.services.daemon import free_port

PAUSE_SECONDS = 0.1
SMALL, LARGE = 4, 1  # mails between two pauses


class Post:
    """The server process as the generator knows it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.post", str(self.port), str(folder)], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self._process.stdout.readline()  # it listens

    def tell(self, command: str) -> None:
        """Say something to it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """Send it home."""
        self._process.kill()
        self._process.wait()


async def main(port: int, folder: Path) -> None:
    """Serve until killed."""
    office = PostOffice(folder)
    office.letters(MAILBOX)
    await serve_imap(office, "127.0.0.1", port)
    given = [mails.large(number) for number in range(20)]
    mails.small(0)  # what it is made of is made once
    print("ready", flush=True)
    stream: asyncio.Task[None] | None = None
    while line := await asyncio.to_thread(sys.stdin.readline):
        match line.split():
            case ["give", count]:
                for number in range(int(count)):
                    office.deliver(MAILBOX, mails.small(number))
                    await asyncio.sleep(0)
            case ["stream"]:
                stream = asyncio.create_task(_stream(office, given))
            case ["stop"] if stream is not None:
                stream.cancel()


async def _stream(office: PostOffice, large: list[bytes]) -> None:
    number = 1_000_000
    while True:
        for _ in range(SMALL):
            number += 1
            office.deliver(MAILBOX, mails.small(number))
        for _ in range(LARGE):
            mail = large[number % len(large)]
            office.deliver(MAILBOX, mail.replace(b"<bench-", b"<bench-%d-" % number, 1))
        await asyncio.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
