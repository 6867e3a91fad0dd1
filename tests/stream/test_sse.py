"""Event streams, rule by rule of WHATWG HTML 9.2.5 and 9.2.6."""

import base64
import json
from typing import TypedDict

import pytest

import corpus
from decoding import check_ranges, decoded_in_every_chunking, items_of, told
from wirelens.stream.framing import decoder_within, media_type
from wirelens.stream.items import Comment, Event, Ignored, Item, Limits, Retry
from wirelens.stream.sse import SseDecoder


def check(body: str | bytes, *expected: str) -> list[Item]:
    """The body decodes to these lines, however it is cut; each item to itself from its bytes."""
    data = body.encode() if isinstance(body, str) else body
    items = decoded_in_every_chunking(SseDecoder, data)
    check_ranges(lambda: decoder_within("sse"), data, items)
    assert told(items) == list(expected)
    return items


EVENTS = [
    # The examples of 9.2, in order.
    (
        "example: three events, the second of two lines",
        "data: first\n\ndata: second, it\ndata: has two lines.\n\ndata: third\n\n",
        ["message: first", "message: second, it\nhas two lines.", "message: third"],
    ),
    (
        "example: event types",
        "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n",
        ["add: 73857293", "remove: 2153", "add: 113411"],
    ),
    (
        "example: the stock feed, one event of three lines",
        "data: YHOO\ndata: +2\ndata: 10\n\n",
        ["message: YHOO\n+2\n10"],
    ),
    (
        "example: two events and a block without its blank line",
        "data\n\ndata\ndata\n\ndata:",
        ["message: ", "message: \n", "! event-unterminated: "],
    ),
    (
        "example: the space after the colon is ignored",
        "data:test\n\ndata: test\n\n",
        ["message: test", "message: test"],
    ),
    # 9.2.5: the stream's decoding and lines.
    ("one leading BOM is ignored", "\ufeffdata: a\n\n", ["message: a"]),
    (
        "a second BOM is content",
        "\ufeff\ufeffdata: a\n\ndata: b\n\n",
        ["! field-unknown: \ufeffdata: a", "message: b"],
    ),
    (
        "a later BOM is content",
        "data: a\n\n\ufeffdata: b\n\n",
        ["message: a", "! field-unknown: \ufeffdata: b"],
    ),
    ("lines end with LF", "data: a\ndata: b\n\n", ["message: a\nb"]),
    ("lines end with CR", "data: a\rdata: b\r\r", ["message: a\nb"]),
    ("lines end with CRLF", "data: a\r\ndata: b\r\n\r\n", ["message: a\nb"]),
    (
        "line ends may be mixed",
        "data: a\r\ndata: b\rdata: c\n\r\ndata: d\r\n\n",
        ["message: a\nb\nc", "message: d"],
    ),
    ("LF and then CR are two line ends", "data: a\n\rdata: b\n\n", ["message: a", "message: b"]),
    ("CR and CRLF are two line ends", "data: a\r\r\ndata: b\n\n", ["message: a", "message: b"]),
    (
        "no other character ends a line",
        "data: a\u2028b\u2029c\u0085d\u000be\u000cf\u001cg\u001dh\u001ei\n\n",
        ["message: a\u2028b\u2029c\u0085d\u000be\u000cf\u001cg\u001dh\u001ei"],
    ),
    # 9.2.6: processing a line.
    ("a blank line dispatches the event", "data: a\n\n", ["message: a"]),
    ("more blank lines dispatch nothing", "\n\n\ndata: a\n\n\n\n", ["message: a"]),
    ("a line that starts with a colon is a comment", ": hi\n\n", ["# hi"]),
    ("a comment may be empty", ":\n", ["# "]),
    (
        "a comment in a block does not break it",
        "data: a\n: b\ndata: c\n\n",
        ["# b", "message: a\nc"],
    ),
    ("a comment loses one space", ":  a\n", ["#  a"]),
    ("a value loses one space only", "data:  a\n\n", ["message:  a"]),
    ("a tab is no space", "data:\ta\n\n", ["message: \ta"]),
    ("a value keeps its trailing spaces", "data: a \n\n", ["message: a "]),
    ("a value keeps further colons", "data: a: b:c\n\n", ["message: a: b:c"]),
    ("a value may be a colon", "data::\n\n", ["message: :"]),
    ("a line without a colon is a field name", "data\n\n", ["message: "]),
    ("a value of one space is empty", "data: \n\n", ["message: "]),
    # 9.2.6: processing a field.
    ("event sets the type", "event: ping\ndata: a\n\n", ["ping: a"]),
    ("the last event field holds", "event: a\nevent: b\ndata: c\n\n", ["b: c"]),
    ("an event field may follow the data", "data: c\nevent: a\n\n", ["a: c"]),
    ("an empty event field means message", "event: a\nevent\ndata: b\n\n", ["message: b"]),
    ("the type may hold U+0000", "event: a\0b\ndata: c\n\n", ["a\0b: c"]),
    (
        "the type does not outlive its block",
        "event: a\n\ndata: b\n\n",
        ["a without data", "message: b"],
    ),
    ("data lines are joined by LF", "data: a\ndata:\ndata: b\n\n", ["message: a\n\nb"]),
    ("one trailing LF is stripped", "data: a\ndata\n\n", ["message: a\n"]),
    ("data may hold U+0000", "data: \0\n\n", ["message: \0"]),
    (
        "names are compared literally",
        "DATA: a\nData: b\ndata : c\n data: d\ndata\0: e\ndata: f\n\n",
        [
            "! field-unknown: DATA: a",
            "! field-unknown: Data: b",
            "! field-unknown: data : c",
            "! field-unknown:  data: d",
            "! field-unknown: data\0: e",
            "message: f",
        ],
    ),
    (
        "any other field is ignored",
        "data: a\nfeed: x\njust text\n \ndata: b\n\n",
        [
            "! field-unknown: feed: x",
            "! field-unknown: just text",
            "! field-unknown:  ",
            "message: a\nb",
        ],
    ),
    ("retry of digits sets the time at once", "retry: 10\n", ["retry 10"]),
    ("retry is an integer in base ten", "retry:03000\n", ["retry 3000"]),
    ("retry may be zero", "retry: 0\nretry: 000\n", ["retry 0", "retry 0"]),
    ("retry alone dispatches nothing", "retry: 5\n\ndata: a\n\n", ["retry 5", "message: a"]),
    (
        "retry in a block leaves it whole",
        "data: a\nretry: 5\ndata: b\n\n",
        ["retry 5", "message: a\nb"],
    ),
    *[
        (f"retry of {value!r} is ignored", f"retry:{value}\n", [f"! retry-invalid: retry:{value}"])
        for value in (
            "",
            "-5",
            " +5",
            "1_000",
            "  7",
            "5 ",
            "1e3",
            "1.5",
            "0x10",
            "\u0663",
            "\u00b2",
        )
    ],
    # 9.2.6: dispatching.
    ("an event without data is not dispatched", "event: a\nid: 1\n\n", ["a without data"]),
    ("empty data is data", "data:\n\n", ["message: "]),
    ("the end does not dispatch", "data: a\n", ["! event-unterminated: a"]),
    (
        "the end does not end a line",
        "data: a\n\ndata: b",
        ["message: a", "! event-unterminated: b"],
    ),
    ("a CR at the end is a line end", "data: a\r\n\r", ["message: a"]),
    ("nothing is an empty stream", "", []),
]


@pytest.mark.parametrize(
    ("body", "expected"), [case[1:] for case in EVENTS], ids=[case[0] for case in EVENTS]
)
def test_the_specification_rule_by_rule(body: str, expected: list[str]) -> None:
    check(body, *expected)


IDS = [
    ("example: ids", ": test stream\n\ndata: a\nid: 1\n\ndata:b\nid\n\ndata:  c\n", ["1", ""], ""),
    ("an id lasts", "id: 1\ndata: a\n\ndata: b\n\n", ["1", "1"], "1"),
    ("the last id holds", "id: 1\nid: 2\ndata: a\n\n", ["2"], "2"),
    ("an empty id resets it", "id: 1\ndata: a\n\nid:\ndata: b\n\n", ["1", ""], ""),
    ("an id needs no colon", "id: 1\ndata: a\n\nid\ndata: b\n\n", ["1", ""], ""),
    ("an id without data is remembered", "id: 1\n\ndata: a\n\n", ["1"], "1"),
    ("an id may follow the data", "data: a\nid: 1\n\n", ["1"], "1"),
    ("an id keeps its spaces but one", "id:  a \ndata: b\n\n", [" a "], " a "),
    ("an id may be any text", "id: …\ndata: a\n\n", ["…"], "…"),
    ("an id that is not dispatched does not count", "id: 1\ndata: a\n\nid: 2\n", ["1"], "1"),
    ("an id with U+0000 is ignored", "id: 1\n\nid: a\0b\ndata: a\n\n", ["1"], "1"),
]


@pytest.mark.parametrize(
    ("body", "ids", "last"), [case[1:] for case in IDS], ids=[case[0] for case in IDS]
)
def test_the_last_event_id(body: str, ids: list[str], last: str) -> None:
    items = decoded_in_every_chunking(SseDecoder, body.encode())
    assert [item.id for item in items if isinstance(item, Event)] == ids
    decoder = SseDecoder()
    items_of(decoder, [body.encode()])
    assert decoder.last_event_id == last


def test_an_id_with_a_nul_is_told_as_ignored() -> None:
    check("id: a\0b\ndata: c\n\n", "! id-invalid: id: a\0b", "message: c")


def test_a_retry_of_thousands_of_digits_is_ignored_without_being_read() -> None:
    line = "retry: " + "9" * 5000
    (item,) = items_of(SseDecoder(), [line.encode() + b"\n"])
    assert isinstance(item, Ignored)
    assert (item.code, item.text) == ("retry-invalid", line[:200] + "…")
    assert told(items_of(SseDecoder(), [b"retry: " + b"0" * 5000 + b"7\n"])) == ["retry 7"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\xffb", "a\ufffdb"),
        (b"\x80", "\ufffd"),
        (b"\xe2\x82", "\ufffd"),
        (b"\xe2\x82x", "\ufffdx"),
        (b"\xf0\x9f\x98", "\ufffd"),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
        (b"\xc0\xaf", "\ufffd\ufffd"),
    ],
)
def test_bytes_that_are_no_utf8_become_u_fffd_and_are_noted(data: bytes, text: str) -> None:
    check(b"data: " + data + b"\n\n", f"message: {text}", f"! utf8-invalid: {text}")


def test_the_note_stands_beside_every_kind_of_item() -> None:
    check(b": \xff\n", "# \ufffd", "! utf8-invalid: \ufffd")
    check(b"x\xff\n", "! field-unknown: x\ufffd", "! utf8-invalid: x\ufffd")
    check(b"event: \xff\ndata: a\n\ndata: b\n\n", "\ufffd: a", "! utf8-invalid: a", "message: b")
    check(b"id: \xff\ndata: a\n\ndata: b\n\n", "message: a", "! utf8-invalid: a", "message: b")
    check(b"data: \xff\n", "! event-unterminated: \ufffd", "! utf8-invalid: \ufffd")


def test_u_fffd_that_was_sent_is_not_noted() -> None:
    check("data: \ufffd\n\n", "message: \ufffd")


def test_a_split_bom_does_not_cost_the_first_event() -> None:
    items = items_of(SseDecoder(), [b"\xef", b"\xbb", b"", b"\xbfdata: a\n\n"])
    assert items == [Event(3, 12, "message", "a")]


def test_half_a_bom_is_content() -> None:
    check(b"\xef\xbb", "! field-unknown: \ufffd", "! utf8-invalid: \ufffd")


def test_an_event_comes_with_the_cr_of_its_blank_line() -> None:
    decoder = SseDecoder()
    assert decoder.feed(b"data: a\r\n\r") == [Event(0, 10, "message", "a")]
    assert decoder.feed(b"\ndata: b\r\n\r\n") == [Event(11, 21, "message", "b")]


def test_retry_is_told_before_its_block_ends() -> None:
    decoder = SseDecoder()
    assert decoder.feed(b"data: a\nretry: 5\n") == [Retry(8, 17, 5)]


def test_ranges_are_byte_offsets_and_lie_inside_each_other() -> None:
    items = check("é: x\nevent: ü\n: hi\ndata: ö\n\n", "! field-unknown: é: x", "# hi", "ü: ö")
    assert [(item.offset, item.end) for item in items] == [(0, 6), (16, 21), (6, 31)]


def test_a_cut_event_carries_its_data_and_the_unfinished_line() -> None:
    check("event: a\ndata: b\ndata: c", "! event-unterminated: b\nc")
    check("event: a\ndata: b\nev", "! event-unterminated: b")
    check("da", "! event-unterminated: da")
    check("id: 5", "! event-unterminated: id: 5")
    check("retry: 5", "! event-unterminated: retry: 5")


def test_a_last_line_that_belongs_to_no_event_is_told_as_any_other() -> None:
    check(": ping", "# ping")
    check("data: a\n\n<html>", "message: a", "! field-unknown: <html>")
    check("data: a\n: ping", "# ping", "! event-unterminated: a")


def test_a_line_beyond_its_bound_ends_the_decoding() -> None:
    body = b"data: a\n\n: 56789\n: 567890\ndata: b\n\n"
    items = decoded_in_every_chunking(lambda: SseDecoder(Limits(line=7)), body)
    assert items == [
        Event(0, 9, "message", "a"),
        Comment(9, 17, "56789"),
        Ignored(17, 25, "line-too-long", ": 567890", "expected at most 7 bytes in a line"),
    ]
    (item,) = decoded_in_every_chunking(lambda: SseDecoder(Limits(line=7)), b"data: ab\n\n")
    assert item == Ignored(0, 8, "line-too-long", "data: ab", "expected at most 7 bytes in a line")
    bounded = decoder_within("sse", Limits(line=7))
    assert told(items_of(bounded, [body[17:25]])) == ["! line-too-long: : 567890"]


def test_an_event_beyond_its_bound_ends_the_decoding() -> None:
    body = b"data: abc\ndata: d\n\ndata: abcd\ndata: e\n\ndata: f\n\n"
    items = decoded_in_every_chunking(lambda: SseDecoder(Limits(event=5)), body)
    assert items == [
        Event(0, 19, "message", "abc\nd"),
        Ignored(
            19, 38, "event-too-large", "abcd\ne", "expected at most 5 bytes of data in an event"
        ),
    ]


def test_nothing_follows_an_event_beyond_its_bound() -> None:
    body = b"data: 12345678901234567890\ndata:1234\n\ndata: a\n\n"
    items = decoded_in_every_chunking(lambda: SseDecoder(Limits(event=24)), body)
    assert told(items) == ["! event-too-large: 12345678901234567890\n1234"]


def test_an_endless_line_is_not_kept() -> None:
    decoder = SseDecoder(Limits(line=1000, event=1000))
    chunk = b"x" * 999
    assert decoder.feed(chunk) == []
    (item,) = decoder.feed(chunk)
    assert isinstance(item, Ignored)
    assert (item.offset, item.end, item.code) == (0, 1001, "line-too-long")
    assert decoder.feed(chunk) == []
    assert decoder.end() == []


def test_a_million_empty_data_lines_are_one_event() -> None:
    (event,) = items_of(SseDecoder(), [b"data\n" * 1_000_000 + b"\n"])
    assert isinstance(event, Event)
    assert event.data == "\n" * 999_999


class Dispatched(TypedDict):
    """An event of a recorded case."""

    type: str
    data: str
    last_event_id: str


class Case(TypedDict):
    """A recorded case of another project."""

    id: str
    level: str
    content_type: str
    input_b64: str
    expected: list[Dispatched]
    expected_retry: int | None
    final_last_event_id: str


def test_the_cases_of_other_projects() -> None:
    cases: list[Case] = json.loads(corpus.path("sse-cases.json").read_text())["cases"]
    assert len(cases) == 120
    for case in cases:
        check_case(case)


def check_case(case: Case) -> None:
    """The case holds in every chunking; of a type that is no event stream nothing is expected."""
    body = base64.b64decode(case["input_b64"])
    if media_type(case["content_type"]) != "text/event-stream":
        assert case["expected"] == []
        return
    items = decoded_in_every_chunking(SseDecoder, body)
    check_ranges(lambda: decoder_within("sse"), body, items)
    events = [item for item in items if isinstance(item, Event)]
    expected = [(each["type"], each["data"], each["last_event_id"]) for each in case["expected"]]
    assert [(event.type, event.data, event.id) for event in events] == expected, case["id"]
    times = [item.milliseconds for item in items if isinstance(item, Retry)]
    assert (times[-1] if times else None) == case["expected_retry"], case["id"]
    decoder = SseDecoder()
    items_of(decoder, [body])
    assert decoder.last_event_id == case["final_last_event_id"], case["id"]
