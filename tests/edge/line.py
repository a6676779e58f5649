"""A telephone line of the tests' own: a whole VoiceChannel whose carrier is this object's memory.

What the carrier would tell comes in by its webhook as JSON; what it is ordered is kept in order. A test may have it be
busy, refuse, be slow or forget what it did.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hmac
import io
import json
import secrets
import tempfile
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any, cast, get_args

import aiohttp
from aiohttp import web

from channels import voice
from channels.adapter import Arrived, Channel, Mount
from channels.contract import (
    Address,
    Capabilities,
    ChannelError,
    Delivery,
    Forged,
    Ignored,
    Inbound,
    Medium,
    Outbound,
    OutboundFile,
    Permanent,
    Receipt,
    Unreadable,
)
from channels.voice import (
    CallArrived,
    Dial,
    Gather,
    KeysPressed,
    LegChanged,
    LegEnd,
    LegState,
    Order,
    PhoneAccess,
    Placed,
    RecordingReady,
    Wait,
)
from hub.core.desk import ChannelInfo
from hub.core.terms import ChannelId, QueueId
from hub.settings import Settings

NUMBER = "+4930555000"
SECRET = "the line's own secret"
SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n"
STEPS: Mapping[str, type] = {each.__name__: each for each in get_args(voice.Step)}


def recorded(seconds: float = 1.0) -> bytes:
    """A WAV file of so many seconds."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(range(256)) * int(seconds * 8000 * 2 / 256))
    return written.getvalue()


@dataclass(slots=True)
class Performed:
    """An order as the carrier got it."""

    order: Order
    at: float  # the loop's clock


@dataclass(slots=True)
class Line:
    """The channel, and its carrier."""

    id: str = "line"
    number: str = NUMBER
    orders: list[Performed] = field(default_factory=list)
    moods: dict[str, list[ChannelError]] = field(default_factory=dict)  # kind of order -> what it meets, in turn
    recordings: dict[str, bytes | ChannelError] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)  # recordings it was told to delete
    slow_seconds: float = 0.0  # each order takes so long
    offers: list[tuple[str, str]] = field(default_factory=list)  # (line, sdp) of consoles
    closed: bool = False
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(Medium.PHONE, live=True, can_start=False, attachments=False, voice=True)
    )
    _site: Mount | None = None

    # --- adapter.Channel -------------------------------------------------------------------------------------

    def mount(self, site: Mount) -> None:
        """Serve the carrier's webhook."""
        self._site = site
        site.route("POST", f"/channels/{self.id}/hook", self._hook)

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        assert self._site is not None
        body, key = await request.read(), request.headers.get("X-Key", "")
        delivery = Delivery(self.id, body, key, {"X-Sign": request.headers.get("X-Sign", "")}, str(request.url),
                            datetime.now(UTC))
        try:
            taken = await self._site.arrived(delivery)
        except Forged:
            return web.Response(status=403)
        script = None if taken.script is None else [_plain(step) for step in taken.script.steps]
        return web.json_response({"state": taken.state, "reason": taken.reason, "script": script})

    def verify(self, delivery: Delivery) -> None:
        """Raise Forged unless it bears our secret."""
        if delivery.headers.get("X-Sign") != signed(delivery.body):
            raise Forged("not from the line")

    def parse(self, delivery: Delivery) -> list[Inbound]:
        """Bytes to values. Raises Unreadable."""
        try:
            said = json.loads(delivery.body)
            return [_read(said, delivery.received_at or datetime.now(UTC))]
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(type(error).__name__) from error

    async def send(self, message: Outbound) -> Receipt:
        """It carries no text."""
        raise Permanent("this channel carries calls")

    async def listen(self, arrived: Arrived) -> None:
        """Nothing to fetch."""

    async def close(self) -> None:
        """Nothing to give back."""
        self.closed = True

    # --- adapter.VoiceChannel --------------------------------------------------------------------------------

    async def perform(self, order: Order) -> Placed:
        """Keep it, or meet it as the test wants."""
        if self.slow_seconds:
            await asyncio.sleep(self.slow_seconds)
        met = self.moods.get(type(order).__name__)
        self.orders.append(Performed(order, asyncio.get_running_loop().time()))
        if met:
            raise met.pop(0)
        return Placed(f"L-{order.leg_id}") if isinstance(order, Dial) else Placed()

    async def fetch_recording(self, recording: str) -> OutboundFile:
        """A recording the test has made."""
        found = self.recordings.get(recording, Permanent("the carrier has no such recording"))
        if isinstance(found, ChannelError):
            raise found
        with tempfile.NamedTemporaryFile(prefix="line-", suffix=".wav", delete=False) as file:
            file.write(found)
        return OutboundFile(f"{recording}.wav", "audio/wav", file.name, len(found))

    async def forget_recording(self, recording: str) -> None:
        """The carrier's copy is gone."""
        met = self.moods.get("forget")
        if met:
            raise met.pop(0)
        self.forgotten.append(recording)
        self.recordings.pop(recording, None)

    def phone(self, agent_id: str, now: datetime) -> PhoneAccess:
        """Media of the console come through the hub."""
        return PhoneAccess("webrtc", token=f"for {agent_id}", ice=({"urls": "stun:stun.example"},))

    async def connect(self, line: str, sdp: str) -> str:
        """The carrier's answer names the line."""
        self.offers.append((line, sdp))
        return f"{SDP}s={line}\r\n"

    # --- what a test asks ------------------------------------------------------------------------------------

    def ordered(self, kind: type[Order], call_id: str = "") -> list[Any]:
        """Orders of a kind, as they came."""
        return [each.order for each in self.orders
                if isinstance(each.order, kind) and call_id in ("", each.order.call_id)]

    async def wait_for(self, kind: type[Order], count: int = 1, call_id: str = "") -> list[Any]:
        """The same, once there are so many."""
        async with asyncio.timeout(20):
            while len(self.ordered(kind, call_id)) < count:
                await asyncio.sleep(0.01)
        return self.ordered(kind, call_id)


def with_line(line: Line) -> Callable[[Settings], Settings]:
    """The hub's settings with this line in place, answered by the main menu."""

    def changed(settings: Settings) -> Settings:
        key, plan = ChannelId(line.id), settings.plan
        info = ChannelInfo(key, "Phone", Medium.PHONE, line.number, True, False, False, False, False, 0, "")
        spoken = replace(plan.voice, channel_menu={**plan.voice.channel_menu, key: "main"},
                         queue_caller=dict.fromkeys(plan.queues, key))
        plan = replace(plan, voice=spoken, channels={**plan.channels, key: info},
                       channel_queue={**plan.channel_queue, key: QueueId("support")})
        return replace(settings, plan=plan, channels={**settings.channels, key: cast(Channel, line)})

    return changed


@dataclass(slots=True)
class Caller:
    """Somebody with a telephone: their carrier's webhooks about one call."""

    http: aiohttp.ClientSession
    url: str
    number: str = "+4915112345678"
    line: str = ""
    script: list[dict[str, Any]] = field(default_factory=list)  # what they hear now

    async def tell(self, kind: str, key: str, **said: Any) -> dict[str, Any]:
        """A webhook of the carrier's; the hub's answer."""
        body = json.dumps({"kind": kind, "line": self.line, **said}).encode()
        head = {"X-Key": key, "X-Sign": signed(body)}
        async with self.http.post(f"{self.url}/channels/line/hook", data=body, headers=head) as answer:
            answer.raise_for_status()
            told: dict[str, Any] = await answer.json()
        if told["script"] is not None:
            self.script = told["script"]
        return told

    async def dial(self, called: str = NUMBER) -> dict[str, Any]:
        """Call the firm."""
        self.line = self.line or f"C-{secrets.token_hex(8)}"
        return await self.tell("arrived", f"{self.line}/voice", caller=self.number, called=called)

    async def press(self, keys: str, turn: int = 1) -> dict[str, Any]:
        """Press keys where they are asked for, or wait until time is up ("")."""
        step = self.asked()
        return await self.tell("keys", f"{self.line}/{step}/{turn}", step=step, keys=keys)

    async def hang_up(self) -> dict[str, Any]:
        """The end of their leg."""
        return await self.tell("leg", f"{self.line}/ended", state="ended", end="hung_up")

    async def leg(self, leg_id: str, state: str, end: str | None = None) -> dict[str, Any]:
        """Another leg of ours moved on."""
        return await self.tell("leg", f"L-{leg_id}/{state}", line=f"L-{leg_id}", leg_id=leg_id, state=state, end=end)

    def asked(self) -> str:
        """The step of the script that waits for keys."""
        kinds = (Gather.__name__, Wait.__name__, voice.Record.__name__)
        return next(str(step["step"]) for step in self.script if step["kind"] in kinds)


def signed(body: bytes) -> str:
    """The line's signature of a webhook."""
    return hmac.new(SECRET.encode(), body, "sha256").hexdigest()


def _read(said: dict[str, Any], at: datetime) -> Inbound:
    line = str(said["line"])
    match said["kind"]:
        case "arrived":
            caller = Address(Medium.PHONE, said["caller"]) if said["caller"] else None
            if said["called"] != NUMBER:
                return Ignored("unknown_number")
            return CallArrived(line, caller, said["called"], at)
        case "keys":
            return KeysPressed(line, said["step"], said["keys"])
        case "leg":
            end = LegEnd(said["end"]) if said.get("end") else None
            return LegChanged(line, LegState(said["state"]), at, said.get("leg_id", ""), end)
        case "recording":
            return RecordingReady(line, said["recording"], said.get("what", "talk"), said.get("seconds", 1), at,
                                  said.get("call_id", ""))
    raise ValueError("nothing known")


def _plain(step: Any) -> dict[str, Any]:
    """A step of a script as JSON."""
    fields = {each.name: _value(getattr(step, each.name)) for each in dataclasses.fields(step)}
    return {"kind": type(step).__name__, **fields}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return _plain(value) if dataclasses.is_dataclass(value) else value
