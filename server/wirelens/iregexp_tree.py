"""The tree of a regular expression."""

import unicodedata
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class CharClass:
    """A set of characters: ranges, general categories by their first letters, other classes."""

    ranges: tuple[tuple[str, str], ...] = ()
    categories: tuple[str, ...] = ()
    classes: tuple["CharClass", ...] = ()
    negated: bool = False

    def __contains__(self, char: str) -> bool:
        held = (
            any(first <= char <= last for first, last in self.ranges)
            or (bool(self.categories) and unicodedata.category(char).startswith(self.categories))
            or any(char in each for each in self.classes)
        )
        return held != self.negated


@dataclass(frozen=True, slots=True)
class Start:
    """Nothing, at the start of the text."""


@dataclass(frozen=True, slots=True)
class End:
    """Nothing, at the end of the text."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Pieces, one after the other."""

    pieces: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several branches."""

    branches: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """An atom, so many times; `most` is None where there is no upper bound."""

    atom: "Tree"
    least: int
    most: int | None


Tree: TypeAlias = CharClass | Start | End | Sequence | Choice | Repeat


def size(tree: Tree) -> int:
    """How many positions `tree` takes at most: told before any is made, for `((a{999}){999}){999}`.

    What takes none counts as one: repeating it costs time all the same.
    """
    match tree:
        case Sequence():
            return max(1, sum(size(piece) for piece in tree.pieces))
        case Choice():
            return 1 + sum(size(branch) for branch in tree.branches)
        case Repeat():
            optional = 1 if tree.most is None else tree.most - tree.least
            atom = size(tree.atom)
            return max(1, tree.least * atom + optional * (atom + 1))
        case _:
            return 1
