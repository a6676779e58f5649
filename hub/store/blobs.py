"""Files on disk, named by what is in them: written whole and flushed before any row speaks of them.

A name is the SHA-256 of the bytes, so the same file is kept once. Which message a file belongs to is the table's.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from hub.errors import TooLarge

_FOLDER_CHARACTERS = 2


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is on disk."""

    sha256: str
    size: int


def path_of(folder: Path, sha256: str) -> Path:
    """Where the file of this name lies."""
    return folder / sha256[:_FOLDER_CHARACTERS] / sha256


class Incoming:
    """A file being written; `finish` puts it in its place. Leaving the block without that leaves nothing behind."""

    def __init__(self, folder: Path, limit: int) -> None:
        """At most `limit` bytes are taken."""
        self._folder = folder
        self._limit = limit
        self._size = 0
        self._digest = hashlib.sha256()
        folder.mkdir(parents=True, exist_ok=True)
        self._draft = folder / f".incoming-{secrets.token_hex(8)}"
        self._file: BinaryIO = self._draft.open("xb")

    def __enter__(self) -> Incoming:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._draft.unlink(missing_ok=True)

    def write(self, piece: bytes) -> None:
        """Take some more bytes. Raises TooLarge."""
        self._size += len(piece)
        if self._size > self._limit:
            raise TooLarge(f"The file is larger than {self._limit} bytes; send a smaller one.", field="file")
        self._digest.update(piece)
        self._file.write(piece)

    def finish(self) -> Stored:
        """Put the file in its place; it is on disk when this returns."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        stored = Stored(self._digest.hexdigest(), self._size)
        place = path_of(self._folder, stored.sha256)
        place.parent.mkdir(exist_ok=True)
        self._draft.replace(place)
        for folder in (place.parent, self._folder):
            flush_folder(folder)
        return stored


def keep(folder: Path, pieces: Iterable[bytes], limit: int) -> Stored:
    """Write a file. Raises TooLarge beyond `limit` bytes, and then nothing is left of it."""
    with Incoming(folder, limit) as incoming:
        for piece in pieces:
            incoming.write(piece)
        return incoming.finish()


async def keep_stream(folder: Path, pieces: AsyncIterable[bytes], limit: int) -> Stored:
    """Write a file as it comes, never holding more than a piece of it. Raises TooLarge."""
    with Incoming(folder, limit) as incoming:
        async for piece in pieces:
            incoming.write(piece)
        return await asyncio.to_thread(incoming.finish)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
