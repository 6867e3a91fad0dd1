"""How a body is framed: told by its first bytes, with the content type as a hint.

Under the type of an event stream the first byte that is no space decides, so that no event waits.
Otherwise the bytes must be plain within `LOOK_AHEAD`: a `data` line, a second JSON line, a first
element with a member that only Gemini sends.
"""

import re
from collections.abc import Callable
from typing import Literal
from zlib import crc32

from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.stream.bodytext import BOM, LeadingBom, decoded
from wirelens.stream.eventstream import EventStreamDecoder
from wirelens.stream.items import DEFAULT_LIMITS, Decoder, Event, Item, Limits
from wirelens.stream.jsonarray import JsonArrayDecoder
from wirelens.stream.ndjson import NdjsonDecoder
from wirelens.stream.sse import SseDecoder

Framing = Literal["sse", "ndjson", "json-array", "aws-event-stream", "none"]

LOOK_AHEAD = 64 * 1024

_STATED: dict[str, Framing] = {
    "text/event-stream": "sse",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "application/x-jsonlines": "ndjson",
    "application/json-lines": "ndjson",
    "application/stream+json": "ndjson",
    "application/vnd.amazon.eventstream": "aws-event-stream",
}
_ALSO_FITS: dict[str, Framing] = {
    "application/json": "json-array",  # Gemini without `alt=sse`
    "text/plain": "ndjson",  # the data stream of the AI SDK 4
}
_GEMINI_MEMBERS = frozenset({"candidates", "promptFeedback", "usageMetadata", "error"})
_WRAPPED_MEMBERS = _GEMINI_MEMBERS - {"error"}  # of what Code Assist sends as `response`
_FIRST_MEMBER = re.compile(rb'\[\s*\{\s*("response"\s*:\s*\{\s*)?"(\w+)"\s*:')
_PREFIXED_LINE = re.compile(rb'[0-9a-z](?:\Z|:\Z|:["{\[])')  # or what may become one
_FIELDS = (b"data:", b"event:", b"id:", b"retry:")
_NO_FIELD = frozenset(b"0123456789abcfghjklmnopqstuvwxyz")  # a prefixed line may begin so
_PRELUDE_SIZE = 12
_MEDIA_TYPE = re.compile(
    r"[ \t\r\n]*([\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+)[ \t\r\n]*(?:;.*)?",
    re.ASCII | re.DOTALL,
)


def media_type(content_type: str | None) -> str | None:
    """The essence of a `Content-Type` value, as https://mimesniff.spec.whatwg.org 4.4 parses it."""
    found = _MEDIA_TYPE.fullmatch(content_type or "")
    return found[1].lower() if found else None


class FramingDetector:
    """Takes the first bytes of a body until its framing is certain."""

    def __init__(self, content_type: str | None) -> None:
        self.framing: Framing | None = None
        self._type = media_type(content_type) or ""
        self._stated = _STATED.get(self._type)
        self._bom = LeadingBom()
        self._head = bytearray()  # from the first byte on that is neither BOM nor space
        self._array = JsonArrayDecoder(Limits(event=LOOK_AHEAD))
        self._array_fed = 0

    def feed(self, data: bytes) -> Framing | None:
        """Takes the next bytes; None while more are needed."""
        if self.framing is None:
            data = self._bom.strip(data)
            data = data if self._head else data.lstrip()
            self._head += data[: LOOK_AHEAD + 1]
            self.framing = self._told()
            if len(self._head) > LOOK_AHEAD:
                self.end()
        return self.framing

    def end(self) -> Framing:
        """Takes the end of the body, or of the patience with it."""
        if self.framing is None:
            self._head += self._bom.rest()
            self.framing = self._told_at_last()
        return self.framing

    @property
    def mismatch(self) -> bool:
        """Whether the content type says otherwise than the bytes; a stream must state its type."""
        if self.framing in ("none", None):
            return self._stated is not None and bool(self._head)
        return self.framing not in (self._stated, _ALSO_FITS.get(self._type))

    def _told(self) -> Framing | None:
        head = bytes(self._head)
        first = head[:1]
        if not first:
            return None
        if first == b"\0" and self._stated != "aws-event-stream":
            return _prelude_framing(head, self._stated or "none")
        if self._stated == "ndjson":
            return "ndjson" if first in (b"{", b"[") else _line_framing(head, "ndjson")
        if self._stated == "sse" and head[0] in _NO_FIELD:
            return _line_framing(head, "sse")
        if self._stated is not None and first not in (b"{", b"[", b"<"):
            return self._stated
        match first:
            case b"{":
                return _object_framing(head)
            case b"[":
                return self._array_framing(head)
            case _:
                return _line_framing(head, "none")

    def _told_at_last(self) -> Framing:
        if not self._head:
            return self._stated or "none"
        self._head += b"\n"
        told = self._told()
        if told is None and any(line.startswith(_FIELDS) for line in self._head.splitlines()):
            return "sse"
        return told or ("ndjson" if self._stated == "ndjson" else "none")

    def _array_framing(self, head: bytes) -> Framing | None:
        """Any plain response may be an array; only Gemini's members tell a streamed one."""
        first_member = _FIRST_MEMBER.match(head)
        if first_member:
            members = _WRAPPED_MEMBERS if first_member[1] else _GEMINI_MEMBERS
            if first_member[2].decode() in members:
                return "json-array"
        items = self._array.feed(head[self._array_fed :])
        self._array_fed = len(head)
        if not items:
            return None
        return "json-array" if _has_gemini_member(items[0]) else "none"


def decoder_for(framing: Framing, limits: Limits = DEFAULT_LIMITS) -> Decoder:
    """A fresh decoder; one that yields nothing for a framing that `_DECODERS` does not have."""
    make = _DECODERS.get(framing)
    return _NoItems() if make is None else make(limits)


def decoder_within(framing: Framing, limits: Limits = DEFAULT_LIMITS) -> Decoder:
    """A fresh decoder for the bytes of one item, where U+FEFF in front is no BOM but content."""
    decoder = decoder_for(framing, limits)
    if framing != "aws-event-stream":
        decoder.feed(BOM)
    return decoder


class _NoItems:
    def feed(self, _data: bytes) -> list[Item]:
        return []

    def end(self) -> list[Item]:
        return []


_DECODERS: dict[Framing, Callable[[Limits], Decoder]] = {
    "sse": SseDecoder,
    "ndjson": NdjsonDecoder,
    "json-array": JsonArrayDecoder,
    "aws-event-stream": EventStreamDecoder,
}


def _object_framing(head: bytes) -> Framing | None:
    """JSON lines where a second object follows the first line; else one document."""
    line, line_end, rest = head.partition(b"\n")
    if not line_end:
        return None
    if not isinstance(_json(line), dict):
        return "none"
    following = rest.lstrip()[:1]
    if not following:
        return None
    return "ndjson" if following == b"{" else "none"


def _line_framing(head: bytes, otherwise: Framing) -> Framing | None:
    """An event stream once a `data` line comes after nothing but fields and comments."""
    if _PREFIXED_LINE.match(head):
        line, line_end, _ = head.partition(b"\n")
        if not line_end:
            return None
        return otherwise if isinstance(_json(line[2:]), JsonFault) else "ndjson"
    for line in head.splitlines(keepends=True):
        if line.startswith(b"data:"):
            return "sse"
        may_be_field = any(field.startswith(line) for field in _FIELDS)
        if not (may_be_field or line.startswith((b":", b"\r", b"\n", *_FIELDS))):
            return otherwise
    return None


def _prelude_framing(head: bytes, otherwise: Framing) -> Framing | None:
    """A frame of an AWS event stream begins with two lengths and their checksum."""
    if len(head) < _PRELUDE_SIZE:
        return None
    is_prelude = crc32(head[:8]) == int.from_bytes(head[8:12], "big")
    return "aws-event-stream" if is_prelude else otherwise


def _has_gemini_member(item: Item) -> bool:
    value = parse_json(item.data) if isinstance(item, Event) else None
    if not isinstance(value, dict):
        return False
    wrapped = value.get("response")
    is_wrapped = isinstance(wrapped, dict) and not _WRAPPED_MEMBERS.isdisjoint(wrapped)
    return is_wrapped or not _GEMINI_MEMBERS.isdisjoint(value)


def _json(line: bytes) -> JsonValue | JsonFault:
    text, _ = decoded(line)
    return parse_json(text)
