"""Parsing in limited workers, and the command that shows what was read."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from channels.contract import Delivery, MessageArrived, Unreadable
from channels.email_imap.settings import Settings
from channels.parse import main
from channels.worker import ParserPool

MAIL = b"From: ann@example.com\r\nSubject: x\r\n\r\nhello\r\n"
BAD = "tests.channels.bad_parsers"


@pytest.fixture
async def pool() -> AsyncIterator[ParserPool]:
    pool = ParserPool(cpu_seconds=1, wall_seconds=6)
    yield pool
    await pool.close()


async def _run(pool: ParserPool, name: str) -> Sequence[object]:
    return await pool.run(f"{BAD}:{name}", (None, Delivery("mail", b"secret words", "k")))  # type: ignore[return-value]


async def test_a_mail_is_read_in_a_worker(pool: ParserPool) -> None:
    settings = Settings(address="support@fernhill.example")
    (value,) = await pool.parse("channels.email_imap", settings, Delivery("mail", MAIL, "k"))
    assert isinstance(value, MessageArrived) and value.text == "hello"


@pytest.mark.parametrize("name", ["hang", "sleep", "eat", "crash", "stumble"])
async def test_a_parser_that_fails_makes_the_delivery_unreadable_and_the_next_is_read(
    pool: ParserPool, name: str
) -> None:
    with pytest.raises(Unreadable) as told:
        await _run(pool, name)
    assert "secret" not in str(told.value)
    assert len(await _run(pool, "talk")) == 1


async def test_one_worker_does_many_jobs_and_printing_disturbs_nobody(pool: ParserPool) -> None:
    pids = {(await _run(pool, "talk"))[0] for _ in range(5)}
    assert len(pids) == 1 and os.getpid() not in pids


async def test_a_cancelled_job_leaves_no_answer_for_the_next(pool: ParserPool) -> None:
    await _run(pool, "talk")
    task = asyncio.create_task(_run(pool, "sleep"))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert isinstance((await _run(pool, "talk"))[0], int)


async def test_a_mail_of_35_mb_fits_the_limits() -> None:
    body = MAIL[:-9] + b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    body += (b"A" * 76 + b"\r\n") * 460_000
    pool = ParserPool()
    (value,) = await pool.parse("channels.email_imap", Settings(address="s@x.example"), Delivery("mail", body, "k"))
    await pool.close()
    assert isinstance(value, MessageArrived) and len(value.attachments[0].body) > 26_000_000


async def test_the_loop_stays_free_while_a_mail_is_read(pool: ParserPool) -> None:
    await _run(pool, "talk")
    task = asyncio.create_task(_run(pool, "hang"))
    longest = 0.0
    while not task.done():
        before = time.monotonic()
        await asyncio.sleep(0.01)
        longest = max(longest, time.monotonic() - before)
    assert task.exception() is not None and longest < 0.5


def test_workers_die_with_their_parent_and_leave_ctrl_c_to_it() -> None:
    program = (
        "import asyncio\nfrom channels.worker import ParserPool\n"
        "async def go():\n"
        "    pool = ParserPool()\n"
        f"    pid = (await pool.run('{BAD}:talk', (None, None)))[0]\n"
        "    print(pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(go())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=Path.cwd(), text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    os.kill(worker, signal.SIGINT)
    time.sleep(0.2)
    assert _lives(worker)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(100):
        if not _lives(worker):
            return
        time.sleep(0.1)
    raise AssertionError("the worker outlived its parent")


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


KEYS = ["file", "kind", "from", "to", "subject", "text", "reply", "html_safe", "attachments", "message_id",
        "in_reply_to", "references", "bounces", "why"]  # fmt: skip


def test_the_command_prints_one_line_for_each_file_in_order(tmp_path: Path) -> None:
    names = []
    for number in range(30):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(MAIL.replace(b"hello", b"hello %d" % number))
        names.append(str(path))
    (tmp_path / "empty").write_bytes(b"")
    names += [str(tmp_path / "gone"), str(tmp_path), str(tmp_path / "empty")]
    out = io.StringIO()
    assert main("email", names, out) == 0
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["file"] for line in lines] == names
    assert all(list(line) == KEYS for line in lines)
    assert [line["text"] for line in lines[:30]] == [f"hello {number}" for number in range(30)]
    assert [line["kind"] for line in lines[30:]] == ["quarantined"] * 3 and all(line["why"] for line in lines[30:])


def test_a_medium_without_a_parser_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("pigeon", ["x"], io.StringIO()) == 2
    assert "pigeon" in capsys.readouterr().err
