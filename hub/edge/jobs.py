"""Long work as jobs of this node: started, watched, left, cancelled; its result or file waits for its owner an hour.

Work is a plain function `work(progress, *arguments)`; it runs in a thread, or with `apart` in a process of its own so
that it never holds up the hub, and tells how far it is. What a job does is not known here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from hub.core.terms import AgentId
from hub.edge.job_folder import JobFolder
from hub.errors import HubError, Limited, NotFound
from hub.store.ids import Clock, Ids

log = logging.getLogger("rapport.jobs")

KEPT = timedelta(hours=1)  # after its end
AT_ONCE = 2  # run at the same time, the others wait
EACH = 5  # unfinished jobs one agent may have
CLOSE_SECONDS = 2.0  # how long work may go on at a stop; a thread that reads on is left behind
LOOK_SECONDS = 0.2  # how soon a process that works apart is ended when its job is cancelled
RUNNING, DONE, FAILED, CANCELLED = "running", "done", "failed", "cancelled"


class Cancelled(Exception):
    """The job's owner does not want it any more: raised out of `progress.tell`, work lets it pass."""


class Progress(Protocol):
    """What work is given beside its arguments."""

    folder: Path  # for files it makes; gone when the job is forgotten

    def tell(self, share: float) -> None:
        """How much is done, 0 to 1. Raises Cancelled when nobody wants the rest."""


Work = Callable[..., object]  # work(progress, *arguments) -> result


@dataclass(frozen=True, slots=True)
class JobFile:
    """A result that is a file, to be fetched by the job's owner."""

    path: Path
    name: str
    content_type: str


@dataclass(slots=True)
class Job:
    """One piece of long work. `result` is set when it is done, `error` (a sentence) when it failed."""

    id: str
    name: str  # what kind of work: "replay", "export"
    owner: AgentId
    folder: Path
    started_at: datetime
    state: str = RUNNING
    progress: float = 0.0
    result: object = None
    error: str = ""
    ended_at: datetime | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def tell(self, share: float) -> None:
        """See Progress: this is what work in a thread is given."""
        if self._stop.is_set():
            raise Cancelled
        self.progress = max(self.progress, min(1.0, share))


class Jobs:
    """This node's jobs. Used from the event loop; work runs elsewhere."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._new_id = clock, Ids(clock)
        self._jobs: dict[str, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._folder = JobFolder.open()

    def start(self, name: str, owner: AgentId, work: Work, *arguments: Any, apart: bool = False) -> Job:
        """Begin. With `apart`, work and arguments travel to another process: a module's function, plain values.

        Raises Limited when the owner has EACH unfinished ones already.
        """
        self._forget()
        if sum(job.owner == owner and job.state == RUNNING for job in self._jobs.values()) >= EACH:
            raise Limited("Too much of yours is being worked on; wait for it or cancel something.")
        key = self._new_id()
        job = self._jobs[key] = Job(key, name, owner, self._folder.path / key, self._clock())
        job.folder.mkdir()
        task = asyncio.create_task(self._run(job, work, arguments, apart))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    def of(self, owner: AgentId, job_id: str, name: str = "") -> Job:
        """One's own job, of that kind where one is named. Raises NotFound, also for other people's."""
        self._forget()
        job = self._jobs.get(job_id)
        if job is None or job.owner != owner or (name and job.name != name):
            raise NotFound("There is no such job of yours, or it is over for more than an hour.", field="id")
        return job

    def cancel(self, owner: AgentId, job_id: str, name: str = "") -> Job:
        """Give it up; what it made is gone. A job that is over keeps its state. Raises NotFound."""
        job = self.of(owner, job_id, name)
        job._stop.set()
        if job.state == RUNNING:
            job.state, job.ended_at = CANCELLED, self._clock()
        return job

    async def close(self) -> None:
        """Cancel all and wait for their end, a while."""
        for job in self._jobs.values():
            job._stop.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSE_SECONDS)
        if self._tasks:
            log.warning("work is left behind", extra={"jobs": len(self._tasks)})
        await asyncio.to_thread(self._folder.remove)

    async def _run(self, job: Job, work: Work, arguments: tuple[Any, ...], apart: bool) -> None:
        async with self._places:
            try:
                job.tell(0.0)
                job.result = await _aside(_apart if apart else _here, job, work, arguments)
                state = CANCELLED if job.state == CANCELLED else DONE
            except Cancelled:
                state = CANCELLED
            except HubError as error:
                state, job.error = FAILED, str(error)
            except Exception:
                log.exception("a job failed", extra={"job": job.name})
                state, job.error = FAILED, "Something broke on our side; it was logged."
        if state == DONE:
            job.progress = 1.0
        else:
            job.result = None
            await asyncio.to_thread(shutil.rmtree, job.folder, ignore_errors=True)
        job.state, job.ended_at = state, self._clock()

    def _forget(self) -> None:
        before = self._clock() - KEPT
        for job in [job for job in self._jobs.values() if job.ended_at is not None and job.ended_at < before]:
            del self._jobs[job.id]
            shutil.rmtree(job.folder, ignore_errors=True)


async def _aside(work: Callable[..., object], *arguments: Any) -> object:
    """In a thread of its own, which the process does not wait for at its end."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[object] = loop.create_future()

    def settle(value: object, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(value)
        else:
            answer.set_exception(error)

    def run() -> None:
        value, fault = None, None
        try:
            value = work(*arguments)
        except BaseException as error:
            fault = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            loop.call_soon_threadsafe(settle, value, fault)

    threading.Thread(target=run, name="job", daemon=True).start()
    return await answer


def _here(job: Job, work: Work, arguments: tuple[Any, ...]) -> object:
    return work(job, *arguments)


def _apart(job: Job, work: Work, arguments: tuple[Any, ...]) -> object:
    """In this thread: start a process, listen to it, end it when the job is cancelled."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work_apart, args=(theirs, job.folder, work, arguments), daemon=True)
    try:
        process.start()
        theirs.close()
        while True:
            job.tell(job.progress)
            if not ours.poll(LOOK_SECONDS):
                continue
            kind, value = ours.recv()
            if kind == "result":
                return value
            if kind == "error":
                raise value
            job.tell(value)
    except EOFError:
        raise RuntimeError("a process that worked apart ended without a word") from None
    finally:
        if process.is_alive():
            process.terminate()
        process.join()
        ours.close()


@dataclass(frozen=True, slots=True)
class _Teller:
    """The progress of a process that works apart: told through a pipe. A cancelled one is ended from outside."""

    pipe: Connection
    folder: Path

    def tell(self, share: float) -> None:
        self.pipe.send(("progress", share))


def _work_apart(pipe: Connection, folder: Path, work: Work, arguments: tuple[Any, ...]) -> None:
    try:
        pipe.send(("result", work(_Teller(pipe, folder), *arguments)))
    except HubError as error:
        pipe.send(("error", type(error)(str(error), field=error.field)))
    except Exception as error:
        log.exception("work apart failed")
        pipe.send(("error", RuntimeError(f"{type(error).__name__}: {error}")))


JOBS: web.AppKey[Jobs] = web.AppKey("jobs", Jobs)
