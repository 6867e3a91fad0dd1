"""A reply before it is streamed, and the ways in which the events of a stream are written."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from frames import exception, frame
from replies import ARRAY, NDJSON, SSE
from wirelens.jsonvalue import JsonValue
from wirelens.text import whole_characters

Object = dict[str, JsonValue]
Deltas = tuple[str, ...]  # cut anywhere, also between the halves of a surrogate pair


class Raw(str):
    """Data that is written as it is, not as JSON."""

    __slots__ = ()


Event = tuple[str, JsonValue | Raw]  # type, data
DONE: Event = ("", Raw("[DONE]"))
NOTHING = Raw("")  # no data at all, not even empty data


@dataclass(frozen=True)
class Call:
    """A tool call, its arguments as the model wrote them."""

    id: str
    name: str
    pieces: Deltas

    @property
    def written(self) -> str:
        """The arguments as text."""
        return whole(self.pieces)

    @property
    def value(self) -> JsonValue:
        """The arguments as a value."""
        value: JsonValue = json.loads(self.written)
        return value


@dataclass(frozen=True)
class Said:
    """One message; each citation is an address."""

    text: Deltas = ()
    reasoning: Deltas = ()
    refusal: Deltas = ()
    calls: tuple[Call, ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stream:
    """A reply as one provider streams it: up to `ending` a client knows of no end.

    `finish` and `usage` as the provider spells them; `values` says that it sends arguments as
    values, `ids` that calls have ids, `at_once` that the text comes whole and with the end,
    `endless` that nothing but the end of the body ends it.
    """

    write: "Writer"
    events: list[Event]
    ending: list[Event]
    finish: str | None = None
    usage: Object = field(default_factory=dict)
    values: bool = False
    ids: bool = True
    at_once: bool = False
    endless: bool = False

    def pieces(self, is_ascii: bool) -> list[bytes]:
        """The bytes of each event, of the ending too."""
        return self.write.pieces([*self.events, *self.ending], is_ascii)


def whole(deltas: Iterable[str]) -> str:
    """The text that was cut."""
    return whole_characters("".join(deltas))


def interleaved(events: Iterable[Sequence[Event]]) -> list[Event]:
    """One event of each in turn."""
    return [each for turn in zip_longest(*events) for each in turn if each is not None]


@dataclass(frozen=True)
class Writer:
    """How events are written: `media_type` of the body, `piece` of each, what stands around."""

    media_type: str
    piece: Callable[[Event, bool], bytes]
    before: bytes = b""
    between: bytes = b""
    after: bytes = b""

    def pieces(self, events: Sequence[Event], is_ascii: bool) -> list[bytes]:
        """The bytes of each event, with what stands before it."""
        marks = [self.before] + [self.between] * (len(events) - 1)
        written = [self.piece(event, is_ascii) for event in events]
        return [mark + each for mark, each in zip(marks, written, strict=True)]


def _json(value: JsonValue | Raw, is_ascii: bool) -> str:
    """A half of a surrogate pair can only be written as an escape."""
    if isinstance(value, Raw):
        return value
    text = json.dumps(value, ensure_ascii=is_ascii)
    is_whole = whole_characters(text) == text
    return text if is_whole else json.dumps(value)


def _sse(event: Event, is_ascii: bool) -> bytes:
    type_, data = event
    lines = [] if data is NOTHING else _json(data, is_ascii).split("\n")
    fields = [f"event: {type_}"] * bool(type_) + [f"data: {line}" for line in lines]
    return "".join(f"{line}\n" for line in [*fields, ""]).encode()


def _tight(event: Event, is_ascii: bool) -> bytes:
    return f"data:{_json(event[1], is_ascii)}\n\n".encode()


def _line(event: Event, is_ascii: bool) -> bytes:
    return f"{_json(event[1], is_ascii)}\n".encode()


def _prefixed(event: Event, is_ascii: bool) -> bytes:
    return f"{event[0]}:{_json(event[1], is_ascii)}\n".encode()


def _element(event: Event, is_ascii: bool) -> bytes:
    return _json(event[1], is_ascii).encode()


def _frame(event: Event, _is_ascii: bool) -> bytes:
    type_, data = event
    return exception(type_, data) if type_.endswith("Exception") else frame(type_, data)


EVENTS = Writer(SSE, _sse)
TIGHT_EVENTS = Writer(SSE, _tight)  # without the space after the colon
LINES = Writer(NDJSON, _line)
PREFIXED_LINES = Writer("text/plain", _prefixed)
ELEMENTS = Writer(ARRAY, _element, before=b"[", between=b"\n,\r\n", after=b"\n]\n")
FRAMES = Writer("application/vnd.amazon.eventstream", _frame)
