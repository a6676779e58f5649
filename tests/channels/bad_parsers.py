"""Parsers that misbehave, each in its own way; run in workers by test_worker.py."""

from __future__ import annotations

import os
import signal
import time

from channels.contract import Delivery


def hang(settings: object, delivery: Delivery) -> list[object]:
    """A parser that never comes back."""
    while True:
        pass


def sleep(settings: object, delivery: Delivery) -> list[object]:
    """A parser that waits for nothing."""
    time.sleep(60)
    return []


def eat(settings: object, delivery: Delivery) -> list[object]:
    """A parser that takes all memory."""
    return [bytearray(1024 * 1024 * 64) for _ in range(64)]


def crash(settings: object, delivery: Delivery) -> list[object]:
    """A parser that falls dead."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return []


def stumble(settings: object, delivery: Delivery) -> list[object]:
    """A parser with a fault of its own."""
    raise KeyError(delivery.body.decode())


def talk(settings: object, delivery: Delivery) -> list[object]:
    """A parser that prints."""
    print("noise", flush=True)
    return [os.getpid()]
