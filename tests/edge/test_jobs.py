"""Long work: watched, left, cancelled, forgotten; nobody sees another's."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from hub.core.terms import AgentId
from hub.edge.jobs import CANCELLED, DONE, EACH, FAILED, RUNNING, Job, JobFile, Jobs, Progress
from hub.errors import Invalid, Limited, NotFound

ANN, BEN = AgentId("ann"), AgentId("ben")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def jobs(clock: Clock) -> AsyncIterator[Jobs]:
    made = Jobs(clock)
    yield made
    await made.close()


async def over(job: Job) -> Job:
    async with asyncio.timeout(60):
        while job.state == RUNNING:
            await asyncio.sleep(0.01)
    return job


def double(progress: Progress, value: int) -> int:
    progress.tell(0.5)
    return 2 * value


def write(progress: Progress) -> JobFile:
    path = progress.folder / "made.txt"
    path.write_text("made", "utf-8")
    return JobFile(path, "made.txt", "text/plain")


def refuse(progress: Progress) -> None:
    raise Invalid("There is no such day.", field="date")


def break_down(progress: Progress) -> None:
    raise ZeroDivisionError


def go_on(progress: Progress) -> None:
    while True:
        progress.tell(0.25)
        time.sleep(0.01)


@pytest.mark.parametrize("apart", [False, True])
async def test_work_is_done_here_or_apart(jobs: Jobs, apart: bool) -> None:
    job = await over(jobs.start("sum", ANN, double, 21, apart=apart))
    assert (job.state, job.result, job.progress) == (DONE, 42, 1.0)


@pytest.mark.parametrize("apart", [False, True])
async def test_it_can_be_cancelled_on_the_way(jobs: Jobs, apart: bool) -> None:
    job = jobs.start("long", ANN, go_on, apart=apart)
    async with asyncio.timeout(60):
        while job.progress < 0.25:
            await asyncio.sleep(0.01)
    assert jobs.cancel(ANN, job.id).state == CANCELLED
    await jobs.close()
    assert (job.state, job.result) == (CANCELLED, None)


async def test_what_waits_for_its_turn_can_be_cancelled(jobs: Jobs) -> None:
    release = threading.Event()

    def hold(progress: Progress) -> None:
        release.wait(30)

    held = [jobs.start("hold", ANN, hold) for _ in range(2)]
    ran: list[bool] = []
    waiting = jobs.start("late", ANN, lambda progress: ran.append(True))
    jobs.cancel(ANN, waiting.id)
    release.set()
    for job in held:
        assert (await over(job)).state == DONE
    await jobs.close()
    assert waiting.state == CANCELLED and not ran


@pytest.mark.parametrize("apart", [False, True])
async def test_a_refusal_is_told_and_a_fault_is_not(jobs: Jobs, apart: bool) -> None:
    refused = await over(jobs.start("day", ANN, refuse, apart=apart))
    assert (refused.state, refused.error) == (FAILED, "There is no such day.")
    broken = await over(jobs.start("day", ANN, break_down, apart=apart))
    assert broken.state == FAILED and "logged" in broken.error and "Zero" not in broken.error


async def test_only_its_owner_finds_it_and_only_as_what_it_is(jobs: Jobs) -> None:
    job = jobs.start("sum", ANN, double, 1)
    assert jobs.of(ANN, job.id, "sum") is job
    for who, name in ((BEN, ""), (ANN, "replay")):
        with pytest.raises(NotFound):
            jobs.of(who, job.id, name)
        with pytest.raises(NotFound):
            jobs.cancel(who, job.id, name)


async def test_its_file_is_there_for_an_hour(jobs: Jobs, clock: Clock) -> None:
    job = await over(jobs.start("file", ANN, write))
    assert isinstance(job.result, JobFile) and job.result.path.read_text("utf-8") == "made"
    clock.now += timedelta(minutes=59)
    assert jobs.of(ANN, job.id) is job
    clock.now += timedelta(minutes=2)
    with pytest.raises(NotFound):
        jobs.of(ANN, job.id)
    assert not job.result.path.exists()


async def test_nobody_may_fill_the_node(jobs: Jobs) -> None:
    for _ in range(EACH):
        jobs.start("long", ANN, go_on)
    with pytest.raises(Limited):
        jobs.start("long", ANN, go_on)
    jobs.start("sum", BEN, double, 1)


async def test_a_stop_does_not_wait_for_who_cannot_hear_it(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long question to the database tells nothing until it is answered; the process ends nevertheless."""
    monkeypatch.setattr("hub.edge.jobs.CLOSE_SECONDS", 0.05)
    begun, release, ended = threading.Event(), threading.Event(), threading.Event()

    def read(progress: Progress) -> None:
        begun.set()
        release.wait(60)
        ended.set()

    jobs.start("export", ANN, read)
    await asyncio.to_thread(begun.wait, 60)
    await jobs.close()
    assert not ended.is_set()
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "job")
    release.set()
