"""A JSON array sent piece by piece: each element is an event as soon as its last byte has come.

An element's range is its exact text, so that an element alone decodes to the same event. That does
not hold for an element that is an array, nor for one that is cut: their ranges begin at the `[` or
`,` before them, where the decoder may be started as well. Commas are not insisted on. Brackets and
strings are all that is looked at, each byte once; whether an element is valid is its reader's care.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from wirelens.jsonvalue import JsonFault, parse_json
from wirelens.stream.bodytext import LeadingBom, beginning, decoded, malformed, shortened
from wirelens.stream.items import DEFAULT_LIMITS, Event, Ignored, Item, Limits

# Takes some of a chunk from an index on and returns the index of what is left.
_Step: TypeAlias = Callable[[bytes, int], int]

_SPACE = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(rb'[^ \t\r\n,"{}\[\]]*+')
_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_TO_BRACKET = re.compile(rb'[^"{}\[\]]*+(?:"' + _STRING.pattern + rb'"[^"{}\[\]]*+)*+', re.DOTALL)


class JsonArrayDecoder:
    """Decodes one JSON array. `limits.event` bounds an element."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._longest = limits.event
        self._bom = LeadingBom()
        self._ended = False
        self._items: list[Item] = []
        self._step: _Step = self._between
        self._offset = 0  # of the chunk
        self._separator: int | None = None  # offset of the `[` or `,` before the element
        self._inside = False  # an element
        self._start = 0  # offset of the element
        self._index = 0  # where the element begins in the chunk
        self._begun = bytearray()  # of the element, from the chunks before
        self._depth = 0

    def feed(self, data: bytes) -> list[Item]:
        """Takes the next bytes of the body and returns the items that they complete."""
        if not self._bom.settled:
            data = self._bom.strip(data)
            self._offset = self._bom.size
        self._take(data)
        items, self._items = self._items, []
        return items

    def end(self) -> list[Item]:
        """Takes the end of the body and returns the element that it cut."""
        self._take(self._bom.rest())
        if self._inside and not self._ended:
            self._cut(bytes(self._begun))
        self._ended = True
        items, self._items = self._items, []
        return items

    def _take(self, data: bytes) -> None:
        index = 0
        while index < len(data) and not self._ended:
            index = self._step(data, index)
        if self._inside and not self._ended:
            self._begun += data[self._index :]
            self._index = 0
            if len(self._begun) > self._longest:
                self._stop(bytes(self._begun))
        self._offset += len(data)

    def _between(self, data: bytes, index: int) -> int:
        index = _past(_SPACE, data, index)
        if index == len(data):
            return index
        byte = data[index : index + 1]
        if byte == b"," or (byte == b"[" and self._separator is None):
            self._separator = self._offset + index
        elif byte == b"]":
            self._separator = self._offset + index
            self._step = self._after_array
        else:
            self._inside, self._start, self._index = True, self._offset + index, index
            self._depth = 1 if byte in (b"[", b"{") else 0
            self._step = self._first_step(byte)
        return index + 1

    def _first_step(self, byte: bytes) -> _Step:
        if self._depth:
            return self._to_bracket
        return self._to_quote if byte == b'"' else self._to_scalar_end

    def _to_bracket(self, data: bytes, index: int) -> int:
        index = _past(_TO_BRACKET, data, index)
        if index == len(data):
            return index
        byte = data[index : index + 1]
        if byte == b'"':  # a string that goes on in the next chunk
            self._step = self._to_quote
        else:
            self._depth += 1 if byte in (b"[", b"{") else -1
        if self._depth == 0:
            self._finish(data, index + 1)
        return index + 1

    def _to_quote(self, data: bytes, index: int) -> int:
        index = _past(_STRING, data, index)
        if index == len(data):
            return index
        if data[index : index + 1] == b"\\":  # what it escapes is in the next chunk
            self._step = self._past_escaped
        elif self._depth:
            self._step = self._to_bracket
        else:
            self._finish(data, index + 1)
        return index + 1

    def _past_escaped(self, _data: bytes, index: int) -> int:
        self._step = self._to_quote
        return index + 1

    def _to_scalar_end(self, data: bytes, index: int) -> int:
        index = _past(_SCALAR, data, index)
        if index < len(data):
            self._finish(data, index)
        return index

    def _after_array(self, data: bytes, index: int) -> int:
        index = _past(_SPACE, data, index)
        if index < len(data) and self._separator is not None:
            text, _ = decoded(data[index : index + 1])
            end = self._offset + index + 1
            detail = 'expected nothing after the "]"'
            self._items.append(Ignored(self._separator, end, "json-invalid", text, detail))
            self._ended = True
        return index

    def _finish(self, data: bytes, index: int) -> None:
        element = b"".join((self._begun, data[self._index : index]))
        if len(element) > self._longest:
            self._stop(element)
            return
        self._add(element)
        self._begun.clear()
        self._inside, self._separator, self._step = False, None, self._between

    def _add(self, element: bytes) -> None:
        offset, end = self._range_start(element), self._start + len(element)
        text, well_formed = decoded(element)
        fault = parse_json(text) if element[:1] not in (b"{", b"[", b'"') else None
        if isinstance(fault, JsonFault):
            item: Item = Ignored(offset, end, "json-invalid", shortened(text), fault.message)
        else:
            item = Event(offset, end, "message", text)
        self._items += [item] if well_formed else [item, malformed(item, text)]

    def _cut(self, element: bytes) -> None:
        if self._step == self._to_scalar_end and self._separator is None:
            self._add(element)
            return
        offset = self._start if self._separator is None else self._separator
        end = self._start + len(element)
        text, well_formed = decoded(element)
        detail = "expected the rest of the element, found the end of the body"
        item = Ignored(offset, end, "event-unterminated", text, detail)
        self._items += [item] if well_formed else [item, malformed(item, text)]

    def _stop(self, element: bytes) -> None:
        self._ended = True
        self._begun.clear()
        shown = beginning(element[: self._longest + 1])
        offset, end = self._range_start(element), self._start + self._longest + 1
        detail = f"expected at most {self._longest} bytes in an element"
        self._items.append(Ignored(offset, end, "event-too-large", shown, detail))

    def _range_start(self, element: bytes) -> int:
        is_array = element.startswith(b"[")
        return self._separator if is_array and self._separator is not None else self._start


def _past(pattern: re.Pattern[bytes], data: bytes, index: int) -> int:
    match = pattern.match(data, index)
    return index if match is None else match.end()
