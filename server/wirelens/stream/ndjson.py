"""JSON lines: one value a line, which is one event; https://github.com/ndjson/ndjson-spec.

Lines end with LF or CRLF. Blank lines keep the connection alive and say nothing. A last line that
has no line end counts if it is whole. A line may also have a prefix of one character, as in the
data stream of the AI SDK 4 (`0:"Hi"`): the prefix is then the event's type.
"""

import re

from wirelens.jsonvalue import JsonFault, parse_json
from wirelens.stream.bodytext import LeadingBom, beginning, decoded, malformed, shortened
from wirelens.stream.items import DEFAULT_LIMITS, Event, Ignored, Item, Limits

_PREFIXED = re.compile(r"([0-9a-z]):(.*)", re.DOTALL)


class NdjsonDecoder:
    """Decodes one body of JSON lines."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._longest = limits.line
        self._bom = LeadingBom()
        self._ended = False
        self._offset = 0  # of the line that comes next, or is unfinished
        self._unfinished = bytearray()

    def feed(self, data: bytes) -> list[Item]:
        """Takes the next bytes of the body and returns the items that they complete."""
        if not self._bom.settled:
            data = self._bom.strip(data)
            self._offset = self._bom.size
        if self._ended or not data:
            return []
        *lines, tail = data.split(b"\n")
        if lines and self._unfinished:
            lines[0] = b"".join((self._unfinished, lines[0]))
            self._unfinished.clear()
        items: list[Item] = []
        for line in lines:
            items += self._line_items(line)
            if self._ended:
                return items
            self._offset += len(line) + 1
        return items + self._keep(tail)

    def end(self) -> list[Item]:
        """Takes the end of the body and returns the last line, which may be cut."""
        line = b"".join((self._unfinished, self._bom.rest()))
        if self._ended or not line.strip():
            return []
        self._ended = True
        end = self._offset + len(line)
        text, well_formed = decoded(line)
        item = _value_or_fault(text, self._offset, end)
        if isinstance(item, Ignored):
            detail = "expected a whole JSON value, found the end of the body"
            item = Ignored(self._offset, end, "event-unterminated", text, detail)
        return [item] if well_formed else [item, malformed(item, text)]

    def _line_items(self, line: bytes) -> list[Item]:
        if len(line) > self._longest:
            return [self._stop(line)]
        if not line.strip():
            return []
        text, well_formed = decoded(line.removesuffix(b"\r"))
        item = _value_or_fault(text, self._offset, self._offset + len(line) + 1)
        return [item] if well_formed else [item, malformed(item, text)]

    def _keep(self, tail: bytes) -> list[Item]:
        self._unfinished += tail
        if len(self._unfinished) > self._longest:
            return [self._stop(self._unfinished)]
        return []

    def _stop(self, line: bytes | bytearray) -> Ignored:
        self._ended = True
        detail = f"expected at most {self._longest} bytes in a line"
        end = self._offset + self._longest + 1
        shown = beginning(line[: self._longest + 1])
        self._unfinished.clear()
        return Ignored(self._offset, end, "line-too-long", shown, detail)


def _value_or_fault(line: str, offset: int, end: int) -> Event | Ignored:
    prefixed = _PREFIXED.fullmatch(line)
    event_type, data = prefixed.groups() if prefixed else ("message", line)
    value = parse_json(data)
    if isinstance(value, JsonFault):
        return Ignored(offset, end, "json-invalid", shortened(line), value.message)
    return Event(offset, end, event_type, data)
