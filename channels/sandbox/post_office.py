"""Mailboxes kept as files: one folder an address, one file a mail, numbered once and for ever (RFC 3501 UIDs)."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MAX_MAIL_BYTES = 30 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail in one mailbox. `uid` never changes and is never used again."""

    uid: int
    seen: bool
    path: Path

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size

    def body(self) -> bytes:
        """The mail as it came."""
        return self.path.read_bytes()


class PostOffice:
    """All mailboxes under one folder. Files are named `<uid>` or `<uid>.seen`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbering = threading.Lock()  # mails come from several threads, and no two may have one number
        self._listeners: dict[str, list[Callable[[], None]]] = defaultdict(list)
        folder.mkdir(parents=True, exist_ok=True)

    def validity(self) -> int:
        """UIDVALIDITY: changes only when the folder is made anew."""
        mark = self._folder / ".validity"
        if not mark.exists():
            mark.write_text(str(int(self._folder.stat().st_ctime)))
        return int(mark.read_text())

    def addresses(self) -> list[str]:
        """Everyone who ever got mail."""
        names = [(place / ".address") for place in self._folder.iterdir() if place.is_dir()]
        return sorted(name.read_text() for name in names if name.exists())

    def deliver(self, address: str, mail: bytes) -> int:
        """Keep a mail for `address` and return its UID. The file is whole and synced before this returns."""
        with self._numbering:
            place = self._place(address)
            uid = self._highest(place) + 1
            part = place / f".{uid}.part"
            with part.open("wb") as file:
                file.write(mail)
                file.flush()
                os.fsync(file.fileno())
            (place / ".highest").write_text(str(uid))  # before the mail is there: a number is never used twice
            part.rename(place / str(uid))
        for listener in list(self._listeners[address.lower()]):
            listener()
        return uid

    def letters(self, address: str) -> list[Letter]:
        """The mails of `address`, oldest first."""
        found = []
        for path in self._place(address).iterdir():
            number = path.name.removesuffix(".seen")
            if number.isdigit():
                found.append(Letter(int(number), path.name.endswith(".seen"), path))
        return sorted(found, key=lambda letter: letter.uid)

    def mark_seen(self, address: str, uid: int) -> None:
        """Set \\Seen."""
        place = self._place(address)
        with contextlib.suppress(FileNotFoundError):
            (place / str(uid)).rename(place / f"{uid}.seen")

    def watch(self, address: str, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` at each new mail; returns what ends that."""
        listeners = self._listeners[address.lower()]
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    def _place(self, address: str) -> Path:
        name = hashlib.sha256(address.lower().encode()).hexdigest()[:24]
        place = self._folder / name
        if not place.exists():
            place.mkdir()
            (place / ".address").write_text(address.lower())
        return place

    @staticmethod
    def _highest(place: Path) -> int:
        mark = place / ".highest"
        return int(mark.read_text()) if mark.exists() else 0


class Bell:
    """Wakes an asyncio waiter from a listener."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Something came."""
        self._event.set()

    async def heard(self) -> None:
        """Wait for the next ring."""
        await self._event.wait()
        self._event.clear()
