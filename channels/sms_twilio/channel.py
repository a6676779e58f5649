"""Text messages as the hub sees them: webhooks in, requests out, what got lost caught up with."""

from __future__ import annotations

from collections.abc import Mapping

from channels.adapter import Arrived, Mount
from channels.contract import Capabilities, Delivery, Forged, Inbound, Medium, Outbound, Receipt, Unreadable
from channels.sms_twilio import frames, reading
from channels.sms_twilio.catching import MessagesCatcher
from channels.sms_twilio.doors import Doors
from channels.sms_twilio.sending import Sender
from channels.sms_twilio.settings import Settings, read
from channels.twilio import check, signing
from channels.twilio.account import secrets_of
from channels.twilio.catchup import CatchUp
from channels.twilio.check import Finding
from channels.twilio.media import Store
from channels.twilio.rest import Rest


def open(id: str, settings: Mapping[str, object], secrets: Mapping[str, str]) -> SmsTwilio:
    """The channel `id`. Raises ValueError naming every fault of its settings.

    Secrets: `auth_token`, `api_key`, `api_secret`; `token_key` signs links to files.
    """
    return SmsTwilio(id, read(settings, secrets), secrets)


class SmsTwilio:
    """One number's messages. `settings` hold no secret and may go to a parsing worker."""

    def __init__(self, id: str, settings: Settings, secrets: Mapping[str, str]) -> None:
        self.id = id
        self.settings = settings
        self.capabilities = Capabilities(
            medium=Medium.SMS,
            live=False,
            can_start=True,
            attachments=settings.mms,
            max_attachment_bytes=frames.MAX_FILE_BYTES,
            reports_delivery=True,
            fetches=True,
        )
        self._secrets = secrets_of(secrets)
        self._rest = Rest(settings.account, self._secrets)
        store = Store(settings.account, self._rest)
        self._doors = Doors(id, settings, store, (self._secrets.auth_token, secrets.get("token_key", "")))
        self._sender = Sender(settings, self._rest, self._doors)
        self._site: Mount | None = None

    def mount(self, site: Mount) -> None:
        """Claim the routes."""
        self._site = site
        self._doors.mount(site)

    def verify(self, delivery: Delivery) -> None:
        """Raise Forged unless the delivery's form bears the account's signature."""
        try:
            form, _ = frames.split(delivery)
        except Unreadable as error:
            raise Forged("the delivery did not come through the channel's own door") from error
        signing.check(self._secrets.auth_token, delivery, form)

    def parse(self, delivery: Delivery) -> list[Inbound]:
        """Bytes to values; pure. Raises Unreadable only."""
        return reading.parse(self.settings, delivery)

    async def send(self, message: Outbound) -> Receipt:
        """Send once. Raises Retry, Permanent or Unknown."""
        return await self._sender.send(message)

    async def listen(self, arrived: Arrived) -> None:
        """Look every few minutes for messages whose webhooks were lost, until cancelled."""
        if self._site is not None:
            catcher = MessagesCatcher(self.settings, self._rest, self._doors, self._secrets.auth_token)
            await CatchUp(self.id, self._site, catcher).run(arrived)

    async def examine(self, public_url: str) -> list[Finding]:
        """Whether the account, the number and its webhook are set up as this channel needs them."""
        base = f"{self.settings.public_url.rstrip('/') or public_url}/channels/{self.id}"
        needs = check.Needs(self.settings.number, sms=f"{base}/message",
                            messaging_service=self.settings.messaging_service)
        return await check.examine(self._rest, self.settings.account, needs)

    async def close(self) -> None:
        """Give the connections back."""
        await self._rest.close()
