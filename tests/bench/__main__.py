"""`python -m tests.bench [FIGURE...] [--quick]`: measures the hub here and writes RESULTS.md beside this file.

Chats are measured against the bare baseline (baseline.py) in turns within the run. `--quick` looks for seconds instead
of minutes, at a tenth of the size, prints, and writes no report.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import click
import uvloop

from tests.bench import chat, consoles, mail, pages, steps
from tests.bench.databases import Databases
from tests.bench.figures import Figure, Scale
from tests.bench.machine import described, stay_off_the_hubs_core

RESULTS = Path(__file__).with_name("RESULTS.md")
QUICK = 0.1

Measure = Callable[[Databases, Scale], Awaitable[list[Figure]]]
MEASURES: dict[str, Measure] = {
    "chat": chat.measure, "routing": steps.measure, "mail": mail.measure, "sockets": consoles.measure,
    "page": pages.measure,
}  # fmt: skip

_INTRODUCTION = """# Measured

The hub runs as `hub serve` on one core; the generator of load and PostgreSQL have the rest. A chat line's time is from
when it was due at the customer to when the agent's socket has it, so nothing hides behind a stalled server. The ratio
is to the bare baseline ([baseline.py](baseline.py): HTTP in, one grouped insert, one emit), measured before and after
the hub in the same run, at the same rate, on the same core.
"""


def report(machine: list[tuple[str, str]], found: list[Figure], command: str, seconds: float) -> str:
    """RESULTS.md."""
    lines = [_INTRODUCTION, "| | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in machine]
    lines += [f"| command | `{command}`, {seconds / 60:.0f} minutes |", ""]
    lines += ["| figure | measured | ratio | target | | why, and more |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {each.name} | {each.value} | {each.ratio} | {each.target} | {_verdict(each)} | {each.why} |"
        for each in found
    ]
    return "\n".join(lines) + "\n"


def _verdict(figure: Figure) -> str:
    return "" if figure.met is None else "met" if figure.met else "**not met**"


async def _measure(names: tuple[str, ...], scale: Scale, databases: Databases) -> list[Figure]:
    found: list[Figure] = []
    for name in names:
        for figure in await MEASURES[name](databases, scale):
            found.append(figure)
            click.echo(f"{_verdict(figure) or '-':<12} {figure.name}: {figure.value} {figure.ratio} ({figure.why})")
    return found


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(sorted(MEASURES)))
@click.option("--quick", is_flag=True, help="A tenth of the time and size; writes no report.")
def main(names: tuple[str, ...], quick: bool) -> None:
    """Measure the figures named, or all."""
    databases, begun = Databases(), time.monotonic()
    machine = described(databases.version())
    stay_off_the_hubs_core()
    try:
        found = uvloop.run(_measure(names or tuple(MEASURES), Scale(QUICK if quick else 1.0), databases))
    finally:
        databases.close()
    if not quick:
        command = " ".join(["python -m tests.bench", *names])
        RESULTS.write_text(report(machine, found, command, time.monotonic() - begun), encoding="utf-8")
    sys.exit(0 if all(each.met is not False for each in found) else 1)


if __name__ == "__main__":
    main()
