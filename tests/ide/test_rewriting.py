"""Texts made from texts, and the way back for each character."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.ide.escapes import json_spellings, spellings, visible, visible_json
from wirelens.ide.json_layout import breaks, laid_out
from wirelens.ide.markdown import quote_marks, quoted
from wirelens.ide.rendered import Rendered
from wirelens.ide.rewriting import Edits, Rewriting, rewritten
from wirelens.text import Span

PAIRS: list[tuple[Callable[[str], str], Callable[[str], Edits]]] = [
    (visible, spellings),
    (visible_json, json_spellings),
    (lambda text: quoted(visible(text)), lambda text: quote_marks(visible(text))),
    (laid_out, breaks),
]
TEXTS = st.text(st.sampled_from('ab"\\\n\t {}[]:,\x1b\u200d\u0301❤\ufe0f\u2028'), max_size=30)


@pytest.mark.parametrize("number", range(len(PAIRS)))
@given(TEXTS)
def test_the_edits_do_what_the_rewriting_does(number: int, text: str) -> None:
    rewrite, edits = PAIRS[number]
    old = visible(text) if rewrite not in (visible, visible_json, laid_out) else text
    assert rewritten(old, edits(text)) == rewrite(text)


@given(TEXTS)
def test_what_was_not_replaced_is_found_in_both_directions(text: str) -> None:
    rewriting = Rewriting(breaks(text))
    new = laid_out(text)
    for offset, character in enumerate(text):
        target = rewriting.target(Span(offset, offset + 1))
        if not character.isspace():
            assert target.of(new) == character
            assert rewriting.source(target) == Span(offset, offset + 1)


def check(old: str, edits: Edits, span: tuple[str, str]) -> None:
    """The first text of the pair became the second, and is found from it."""
    rewriting = Rewriting(edits)
    start = old.index(span[0])
    place = Span(start, start + len(span[0]))
    new = rewritten(old, edits)
    assert rewriting.target(place).of(new) == span[1]
    begin = new.index(span[1])
    assert rewriting.source(Span(begin, begin + len(span[1]))) == place


def test_of_what_was_replaced_every_character_is_from_the_whole() -> None:
    edits = [(2, 8, "***")]
    check("a secret b", edits, ("a ", "a "))
    check("a secret b", edits, ("secret", "***"))
    assert Rewriting(edits).source(Span(3, 4)) == Span(2, 8)
    assert Rewriting(edits).target(Span(3, 4)) == Span(2, 5)


def test_what_was_put_in_is_from_nowhere() -> None:
    rewriting = Rewriting([(0, 0, "> "), (2, 2, "> ")])
    assert not rewriting.source(Span(0, 2))
    assert rewriting.source(Span(0, 3)) == Span(0, 1)
    assert rewriting.target(Span(2, 3)) == Span(6, 7)


def test_what_was_taken_out_is_nowhere() -> None:
    rewriting = Rewriting([(1, 4, "")])
    assert not rewriting.target(Span(2, 3))
    assert rewriting.target(Span(3, 6)) == Span(1, 3)
    assert rewriting.source(Span(1, 2)) == Span(4, 5)


def test_a_text_knows_what_it_was_made_from_through_every_step() -> None:
    rendered = Rendered("  one\ntwo\x1b ").cut(Span(2, 10)).through(visible, spellings)
    rendered = rendered.through(quoted, quote_marks).behind("Told: ")
    assert rendered.text == "Told: > one\n> two␛"
    route = rendered.route()
    assert route.target(Span(6, 9)).of(rendered.text) == "two"
    assert route.source(Span(17, 18)) == Span(9, 10)
    assert not route.source(Span(0, 4))
