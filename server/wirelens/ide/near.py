"""Names that may have been meant where an unknown one was written, as hints and as fixes."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from itertools import islice

from wirelens.syntax.problems import Edit, Fix
from wirelens.text import Span

_MOST = 2000  # names that are compared: a hint must not cost a keystroke's time


def near_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names like `name`, the nearest first."""
    return tuple(get_close_matches(name, list(islice(names, _MOST)), n=3, cutoff=0.75))


def near_question(near: Iterable[str]) -> str:
    """A question that offers the names; "" if there are none."""
    offered = " or ".join(f'"{each}"' for each in near)
    return f"did you mean {offered}?" if offered else ""


def changes(span: Span, near: Collection[str]) -> tuple[Fix, ...]:
    """The fixes that write one of the names each; of several none is preferred."""
    is_one = len(near) == 1
    return tuple(Fix(f'Change to "{each}"', (Edit(span, each),), is_one) for each in near)


def near_hint(name: str, names: Iterable[str]) -> str:
    """A question that offers the names like `name`, the nearest first; "" if there are none."""
    return near_question(near_names(name, names))
