"""JSON arrays that come piece by piece."""

import pytest

from decoding import check_ranges, decoded_in_every_chunking, items_of, told
from wirelens.stream.framing import decoder_within
from wirelens.stream.items import Event, Ignored, Item, Limits
from wirelens.stream.jsonarray import JsonArrayDecoder


def check(body: str | bytes, *expected: str) -> list[Item]:
    """The body decodes to these lines, however it is cut; each item to itself from its bytes."""
    data = body.encode() if isinstance(body, str) else body
    items = decoded_in_every_chunking(JsonArrayDecoder, data)
    check_ranges(lambda: decoder_within("json-array"), data, items)
    assert told(items) == list(expected)
    return items


def test_each_element_is_an_event() -> None:
    check('[{"a":1}\n,\r\n{"b":2}\n]\n', 'message: {"a":1}', 'message: {"b":2}')


def test_an_element_comes_with_its_last_byte() -> None:
    decoder = JsonArrayDecoder()
    assert decoder.feed(b'[{"a":1') == []
    assert decoder.feed(b"}") == [Event(1, 8, "message", '{"a":1}')]


def test_an_element_keeps_its_exact_text() -> None:
    check('[ {\n  "a" : [ 1.0 ]\n} ]', 'message: {\n  "a" : [ 1.0 ]\n}')


@pytest.mark.parametrize(
    "element",
    ['{"a":{"b":[{}]}}', '{"a":"}]"}', r'{"a":"\"}"}', r'{"a":"\\"}', r'{"\\\"":"[\u005d"}', "{}"],
)
def test_nesting_strings_and_escapes_are_seen_through(element: str) -> None:
    check(f"[{element},{element}]", f"message: {element}", f"message: {element}")


def test_an_element_may_be_of_any_kind() -> None:
    check(
        '[1, -2.5e3,"a,]",true,null,[2,[3]]]',
        "message: 1",
        "message: -2.5e3",
        'message: "a,]"',
        "message: true",
        "message: null",
        "message: [2,[3]]",
    )


def test_a_range_is_the_exact_text_but_for_arrays() -> None:
    items = check('[ {} ,\n[1] ,"é"]', "message: {}", "message: [1]", 'message: "é"')
    assert [(item.offset, item.end) for item in items] == [(2, 4), (5, 10), (12, 16)]


def test_an_empty_array_has_no_events() -> None:
    check("[]")
    check(" [ \n ] \n")
    check("")


def test_one_bom_is_taken_off() -> None:
    check("\ufeff[1]", "message: 1")


def test_what_follows_the_array_is_told() -> None:
    check("[1]\nx y", "message: 1", "! json-invalid: x")
    check("[1],[2]", "message: 1", "! json-invalid: ,")


@pytest.mark.parametrize("word", ["foo", "NaN", "01", "}", "'a'", "tru"])
def test_a_word_that_is_no_json_is_told_and_passed_over(word: str) -> None:
    check(f"[{word},1]", f"! json-invalid: {word}", "message: 1")


def test_the_content_of_an_object_is_left_to_its_reader() -> None:
    check('[{"a" 1]]', 'message: {"a" 1]')


@pytest.mark.parametrize("cut", ['{"a":', '{"a":"\\', '"a', "[1", "12", "tru"])
def test_a_cut_element_is_told(cut: str) -> None:
    check(f"[0,{cut}", "message: 0", f"! event-unterminated: {cut}")


def test_a_body_cut_between_elements_says_nothing_more() -> None:
    check("[{},", "message: {}")
    check("[{}", "message: {}")


def test_values_need_no_array_around_them() -> None:
    check('{"a":1}\n{"b":\n2}', 'message: {"a":1}', 'message: {"b":\n2}')
    check("12", "message: 12")


def test_bytes_that_are_no_utf8_are_noted() -> None:
    check(b'["\xff"]', 'message: "\ufffd"', '! utf8-invalid: "\ufffd"')
    check(b"[\xff]", "! json-invalid: \ufffd", "! utf8-invalid: \ufffd")


def test_an_element_beyond_its_bound_ends_the_decoding() -> None:
    body = b'["234","2345",1]'
    items = decoded_in_every_chunking(lambda: JsonArrayDecoder(Limits(event=5)), body)
    detail = "expected at most 5 bytes in an element"
    assert items == [
        Event(1, 6, "message", '"234"'),
        Ignored(7, 13, "event-too-large", '"2345"', detail),
    ]


def test_an_endless_element_is_not_kept() -> None:
    decoder = JsonArrayDecoder(Limits(event=1000))
    assert decoder.feed(b'["' + b"a" * 999) == []
    assert told(decoder.feed(b"a" * 999)) == ['! event-too-large: "' + "a" * 199 + "…"]
    assert decoder.feed(b'"]') == []
    assert decoder.end() == []


def test_nesting_has_no_bound_of_its_own() -> None:
    element = b"[" * 100_000 + b"]" * 100_000
    (event,) = items_of(JsonArrayDecoder(), [b"[" + element + b"]"])
    assert isinstance(event, Event)
    assert event.data == element.decode()
