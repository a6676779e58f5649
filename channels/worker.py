"""Parsing in worker processes with a time and a memory limit, off the event loop.

A parser that hangs, eats memory or crashes costs its worker, never the hub: the delivery becomes `Unreadable` and
a new worker takes over. Workers are started fresh (never forked from a threaded process), die with their parent
and leave Ctrl-C to it. They speak length-prefixed pickles over their pipes; both ends are ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import pickle
import signal
import struct
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO, NoReturn, cast

from channels.contract import Delivery, Forged, Inbound, Unreadable

CPU_SECONDS = 5  # processor time one job may take
WALL_SECONDS = 20  # time on the clock one job may take, on a busy machine
START_SECONDS = 120  # time a worker may take to start
MEMORY_BYTES = 512 * 1024 * 1024  # address space of a worker
_SIZE = struct.Struct(">Q")
_BOOT = "import json,sys;sys.path[:]=json.loads(sys.argv[1]);from channels.worker import serve;serve()"
_DIE_WITH_PARENT = 1  # prctl(PR_SET_PDEATHSIG)


class _WorkerDied(Exception):
    """A worker ended instead of answering."""


class ParserPool:
    """A few workers and the jobs before them. Belongs to one event loop."""

    def __init__(self, processes: int = 1, cpu_seconds: int = CPU_SECONDS, wall_seconds: float = WALL_SECONDS) -> None:
        self._free: list[asyncio.subprocess.Process] = []
        self._turn = asyncio.Semaphore(processes)
        self._cpu_seconds = cpu_seconds
        self._wall_seconds = wall_seconds

    async def parse(self, channel_module: str, channel_settings: object, delivery: Delivery) -> list[Inbound]:
        """What `channel_module.parse(settings, delivery)` makes of a delivery. Raises Unreadable or Forged only."""
        return cast("list[Inbound]", await self.run(f"{channel_module}:parse", (channel_settings, delivery)))

    async def run(self, target: str, arguments: Sequence[object]) -> object:
        """Run `package.module:function` of ours in a worker."""
        job = pickle.dumps((target, tuple(arguments), self._cpu_seconds), pickle.HIGHEST_PROTOCOL)
        async with self._turn:
            while self._free:
                worker = self._free.pop()
                try:
                    return await self._do(worker, job)
                except _WorkerDied:
                    pass  # perhaps it had died before, while idle: a fresh one shows whose fault it is
            try:
                return await self._do(await _start(), job)
            except _WorkerDied:
                raise Unreadable("the parser gave up: too much time or memory, or a crash") from None

    async def _do(self, worker: asyncio.subprocess.Process, job: bytes) -> object:
        sound = False
        try:
            async with asyncio.timeout(self._wall_seconds):
                state, value, sound = await _exchange(worker, job)
        except TimeoutError:
            raise Unreadable("the parser took too long") from None
        except (asyncio.IncompleteReadError, ConnectionError, BrokenPipeError):
            raise _WorkerDied from None
        finally:
            if sound:
                self._free.append(worker)
            else:
                await _stop(worker)
        return _result(state, value)

    async def close(self) -> None:
        """Stop the idle workers; busy ones end with their job."""
        while self._free:
            await _stop(self._free.pop())


def _result(state: str, value: object) -> object:
    if state == "ok":
        return value
    raise (Forged if state == "forged" else Unreadable)(str(value))


async def _start() -> asyncio.subprocess.Process:
    path = json.dumps([entry or os.getcwd() for entry in sys.path])
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _BOOT, path,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    assert worker.stdout is not None
    try:
        async with asyncio.timeout(START_SECONDS):
            await worker.stdout.readexactly(1)
    except (TimeoutError, asyncio.IncompleteReadError):
        await _stop(worker)
        raise Unreadable("a parser process could not be started") from None
    return worker


async def _stop(worker: asyncio.subprocess.Process) -> None:
    if worker.stdin is not None:
        worker.stdin.close()
    with contextlib.suppress(ProcessLookupError):
        worker.kill()
    await worker.wait()


async def _exchange(worker: asyncio.subprocess.Process, job: bytes) -> tuple[str, object, bool]:
    assert worker.stdin is not None and worker.stdout is not None
    worker.stdin.write(_SIZE.pack(len(job)))
    worker.stdin.write(job)
    await worker.stdin.drain()
    (size,) = _SIZE.unpack(await worker.stdout.readexactly(_SIZE.size))
    return cast("tuple[str, object, bool]", pickle.loads(await worker.stdout.readexactly(size)))


# --- in the worker ---------------------------------------------------------------------------------------


def serve() -> NoReturn:
    """The worker's loop: read a job, run it, answer; end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    answers = cast(BinaryIO, os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # whatever prints, prints not into our answers
    importlib.import_module("channels.mime")
    _limit_memory()
    answers.write(b"+")
    answers.flush()
    jobs = sys.stdin.buffer
    while True:
        head = jobs.read(_SIZE.size)
        if len(head) < _SIZE.size:
            os._exit(0)
        state, value, healthy = _work(jobs.read(*_SIZE.unpack(head)))
        body = pickle.dumps((state, value, healthy), pickle.HIGHEST_PROTOCOL)
        answers.write(_SIZE.pack(len(body)))
        answers.write(body)
        answers.flush()
        if not healthy:
            os._exit(0)


def _work(job: bytes) -> tuple[str, Any, bool]:
    """Run one job. Whatever it raises becomes a short reason without a word of the mail."""
    try:
        target, arguments, cpu_seconds = pickle.loads(job)
        _limit_time(cpu_seconds)
        module, _, name = target.partition(":")
        return "ok", getattr(importlib.import_module(module), name)(*arguments), True
    except Unreadable as error:
        return "unreadable", error.detail or "unreadable", True
    except Forged as error:
        return "forged", error.detail, True
    except MemoryError:
        return "unreadable", "the parser ran out of memory", False
    except Exception as error:
        return "unreadable", f"the parser failed: {type(error).__name__}", True


def _limit_time(cpu_seconds: int) -> None:
    """RLIMIT_CPU counts the whole life of a process, so it is moved on before each job."""
    try:
        import resource
    except ImportError:  # not on this system: the parent's clock is the limit
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + cpu_seconds + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = MEMORY_BYTES if hard < 0 else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _die_with_parent() -> None:
    """Linux kills us with our parent; elsewhere the end of our input does it when we are idle."""
    with contextlib.suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
