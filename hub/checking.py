"""`hub check`: is what others run for us set up as we need it. It asks and says; it changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Protocol, runtime_checkable

from channels.contract import ChannelError
from hub.settings import Settings

PATIENCE_SECONDS = 90.0


class Finding(Protocol):
    """One thing looked at; when it is not well, the remedy says what to do."""

    @property
    def ok(self) -> bool:
        """Whether it is as it must be."""

    @property
    def what(self) -> str:
        """What was looked at, and how it is."""

    @property
    def remedy(self) -> str:
        """What to do, "" when all is well."""


@runtime_checkable
class Examined(Protocol):
    """A channel that can ask its provider whether all is set up."""

    async def examine(self, public_url: str) -> Sequence[Finding]:
        """What was found. Raises ChannelError where the provider cannot be asked."""


def check(settings: Settings, provider: str) -> tuple[list[str], int]:
    """The lines to print of every channel of this provider, and how many things are wrong."""
    return asyncio.run(_check(settings, provider))


async def _check(settings: Settings, provider: str) -> tuple[list[str], int]:
    lines: list[str] = []
    wrong = 0
    async with AsyncExitStack() as stack:
        for channel in settings.channels.values():
            stack.push_async_callback(channel.close)
        asked = [(key, channel) for key, channel in settings.channels.items()
                 if isinstance(channel, Examined) and type(channel).__module__.split(".")[1].endswith(f"_{provider}")]
        for key, channel in asked:
            lines.append(f"{key} ({settings.plan.channels[key].address})")
            findings = await _findings(channel, settings.site.public_url)
            for ok, what, remedy in findings:
                wrong += not ok
                lines.append(f"  {'ok   ' if ok else 'WRONG'}  {what}")
                lines += [f"         {remedy}"] if remedy and not ok else []
    if not asked:
        return [f'No channel of channels.toml speaks to {provider}; add a table with kind = "phone_{provider}".'], 1
    return [*lines, f"{wrong} thing(s) to mend." if wrong else "All is well."], wrong


async def _findings(channel: Examined, public_url: str) -> list[tuple[bool, str, str]]:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return [(each.ok, each.what, each.remedy) for each in await channel.examine(public_url)]
    except ChannelError as error:
        return [(False, f"the provider cannot be asked: {error.detail}", "check the credentials and the way out")]
    except TimeoutError:
        return [(False, f"the provider did not answer within {PATIENCE_SECONDS:.0f} s", "try again later")]
