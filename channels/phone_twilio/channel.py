"""A telephone number as the hub sees it: webhooks in, orders out, recordings fetched, softphones let in."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from channels.adapter import Arrived, Mount
from channels.contract import (
    Capabilities,
    Delivery,
    Inbound,
    Medium,
    Outbound,
    OutboundFile,
    Permanent,
    Receipt,
    Retry,
    Unknown,
)
from channels.phone_twilio import reading, softphone
from channels.phone_twilio.acting import Actor
from channels.phone_twilio.catching import CallsCatcher
from channels.phone_twilio.doors import Doors, Rooms
from channels.phone_twilio.settings import Settings, read
from channels.twilio import check, signing
from channels.twilio.account import SID, secrets_of
from channels.twilio.catchup import CatchUp
from channels.twilio.check import Finding
from channels.twilio.errors import GONE
from channels.twilio.media import Store, Want
from channels.twilio.rest import Rest, refused
from channels.voice import Order, PhoneAccess, Placed

MAX_RECORDING_BYTES = 512 * 1024 * 1024  # nine hours of WAV
_RECORDING_SECONDS = 600.0
_AUDIO = ("audio/", "application/octet-stream", "binary/octet-stream")


def open(id: str, settings: Mapping[str, object], secrets: Mapping[str, str]) -> PhoneTwilio:
    """The channel `id`. Raises ValueError naming every fault of its settings.

    Secrets: `auth_token`, `api_key`, `api_secret`.
    """
    return PhoneTwilio(id, read(settings, secrets), secrets)


class PhoneTwilio:
    """One number. It keeps no state of calls: what it remembers only saves a question."""

    def __init__(self, id: str, settings: Settings, secrets: Mapping[str, str]) -> None:
        self.id = id
        self.settings = settings
        self.capabilities = Capabilities(
            medium=Medium.PHONE, live=True, can_start=False, attachments=False, fetches=True, voice=True
        )
        self._secrets = secrets_of(secrets)
        self._rest = Rest(settings.account, self._secrets)
        rooms = Rooms()
        self._doors = Doors(id, settings, self._secrets.auth_token, rooms)
        self._actor = Actor(settings.number, self._rest, self._doors, rooms)
        self._store = Store(settings.account, self._rest)
        self._site: Mount | None = None

    @property
    def page_origins(self) -> tuple[str, ...]:
        """What the console's page must be let speak to, for the provider's own kit (its README, "CSP")."""
        if self.settings.voice_url:
            return ()
        region = f"{self.settings.region}." if self.settings.region else ""
        return (f"https://eventgw.{region}twilio.com", "https://media.twiliocdn.com", "https://sdk.twilio.com")

    def mount(self, site: Mount) -> None:
        """Claim the routes."""
        self._site = site
        self._doors.mount(site)

    def verify(self, delivery: Delivery) -> None:
        """Raise Forged unless the delivery bears the account's signature."""
        signing.check(self._secrets.auth_token, delivery)

    def parse(self, delivery: Delivery) -> list[Inbound]:
        """Bytes to values; pure. Raises Unreadable only."""
        return reading.parse(self.settings, delivery)

    async def send(self, message: Outbound) -> Receipt:
        """A number for calls carries no text."""
        raise Permanent("this channel carries calls; write by another")

    async def listen(self, arrived: Arrived) -> None:
        """Look every few minutes for calls whose webhooks were lost, until cancelled."""
        if self._site is not None:
            catcher = CallsCatcher(self.settings, self._rest, self._doors, self._secrets.auth_token)
            await CatchUp(self.id, self._site, catcher).run(arrived)

    async def perform(self, order: Order) -> Placed:
        """Do it to a live call. Raises Retry, Permanent or Unknown; for a leg that is gone already, returns."""
        return await self._actor.perform(order)

    async def fetch_recording(self, recording: str) -> OutboundFile:
        """The recording as a file that the hub takes away. Raises Retry or Permanent."""
        if not SID["RE"].fullmatch(recording):
            raise Permanent("this is not the id of a recording")
        account, suffix = self.settings.account, self.settings.recording_format
        path = f"/2010-04-01/Accounts/{account.account_sid}/Recordings/{recording}.{suffix}"
        url = self._rest.line.moved(account_url(account.edge, account.region) + path)
        with tempfile.NamedTemporaryFile(prefix="rapport-", suffix=f".{suffix}", delete=False) as made:
            file = Path(made.name)
        kind, size = await self._store.save(Want(url, MAX_RECORDING_BYTES, _AUDIO, _RECORDING_SECONDS), file)
        name = f"{recording}.{suffix}"
        return OutboundFile(name, kind if kind.startswith("audio/") else f"audio/{suffix}", str(file), size)

    async def forget_recording(self, recording: str) -> None:
        """Delete it from the account, where it would be kept, and paid for, without end."""
        if not SID["RE"].fullmatch(recording):
            return
        try:
            await self._rest.ask(lambda account: account.recordings(recording).delete_async())
        except Unknown as error:  # deleting once more does no harm
            raise Retry(error.detail) from None
        except Permanent as error:
            if not refused(error, *GONE):
                raise

    def phone(self, agent_id: str, now: datetime) -> PhoneAccess:
        """The agent's softphone: the provider's kit, or WebRTC with a carrier of our own."""
        return softphone.access(self.settings, self._secrets, agent_id, now)

    async def connect(self, line: str, sdp: str) -> str:
        """Softphones of this channel speak to the carrier themselves."""
        raise Permanent("this channel's media do not pass through the hub")

    async def examine(self, public_url: str) -> list[Finding]:
        """Whether the account, the number and its webhooks are set up as this channel needs them."""
        base = f"{self.settings.public_url.rstrip('/') or public_url}/channels/{self.id}"
        needs = check.Needs(self.settings.number, voice=f"{base}/voice", status=f"{base}/status",
                            twiml_app=self.settings.twiml_app)
        return await check.examine(self._rest, self.settings.account, needs)

    async def close(self) -> None:
        """Give the connections back."""
        await self._rest.close()


def account_url(edge: str, region: str) -> str:
    """The provider's API host for an edge and region."""
    return f"https://api.{edge}.{region}.twilio.com" if edge and region else "https://api.twilio.com"
