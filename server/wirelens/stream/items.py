"""What a decoder yields. All decoders have one shape: `feed(bytes) -> list[Item]`, then `end()`.

Offsets are byte offsets into the body. An item covers the half-open range `offset..end`, line ends
included, so that its own bytes decode to the same item again (the log keeps no second copy). A body
may have a BOM in front, an item's bytes have none: see `framing.decoder_within`.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True, unsafe_hash=True)
class Event:
    """A dispatched event; for JSON lines and JSON arrays one value, of type `message`.

    The type of a JSON line with a prefix (`0:"Hi"`) is the prefix.

    Never changed once made, but not frozen: to make five frozen fields takes longer than to decode
    them (measured: 1.0 µs of 1.6 µs an event).
    """

    offset: int
    end: int
    type: str
    data: str
    id: str = ""  # the last event ID string when the event was dispatched


@dataclass(frozen=True, slots=True)
class EmptyBlock:
    """A block of an event stream that names a type and has no data.

    WHATWG 9.2.6 does not dispatch it, so it is no event; some servers end their streams with one.
    """

    offset: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A `:` line of an event stream, without the colon and one leading space."""

    offset: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Retry:
    """A valid `retry` field: the reconnection time."""

    offset: int
    end: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """Bytes that the format says to ignore, with the code of the finding that they are worth.

    Codes: `field-unknown`, `retry-invalid`, `id-invalid`, `event-unterminated`, `json-invalid`,
    `utf8-invalid`, `line-too-long`, `event-too-large`. The last two end the decoding.
    `utf8-invalid` stands beside the item that carries the U+FFFD, at the same offsets.
    """

    offset: int
    end: int
    code: str
    text: str  # the line, shortened by the decoder where it is long; of an event what is lost of it
    detail: str = ""  # what was expected, for the finding's message


Item = Event | EmptyBlock | Comment | Retry | Ignored


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a decoder's buffers, in bytes. Base64 images make honest events of several MiB."""

    line: int = 16 * 1024 * 1024
    event: int = 16 * 1024 * 1024


DEFAULT_LIMITS = Limits()


class Decoder(Protocol):
    """Bytes in, items out. How the bytes were chunked never shows."""

    def feed(self, data: bytes) -> list[Item]:
        """Takes the next bytes of the body and returns the items that they complete."""

    def end(self) -> list[Item]:
        """Takes the end of the body; returns what is left, an unterminated event as `Ignored`."""
