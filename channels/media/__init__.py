"""Our own media: rooms where legs hear each other, in a process of its own (aiortc: WebRTC in Python).

`Media` is the hub's end and all that others use. The process behind it (process) keeps rooms (rooms: who hears whom),
legs (legs: a WebRTC peer, or a plain sound), what they say in Opus (opus) and recordings (tape). It answers
WebRTC offers without trickling; nobody else's call, conference or phone number is known here.
"""

from channels.media.client import Media, MediaError
from channels.media.values import Connected, IceServer, Lost, MediaEvent, Recorded, Stats, Warned

__all__ = ["Connected", "IceServer", "Lost", "Media", "MediaError", "MediaEvent", "Recorded", "Stats", "Warned"]
