"""JSON laid out as it grows."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.ide.json_layout import laid_out, looks_like_json

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(values)
def test_whole_json_looks_as_a_writer_indents_it(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, separators=(",", ":"))):
        assert laid_out(text) == json.dumps(value, indent=2)


@given(values, st.data())
def test_what_was_laid_out_stays(value: object, data: st.DataObject) -> None:
    text = json.dumps(value)
    cut = data.draw(st.integers(0, len(text)))
    assert laid_out(text).startswith(laid_out(text[:cut]).rstrip())


def test_numbers_and_strings_stay_spelled_as_they_are() -> None:
    assert laid_out(r'{"a":1.00,"b":"\u0041"}') == '{\n  "a": 1.00,\n  "b": "\\u0041"\n}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": [1, 2', '{\n  "a": [\n    1,\n    2'),
        ('{"a": "cut \\', '{\n  "a": "cut \\'),
        ("{]}", "{]\n}"),
        ('{"a\nb"}', '{\n  "a␊b"\n}'),
        ("", ""),
    ],
)
def test_what_is_no_whole_json_is_laid_out_as_far_as_it_goes(text: str, expected: str) -> None:
    assert laid_out(text) == expected


@pytest.mark.parametrize(("text", "is_json"), [(' {"', True), ("[", True), ("ls -l", False)])
def test_the_first_character_tells(text: str, is_json: bool) -> None:
    assert looks_like_json(text) is is_json
