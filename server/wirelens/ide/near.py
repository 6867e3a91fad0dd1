"""Names that may have been meant where an unknown one was written."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

_MOST = 2000  # names that are compared: a hint must not cost a keystroke's time


def near_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names like `name`, the nearest first."""
    return tuple(get_close_matches(name, list(islice(names, _MOST)), n=3, cutoff=0.75))


def near_question(near: Iterable[str]) -> str:
    """A question that offers the names; "" if there are none."""
    offered = " or ".join(f'"{each}"' for each in near)
    return f"did you mean {offered}?" if offered else ""


def near_hint(name: str, names: Iterable[str]) -> str:
    """A question that offers the names like `name`, the nearest first; "" if there are none."""
    return near_question(near_names(name, names))
