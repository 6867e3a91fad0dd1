"""Names that may have been meant where an unknown one was written."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

_MOST = 2000  # names that are compared: a hint must not cost a keystroke's time


def near_hint(name: str, names: Iterable[str]) -> str:
    """A question that offers the names like `name`, the nearest first; "" if there are none."""
    near = get_close_matches(name, list(islice(names, _MOST)), n=3, cutoff=0.75)
    offered = " or ".join(f'"{each}"' for each in near)
    return f"did you mean {offered}?" if near else ""
