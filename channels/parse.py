"""The command `parse`: what we read out of mails in files, one JSON object a line, whatever the files hold."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections import deque
from typing import TextIO

from channels.contract import Unreadable
from channels.mime import read_mail
from channels.mime.mail import ParsedMail
from channels.worker import ParserPool

_PROCESSES = 2
_AHEAD = 8  # files read before their turn to be printed
_MAX_FILE = 64 * 1024 * 1024  # bytes; a bigger file is quarantined unread


def main(medium: str, files: list[str], out: TextIO) -> int:
    """Parse `files` of one medium and print the results in order. 0, or 2 for a medium that has no parser."""
    if medium != "email":
        print(f"parse knows the medium email, not {medium!r}", file=sys.stderr)
        return 2
    asyncio.run(_print_all(files, out))
    return 0


async def _print_all(files: list[str], out: TextIO) -> None:
    pool = ParserPool(min(_PROCESSES, max(1, len(files))))
    ahead: deque[asyncio.Task[str]] = deque()
    try:
        for name in files:
            ahead.append(asyncio.create_task(_line(pool, name)))
            if len(ahead) >= _AHEAD:
                print(await ahead.popleft(), file=out)
        while ahead:
            print(await ahead.popleft(), file=out)
    finally:
        await pool.close()
        out.flush()


async def _line(pool: ParserPool, name: str) -> str:
    try:
        return str(await pool.run("channels.parse:describe_file", (name,)))
    except Unreadable as error:
        return json.dumps(_quarantined(name, str(error)))


def describe_file(name: str) -> str:
    """One file's line. Runs in a worker."""
    try:
        with open(name, "rb") as file:
            data = file.read(_MAX_FILE + 1)
    except OSError as error:
        return json.dumps(_quarantined(name, f"the file cannot be read: {error.strerror or type(error).__name__}"))
    if len(data) > _MAX_FILE:
        return json.dumps(_quarantined(name, "the file is too big"))
    try:
        return json.dumps(_described(name, read_mail(data)))
    except Unreadable as error:
        return json.dumps(_quarantined(name, str(error)))


def _described(name: str, mail: ParsedMail) -> dict[str, object]:
    detail = "; ".join(one.detail for one in mail.failures if one.detail)[:500]
    return {
        "file": name,
        "kind": mail.kind.value,
        "from": {"name": mail.sender.name, "address": mail.sender.address},
        "to": [one.address for one in mail.to if one.address],
        "subject": mail.subject,
        "text": mail.body.text,
        "reply": mail.body.reply,
        "html_safe": mail.body.html,
        "attachments": [
            {"filename": one.filename, "content_type": one.content_type, "size": len(one.body),
             "sha256": hashlib.sha256(one.body).hexdigest()}
            for one in mail.body.files
        ],
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "bounces": [
            {"address": one.address, "status": one.status, "hard": one.hard, "reason": one.reason}
            for one in mail.failures
        ],
        "why": f"{mail.why}: {detail}" if detail else mail.why,
    }  # fmt: skip


def _quarantined(name: str, why: str) -> dict[str, object]:
    return {
        "file": name, "kind": "quarantined", "from": {"name": "", "address": ""}, "to": [], "subject": "", "text": "",
        "reply": "", "html_safe": "", "attachments": [], "message_id": "", "in_reply_to": "", "references": [],
        "bounces": [], "why": why,
    }  # fmt: skip
