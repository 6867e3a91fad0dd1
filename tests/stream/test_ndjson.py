"""JSON lines."""

import pytest

from decoding import check_ranges, decoded_in_every_chunking, items_of, told
from wirelens.stream.framing import decoder_within
from wirelens.stream.items import Event, Ignored, Limits
from wirelens.stream.ndjson import NdjsonDecoder


def check(body: str | bytes, *expected: str) -> None:
    """The body decodes to these lines, however it is cut; each item to itself from its bytes."""
    data = body.encode() if isinstance(body, str) else body
    items = decoded_in_every_chunking(NdjsonDecoder, data)
    check_ranges(lambda: decoder_within("ndjson"), data, items)
    assert told(items) == list(expected)


def test_each_line_is_an_event() -> None:
    check('{"a":1}\n{"b":2}\n', 'message: {"a":1}', 'message: {"b":2}')


def test_lines_may_end_with_crlf() -> None:
    check('{"a":1}\r\n{"b":2}\r\n', 'message: {"a":1}', 'message: {"b":2}')


def test_a_value_of_any_kind_is_an_event() -> None:
    check('1\n"a"\nnull\n[1]\n', "message: 1", 'message: "a"', "message: null", "message: [1]")


def test_the_text_of_a_line_is_kept_as_it_is() -> None:
    check('  {"a" : 1.0}  \n', 'message:   {"a" : 1.0}  ')


def test_blank_lines_keep_alive_and_say_nothing() -> None:
    check('\n         \n\r\n{"a":1}\n\n', 'message: {"a":1}')
    check("   ")
    check("")


def test_one_bom_is_taken_off() -> None:
    check("\ufeff1\n", "message: 1")
    check("\ufeff\ufeff1\n", "! json-invalid: \ufeff1")
    check("1\n\ufeff2\n", "message: 1", "! json-invalid: \ufeff2")


def test_a_last_line_without_its_end_counts_if_it_is_whole() -> None:
    check('{"a":1}\n{"b":2}', 'message: {"a":1}', 'message: {"b":2}')
    check('{"a":1}\n{"b":', 'message: {"a":1}', '! event-unterminated: {"b":')
    check('{"b":2}\r', 'message: {"b":2}\r')


def test_separators_of_text_end_no_line() -> None:
    check('"a\u2028b\u0085c"\n', 'message: "a\u2028b\u0085c"')


@pytest.mark.parametrize("line", ["{", '{"a":1} x', "NaN", "data: {}", "'a'", "{}{}", "\0"])
def test_a_line_that_is_no_json_is_told_and_passed_over(line: str) -> None:
    check(f"{line}\n1\n", f"! json-invalid: {line}", "message: 1")


def test_what_was_expected_of_a_line_is_told() -> None:
    (item,) = items_of(NdjsonDecoder(), [b'{"a" 1}\n'])
    assert item == Ignored(0, 8, "json-invalid", '{"a" 1}', 'expected ":", found "1"')


def test_nesting_beyond_all_reason_is_no_json() -> None:
    (item,) = items_of(NdjsonDecoder(), [b"[" * 100_000 + b"\n"])
    assert isinstance(item, Ignored)
    assert (item.code, item.text) == ("json-invalid", "[" * 200 + "…")


def test_a_prefix_of_one_character_is_the_type() -> None:
    check(
        'f:{"messageId":"m"}\n0:"Hi"\n9:[1]\n',
        'f: {"messageId":"m"}',
        '0: "Hi"',
        "9: [1]",
    )
    check("0:x\n", "! json-invalid: 0:x")


def test_bytes_that_are_no_utf8_are_noted() -> None:
    check(b'"\xff"\n', 'message: "\ufffd"', '! utf8-invalid: "\ufffd"')
    check(b"\xff\n", "! json-invalid: \ufffd", "! utf8-invalid: \ufffd")
    check(b'"\xe2\x82', '! event-unterminated: "\ufffd', '! utf8-invalid: "\ufffd')


def test_a_line_beyond_its_bound_ends_the_decoding() -> None:
    body = b"12345\n123456\n1\n"
    items = decoded_in_every_chunking(lambda: NdjsonDecoder(Limits(line=5)), body)
    detail = "expected at most 5 bytes in a line"
    assert items == [
        Event(0, 6, "message", "12345"),
        Ignored(6, 12, "line-too-long", "123456", detail),
    ]


def test_an_endless_line_is_not_kept() -> None:
    decoder = NdjsonDecoder(Limits(line=1000))
    chunk = b"1" * 999
    assert decoder.feed(chunk) == []
    assert told(decoder.feed(chunk)) == ["! line-too-long: " + "1" * 200 + "…"]
    assert decoder.feed(chunk + b"\n") == []
    assert decoder.end() == []
