"""A recording: frames in, an Ogg Opus file out (RFC 7845). Seekable, and readable as far as it got if we die."""

from __future__ import annotations

import contextlib
from pathlib import Path

import av
from av.audio.stream import AudioStream

from channels.media.opus import TIME_BASE, Frame, to_audio
from channels.media.values import FRAME, RATE

BIT_RATE = 32_000
OPTIONS = {"application": "audio", "compression_level": "4", "vbr": "on"}


class Tape:
    """One recording of one room; written while it runs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.paused = False
        self.frames = 0
        self._file = av.open(str(path), "w", format="ogg")
        stream = self._file.add_stream("libopus", rate=RATE, options=OPTIONS)
        assert isinstance(stream, AudioStream)
        stream.bit_rate = BIT_RATE
        stream.codec_context.layout = av.AudioLayout("mono")
        stream.codec_context.format = av.AudioFormat("s16")
        self._stream = stream

    @property
    def seconds(self) -> int:
        """How long it is, pauses left out; at least 1 if there is anything."""
        return max(1 if self.frames else 0, round(self.frames * FRAME / RATE))

    def write(self, frame: Frame) -> None:
        """The next 20 ms, unless it is paused."""
        if self.paused:
            return
        made = to_audio(frame)
        made.pts = self.frames * FRAME
        made.time_base = TIME_BASE
        self.frames += 1
        for packet in self._stream.encode(made):
            self._file.mux(packet)

    def close(self) -> None:
        """Complete the file; one with nothing in it is removed."""
        if self.frames:
            for packet in self._stream.encode(None):
                self._file.mux(packet)
        with contextlib.suppress(av.FFmpegError):
            self._file.close()
        if not self.frames:
            self.path.unlink(missing_ok=True)
