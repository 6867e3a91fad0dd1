"""Request files of real projects come back whole, their requests where other tools see them."""

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import corpus
from wirelens.syntax.parse import edited, parse
from wirelens.syntax.problems import Severity
from wirelens.syntax.requests import request_span, requests
from wirelens.text import LineIndex, Span

# Files whose requests other tools see elsewhere, each with the reason why we do not: none so far.
KNOWN_DIFFERENCES: dict[str, str] = {}

CHANGES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "crlf": lambda text: re.sub(r"\r?\n", "\r\n", text),
    "cr": lambda text: re.sub(r"\r?\n", "\r", text),
    "byte order mark": lambda text: "\ufeff" + text.removeprefix("\ufeff"),
    "tabs": lambda text: re.sub(r"(?m)^(?: {2,4})+", "\t", text),
    "no final newline": lambda text: text.rstrip("\r\n"),
}


@cache
def files() -> dict[str, str]:
    folder = corpus.path("http-corpus")
    paths: list[Path] = [path for path in folder.rglob("*") if path.suffix in {".http", ".rest"}]
    return {str(path.relative_to(folder)): _text(path) for path in sorted(paths)}


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def ranges(text: str) -> list[list[int]]:
    """The first and the last line of each request, from 0."""
    index = LineIndex(text)
    spans = [(start, request_span(block)) for start, block in requests(parse(text).file)]
    return [
        [index.line(start + span.start), index.line(start + span.end)]
        for start, span in spans
        if span is not None
    ]


@pytest.mark.parametrize("change", CHANGES)
def test_every_file_comes_back_whole(change: str) -> None:
    for name, text in files().items():
        changed = CHANGES[change](text)
        assert parse(changed).text == changed, name


def test_a_file_cut_at_any_line_comes_back_whole() -> None:
    for name, text in files().items():
        starts = [*LineIndex(text).starts, len(text)]
        parsed = parse("")
        for start, end in pairwise(starts):  # each line typed at the end of those before it
            parsed = edited(parsed, Span(start, start), text[start:end])
            assert parsed.file.starts[-1] + len(parsed.file.blocks[-1].text) == end, name
        assert parsed == parse(text), name


@pytest.mark.parametrize("change", CHANGES)
def test_requests_are_where_other_tools_see_them(change: str) -> None:
    expected = json.loads(corpus.path("http-corpus/request-ranges.json").read_text("utf-8"))
    found = {name: ranges(CHANGES[change](text)) for name, text in files().items()}
    different = {name for name in expected if found[name] != expected[name]}
    assert different == KNOWN_DIFFERENCES.keys()


def test_hardly_a_file_has_an_error() -> None:
    parses = {name: parse(text) for name, text in files().items()}
    wrong = [
        name
        for name, parsed in parses.items()
        if any(problem.severity is Severity.ERROR for problem in parsed.problems)
    ]
    count = sum(len(list(requests(parsed.file))) for parsed in parses.values())
    problems = Counter(p.code for parsed in parses.values() for p in parsed.problems)
    print(f"{len(parses)} files, {count} requests, {len(wrong)} files with errors, {problems}")
    assert len(wrong) <= len(files()) * 0.02, wrong
