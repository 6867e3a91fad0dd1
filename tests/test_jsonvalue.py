"""JSON texts in, values or faults out; values in, valid JSON out."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.jsonvalue import MAX_NESTING, JsonFault, JsonValue, dump_json, parse_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def check(text: str, expected: JsonValue) -> None:
    found = parse_json(text)
    assert found == expected
    assert type(found) is type(expected)


def check_fault(text: str, line: int, column: int, expected: str) -> None:
    fault = parse_json(text)
    assert isinstance(fault, JsonFault)
    assert (fault.line, fault.column) == (line, column)
    assert expected in fault.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null", None),
        (" [1, 1.0, true]\n", [1, 1.0, True]),
        ('{"b": 1, "a": {"b": []}}', {"b": 1, "a": {"b": []}}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        (r'"\ud83d\ude00\ud83d"', "😀\ud83d"),
        ("1e999", math.inf),
        ('"NaN"', "NaN"),
    ],
)
def test_json_is_read(text: str, expected: JsonValue) -> None:
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("", 1, 1, "expected a value, found the end"),
        ('{"a": [1,\n  2\n,]}', 3, 2, 'expected a value, found "]"'),
        ('{"a":\r\n x}', 2, 2, 'found "x"'),
        ("{a: 1}", 1, 2, "expected a name in double quotes"),
        ('{"a" 1}', 1, 6, 'expected ":"'),
        ("[1 2]", 1, 4, 'expected "," or a closing bracket'),
        ("{} {}", 1, 4, "expected nothing after the value"),
        ('["a', 1, 2, "expected a closing quote"),
        ('"a\tb"', 1, 3, "expected an escape for a control character"),
        (r'"\q"', 1, 2, "expected one of the escapes"),
        (r'["NaN\"", NaN]', 1, 11, 'expected a value, found "N"'),
        ("[1, -Infinity]", 1, 5, 'expected a value, found "-"'),
        ("[1, " + "9" * 5000 + "]", 1, 5, "expected a number of at most"),
        ("[" * 100_000, 1, MAX_NESTING + 1, "levels of nesting"),
        ("[" * 100_000 + "]" * 100_000, 1, MAX_NESTING + 1, "levels of nesting"),
        ('{"[":' * 201 + "1" + "}" * 201, 1, 5 * MAX_NESTING + 1, "levels of nesting"),
    ],
)
def test_what_is_no_json_is_a_fault_at_its_line_and_column(
    text: str, line: int, column: int, expected: str
) -> None:
    check_fault(text, line, column, expected)


def test_a_fault_reads_as_one_sentence_with_its_place() -> None:
    assert str(parse_json("[1,]")) == 'line 1, column 4: expected a value, found "]"'


def test_a_fault_shows_one_character_of_the_text_and_no_more() -> None:
    fault = parse_json('{"key": sk-secret-key}')
    assert isinstance(fault, JsonFault)
    assert fault.message == 'expected a value, found "s"'


def test_nesting_up_to_the_bound_is_read() -> None:
    text = "[" * MAX_NESTING + "]" * MAX_NESTING
    assert dump_json(parse_json_or_fail(text)) == text
    assert isinstance(parse_json_or_fail("[[]]".replace("[]", ",".join(["[]"] * 300))), list)


def parse_json_or_fail(text: str) -> JsonValue:
    value = parse_json(text)
    assert not isinstance(value, JsonFault), value
    return value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": [1, 1.5, None, True], "a": "é\n"}, '{"b":[1,1.5,null,true],"a":"é\\n"}'),
        ([math.nan, {"a": -math.inf}, 2.0], '[null,{"a":null},2.0]'),
        ({"\ud83d": "\ud83d\ude00\ude00"}, '{"\ufffd":"😀\ufffd"}'),
        ("\u2028\x7f", '"\u2028\x7f"'),
    ],
)
def test_json_is_written_compact_and_in_order(value: JsonValue, expected: str) -> None:
    assert dump_json(value) == expected


def test_json_is_written_with_an_indent() -> None:
    value: JsonValue = {"a": [1, {"b": math.nan}], "c": {}, "d": []}
    lines = ["{", '  "a": [', "    1,", "    {", '      "b": null', "    }", "  ],"]
    assert dump_json(value, 2).split("\n") == [*lines, '  "c": {},', '  "d": []', "}"]


def test_nesting_has_no_bound_where_json_is_written() -> None:
    value: JsonValue = 1
    for _ in range(50_000):
        value = [value]
    assert dump_json(value) == "[" * 50_000 + "1" + "]" * 50_000


@given(VALUES, st.none() | st.integers(0, 4))
def test_what_is_written_is_json_that_any_encoding_carries(
    value: JsonValue, indent: int | None
) -> None:
    text = dump_json(value, indent)
    text.encode()
    assert not isinstance(parse_json(text), JsonFault)


@given(VALUES, st.none() | st.integers(0, 4))
def test_what_json_can_carry_comes_back(value: JsonValue, indent: int | None) -> None:
    plain = json.dumps(value, ensure_ascii=False, indent=indent)
    if plain.isascii() and "NaN" not in plain and "Infinity" not in plain:
        assert parse_json(dump_json(value, indent)) == value
        assert indent is None or dump_json(value, indent) == plain


@given(st.text() | st.text('[]{}",:01-eE.aNu\\'))
def test_a_text_is_read_as_the_standard_library_reads_it_or_is_a_fault(text: str) -> None:
    found = parse_json(text)
    try:
        expected: JsonValue = json.loads(text)
    except ValueError:
        assert isinstance(found, JsonFault)
        return
    assert isinstance(found, JsonFault) == (text.count("NaN") + text.count("Infinity") > 0) or (
        repr(found) == repr(expected)
    )
