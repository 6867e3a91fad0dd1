"""An edit gives what parsing anew gives, and parses only the blocks that it touched."""

import random

import pytest

from wirelens.syntax.parse import Parse, edited, parse
from wirelens.text import Span

THREE = "### a\nGET a.test\n### b\nPOST b.test\n\nx\n### c\nGET c.test\n"


def check(text: str, replacement: str) -> None:
    """`text` marks what is replaced: `$0…$0`, or the one place `$0`."""
    before, *rest = text.split("$0")
    removed, after = rest if len(rest) == 2 else ("", rest[0])
    old = parse(before + removed + after)
    new = edited(old, Span(len(before), len(before + removed)), replacement)
    assert new == parse(before + replacement + after)
    assert new.text == before + replacement + after


@pytest.mark.parametrize(
    ("text", "replacement"),
    [
        ("GET a$0.test", "x"),
        ("$0", "GET a.test\n### b\nGET b.test"),
        ("$0GET a.test\n### b$0", ""),
        ("GET a.test\n#$0##", ""),
        ("GET a.test\n#$0#$0#\nGET b.test", ""),
        ("GET a.test\n$0###\nGET b.test", " "),
        ("GET a.test\n$0#$0##\nGET b.test", ""),
        ("GET a.test\n###$0 b", "#"),
        ("GET a.test\n##$0\nGET b.test", "#"),
        ("GET a.test$0\n$0### b", ""),
        ("GET a.test$0\r\n$0### b", ""),
        ("GET a.test\r$0\n$0### b", ""),
        ("GET a.test$0\r$0\n### b", ""),
        ("GET a.test\r$0### b", "\n"),
        ("POST a.test\n\nx$0\ny", "\n### b\nGET b.test\n"),
        ("### a\nGET $0a.test\n### b\nGET b.test\n### c\nGET $0c.test", ""),
        ("$0\ufeff$0### a", ""),
        ("$0### a", "\ufeff"),
        ("GET a.test$0\n### b", "\ufeff"),
        ("### a\n$0### b\n$0### c", ""),
        (THREE + "$0", "### d"),
    ],
)
def test_an_edit_at_the_borders_of_blocks(text: str, replacement: str) -> None:
    check(text, replacement)


def test_blocks_that_were_not_touched_are_the_same_objects() -> None:
    old = parse(THREE)
    at = THREE.index("x")
    new = edited(old, Span(at, at + 1), "y\n### d")
    assert [block.name for block in new.file.blocks] == ["a", "b", "d", "c"]
    assert new.file.blocks[0] is old.file.blocks[0]
    assert new.file.blocks[3] is old.file.blocks[2]


def test_the_old_tree_stays_as_it_was() -> None:
    old = parse(THREE)
    edited(old, Span(0, len(THREE)), "")
    assert old == parse(THREE)


def test_many_edits_in_a_long_file() -> None:
    chance = random.Random(1)
    text = "".join(f"### {number}\nGET a.test/{number}\n\n" for number in range(700))
    parsed: Parse = parse(text)
    for _ in range(300):
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.choice([0, 0, 1, 5, 400, 4000]))
        replacement = chance.choice(["", "x", "\n###\n", "### y\nGET b.test\n" * 40])
        parsed = edited(parsed, Span(start, end), replacement)
        text = text[:start] + replacement + text[end:]
    assert parsed == parse(text)
    assert parsed.text == text
    assert list(parsed.file.starts) == list(parse(text).file.starts)


def test_blocks_and_starts_are_sequences() -> None:
    file = parse(THREE).file
    assert len(file.blocks) == len(file.starts) == 3
    assert file.blocks[-1] is file.blocks[2]
    assert list(file.blocks[1:]) == [file.blocks[1], file.blocks[2]]
    assert file.starts[0] == 0
    assert list(file.starts[:2]) == [0, THREE.index("### b")]
    with pytest.raises(IndexError):
        file.blocks[3]
