"""What holds for every decoder and every body, and an event stream read as the specification says.

The oracle takes one character after another and keeps nothing but what WHATWG HTML 9.2.6 names.
"""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from decoding import check_ranges, items_of
from wirelens.stream.framing import Framing, FramingDetector, decoder_for, decoder_within
from wirelens.stream.items import Event, Limits, Retry
from wirelens.stream.sse import SseDecoder

SSE_TOKENS = [
    *(b"data", b"event", b"id", b"retry", b"data: ", b"event: ", b"data:x\n\n", b"data: x\n\n"),
    b"event: y\ndata: x\n\n",
    *(b":", b" ", b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b"0", b"12", b"x", b"\t", b"23456789"),
    *(b"\xef\xbb\xbf", b"\xef\xbb", b"\xbf", "é".encode(), "😀".encode(), b"\xf0\x9f", b"\xff"),
    *("\u2028".encode(), "\x85".encode(), b"\x0b", b"\x0c", b"\x1e"),
]
JSON_TOKENS = [
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b'\\"', b"\n", b"\r\n", b" ", b"\t"),
    *(b"1", b"-", b"true", b"null", b"x", b'"a"', b'{"a":1}', b"[1]", b'{"candidates":[]}'),
    *(b"\xef\xbb\xbf", b"\xef", b"\xff", "é".encode(), b"0:", b"data: x"),
]
SMALL = Limits(line=9, event=11)

bodies = st.one_of(
    st.lists(st.sampled_from(SSE_TOKENS), max_size=40).map(b"".join),
    st.lists(st.sampled_from(JSON_TOKENS), max_size=40).map(b"".join),
    st.binary(max_size=60),
)
cuts = st.lists(st.integers(0, 120), max_size=8).map(sorted)
framings: st.SearchStrategy[Framing] = st.sampled_from(["sse", "ndjson", "json-array"])
limits = st.sampled_from([Limits(), SMALL, Limits(line=30, event=4), Limits(event=24)])


def chunks_of(body: bytes, places: list[int]) -> list[bytes]:
    """The body cut at these places."""
    return [body[a:b] for a, b in zip([0, *places], [*places, len(body)], strict=True)]


@settings(max_examples=250, deadline=None)
@given(framing=framings, body=bodies, places=cuts, bounds=limits)
def test_how_a_body_was_cut_never_shows(
    framing: Framing, body: bytes, places: list[int], bounds: Limits
) -> None:
    whole = items_of(decoder_for(framing, bounds), [body])
    assert items_of(decoder_for(framing, bounds), chunks_of(body, places)) == whole
    single = [body[i : i + 1] for i in range(len(body))]
    assert items_of(decoder_for(framing, bounds), single) == whole


@settings(max_examples=250, deadline=None)
@given(framing=framings, body=bodies, bounds=limits)
def test_the_bytes_of_an_item_decode_to_the_item(
    framing: Framing, body: bytes, bounds: Limits
) -> None:
    items = items_of(decoder_for(framing, bounds), [body])
    check_ranges(lambda: decoder_within(framing, bounds), body, items)


@settings(max_examples=150, deadline=None)
@given(body=bodies, places=cuts, type_=st.sampled_from([None, "text/event-stream", "text/plain"]))
def test_how_a_body_was_cut_never_shows_in_its_framing(
    body: bytes, places: list[int], type_: str | None
) -> None:
    whole = FramingDetector(type_)
    whole.feed(body)
    cut = FramingDetector(type_)
    for chunk in chunks_of(body, places):
        cut.feed(chunk)
    assert (cut.end(), cut.mismatch) == (whole.end(), whole.mismatch)


@dataclass
class Oracle:
    """An event stream as the specification interprets it."""

    data: str = ""
    event_type: str = ""
    last_id_buffer: str = ""
    last_id: str = ""
    times: list[int] = field(default_factory=list)
    events: list[tuple[str, str, str]] = field(default_factory=list)

    def interpret(self, body: bytes) -> None:
        """Decodes the stream as UTF-8 and takes it line by line."""
        text = body.decode("utf-8", "replace")
        text = text.removeprefix("\ufeff")
        line = ""
        previous = ""
        for character in text:
            if character in "\r\n":
                if not (character == "\n" and previous == "\r"):
                    self.process(line)
                line = ""
            else:
                line += character
            previous = character

    def process(self, line: str) -> None:
        """Processes one line."""
        if line == "":
            self.dispatch()
        elif line[0] == ":":
            return
        elif ":" in line:
            name, value = line[: line.index(":")], line[line.index(":") + 1 :]
            self.process_field(name, value[1:] if value[:1] == " " else value)
        else:
            self.process_field(line, "")

    def process_field(self, name: str, value: str) -> None:
        """Processes one field."""
        if name == "event":
            self.event_type = value
        elif name == "data":
            self.data += value + "\n"
        elif name == "id" and "\0" not in value:
            self.last_id_buffer = value
        elif name == "retry" and value and all(each in "0123456789" for each in value):
            self.times.append(int(value))

    def dispatch(self) -> None:
        """Dispatches the event."""
        self.last_id = self.last_id_buffer
        if self.data != "":
            data = self.data[:-1] if self.data[-1] == "\n" else self.data
            self.events.append((self.event_type or "message", data, self.last_id))
        self.data = ""
        self.event_type = ""


@settings(max_examples=500, deadline=None)
@given(body=bodies, places=cuts)
def test_an_event_stream_is_read_as_the_specification_says(body: bytes, places: list[int]) -> None:
    oracle = Oracle()
    oracle.interpret(body)
    decoder = SseDecoder()
    items = items_of(decoder, chunks_of(body, places))
    events = [(item.type, item.data, item.id) for item in items if isinstance(item, Event)]
    assert events == oracle.events
    assert [item.milliseconds for item in items if isinstance(item, Retry)] == oracle.times
    assert decoder.last_event_id == oracle.last_id
