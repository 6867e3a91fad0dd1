"""What was meant by a text that is no path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.ide.path_mending import mended_path
from wirelens.jsonpath import PathProblem, compile_bare_path


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("$.a[?@.x = 1]", "$.a[?@.x == 1]"),
        ("$.a[?@.x === 'b']", "$.a[?@.x == 'b']"),
        ("$.a[?@.x !== 'b']", "$.a[?@.x != 'b']"),
        ("$.a[?(@.x and not @.y)]", "$.a[?(@.x && !@.y)]"),
        ("$.a[?@.x == 'b' OR @.y == None]", "$.a[?@.x == 'b' || @.y == null]"),
        ("$.a[?@.x == True]", "$.a[?@.x == true]"),
        ("$.choices[delta]", "$.choices['delta']"),
        ("choices[].delta", "choices[*].delta"),
        ("$.a[(@.length-1)]", "$.a[-1]"),
        ("$.a[01]", "$.a[1]"),
        ("$.choices.0.delta", "$.choices[0].delta"),
        ("$.choices.[0].delta", "$.choices[0].delta"),
        ("$.'a b'.c", "$['a b'].c"),
        ("$.@type", "$['@type']"),
        ("$.a. b", "$.a.b"),
        ("$.a?.b", "$.a.b"),
        ("$a.b", "$.a.b"),
        ("@.a", "$.a"),
        ("$.a..", "$.a"),
        ("$.a.b;", "$.a.b"),
        ("$.choices[0", "$.choices[0]"),
        ("$.a[?search(@.x, 'y'", "$.a[?search(@.x, 'y')]"),
        ("$.a[?(@.x == 'b']", "$.a[?(@.x == 'b')]"),
        ("$.a['b].c", "$.a['b'].c"),
        ("$.a['b", "$.a['b']"),
        ("$.a.0.b[c", "$.a[0].b['c']"),
    ],
)
def test_a_slip_is_mended(text: str, meant: str) -> None:
    assert mended_path(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "$.a[", "$.a b", "$.a[?@.x =~ 'b']", "/a/b", "$.a]", "$.a[-]", ".a | .b", "a\0", "$"],
)
def test_nothing_is_made_up(text: str) -> None:
    assert mended_path(text) in (None, text)


@given(st.text("$.@a0[]()?'\"=!& *,-\\", max_size=20))
def test_what_is_offered_is_a_path(text: str) -> None:
    mended = mended_path(text)
    assert mended is None or not isinstance(compile_bare_path(mended), PathProblem)
