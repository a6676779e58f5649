"""The web chat as the hub sees it: a channel made of reception, door and live parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from channels.adapter import Arrived, Mount
from channels.contract import (
    Capabilities,
    Delivery,
    Forged,
    Inbound,
    Medium,
    News,
    Outbound,
    Permanent,
    Receipt,
    Unreadable,
)
from channels.webchat import acts
from channels.webchat.door import Door
from channels.webchat.live import Live
from channels.webchat.reception import Reception
from channels.webchat.settings import Settings, read

KIND = "webchat"


def open(id: str, settings: Mapping[str, object], secrets: Mapping[str, str]) -> WebChat:
    """The channel `id`. Raises ValueError naming every fault of its settings."""
    made = read(settings, secrets)
    return WebChat(id, made, secrets.get("identity_secret", ""), key=secrets.get("token_key", ""))


class WebChat:
    """One widget. Lines live in the hub's store: sending is telling the visitor's tabs to look."""

    def __init__(
        self,
        id: str,
        settings: Settings,
        secret: str,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        key: str = "",
    ) -> None:
        self.id = id
        self.capabilities = Capabilities(
            medium=Medium.CHAT,
            live=True,
            can_start=False,
            max_attachment_bytes=settings.max_file_bytes,
            typing=True,
            reports_delivery=True,
            reports_read=True,
        )
        self._reception = Reception(id, settings, secret, clock, wall, key)
        self._door = Door(self._reception)
        self._live = Live(self._reception, clock)

    def mount(self, site: Mount) -> None:
        """Claim the routes and the socket namespace, and listen for changes of talks."""
        self._reception.mount(site)
        self._door.mount(site)
        site.namespace(self._live)
        site.watch(self.id, self._live.changed)
        site.watch_signals(self.id, self._live.signalled)

    def verify(self, delivery: Delivery) -> None:
        """Raise Forged unless the body's visitor and client id are the delivery's own.

        Who the visitor is was proved at the door, by the token whose hash their id is.
        """
        try:
            head, _ = acts.head_of(delivery)
        except Unreadable as error:
            raise Forged("the delivery did not come through the chat's own door") from error
        visitor, client_id = head.get("visitor"), head.get("client_id")
        known = isinstance(visitor, str) and acts.VISITOR.fullmatch(visitor) is not None
        if not known or delivery.channel != self.id or delivery.key != f"{visitor}/{client_id}":
            raise Forged("the delivery did not come through the chat's own door")

    def parse(self, delivery: Delivery) -> list[Inbound]:
        """Bytes to values; pure."""
        return acts.parse(delivery)

    async def send(self, message: Outbound) -> Receipt:
        """The line is in the store already: tell the visitor's tabs, which report back themselves."""
        if message.to.medium is not Medium.CHAT or not acts.VISITOR.fullmatch(message.to.value):
            raise Permanent("the address is not a web chat visitor's")
        await self._live.changed(message.to.value, News.LINES)
        return Receipt(f"{message.to.value}/{message.id}")

    async def listen(self, arrived: Arrived) -> None:
        """Nothing to fetch."""

    async def close(self) -> None:
        """Stop what runs on its own; the sockets belong to the hub."""
        await self._live.close()
