"""What the table says of a dialect beside its code; `docs/formats.md` is made of it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from wirelens.stream.dialects.dialect import Dialect

Merged: TypeAlias = Literal[
    "text",
    "reasoning",
    "refusal",
    "tool calls",
    "citations",
    "usage",
    "finish reason",
    "model",
    "error",
    "several messages",
]
ALL: frozenset[Merged] = frozenset(get_args(Merged))


@dataclass(frozen=True, slots=True)
class Format:
    """One row.

    `name`: as its maker calls it. `told_by`: what in the payload shows it, names in backticks.
    `always_finishes`: a reply that is whole has a finish reason. `ends_without_data`: the type that
    ends a reply although it has no data, so that it is not dispatched. `begins_alike`: a type that
    begins another format too, so that the next event may show that one. `plain`: the event types
    whose data is text, whatever it looks like.
    """

    dialect: type[Dialect]
    name: str
    told_by: str
    merges: frozenset[Merged]
    always_finishes: bool = False
    ends_without_data: str = ""
    begins_alike: str = ""
    plain: frozenset[str] = frozenset()
