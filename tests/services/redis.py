"""Redis for the tests: one server a run, emptied for each asking test, nothing written to disk."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.daemon import Daemon, free_port, server_folder
from tests.services.parts import find_redis


class RedisServer:
    """A running Redis on a TCP port of its own; `.daemon` stops, kills and starts it again, empty."""

    def __init__(self, program: Path) -> None:
        """Choose a port; nothing runs yet."""
        self.folder = server_folder("redis")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.daemon = Daemon(
            command=[
                str(program), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder),
                "--save", "", "--appendonly", "no",
            ],
            log=self.folder / "server.log",
            ready=lambda: self._ask("PING") == b"+PONG",
        )  # fmt: skip

    def empty(self) -> None:
        """Forget every key."""
        self._ask("FLUSHALL")

    def close(self) -> None:
        """Stop the server and forget its data."""
        self.daemon.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _ask(self, command: str) -> bytes:
        """Send one command in the plain form of the protocol; b"" when nobody answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(f"{command}\r\n".encode())
                return line.recv(256).strip()
        except OSError:
            return b""


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisServer]:
    """The run's Redis server: `.daemon.stop()`, `.kill()` and `.start()` for tests of faults."""
    program = find_redis()
    assert program is not None, "Redis is missing"
    server = RedisServer(program)
    server.daemon.start()
    yield server
    server.close()


@pytest.fixture
def redis_url(redis: RedisServer) -> str:
    """The address of an empty Redis."""
    redis.empty()
    return redis.url
