"""The text of a JSONPath query, read into its tree or refused at a column.

The grammar tells what is well-formed; what it cannot tell is checked here: which queries are
singular, the types of functions, the range of integers, the escapes in strings, our own bounds.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from wirelens import jsonpath_syntax_tree as tree
from wirelens.grammar import Action, TextGrammar
from wirelens.iregexp import Pattern, PatternProblem, compile_pattern
from wirelens.jsonpath_syntax_words import MalformedError, malformed
from wirelens.text import Span

MAX_LENGTH = 4096
MAX_NESTING = 32  # of brackets and parentheses, in which alone evaluation is recursive
MAX_INTEGER = 2**53 - 1  # RFC 9535, section 2.1: the integers of I-JSON


def read_query(text: str) -> tree.Query:
    """The tree of `text` as RFC 9535 has it; raises `MalformedError`."""
    if text.strip(_BLANK) != text:
        start = 0 if text[0] in _BLANK else len(text) - 1
        message = "expected a path without blank space around it, found some"
        raise MalformedError(Span(start, start + 1), message)
    query = _read(text)
    for shorthand in _SHORTHAND.finditer(_without_strings(text)):
        if "-" in shorthand[1]:
            span = Span(shorthand.start(1), shorthand.end(1))
            message = f'expected a name of letters, digits and "_", found "{shorthand[1]}"'
            raise MalformedError(span, message, f"write \"['{shorthand[1]}']\"")
    return query


def read_bare_query(text: str) -> tree.Query:
    """The same for what request files write: `$` may be missing in front, names have hyphens."""
    assumed = "" if text.startswith("$") else "$" if text.startswith(("[", ".")) else "$."
    try:
        return _read(assumed + text if text else text)
    except MalformedError as error:
        moved = Span(max(error.span.start - len(assumed), 0), max(error.span.end - len(assumed), 0))
        raise MalformedError(moved, error.message, error.hint) from None


_BLANK = " \t\n\r"
_SHORTHAND = re.compile(r"\.([A-Za-z_\x80-\U0010FFFF][-0-9A-Za-z_\x80-\U0010FFFF]*)")
# Possessive: an unterminated string is consumed at once, not tried again from each of its quotes.
_STRING = re.compile(r"(?s)\"(?:[^\"\\]|\\.)*+(?:\"|\\?\Z)|'(?:[^'\\]|\\.)*+(?:'|\\?\Z)")


def _without_strings(text: str) -> str:
    """`text` with its strings blanked out; every offset stays what it was."""
    return _STRING.sub(lambda match: " " * len(match[0]), text)


def _read(text: str) -> tree.Query:
    if not text:
        raise MalformedError(Span(0, 0), "expected a path, found nothing")
    if len(text) > MAX_LENGTH:
        message = f"expected a path of at most {MAX_LENGTH} characters, found {len(text)}"
        raise MalformedError(Span(MAX_LENGTH, len(text)), message)
    _check_nesting(text)
    found: Any = _grammar().parse(text)  # what the start rule's action returns, or `Unexpected`
    if isinstance(found, tree.Query):
        return found
    raise malformed(text, found)


def _check_nesting(text: str) -> None:
    depth = 0
    for offset, char in enumerate(_without_strings(text)):
        depth += (char in "[(") - (char in ")]")
        if depth > MAX_NESTING:
            message = f'expected at most {MAX_NESTING} levels of brackets, found one more "{char}"'
            raise MalformedError(Span(offset, offset + 1), message)


@cache
def _grammar() -> TextGrammar:
    return TextGrammar("jsonpath.lark", "jsonpath_query", _ACTIONS)


# A token is Lark's, which no other module than `grammar` knows: it is text with a `start_pos`.
def _span(token: Any) -> Span:
    return Span(token.start_pos, token.start_pos + len(token))


def _integer(token: Any) -> int:
    if len(token) > len(str(-MAX_INTEGER)) or abs(int(token)) > MAX_INTEGER:
        message = f'expected an integer of at most {MAX_INTEGER}, found "{token}"'
        raise MalformedError(_span(token), message)
    return int(token)


def _number(token: Any) -> tree.Value:
    is_float = any(mark in token for mark in ".eE")
    return tree.Value(_span(token), float(token) if is_float else int(token))


_HEX = "[0-9A-Fa-f]"
_ESCAPES = {
    quote: re.compile(
        rf"\\(?:[bfnrt/\\{quote}]"
        rf"|u(?:[0-9A-CEFa-cef]{_HEX}{{3}}|[Dd][0-7]{_HEX}{{2}})"
        rf"|u[Dd][89ABab]{_HEX}{{2}}\\u[Dd][C-Fc-f]{_HEX}{{2}})"
        r"|(?P<wrong>[\\\x00-\x1f\ud800-\udfff])"
    )
    for quote in "\"'"
}


def _string(token: Any) -> tree.Value:
    """A string literal; what may stand in it is in section 2.3.1.1."""

    def unescaped(match: re.Match[str]) -> str:
        if match["wrong"] is not None:
            raise _wrong_in_string(token, match.start() + 1)
        plain: str = "'" if match[0] == "\\'" else json.loads(f'"{match[0]}"')
        return plain

    return tree.Value(_span(token), _ESCAPES[token[0]].sub(unescaped, token[1:-1]))


def _wrong_in_string(token: Any, index: int) -> MalformedError:
    char = token[index]
    found = f'"{token[index : index + 2]}"' if char == "\\" else f"U+{ord(char):04X}"
    span = Span(token.start_pos + index, token.start_pos + index + 1)
    return MalformedError(span, f"expected a character or an escape of JSON, found {found}")


def _slice(bounds: Sequence[tuple[str, int]]) -> tree.Slice:
    given = dict(bounds)
    return tree.Slice(given.get("start"), given.get("end"), given.get("step"))


def _query(relative: bool, children: Sequence[Any]) -> tree.Query:
    span, segments = children
    return tree.Query(span, relative, segments, _steps(segments))


def _steps(segments: tuple[tree.Segment, ...]) -> tuple[tree.Step, ...] | None:
    """The segments as a walk; None where they are not singular (section 2.3.5.1)."""
    steps: list[tree.Step] = []
    for segment in segments:
        match segment:
            case tree.ChildSegment((tree.Name(name),)):
                steps.append(name)
            case tree.ChildSegment((tree.Index(index),)):
                steps.append(index)
            case _:
                return None
    return tuple(steps)


def _combined(
    kind: type[tree.All] | type[tree.Some], terms: list[tree.Expression]
) -> tree.Expression:
    return terms[0] if len(terms) == 1 else kind(tuple(_tested(term) for term in terms))


def _paren(children: list[Any]) -> tree.Expression:
    # Not the bare expression: in parentheses a query is no longer a query that a function can take.
    expression = tree.All((_tested(children[-1]),))
    return tree.Not(expression) if len(children) == 2 else expression


def _test(children: list[Any]) -> tree.Expression:
    test = tree.Test(children[-1])
    return tree.Not(_tested(test)) if len(children) == 2 else test


def _tested(expression: tree.Expression) -> tree.Expression:
    """The same, where what a function gives is a yes or no (section 2.4.3)."""
    match expression:
        case tree.Test(tree.NodesCall() | tree.ValueCall() as call):
            message = f'expected a comparison, found "{call.function}(…)" alone'
            raise MalformedError(call.span, message, f'write "{call.function}(…) > 0"')
    return expression


def _comparison(children: list[Any]) -> tree.Comparison:
    left, operator, right = children
    return tree.Comparison(_value(left), str(operator), _value(right))


def _value(term: tree.Comparable) -> tree.Comparable:
    """The same, where it gives one value at most."""
    if isinstance(term, tree.Query) and term.steps is None:
        message = "expected a query that finds one node at most, found one that may find many"
        raise MalformedError(term.span, message, 'write "count(…)" or "value(…)" around it')
    if isinstance(term, tree.PatternCall):
        message = f'expected a value, found "{term.function}(…)", which is a test'
        raise MalformedError(term.span, message)
    return term


def _call(children: list[Any]) -> tree.Call:
    name, *arguments = children
    function = _FUNCTIONS.get(name)
    if function is None:
        known = ", ".join(f'"{known}"' for known in _FUNCTIONS)
        raise MalformedError(_span(name), f'expected a function out of {known}, found "{name}"')
    if len(arguments) != function.parameters:
        expected = f'{function.parameters} as the number of arguments of "{name}"'
        raise MalformedError(_span(name), f"expected {expected}, found {len(arguments)}")
    return function.call(name, *(_argument(argument, name) for argument in arguments))


def _argument(found: tree.Value | tree.Expression, name: Any) -> tree.Comparable:
    match found:
        case tree.Test():
            return found.subject
        case tree.Value():
            return found
    message = f'expected a query or a value for "{name}", found an expression'
    raise MalformedError(_span(name), message)


def _nodes_call(name: Any, argument: tree.Comparable) -> tree.NodesCall:
    if not isinstance(argument, tree.Query):
        message = f'expected a query for "{name}", found a value'
        raise MalformedError(argument.span, message, f'write "{name}(@.…)"')
    return tree.NodesCall(_span(name), str(name), argument)


def _value_call(name: Any, argument: tree.Comparable) -> tree.ValueCall:
    return tree.ValueCall(_span(name), str(name), _value(argument))


def _pattern_call(name: Any, subject: tree.Comparable, given: tree.Comparable) -> tree.PatternCall:
    pattern: tree.Comparable | Pattern = _value(given)
    if isinstance(given, tree.Value) and isinstance(given.value, str):
        compiled = compile_pattern(given.value)
        if isinstance(compiled, PatternProblem):
            # The RFC lets such a test fail for every node; nobody who writes one means that.
            raise _wrong_pattern(given, compiled)
        pattern = compiled
    return tree.PatternCall(_span(name), str(name), _value(subject), pattern)


def _wrong_pattern(given: tree.Value, problem: PatternProblem) -> MalformedError:
    has_escapes = len(str(given.value)) + 2 != len(given.span)
    span = given.span if has_escapes else problem.span.moved(given.span.start + 1)
    return MalformedError(span, f"in the pattern, {problem.message}", problem.hint)


@dataclass(frozen=True, slots=True)
class _Function:
    parameters: int
    call: Callable[..., tree.Call]  # of the name and that many arguments


# Sections 2.4.4 to 2.4.8.
_FUNCTIONS = {
    "count": _Function(1, _nodes_call),
    "length": _Function(1, _value_call),
    "match": _Function(2, _pattern_call),
    "search": _Function(2, _pattern_call),
    "value": _Function(1, _nodes_call),
}

_ACTIONS: dict[str, Action] = {
    "ROOT_IDENTIFIER": _span,
    "CURRENT_NODE_IDENTIFIER": _span,
    "STRING_LITERAL": _string,
    "INT": _integer,
    "NUMBER": _number,
    "TRUE": lambda token: tree.Value(_span(token), True),
    "FALSE": lambda token: tree.Value(_span(token), False),
    "NULL": lambda token: tree.Value(_span(token), None),
    "jsonpath_query": lambda children: _query(False, children),
    "rel_query": lambda children: _query(True, children),
    "segments": tuple,
    "child_segment": lambda children: tree.ChildSegment(_selectors(children[0])),
    "descendant_segment": lambda children: tree.DescendantSegment(_selectors(children[0])),
    "bracketed_selection": tuple,
    "name_selector": lambda children: tree.Name(children[0].value),
    "member_name_shorthand": lambda children: tree.Name(str(children[0])),
    "wildcard_selector": lambda children: tree.Wildcard(),
    "index_selector": lambda children: tree.Index(children[0]),
    "slice_selector": _slice,
    "start": lambda children: ("start", children[0]),
    "end": lambda children: ("end", children[0]),
    "step": lambda children: ("step", children[0]),
    "filter_selector": lambda children: tree.Filter(_tested(children[0])),
    "logical_or_expr": lambda children: _combined(tree.Some, children),
    "logical_and_expr": lambda children: _combined(tree.All, children),
    "paren_expr": _paren,
    "test_expr": _test,
    "comparison_expr": _comparison,
    "literal": lambda children: children[0],
    "function_expr": _call,
}


def _selectors(found: tree.Selector | tuple[tree.Selector, ...]) -> tuple[tree.Selector, ...]:
    return found if isinstance(found, tuple) else (found,)
