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

from tests.bench import boards, calls, chat, consoles, foresight, mail, media, pages, reports, steps
from tests.bench.databases import Databases
from tests.bench.figures import Figure, Scale
from tests.bench.machine import described, stay_off_the_hubs_core

RESULTS = Path(__file__).with_name("RESULTS.md")
QUICK = 0.1

Measure = Callable[[Databases, Scale], Awaitable[list[Figure]]]
MEASURES: dict[str, Measure] = {
    "chat": chat.measure, "routing": steps.measure, "mail": mail.measure, "sockets": consoles.measure,
    "page": pages.measure, "calls": calls.measure, "media": media.measure, "boards": boards.measure,
    "foresight": foresight.measure, "reports": reports.measure,
}  # fmt: skip

_INTRODUCTION = """# Measured

The hub runs as `hub serve` on one core; the generator of load and PostgreSQL have the rest. A chat line's time is from
when it was due at the customer to when the agent's socket has it, so nothing hides behind a stalled server. The ratio
is to the bare baseline ([baseline.py](baseline.py): HTTP in, one grouped insert, one emit), measured before and after
the hub in the same run, at the same rate, on the same core. `python -m tests.bench NAME` measures one part anew.

What is **not met**, and why, as far as we know:

- *Chat, p99 at 500/s and 1,000/s on one core.* A commit and a hand-out ask a dozen statements each. One costs
  SQLAlchemy 0.2 to 0.3 ms here and the database 0.06, however many lines it holds, so a commit costs 5 ms before it
  holds anything. Commits are therefore paced; above some 300 lines a second the core is nearly full and lines wait for
  each other. The statements asked most are compiled once and handed to the driver since the day of these figures; the
  others are next. The machine is slow, too: the bare baseline takes five times what its prototype took.
- *Memory of an agent's socket.* It includes the agent's desk as it was read and sent, not the idle socket alone.
- *Mails a second.* Each is from somebody new: a customer, a conversation, work, an offer and its hand-out to fifty
  consoles, about 13 ms beside 3 in the parser. They share commits since they are handed over side by side.
- *Search on PostgreSQL, rare words*, when the machine is busy with other work.
"""


def section(name: str, machine: list[tuple[str, str]], found: list[Figure], seconds: float) -> str:
    """One part of the report."""
    told = ", ".join(f"{key}: {value}" for key, value in [*machine, ("took", f"{seconds:.0f} s")])
    rows = [
        f"| {each.name} | {each.value} | {each.ratio} | {each.target} | {_verdict(each)} | {each.why} |"
        for each in found
    ]
    head = ["| figure | measured | ratio | target | | why, and more |", "|---|---|---|---|---|---|"]
    return "\n".join([f"## {name}", "", f"`python -m tests.bench {name}`. {told}", "", *head, *rows, ""])


def report(fresh: dict[str, str], before: str) -> str:
    """RESULTS.md: the parts measured now, and the others as they stood."""
    kept = {part.partition("\n")[0]: f"## {part}" for part in before.split("\n## ")[1:]}
    parts = {name: text.rstrip() for name, text in (kept | fresh).items()}
    return "\n\n".join([_INTRODUCTION.rstrip(), *(parts[name] for name in MEASURES if name in parts)]) + "\n"


def _verdict(figure: Figure) -> str:
    return "" if figure.met is None else "met" if figure.met else "**not met**"


async def _measure(names: tuple[str, ...], scale: Scale, databases: Databases) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for name in names:
        machine, begun = described(databases.version()), time.monotonic()
        found[name] = await MEASURES[name](databases, scale)
        for figure in found[name]:
            click.echo(f"{_verdict(figure) or '-':<12} {figure.name}: {figure.value} {figure.ratio} ({figure.why})")
        if scale.part >= 1:
            before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
            fresh = {name: section(name, machine, found[name], time.monotonic() - begun)}
            RESULTS.write_text(report(fresh, before), encoding="utf-8")
    return found


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(sorted(MEASURES)))
@click.option("--quick", is_flag=True, help="A tenth of the time and size; writes no report.")
def main(names: tuple[str, ...], quick: bool) -> None:
    """Measure the figures named, or all."""
    databases = Databases()
    stay_off_the_hubs_core()
    try:
        found = uvloop.run(_measure(names or tuple(MEASURES), Scale(QUICK if quick else 1.0), databases))
    finally:
        databases.close()
    sys.exit(0 if all(each.met is not False for figures in found.values() for each in figures) else 1)


if __name__ == "__main__":
    main()
