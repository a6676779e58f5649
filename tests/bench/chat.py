"""Figure: a chat line in, durable, routed, on its agent's screen; against the bare baseline at the same rate."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.databases import KINDS, Databases
from tests.bench.figures import Figure, Scale
from tests.bench.hubs import ROOT, BenchHub, end, serving, wait_for
from tests.bench.load import Desk, Load, Run, Screens, Visitors, listening
from tests.bench.machine import take_the_hubs_core
from tests.bench.wire import Console, Poster
from tests.services.daemon import free_port

AGENTS, TALKS = 50, 200
P99_MS, TIMES = 25.0, 4.0
FLOOR = 133.0  # a second: a thousand agents with four chats each
SLOW, FAST = 500.0, 1000.0
REACHED = 0.99  # of the rate asked for


async def measure(databases: Databases, scale: Scale) -> list[Figure]:
    """The figures on both databases."""
    return [figure for kind in KINDS for figure in await _on(databases, kind, scale)]


async def _on(databases: Databases, kind: str, scale: Scale) -> list[Figure]:
    before = await baseline(databases, kind, scale.seconds(10))
    usual, slow, fast, watched = await product(databases, kind, scale)
    after = await baseline(databases, kind, scale.seconds(10))
    floor = (before.microseconds + after.microseconds) / 2
    times = fast.microseconds / floor
    bare = max(before.p99, after.p99)
    told = f"baseline {before.microseconds:.0f} µs before, {after.microseconds:.0f} µs after, p99 {bare:.1f} ms"
    name = f"chat, {kind}"
    return [
        Figure(f"{name}: {FLOOR:.0f}/s (1,000 agents, four chats each), to the agent's screen",
               f"p50 {usual.p50:.1f} ms, p99 {usual.p99:.1f} ms, core {_load(usual, FLOOR):.0%} busy", "", "", None,
               _trouble(usual)),
        Figure(f"{name}: {SLOW:.0f}/s, to the agent's screen", f"p50 {slow.p50:.1f} ms, p99 {slow.p99:.1f} ms",
               f"p99 {slow.p99 / bare:.1f}×", f"p99 ≤ {P99_MS:.0f} ms",
               slow.p99 <= P99_MS and not slow.lost, _trouble(slow)),
        Figure(f"{name}: {FAST:.0f}/s for {scale.seconds(60):.0f} s on one core",
               f"{fast.rate:.0f}/s, p50 {fast.p50:.1f} ms, p99 {fast.p99:.1f} ms, core {_load(fast, FAST):.0%} busy",
               "", f"{FAST:.0f}/s sustained", fast.rate >= FAST * REACHED and not fast.lost, _trouble(fast)),
        Figure(f"{name}: processor time of a line at {FAST:.0f}/s", f"{fast.microseconds:.0f} µs", f"{times:.1f}×",
               f"≤ {TIMES:.0f}×", times <= TIMES and not fast.refused, told),
        Figure(f"{name}: {SLOW:.0f}/s with {TALKS} widgets open, each shown its own lines",
               f"{watched.microseconds:.0f} µs, p50 {watched.p50:.1f} ms, p99 {watched.p99:.1f} ms",
               f"{watched.microseconds / floor:.1f}×", "", None, _trouble(watched)),
    ]  # fmt: skip


async def product(databases: Databases, kind: str, scale: Scale) -> tuple[Run, Run, Run, Run]:
    """The hub at a large floor's rate, at both targets', and at the slower with the customers' widgets open."""
    with databases.fresh(kind) as url:
        hub = BenchHub(databases.folder / f"hub-{kind}", url)
        hub.prepare(AGENTS)
        with serving(hub):
            desk, visitors = Desk(hub.port, hub.tokens), Visitors(hub.port, TALKS)
            async with listening(desk.consoles):
                desk.begin()
                await visitors.begin(desk)
                load = Load(hub.pid, TALKS, visitors.say, desk.screens)
                await load.at(SLOW, scale.seconds(4))
                usual = await load.at(FLOOR, scale.seconds(15))
                slow = await load.at(SLOW, scale.seconds(15))
                fast = await load.at(FAST, scale.seconds(60))
                watched = await _with_widgets(load, visitors, scale)
            visitors.close()
    return usual, slow, fast, watched


async def _with_widgets(load: Load, visitors: Visitors, scale: Scale) -> Run:
    widgets = visitors.widgets()
    for widget in widgets:
        widget.ready.set()  # a widget hears nothing until it asks
    async with listening(widgets):
        await asyncio.sleep(1.0)
        for widget in widgets:
            await widget.emit("follow", {"after": ""})
        await asyncio.sleep(1.0)
        return await load.at(SLOW, scale.seconds(10))


async def baseline(databases: Databases, kind: str, seconds: float) -> Run:
    """The bare baseline at the fast rate."""
    with databases.fresh(kind) as url:
        port, folder = free_port(), Path(databases.folder)
        with (folder / "baseline.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.baseline", str(port), url], cwd=ROOT, env=dict(os.environ),
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=take_the_hubs_core,
            )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/ready", process, folder / "baseline.log")
            return await _baseline(process.pid, port, seconds)
        finally:
            end(process)


async def _baseline(pid: int, port: int, seconds: float) -> Run:
    screens, poster = Screens(), Poster(port)
    consoles = [Console(port, "", {"agent": str(n)}, lambda _, frame: screens.saw(frame)) for n in range(AGENTS)]

    async def say(talk: int, text: str) -> int:
        return await poster.post("/message", {"agent": str(talk % AGENTS), "text": text})

    async with listening(consoles):
        load = Load(pid, TALKS, say, screens)
        await load.at(FAST, min(2.0, seconds))
        run = await load.at(FAST, seconds)
    poster.close()
    return run


def _load(run: Run, rate: float) -> float:
    return run.microseconds * rate / 1e6


def _trouble(run: Run) -> str:
    parts = [f"{run.lost} never seen"] if run.lost else []
    parts += [f"{run.refused} refused"] if run.refused else []
    return ", ".join([*parts, f"worst {run.worst:.0f} ms"])
