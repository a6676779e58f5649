"""My phone: for each channel that carries calls, what my console needs to speak on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from aiohttp import web

from channels.adapter import VoiceChannel
from channels.contract import Medium
from channels.voice import PhoneAccess
from hub.core.terms import ChannelId
from hub.edge.site import SETTINGS, STORE, Actor, answer


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """One channel I can speak on: our number there, and the access to its media. The token is short-lived."""

    channel_id: ChannelId
    medium: Medium
    name: str
    number: str
    access: PhoneAccess


@dataclass(frozen=True, slots=True)
class PhoneLines:
    """Every channel I can speak on."""

    items: tuple[PhoneLine, ...]


async def phone(request: web.Request, me: Actor) -> web.Response:
    """My access to each channel that carries calls; ask again before `expires_at`."""
    settings, now = request.app[SETTINGS], request.app[STORE].clock()
    lines = []
    for key, channel in settings.channels.items():
        if channel.capabilities.voice:
            info = settings.plan.channels[key]
            access = cast(VoiceChannel, channel).phone(me.id, now)
            lines.append(PhoneLine(key, info.medium, info.name, info.address, access))
    return answer(PhoneLines(tuple(lines)))
