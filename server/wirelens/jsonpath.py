"""JSONPath (RFC 9535): a path's text becomes a `Path`, or a problem at its column.

A singular path is a walk over a tuple. Any other is evaluated within bounds: one that asks for more
than they allow finds nothing and says so. The only home of jsonpath_ng.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from wirelens import jsonpath_functions as functions
from wirelens import jsonpath_syntax as syntax
from wirelens import jsonpath_syntax_tree as tree
from wirelens.iregexp import Pattern
from wirelens.jsonpath_functions import NOTHING, Nothing, Result
from wirelens.jsonpath_syntax_words import MalformedError
from wirelens.jsonvalue import JsonValue
from wirelens.text import Span

if TYPE_CHECKING:
    import jsonpath_ng

MAX_RESULTS = 10_000
MAX_STEPS = 200_000  # nodes looked at, tests made, and what else costs: some 0.3 s at worst
LOOKUP_STEPS = 4  # jsonpath-ng takes 4 µs to find a node


@dataclass(frozen=True, slots=True)
class PathProblem:
    """Why a text is no path: where in it, what was expected, what to write instead."""

    span: Span
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Nodelist:
    """The values that a path finds, in order. Where a bound was met there are none: `limit` says
    which, for a part must not pass for the whole."""

    values: list[JsonValue]
    limit: str | None = None


@dataclass(frozen=True, slots=True)
class SingularPath:
    """A path that finds one value at most: names and indices alone."""

    singular: ClassVar[bool] = True

    text: str
    steps: tuple[tree.Step, ...]

    def find(self, value: JsonValue) -> list[JsonValue]:
        """The value at the path's end, or nothing."""
        found = _walked(self.steps, value)
        return [] if found is NOTHING else [found]

    def nodelist(self, value: JsonValue) -> Nodelist:
        """What `find` returns; a walk meets no bound."""
        return Nodelist(self.find(value))


@dataclass(frozen=True, slots=True)
class QueryPath:
    """A path that may find many values."""

    singular: ClassVar[bool] = False

    text: str
    query: tree.Query

    def find(self, value: JsonValue) -> list[JsonValue]:
        """The values found, in order; none where a bound was met, which `nodelist` tells apart."""
        return self.nodelist(value).values

    def nodelist(self, value: JsonValue) -> Nodelist:
        """The values found, or the bound that was met."""
        try:
            values = _Search(value).nodes(self.query, value)
        except functions.ExhaustedError:
            return Nodelist([], f"more than {MAX_STEPS} steps")
        if len(values) > MAX_RESULTS:
            return Nodelist([], f"more than {MAX_RESULTS} results")
        return Nodelist(values)


Path: TypeAlias = SingularPath | QueryPath


def compile_path(text: str) -> Path | PathProblem:
    """The path that `text` is by RFC 9535, or what is wrong with it."""
    return _compiled(text, syntax.read_query)


def compile_bare_path(text: str) -> Path | PathProblem:
    """As request files write it: `$` may be missing in front, names may have hyphens."""
    return _compiled(text, syntax.read_bare_query)


def compared(operator: str, left: Result, right: Result) -> bool:
    """Whether the comparison `==`, `!=`, `<`, `<=`, `>` or `>=` holds (section 2.3.5.2.2)."""
    return functions.compared(operator, left, right, functions.Work(sys.maxsize))


def _compiled(text: str, read: Callable[[str], tree.Query]) -> Path | PathProblem:
    try:
        query = read(text)
    except MalformedError as error:
        return PathProblem(error.span, error.message, error.hint)
    return QueryPath(text, query) if query.steps is None else SingularPath(text, query.steps)


def _walked(steps: tuple[tree.Step, ...], root: JsonValue) -> JsonValue | Nothing:
    # Any: what has no such name or index says so by raising, which is cheaper than to ask first.
    value: Any = root
    try:
        for step in steps:
            if isinstance(value, str):  # an array of characters for Python, a scalar for JSON
                return NOTHING
            value = value[step]
    except (KeyError, IndexError, TypeError):
        return NOTHING
    found: JsonValue = value
    return found


class _Search:
    """One evaluation: the root, and what it may still cost."""

    def __init__(self, root: JsonValue) -> None:
        self._root = root
        self._work = functions.Work(MAX_STEPS)

    def nodes(self, query: tree.Query, current: JsonValue) -> list[JsonValue]:
        """The nodelist of `query`, segment by segment (section 2.1.2)."""
        found = [current if query.relative else self._root]
        for segment in query.segments:
            descends = isinstance(segment, tree.DescendantSegment)
            found = [
                child
                for node in (self._descendants(found) if descends else found)
                for selector in segment.selectors
                for child in self._selected(selector, node)
            ]
        return found

    def _descendants(self, nodes: list[JsonValue]) -> Iterator[JsonValue]:
        """Each node and all that it holds, parents first (section 2.5.2.2).

        jsonpath-ng's own walk has no bound.
        """
        todo = nodes[::-1]
        while todo:
            node = todo.pop()
            self._work.spend(1)
            yield node
            todo += reversed(self._children(node))

    def _children(self, node: JsonValue) -> list[JsonValue]:
        if isinstance(node, dict):
            self._work.spend(len(node))
            return list(node.values())
        if isinstance(node, list):
            self._work.spend(len(node))
            return node
        return []

    def _selected(self, selector: tree.Selector, node: JsonValue) -> list[JsonValue]:
        self._work.spend(1)
        match selector:
            case tree.Wildcard():
                return self._children(node)
            case tree.Filter():
                children = self._children(node)
                return [child for child in children if self._holds(selector.expression, child)]
        finds = _finds(selector, node)
        self._work.spend(finds * LOOKUP_STEPS)
        return _looked_up(selector, node) if finds else []

    def _holds(self, expression: tree.Expression, node: JsonValue) -> bool:
        self._work.spend(1)
        match expression:
            case tree.All():
                return all(self._holds(term, node) for term in expression.terms)
            case tree.Some():
                return any(self._holds(term, node) for term in expression.terms)
            case tree.Not():
                return not self._holds(expression.expression, node)
            case tree.Comparison():
                left = self._value(expression.left, node)
                right = self._value(expression.right, node)
                return functions.compared(expression.operator, left, right, self._work)
            case tree.Test():
                subject = expression.subject
                if isinstance(subject, tree.Query):
                    return bool(self.nodes(subject, node))
                return self._result(subject, node) is True

    def _value(self, term: tree.Comparable, node: JsonValue) -> functions.Result:
        match term:
            case tree.Value():
                return term.value
            case tree.Query():
                steps = term.steps or ()
                self._work.spend(len(steps))
                return _walked(steps, node if term.relative else self._root)
            case _:
                return self._result(term, node)

    def _result(self, call: tree.Call, node: JsonValue) -> functions.Result:
        match call:
            case tree.NodesCall():
                return functions.OF_NODES[call.function](self.nodes(call.query, node))
            case tree.ValueCall():
                return functions.OF_VALUE[call.function](self._value(call.argument, node))
            case tree.PatternCall():
                subject = self._value(call.subject, node)
                pattern = self._pattern(call.pattern, node)
                return functions.fits(call.function, subject, pattern, self._work)

    def _pattern(self, given: tree.Comparable | Pattern, node: JsonValue) -> Pattern | None:
        if isinstance(given, Pattern):
            return given
        return self._work.pattern(self._value(given, node))


def _finds(selector: tree.Name | tree.Index | tree.Slice, node: JsonValue) -> int:
    """How many children the selector finds (sections 2.3.1, 2.3.3 and 2.3.4)."""
    match selector:
        case tree.Name():
            return int(isinstance(node, dict) and selector.name in node)
        case tree.Index():
            return int(isinstance(node, list) and -len(node) <= selector.index < len(node))
        case tree.Slice():
            if not isinstance(node, list) or selector.step == 0:
                return 0
            bounds = slice(selector.start, selector.end, selector.step)
            return len(range(*bounds.indices(len(node))))


def _looked_up(selector: tree.Name | tree.Index | tree.Slice, node: JsonValue) -> list[JsonValue]:
    """What jsonpath-ng's node for the selector finds.

    It is asked only where there is something: in one release or another its nodes take a string for
    an array, an object for the only element of one, the name `*` for a wildcard, or raise.
    """
    if isinstance(node, dict) and selector == _STAR:
        return [node["*"]]
    return [datum.value for datum in _node(selector).find(node)]


_STAR = tree.Name("*")


@lru_cache(maxsize=256)
def _node(selector: tree.Name | tree.Index | tree.Slice) -> "jsonpath_ng.JSONPath":
    # Imported on first use: it takes 35 ms, and most paths are singular.
    import jsonpath_ng

    match selector:
        case tree.Name():
            return jsonpath_ng.Fields(selector.name)
        case tree.Index():
            return jsonpath_ng.Index(selector.index)
        case tree.Slice():
            # Without any bound it would be a wildcard, for objects too.
            step = 1 if selector.step is None else selector.step
            return jsonpath_ng.Slice(selector.start, selector.end, step)
