"""Files by the hash of their bytes, in two levels of folders; written whole and synced before a row names them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from hub.errors import TooLarge


@dataclass(frozen=True, slots=True)
class Blob:
    """Stored bytes."""

    sha256: str
    size: int


def path_of(folder: Path, sha256: str) -> Path:
    """Where these bytes lie."""
    return folder / sha256[:2] / sha256


def save(folder: Path, body: bytes) -> Blob:
    """Store bytes; the same bytes are stored once."""
    sha256 = hashlib.sha256(body).hexdigest()
    target = path_of(folder, sha256)
    if not target.exists():
        part = _part(folder)
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        _put(part, target)
    return Blob(sha256, len(body))


async def save_stream(folder: Path, chunks: AsyncIterator[bytes], limit: int) -> Blob:
    """Store a stream without holding it in memory. Raises TooLarge beyond `limit` bytes; nothing is left then."""
    part, digest, size = _part(folder), hashlib.sha256(), 0
    try:
        with part.open("wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge(f"The file is larger than {limit // 1024 // 1024} MiB.", field="file")
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        sha256 = digest.hexdigest()
        _put(part, path_of(folder, sha256))
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
    return Blob(sha256, size)


def _part(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f".{secrets.token_hex(8)}.part"


def _put(part: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    part.rename(target)
    place = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
