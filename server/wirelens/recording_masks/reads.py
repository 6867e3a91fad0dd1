"""Masks known secrets in a body that comes read by read, and keeps the boundaries of the reads.

A read is held back while its end may be the beginning of a secret. A boundary that falls inside a
secret moves behind it. Both masks have one shape: `feed(at, data)`, then `end()`, each returning
the reads that are certain by now.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from wirelens.recording_masks.frames import PRELUDE, frame_length, masked_frame
from wirelens.secret import Redaction

EVENT_STREAM = "application/vnd.amazon.eventstream"

TimedBytes = tuple[float, bytes]

_INCOMPLETE_UTF8 = re.compile(
    rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z"
)


class Mask(Protocol):
    """Reads in, masked reads out."""

    def feed(self, at: float, data: bytes) -> list[TimedBytes]:
        """Takes one read and returns those that are certain by now."""

    def end(self) -> list[TimedBytes]:
        """Takes the end of the body and returns the reads that were held back."""


def mask_for(content_type: str, redaction: Redaction) -> Mask:
    """The mask that a body of this media type needs."""
    media_type = content_type.partition(";")[0].strip().lower()
    return FrameMask(redaction) if media_type == EVENT_STREAM else TextMask(redaction)


class TextMask:
    """For bodies of text, whatever their encoding's faults."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self._waiting: list[TimedBytes] = []

    def feed(self, at: float, data: bytes) -> list[TimedBytes]:
        """Takes one read and returns those that are certain by now."""
        self._waiting.append((at, data))
        whole = b"".join(data for _, data in self._waiting)
        return self._released(whole, self._settled(whole))

    def end(self) -> list[TimedBytes]:
        """Takes the end of the body and returns the reads that were held back."""
        whole = b"".join(data for _, data in self._waiting)
        return self._released(whole, len(whole))

    def _settled(self, whole: bytes) -> int:
        """How many bytes nothing that follows can make a part of a secret."""
        incomplete = _INCOMPLETE_UTF8.search(whole)
        end = len(whole) if incomplete is None else incomplete.start()
        text = whole[:end].decode("utf-8", "surrogateescape")
        _, held = self._redaction.split(text)
        return end - len(held.encode("utf-8", "surrogateescape"))

    def _released(self, whole: bytes, settled: int) -> list[TimedBytes]:
        certain = whole[:settled]
        masked = self._redaction.redact_bytes(certain)
        released: list[TimedBytes] = []
        start = end = done = 0
        for at, data in self._waiting:
            end += len(data)
            cut = self._clean_cut(certain, masked, max(start, end))
            if cut is None:
                break
            released.append((at, self._redaction.redact_bytes(whole[start:cut])))
            start = cut
            done += 1
        rest = self._waiting[done:]
        self._waiting = _shortened(rest, whole[start:])
        return released

    def _clean_cut(self, certain: bytes, masked: bytes, at_least: int) -> int | None:
        """The first place from there on where no secret stands on both sides."""
        if at_least > len(certain):
            return None
        if masked == certain:
            return at_least
        redact = self._redaction.redact_bytes
        for cut in range(at_least, len(certain) + 1):
            if redact(certain[:cut]) + redact(certain[cut:]) == masked:
                return cut
        return None


@dataclass(slots=True)
class _FramedRead:
    """A read whose frames are not all complete: bytes still to be masked, and those that are."""

    at: float
    left: int
    masked: bytes = b""


class FrameMask:
    """For AWS event streams: masks inside the payload, then lengths and checksums anew."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self._raw = bytearray()
        self._waiting: list[_FramedRead] = []
        self._unframed: TextMask | None = None

    def feed(self, at: float, data: bytes) -> list[TimedBytes]:
        """Takes one read and returns those that are certain by now."""
        if self._unframed is not None:
            return self._unframed.feed(at, data)
        self._waiting.append(_FramedRead(at, len(data)))
        self._raw += data
        while len(self._raw) >= PRELUDE:
            length = frame_length(self._raw)
            if length is None:
                return self._unframe()
            if len(self._raw) < length:
                break
            self._share(length, masked_frame(bytes(self._raw[:length]), self._redaction))
            del self._raw[:length]
        return self._complete()

    def end(self) -> list[TimedBytes]:
        """Takes the end of the body and returns the reads that were held back."""
        if self._unframed is not None:
            return self._unframed.end()
        self._share(len(self._raw), self._redaction.redact_bytes(bytes(self._raw)))
        return self._complete()

    def _share(self, length: int, frame: bytes) -> None:
        """Gives each read its part of a frame that had `length` bytes before it was masked."""
        consumed = position = 0
        for read in self._waiting:
            taken = min(read.left, length - consumed)
            read.left -= taken
            consumed += taken
            end = len(frame) if consumed == length else min(consumed, len(frame))
            read.masked += frame[position:end]
            position = end

    def _complete(self) -> list[TimedBytes]:
        complete: list[TimedBytes] = []
        while self._waiting and not self._waiting[0].left:
            read = self._waiting.pop(0)
            complete.append((read.at, read.masked))
        return complete

    def _unframe(self) -> list[TimedBytes]:
        """The frames are broken: whatever follows is masked as text."""
        released = self._complete()
        self._unframed = TextMask(self._redaction)
        start = 0
        for read in self._waiting:
            data = read.masked + bytes(self._raw[start : start + read.left])
            start += read.left
            released += self._unframed.feed(read.at, data)
        return released


def _shortened(reads: list[TimedBytes], rest: bytes) -> list[TimedBytes]:
    """The reads that stay, of which `rest` is left: the first may have lost its beginning."""
    kept: list[TimedBytes] = []
    for at, data in reversed(reads):
        size = min(len(data), len(rest))
        kept.append((at, rest[len(rest) - size :]))
        rest = rest[: len(rest) - size]
    return kept[::-1]
