"""AWS event streams: binary frames; https://smithy.io/2.0/aws/amazon-eventstream.html.

A frame is two lengths and their checksum, header fields, a payload, and a checksum of all that. It
is one event: its type stands in a header field, its data is the payload. A frame with a wrong
checksum is passed over as `event-unterminated`, since its last bytes do not end it; where the
lengths are wrong no further frame can be found.
"""

import struct
from collections.abc import Mapping
from zlib import crc32

from wirelens.jsonvalue import dump_json
from wirelens.stream.bodytext import beginning, decoded, malformed
from wirelens.stream.items import DEFAULT_LIMITS, Event, Ignored, Item, Limits

_PRELUDE = struct.Struct(">III")  # length of the frame, length of its header fields, checksum
_LENGTHS = 8
_CHECKSUM = 4
_SHORTEST = _PRELUDE.size + _CHECKSUM

# Sizes of the values of each type; those of the last two are preceded by their length.
_SIZES = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}
_BYTES, _STRING = 6, 7

_ERROR_FIELDS = {":exception-type": "code", ":error-code": "code", ":error-message": "message"}


class EventStreamDecoder:
    """Decodes one AWS event stream. `limits.event` bounds a frame."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._longest = limits.event
        self._ended = False
        self._offset = 0  # of the frame that comes next, or is unfinished
        self._unfinished = bytearray()

    def feed(self, data: bytes) -> list[Item]:
        """Takes the next bytes of the body and returns the items that they complete."""
        items: list[Item] = []
        if not self._ended:
            self._unfinished += data
        while len(self._unfinished) >= _PRELUDE.size:
            length, headers, checksum = _PRELUDE.unpack_from(self._unfinished)
            fault = self._fault(length, headers, checksum)
            if fault is not None:
                self._ended = True
                self._unfinished.clear()
                return [*items, fault]
            if len(self._unfinished) < length:
                break
            items += _frame_items(bytes(self._unfinished[:length]), headers, self._offset)
            del self._unfinished[:length]
            self._offset += length
        return items

    def end(self) -> list[Item]:
        """Takes the end of the body and returns the frame that it cut."""
        size = len(self._unfinished)
        if self._ended or not size:
            return []
        self._ended = True
        whole, lost = _SHORTEST, b""
        if size >= _PRELUDE.size:
            whole, headers, _ = _PRELUDE.unpack_from(self._unfinished)
            lost = bytes(self._unfinished[_PRELUDE.size + headers : whole - _CHECKSUM])
        detail = f"expected the {whole} bytes of a frame, found {size}"
        return [_undispatched(self._offset, self._offset + size, lost, detail)]

    def _fault(self, length: int, headers: int, found: int) -> Ignored | None:
        """What keeps the frame that begins here from being read at all."""
        expected = crc32(self._unfinished[:_LENGTHS])
        end = self._offset + _PRELUDE.size
        if found != expected:
            detail = f'expected the checksum "{expected:08x}" of its lengths, found "{found:08x}"'
            return _undispatched(self._offset, end, b"", detail)
        if length < _SHORTEST + headers:
            detail = f"expected a frame of at least {_SHORTEST + headers} bytes, found {length}"
            return _undispatched(self._offset, end, b"", detail)
        if length > self._longest:
            detail = f"expected at most {self._longest} bytes in a frame"
            return Ignored(self._offset, end, "event-too-large", str(length), detail)
        return None


def _frame_items(frame: bytes, headers: int, offset: int) -> list[Item]:
    end = offset + len(frame)
    section = frame[_PRELUDE.size : _PRELUDE.size + headers]
    payload = frame[_PRELUDE.size + headers : -_CHECKSUM]
    expected, found = crc32(frame[:-_CHECKSUM]), int.from_bytes(frame[-_CHECKSUM:], "big")
    if found != expected:
        detail = f'expected the checksum "{expected:08x}" at its end, found "{found:08x}"'
        return [_undispatched(offset, end, payload, detail)]
    fields = _fields(section)
    if fields is None:
        detail = "expected header fields, each a name, a type and a value"
        return [_undispatched(offset, end, payload, f'{detail}, found "{beginning(section)}"')]
    text, well_formed = decoded(payload)
    event = Event(offset, end, _type(fields), text or _told_without_payload(fields))
    return [event] if well_formed else [event, malformed(event, text)]


def _undispatched(offset: int, end: int, lost: bytes, detail: str) -> Ignored:
    return Ignored(offset, end, "event-unterminated", beginning(lost), detail)


def _type(fields: Mapping[str, str]) -> str:
    """The event's type; of an exception its own, which names what went wrong."""
    match fields.get(":message-type"):
        case "error":
            return "error"
        case "exception":
            return fields.get(":exception-type") or "error"
        case _:
            return fields.get(":event-type") or "message"


def _told_without_payload(fields: Mapping[str, str]) -> str:
    """An error that is no exception of the service has no payload: header fields tell of it."""
    if fields.get(":message-type", "event") == "event":
        return ""
    told = {key: fields[name] for name, key in _ERROR_FIELDS.items() if name in fields}
    return dump_json({**told})


def _fields(section: bytes) -> dict[str, str] | None:
    """The header fields whose values are text; None where the section is malformed."""
    fields: dict[str, str] = {}
    start = 0
    while start < len(section):
        type_at = start + 1 + section[start]
        value_at = type_at + 1
        type_ = section[type_at] if type_at < len(section) else None
        if type_ in (_BYTES, _STRING):
            value_at += 2
            size: int | None = int.from_bytes(section[value_at - 2 : value_at], "big")
        else:
            size = None if type_ is None else _SIZES.get(type_)
        if size is None or value_at + size > len(section):
            return None
        if type_ == _STRING:
            name, value = section[start + 1 : type_at], section[value_at : value_at + size]
            fields[name.decode(errors="replace")] = value.decode(errors="replace")
        start = value_at + size
    return fields
