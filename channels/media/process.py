"""The media process: commands of the hub come in as lines of JSON, answers and events go out. Ends with its hub."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from channels.media import opus, plain
from channels.media.hall import Gone, Hall
from channels.media.peer import BadOffer
from channels.media.values import IceServer

LINE_MOST = 1 << 20  # bytes of one command
PRIORITY = -10
_DIE_WITH_PARENT = 1  # prctl(PR_SET_PDEATHSIG)

Told = dict[str, Any]


def serve() -> NoReturn:
    """The process: its first line is how it is set up, then commands until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    _go_before_others()
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever prints, prints not into our answers

    def tell(said: dict[str, object]) -> None:
        with contextlib.suppress(BrokenPipeError):
            answers.write(json.dumps(said, separators=(",", ":")).encode() + b"\n")

    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _runner()(_main(tell))
    os._exit(0)


def _runner() -> Callable[[Any], Any]:
    try:
        import uvloop

        return uvloop.run
    except ImportError:  # not on this system
        return asyncio.run


async def _main(tell: Callable[[dict[str, object]], None]) -> None:
    reader = asyncio.StreamReader(limit=LINE_MOST)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    setup = json.loads(await reader.readline() or b"{}")
    ice = [IceServer(**each) for each in setup.get("ice", [])]
    hall = Hall(tell, ice, setup.get("address", ""))
    making = asyncio.create_task(asyncio.to_thread(hall.make_sounds))
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 1_000)
    clock = asyncio.create_task(hall.run())
    clock.add_done_callback(lambda done: os._exit(1))  # without its clock the process is of no use
    tell({"event": "ready"})
    pending: set[asyncio.Task[None]] = set()
    while line := await reader.readline():
        task = asyncio.create_task(_obey(hall, json.loads(line), tell))
        pending.add(task)
        task.add_done_callback(pending.discard)
    making.cancel()
    await hall.close()


async def _obey(hall: Hall, told: Told, tell: Callable[[dict[str, object]], None]) -> None:
    said: dict[str, object] = {"id": told["id"]}
    try:
        said["value"] = await _do(hall, told)
    except Gone:
        said["error"], said["what"] = "gone", "there is no such leg"
    except BadOffer as error:
        said["error"], said["what"] = "bad_offer", str(error)
    except Exception as error:
        said["error"], said["what"] = "failed", f"{type(error).__name__}: {error}"
    tell(said)


async def _do(hall: Hall, told: Told) -> object:
    leg = told.get("leg", "")
    match told["do"]:
        case "answer":
            return await hall.answer(leg, told["sdp"], told["place"])
        case "speak":
            hall.speak(leg, await asyncio.to_thread(_source, told), told["place"])
        case "place":
            hall.place(leg, told["place"])
        case "mute":
            hall.leg(leg).voice.muted = told["on"]
        case "hold":
            hall.leg(leg).voice.held = told["on"]
        case "play":
            hall.play(leg, told["sound"])
        case "keys":
            hall.keys(leg, told["keys"])
        case "record":
            hall.record(told["room"], told["tape"], told["path"])
        case "drop":
            hall.drop(leg)
        case "stats":
            return await hall.stats(leg)
        case other:
            raise ValueError(f"no such command: {other}")
    return None


def _source(told: Told) -> list[opus.Frame]:
    if told["wav"]:
        return plain.from_wav(Path(told["wav"]))
    return plain.tone(told["hertz"]) if told["hertz"] else []


def _go_before_others() -> None:
    """Where it is permitted: sound that comes late is no sound (sched(7): a group of its own has its own place)."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
        Path("/proc/self/autogroup").write_text(str(PRIORITY))


def _die_with_parent() -> None:
    """Linux kills us with our parent; elsewhere the end of our input does it."""
    with contextlib.suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
