"""Event streams: https://html.spec.whatwg.org/multipage/server-sent-events.html 9.2.5 and 9.2.6.

An event covers its first `data`, `event` or `id` line up to its blank line; comments and ignored
lines between them are items of their own inside that range. A range ends after the CR or LF of its
last line. The LF of a CRLF pair belongs to no item: it may still be on its way, and to wait for it
would hold the event back.
"""

from wirelens.stream.bodytext import LeadingBom, beginning, decoded, malformed, shortened
from wirelens.stream.items import (
    DEFAULT_LIMITS,
    Comment,
    EmptyBlock,
    Event,
    Ignored,
    Item,
    Limits,
    Retry,
)

RETRY_DIGITS = 15  # thirty thousand years in milliseconds; `int` raises above 4300 digits

_FIELDS = (b"data", b"event", b"id", b"retry")
_CR = 0x0D
_NO_BLOCK = -1


class SseDecoder:
    """Decodes one event stream."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.last_event_id = ""
        self._limits = limits
        self._shortest_limit = min(limits.line, limits.event)
        self._bom = LeadingBom()
        self._after_cr = False
        self._ended = False
        self._items: list[Item] = []
        self._offset = 0  # of the line that comes next, or is unfinished
        self._unfinished = bytearray()  # grows in place: a long line stays linear
        self._block = _NO_BLOCK  # offset of the pending event
        self._data: bytes | bytearray | None = None
        self._type = ""
        self._id = ""  # the spec's last event ID buffer
        self._well_formed = True  # the pending event's type and id

    def feed(self, data: bytes) -> list[Item]:
        """Takes the next bytes of the body and returns the items that they complete."""
        if self._after_cr or not self._bom.settled:
            data = self._without_start(data)
        if data and not self._ended:
            # `in` with a number is five times as fast as with bytes.
            if data.isascii() and _CR not in data and len(data) <= self._shortest_limit:
                data = self._take_simple_events(data)
            if data:
                self._take(data)
        items, self._items = self._items, []
        return items

    def end(self) -> list[Item]:
        """Takes the end of the body. A pending event is not dispatched; it is told as ignored."""
        if not self._ended:
            self._take_end(b"".join((self._unfinished, self._bom.rest())))
            self._ended = True
        items, self._items = self._items, []
        return items

    def _without_start(self, data: bytes) -> bytes:
        """`data` without the BOM, and without the LF that completes a CRLF pair."""
        if not self._bom.settled:
            data = self._bom.strip(data)
            self._offset = self._bom.size
        if self._after_cr and data:
            self._after_cr = False
            if data[:1] == b"\n":
                self._offset += 1
                return data[1:]
        return data

    def _take_simple_events(self, data: bytes) -> bytes:
        """Takes events off the front of ASCII data and returns the rest.

        Nearly all events are one `data` line, or an `event` line and a `data` line. To take them
        from text, which needs no decoding, costs half of what it costs line by line.
        """
        if self._block != _NO_BLOCK or self._unfinished:
            pending, blank_line, data = data.partition(b"\n\n")
            self._take(pending + blank_line)
            if self._ended or not data:
                return b""
        start = offset = self._offset
        last_id, append = self._id, self._items.append
        lines = data.decode("ascii").split("\n")
        lines.pop()  # what has no line end yet
        rest = iter(lines)
        for line in rest:
            end, event_type = offset + len(line) + 2, "message"
            if line[:6] != "data: ":
                named, line = line, next(rest, "")
                if named[:7] != "event: " or line[:6] != "data: ":
                    break
                end += len(line) + 1
                event_type = named[7:] or "message"
            if next(rest, None) != "":
                break
            append(Event(offset, end, event_type, line[6:], last_id))
            offset = end
        self._offset = offset
        return data[offset - start :]

    def _take(self, data: bytes) -> None:
        # `bytes.splitlines` knows CR, LF and CRLF, as the format does; `str.splitlines` eight more.
        lines = data.splitlines()
        tail = b"" if data[-1] in b"\r\n" else lines.pop()
        width = _line_end_width(data, len(lines))
        if width is None:
            self._take_one_by_one(data.splitlines(keepends=True))
            return
        if lines:
            if self._unfinished:
                lines[0] = b"".join((self._unfinished, lines[0]))
                self._unfinished.clear()
            self._take_lines(lines, width)
        self._after_cr = data[-1] == _CR
        if tail and not self._ended:
            self._unfinished += tail
            if len(self._unfinished) > self._limits.line:
                self._stop_at_line(self._unfinished)

    def _take_one_by_one(self, lines: list[bytes]) -> None:
        for line in lines:
            if not self._ended:
                self._take(line)

    def _take_lines(self, lines: list[bytes], width: int) -> None:
        # The lines that nearly all events are made of are dealt with here: with a call for each of
        # them the decoder takes half as long again.
        offset, block, data, longest = self._offset, self._block, self._data, self._shortest_limit
        for line in lines:
            if data is None and line[:6] == b"data: " and len(line) <= longest:
                data = line[6:]
                if block == _NO_BLOCK:
                    block = offset
            elif not line:
                if data is not None:
                    self._dispatch(block, offset + 1, data)
                elif self._type:
                    empty = EmptyBlock(block, offset + 1, self._type)
                    self._add(empty, self._type, self._well_formed)
                self.last_event_id = self._id
                block, data, self._type, self._well_formed = _NO_BLOCK, None, "", True
            else:
                self._offset, self._block, self._data = offset, block, data
                if len(line) > self._limits.line:
                    self._stop_at_line(line)
                else:
                    self._take_field(line, offset + len(line) + 1)
                if self._ended:
                    return
                block, data = self._block, self._data
            offset += len(line) + width
        self._offset, self._block, self._data = offset, block, data

    def _take_field(self, line: bytes, end: int) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        match name:
            case b"event":
                self._type = self._event_text(value)
            case b"data":
                self._append_data(value, end)
            case b"":
                text, well_formed = decoded(value)
                self._add(Comment(self._offset, end, text), text, well_formed)
            case b"id" if b"\0" not in value:
                self._id = self._event_text(value)
            case b"id":
                self._ignore(line, end, "id-invalid", "expected an id without U+0000")
            case b"retry":
                self._take_retry(line, value, end)
            case _:
                expected = '"data", "event", "id", "retry" or a comment'
                self._ignore(line, end, "field-unknown", f"expected {expected}")

    def _event_text(self, value: bytes) -> str:
        """The text of a field that an event carries beside its data."""
        self._begin_block()
        text, well_formed = decoded(value)
        self._well_formed &= well_formed
        return text

    def _append_data(self, value: bytes, end: int) -> None:
        self._begin_block()
        if self._data is None:
            self._data = value
        else:
            if not isinstance(self._data, bytearray):
                self._data = bytearray(self._data)
            self._data += b"\n"
            self._data += value
        if len(self._data) > self._limits.event:
            detail = f"expected at most {self._limits.event} bytes of data in an event"
            shown = beginning(self._data)
            item = Ignored(self._block, end, "event-too-large", shown, detail)
            self._items.append(item)
            self._end_early()

    def _begin_block(self) -> None:
        if self._block == _NO_BLOCK:
            self._block = self._offset

    def _take_retry(self, line: bytes, value: bytes, end: int) -> None:
        digits = value.lstrip(b"0") or value[:1]
        if value.isdigit() and len(digits) <= RETRY_DIGITS:
            self._items.append(Retry(self._offset, end, int(digits)))
        else:
            self._ignore(line, end, "retry-invalid", f"expected up to {RETRY_DIGITS} ASCII digits")

    def _dispatch(self, offset: int, end: int, data: bytes | bytearray) -> None:
        text, well_formed = decoded(data)
        event = Event(offset, end, self._type or "message", text, self._id)
        self._items.append(event)
        if not (well_formed and self._well_formed):
            self._items.append(malformed(event, text))

    def _take_end(self, line: bytes) -> None:
        """Takes what has no line end: a comment or an unknown line, or a cut part of an event."""
        end = self._offset + len(line)
        name, colon, value = line.partition(b":")
        if line and name not in _FIELDS and (colon or not _begins_field(name)):
            self._take_field(line, end)
        elif line:
            self._begin_block()
            if name == b"data" and colon:
                self._append_data(value.removeprefix(b" "), end)
        if self._block != _NO_BLOCK and not self._ended:
            text, well_formed = decoded(line if self._data is None else self._data)
            if not line and self._data is None and self._type:
                text = f"event: {self._type}"
            detail = "expected a blank line at its end, found the end of the body"
            item = Ignored(self._block, end, "event-unterminated", text, detail)
            self._add(item, text, well_formed and self._well_formed)

    def _stop_at_line(self, line: bytes | bytearray) -> None:
        longest = self._limits.line
        detail = f"expected at most {longest} bytes in a line"
        end = self._offset + longest + 1
        shown = beginning(line[: longest + 1])
        self._items.append(Ignored(self._offset, end, "line-too-long", shown, detail))
        self._end_early()

    def _end_early(self) -> None:
        self._ended = True
        self._unfinished.clear()
        self._data = None

    def _ignore(self, line: bytes, end: int, code: str, detail: str) -> None:
        text, well_formed = decoded(line)
        item = Ignored(self._offset, end, code, shortened(text), detail)
        self._add(item, text, well_formed)

    def _add(self, item: Item, text: str, well_formed: bool) -> None:
        self._items.append(item)
        if not well_formed:
            self._items.append(malformed(item, text))


def _line_end_width(data: bytes, line_ends: int) -> int | None:
    """The width of every line end in `data`, or None where they differ."""
    if _CR not in data:
        return 1
    carriage_returns, line_feeds = data.count(b"\r"), data.count(b"\n")
    if not line_feeds:
        return 1
    return 2 if carriage_returns == line_feeds == line_ends else None


def _begins_field(name: bytes) -> bool:
    return any(field.startswith(name) for field in _FIELDS)
