"""The tree of a JSONPath query (RFC 9535); spans count code points from the path's start."""

from dataclasses import dataclass
from typing import TypeAlias

from wirelens.iregexp import Pattern
from wirelens.jsonvalue import JsonValue
from wirelens.text import Span

Step: TypeAlias = str | int  # a name or an index


@dataclass(frozen=True, slots=True)
class Name:
    """The member of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """The element at `index`, from the end where it is negative."""

    index: int


@dataclass(frozen=True, slots=True)
class Slice:
    """The elements from `start` to before `end`; what is None depends on the step's sign."""

    start: int | None
    end: int | None
    step: int | None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Every child."""


@dataclass(frozen=True, slots=True)
class Filter:
    """The children for which the expression holds."""

    expression: "Expression"


Selector: TypeAlias = Name | Index | Slice | Wildcard | Filter


@dataclass(frozen=True, slots=True)
class ChildSegment:
    """What the selectors find in each node, selector by selector."""

    selectors: tuple[Selector, ...]


@dataclass(frozen=True, slots=True)
class DescendantSegment:
    """What the selectors find in each node and in all that it holds."""

    selectors: tuple[Selector, ...]


Segment: TypeAlias = ChildSegment | DescendantSegment


@dataclass(frozen=True, slots=True)
class Query:
    """Segments from the root (`$`) or, in a filter, from the current node (`@`).

    `steps` are the same as a walk, where the query is singular.
    """

    span: Span
    relative: bool
    segments: tuple[Segment, ...]
    steps: tuple[Step, ...] | None


@dataclass(frozen=True, slots=True)
class Value:
    """A literal."""

    span: Span
    value: JsonValue


@dataclass(frozen=True, slots=True)
class NodesCall:
    """A function of what a query finds; gives a value."""

    span: Span
    function: str
    query: Query


@dataclass(frozen=True, slots=True)
class ValueCall:
    """A function of a value; gives a value."""

    span: Span
    function: str
    argument: "Comparable"


@dataclass(frozen=True, slots=True)
class PatternCall:
    """Whether a value fits a pattern, which is compiled where it is a literal."""

    span: Span
    function: str
    subject: "Comparable"
    pattern: "Comparable | Pattern"


Call: TypeAlias = NodesCall | ValueCall | PatternCall
Comparable: TypeAlias = Query | Value | Call


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values compared; the queries in it are singular."""

    left: Comparable
    operator: str
    right: Comparable


@dataclass(frozen=True, slots=True)
class Test:
    """Whether a query finds anything, or what a function says."""

    subject: Query | Call


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    expression: "Expression"


@dataclass(frozen=True, slots=True)
class All:
    """Terms between `&&`."""

    terms: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Terms between `||`."""

    terms: tuple["Expression", ...]


Expression: TypeAlias = Comparison | Test | Not | All | Some
