"""One WebRTC peer of ours (aiortc): an offer answered, packets out, samples in. Knows no rooms.

Packets are made by the mixer, once for all who hear the same; incoming ones are decoded here in mono, in place of
aiortc's thread a peer, which costs more than the decoding itself.
"""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import av
from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.jitterbuffer import JitterFrame
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtcrtpparameters import RTCRtpCodecCapability
from aiortc.rtcrtpreceiver import RTCRtpReceiver
from aiortc.stats import RTCStatsReport

from channels.media.opus import TIME_BASE, Decoder, Frame
from channels.media.values import FRAME, RATE, IceServer

MOST_QUEUED = 10  # packets that wait for a slow sender before new ones are left out
SDP_MOST = 20_000  # characters


class BadOffer(ValueError):
    """The offer is not one of audio, or cannot be read."""


class Outlet(MediaStreamTrack):
    """What a peer hears: packets as they are given."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._packets: asyncio.Queue[bytes] = asyncio.Queue()
        self._at = 0
        self.bytes = self.packets = 0

    def give(self, packet: bytes) -> None:
        """The next 20 ms."""
        if self._packets.qsize() < MOST_QUEUED:
            self._packets.put_nowait(packet)

    async def recv(self) -> av.Packet[Any]:
        """Asked by aiortc."""
        if self.readyState != "live":
            raise MediaStreamError
        data = await self._packets.get()
        packet = av.Packet(data)
        packet.pts, packet.time_base = self._at, TIME_BASE
        self._at += FRAME
        self.bytes += len(data)
        self.packets += 1
        return packet


class Inlet(queue.Queue[Any]):
    """Stands where aiortc queues packets for its decoding thread, and decodes them at once.

    The thread waits here for the None that ends it.
    """

    def __init__(self, hear: Callable[[Frame], None]) -> None:
        super().__init__()
        self._hear, self._decoder = hear, Decoder()
        self.bytes = self.frames = 0

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """A packet in its turn, or the end."""
        if item is None:
            super().put(None)
            return
        encoded: JitterFrame = item[1]
        self.bytes += len(encoded.data)
        self.frames += 1
        samples = self._decoder.decode(encoded.data)
        if samples is not None:
            self._hear(samples)


@dataclass(frozen=True, slots=True)
class Line:
    """How a peer's line is: counts since its beginning, the rest as reported last."""

    packets: int = 0  # of any kind that came
    lost: int = 0
    received: int = 0
    jitter_ms: float = 0.0
    rtt_ms: float = 0.0


class Peer:
    """One peer. `changed` hears "connected" once, then "closed" when the other side or the network ended it."""

    def __init__(
        self, hear: Callable[[Frame], None], changed: Callable[[Peer, str], None], ice: Sequence[IceServer]
    ) -> None:
        servers = [RTCIceServer(each.urls, each.username or None, each.credential or None) for each in ice]
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self._changed = changed
        self.outlet, self.inlet = Outlet(), Inlet(hear)
        self.connected = False

    async def answer(self, sdp: str) -> str:
        """The answer to an offer, with all candidates. Raises BadOffer."""
        if len(sdp) > SDP_MOST or sdp.count("m=") != 1 or "m=audio" not in sdp or "opus/48000" not in sdp:
            raise BadOffer("the offer must be of one audio line with Opus and nothing else")
        self._pc.on("connectionstatechange", self._state)
        try:
            line = self._pc.addTransceiver(self.outlet, direction="sendrecv")
            line.setCodecPreferences([each for each in _codecs() if each.mimeType.casefold() == "audio/opus"])
            _replace_decoder(line.receiver, self.inlet)
            await self._pc.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
            await self._pc.setLocalDescription(await self._pc.createAnswer())
        except Exception as error:
            await self.close()
            raise BadOffer(f"the offer cannot be answered: {type(error).__name__}") from error
        return str(self._pc.localDescription.sdp)

    async def _state(self) -> None:
        state = self._pc.connectionState
        if state == "connected":
            self.connected = True
            self._changed(self, "connected")
        elif state in ("failed", "closed"):
            self._changed(self, "closed")

    async def line(self) -> Line:
        """How the line is."""
        try:
            report = await self._pc.getStats()
        except Exception:
            return Line()
        return _read(report)

    async def close(self) -> None:
        """End it; the other side notices."""
        self._changed = lambda peer, state: None
        self.inlet.put(None)
        await self._pc.close()


def _codecs() -> list[RTCRtpCodecCapability]:
    return RTCRtpSender.getCapabilities("audio").codecs


def _replace_decoder(receiver: RTCRtpReceiver, inlet: Inlet) -> None:
    """aiortc 1.16 has no other place for a decoder of one's own; where it moves, its thread's queue is missed."""
    name = "_RTCRtpReceiver__decoder_queue"
    if not isinstance(getattr(receiver, name, None), queue.Queue):
        raise RuntimeError("this version of aiortc decodes elsewhere")
    setattr(receiver, name, inlet)


def _read(report: RTCStatsReport) -> Line:
    packets = lost = received = 0
    jitter = rtt = 0.0
    for each in report.values():
        if each.type == "transport":
            packets = each.packetsReceived
        elif each.type == "inbound-rtp":
            lost, received, jitter = each.packetsLost, each.packetsReceived, each.jitter * 1000 / RATE
        elif each.type == "remote-inbound-rtp":
            rtt = (each.roundTripTime or 0.0) * 1000
    return Line(packets, lost, received, jitter, rtt)
