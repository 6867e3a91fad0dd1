"""Assertions as the file writes them (`# @assert text contains "Hi"`, `?? status == 200`), read.

`[not] SUBJECT OPERATOR VALUE`. A path may hold spaces and operators inside brackets and quotes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wirelens.ide.assertion_values import expected_time, expected_value
from wirelens.ide.near import near_hint
from wirelens.ide.path_problems import path_problem
from wirelens.jsonpath import Path, PathProblem, compile_bare_path
from wirelens.stream.assertion import (
    Assertion,
    EventCount,
    Events,
    EventValue,
    Expected,
    Fact,
    HeaderValue,
    MergedValue,
    Operator,
    Quantifier,
    Subject,
    UsageValue,
)
from wirelens.stream.assertion_subjects import FACTS
from wirelens.syntax import nodes
from wirelens.syntax.directives import seconds
from wirelens.syntax.problems import Problem
from wirelens.text import LineIndex, Span

OPERATORS: dict[str, Operator] = {
    "==": "==",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "contains": "contains",
    "matches": "matches",
    "exists": "exists",
    # httpyac's spellings of the same
    "===": "==",
    "!==": "!=",
    "includes": "contains",
}
SUBJECTS = (*FACTS, "header", "usage", "events", "any event", "every event")
TIMES = frozenset({"ttft", "gap_max", "duration"})

# What httpyac has and wirelens does not check: told, and no error in a file that works there.
FOREIGN_SUBJECTS = frozenset({"js", "xpath"})
FOREIGN_OPERATORS = re.compile(
    r"\b(?:is(?:True|False|Number|String|Boolean|Null|Array)|startsWith|endsWith|"
    r"sha256|sha512|md5)\b"
)


@dataclass(slots=True)
class BlockAssertions:
    """The assertions of one block; spans, also those of problems, count in it."""

    assertions: list[Assertion] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)  # of the assertions, in the same order
    problems: list[Problem] = field(default_factory=list)


def block_assertions(block: nodes.Block) -> BlockAssertions:
    """What the block asserts; what cannot be read is a problem and no assertion."""
    found = BlockAssertions()
    lines = LineIndex(block.text)
    request_line = lines.line(block.request.line.span.start) if block.request is not None else 0
    for text, span in written_assertions(block):
        read = read_assertion(text, lines.line(span.start) - request_line)
        if isinstance(read, Problem):
            found.problems.append(read.moved(span.start))
        else:
            found.assertions.append(read)
            found.spans.append(span)
    return found


def read_assertion(text: str, line: int = 0) -> Assertion | Problem:
    """The assertion that `text` is, or what is wrong with it, its span counting in `text`."""
    try:
        return _Reader(text, line).assertion()
    except _MalformedError as malformed:
        return malformed.problem


def written_assertions(block: nodes.Block) -> Iterator[tuple[str, Span]]:
    """The texts of all assertions of a block, in order of their places."""
    found = [(each.value, each.value_span) for each in block.directives if each.name == "assert"]
    for node in block.nodes:
        inner = node.headers if isinstance(node, nodes.Request) else (node,)
        found += [(a.text, a.text_span) for a in inner if isinstance(a, nodes.Assertion)]
    return iter(sorted(found, key=lambda each: each[1].start))


class _MalformedError(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


_NOT = re.compile(r"not\s+")
_SYMBOL = re.compile(r"[=!]==?|[<>]=?")
_WORD = re.compile(r"(?<!\S)(?:contains|includes|matches|exists)(?!\S)")
_SKIPPED = re.compile(r"\"(?:[^\"\\]|\\.)*+\"?|'(?:[^'\\]|\\.)*+'?")
_WITHIN = re.compile(r"\bwithin\s+(\d+(?:\.\d+)?\s*(?:ms|s|m)?)\s*")
_OF_EVENTS = re.compile(r"(any|every)\s+event(?!\S)\s*")


class _Reader:
    """Reads one assertion from left to right; spans count in its text."""

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._line = line

    def assertion(self) -> Assertion:
        negation = _NOT.match(self._text)
        start = negation.end() if negation else 0
        operator, place = self._operator(start)
        subject = self._subject(Span(start, place.start))
        return Assertion(
            text=self._text.strip(),
            line=self._line,
            subject=subject,
            operator=operator,
            expected=self._expected(operator, subject, place.end),
            negated=negation is not None,
        )

    def _operator(self, start: int) -> tuple[Operator, Span]:
        """The first operator outside brackets and quotes, and where it stands."""
        depth, i = 0, start
        while i < len(self._text):
            if quoted := _SKIPPED.match(self._text, i):
                i = quoted.end()
                continue
            depth += {"[": 1, "]": -1}.get(self._text[i], 0)
            if depth <= 0 and i > start:
                found = _SYMBOL.match(self._text, i) or _WORD.match(self._text, i)
                if found and found[0] in OPERATORS:
                    return OPERATORS[found[0]], Span(*found.span())
            i += 1
        self._tell_foreign(start)
        listed = '"' + '", "'.join(dict.fromkeys(OPERATORS.values())) + '"'
        end = len(self._text)
        raise self._malformed(Span(start, end), f"expected an operator, one of {listed}")

    def _tell_foreign(self, start: int) -> None:
        found = FOREIGN_OPERATORS.search(self._text, start)
        if found:
            said = f'"{found[0]}" of httpyac is read and not checked'
            raise _MalformedError(Problem(Span(*found.span()), "not-executed", said))

    def _subject(self, span: Span) -> Subject:
        text = span.of(self._text).rstrip()
        name, _, rest = text.partition(" ")
        rest_start = span.start + len(text) - len(rest.lstrip())
        if name in FOREIGN_SUBJECTS:
            said = f'"{name}" of httpyac is read and not checked'
            place = Span(span.start, span.start + len(name))
            raise _MalformedError(Problem(place, "not-executed", said))
        if of_events := _OF_EVENTS.match(text):
            return self._of_events(of_events, Span(span.start, span.start + len(text)))
        if name == "events":
            return EventCount(self._events(rest.strip()))
        if name == "header":
            return self._header(rest.strip(), span)
        if name == "body" and rest:
            return MergedValue(self._path(rest.strip(), rest_start))
        if text in FACTS:
            return Fact(text)
        if text.startswith(("usage.", "usage[")):
            return UsageValue(self._path(text.removeprefix("usage").removeprefix("."), span.start))
        if text.startswith(("$", "@", "[")) or "." in name:
            return MergedValue(self._path(text, span.start))
        raise self._unknown(text, span)

    def _header(self, name: str, span: Span) -> HeaderValue:
        if not name or " " in name:
            raise self._malformed(span, 'expected the name of one header field after "header"')
        return HeaderValue(name)

    def _of_events(self, match: re.Match[str], span: Span) -> EventValue:
        quantifier: Quantifier = "any" if match[1] == "any" else "every"
        rest = span.of(self._text)[match.end() :]
        within = _WITHIN.search(rest)
        bare = rest[: within.start()] + rest[within.end() :] if within else rest
        words = bare.split(None, 1)
        type_ = words.pop(0) if words and not words[0].startswith(("$", "@")) else None
        path = words[0].strip() if words else None
        if path is None and type_ is not None and ("." in type_ or "[" in type_):
            type_, path = None, type_  # a path without "$", as request files write it
        start = span.start + span.of(self._text).find(path) if path else span.start
        compiled = self._path(path, start) if path else None
        return EventValue(quantifier, Events(type_, _seconds(within)), compiled)

    def _events(self, text: str) -> Events:
        within = _WITHIN.search(text)
        type_ = (text[: within.start()] if within else text).strip()
        return Events(type_ or None, _seconds(within))

    def _path(self, text: str, start: int) -> Path:
        path = compile_bare_path(text)
        if isinstance(path, PathProblem):
            raise _MalformedError(path_problem("assertion-invalid", path, text, start))
        return path

    def _expected(self, operator: Operator, subject: Subject, start: int) -> Expected:
        written = self._text[start:]
        text = written.strip()
        place = Span(start + len(written) - len(written.lstrip()), len(self._text.rstrip()))
        if operator == "exists":
            if text:
                raise self._malformed(place, f'expected nothing after "exists", found "{text}"')
            return Expected("")
        is_time = isinstance(subject, Fact) and subject.name in TIMES
        read = (expected_time if is_time else expected_value)(text, operator)
        if isinstance(read, str):
            raise self._malformed(place if text else Span(start - 1, start), read)
        return read

    def _unknown(self, text: str, span: Span) -> _MalformedError:
        name = text.split(None, 1)[0] if text else ""
        hint = near_hint(name, SUBJECTS) or 'a path begins with "$"'
        listed = '"' + '", "'.join(SUBJECTS) + '"'
        place = Span(span.start, span.start + len(text)) if text else span
        return self._malformed(
            place, f'expected a subject, {listed} or a path, found "{text}"', hint
        )

    def _malformed(self, span: Span, message: str, hint: str = "") -> _MalformedError:
        return _MalformedError(Problem(span, "assertion-invalid", message, hint))


def _seconds(within: re.Match[str] | None) -> float | None:
    return seconds(within[1].strip()) if within else None
