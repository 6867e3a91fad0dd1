"""The page about request files: each of its examples parses, with nothing wrong in it."""

from dataclasses import fields

import pytest

from corpus import ROOT
from wirelens.syntax.decisions import AUTO, DECISIONS, Decisions, decisions_for
from wirelens.syntax.nodes import Block
from wirelens.syntax.parse import parse
from wirelens.text import LineIndex

PAGE = ROOT / "docs" / "request-files.md"
TEXT = PAGE.read_text(encoding="utf-8")


def examples() -> list[Block]:
    file = parse(TEXT, decisions_for("auto", PAGE.name)).file
    return [block for block in file.blocks if block.nodes]


def test_the_examples_have_no_problem() -> None:
    parsed = parse(TEXT, decisions_for("auto", PAGE.name))
    lines = LineIndex(TEXT)
    wrong = [
        (lines.line(each.span.start) + 1, each.message)
        for each in parsed.problems
        if each.code != "not-executed"
    ]
    assert not wrong


def test_the_page_has_an_example_of_every_construct() -> None:
    kinds = {type(node).__name__ for block in examples() for node in block.nodes}
    assert kinds >= {"Comment", "Directive", "Variable", "Request", "Opaque"}
    bodies = [block.request.body for block in examples() if block.request and block.request.body]
    structures = {type(body.structure).__name__ for body in bodies}
    assert structures == {"NoneType", "Multipart", "GraphQL"}


def test_the_table_has_a_column_for_every_syntax() -> None:
    header = next(line for line in TEXT.splitlines() if line.startswith("| | `auto`"))
    assert [cell.strip(" `") for cell in header.strip("| ").split("|")] == list(DECISIONS)


@pytest.mark.parametrize("syntax", sorted(DECISIONS))
def test_the_table_marks_what_differs(syntax: str) -> None:
    column = list(DECISIONS).index(syntax) + 1
    table = TEXT.partition("| | `auto`")[2].partition("\n\n")[0].splitlines()[2:]
    marked = [row.strip("|").split("|")[column].strip().startswith("**") for row in table]
    differing = [
        field
        for field in fields(Decisions)
        if getattr(DECISIONS[syntax], field.name) != getattr(AUTO, field.name)
    ]
    assert sum(marked) == len(differing)
