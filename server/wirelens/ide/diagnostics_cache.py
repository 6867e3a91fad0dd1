"""The diagnostics of a request file from keystroke to keystroke.

A block is a function of its text, and an edit leaves most pages of blocks the same objects. So only
blocks that changed are looked at again: typing costs the same among 10 and 10 000 requests.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wirelens.ide.diagnostics import Diagnostic, block_diagnostics, from_problem
from wirelens.ide.imports import imports
from wirelens.ide.scope import Scope
from wirelens.ide.variable_problems import VariableChecker
from wirelens.syntax.nodes import Block, RequestFile
from wirelens.syntax.problems import Severity
from wirelens.syntax.requests import duplicate_name, given_names
from wirelens.text import Span

LISTED = 500  # diagnostics a document; the rest is counted


def file_diagnostics(file: RequestFile, scope: Scope | None = None) -> list[Diagnostic]:
    """The diagnostics of a file that is looked at once."""
    return DiagnosticsCache().update(file, scope)


def has_same_variables(old: RequestFile, new: RequestFile) -> bool:
    """Whether both define the same variables at the same places, and name the same requests.

    Then the scope of one is the other's.

    False in case of doubt; looks only at the pages that differ.
    """
    pages, others = old.blocks.pages, new.blocks.pages
    if len(pages) != len(others):
        return False
    pairs = zip(pages, others, strict=True)
    return all(
        mine is its or list(map(_definitions, mine)) == list(map(_definitions, its))
        for (_, mine), (_, its) in pairs
    )


def _definitions(block: Block) -> tuple[object, ...]:
    return block.variables, block.name, block.request is None, list(imports(block))


class DiagnosticsCache:
    """What was found in one document, block by block."""

    def __init__(self) -> None:
        self._pages: dict[int, _Page] = {}
        self._scope: Scope | None = None
        self._checker: VariableChecker | None = None
        self._names: Counter[str] = Counter()
        self._repeated: set[str] = set()

    def update(self, file: RequestFile, scope: Scope | None = None) -> list[Diagnostic]:
        """The diagnostics of the file in order, spans counted from its start, at most `LISTED`.

        Variables are looked at where a scope is given, in every block if it is not the scope of
        the call before.
        """
        pages = file.blocks.pages
        if scope is not self._scope:
            self._scope = scope
            self._checker = None if scope is None else VariableChecker(scope)
            self._take(pages, {})
        else:
            self._take(pages, self._pages)
        return _bounded(list(self._first(pages)), self._count())

    def _take(
        self, pages: list[tuple[int, tuple[Block, ...]]], same: "Mapping[int, _Page]"
    ) -> None:
        """Looks at the pages that are not among the `same`."""
        current = {id(blocks) for _, blocks in pages}
        left = [page for key, page in self._pages.items() if key not in current or not same]
        known = {id(each.block): each for page in left for each in page.checked}
        taken: dict[int, _Page] = {}
        number = 0
        for _, blocks in pages:
            page = same.get(id(blocks)) or self._page(number, blocks, known)
            taken[id(blocks)] = page
            number += len(blocks)
        self._rename(left, [page for key, page in taken.items() if key not in same])
        self._pages = taken

    def _page(
        self, number: int, blocks: tuple[Block, ...], known: "Mapping[int, _Checked]"
    ) -> "_Page":
        checked: list[_Checked] = []
        for index, block in enumerate(blocks):
            old = known.get(id(block))
            if old is None or old.checker is not self._checker:
                old = self._checked(number + index, block, old)
            checked.append(old)
        found: list[Diagnostic] = []
        names: list[tuple[str, int, Span]] = []
        start = 0
        for each in checked:
            if each.found:
                found += [diagnostic.moved(start) for diagnostic in each.found]
            if each.names:
                names += [(name, start, span) for name, span in each.names]
            start += len(each.block.text)
        return _Page(blocks, checked, found, names)

    def _checked(self, number: int, block: Block, old: "_Checked | None") -> "_Checked":
        own = block_diagnostics(block) if old is None else old.own
        names = list(given_names(block)) if old is None else old.names
        problems = [] if self._checker is None else self._checker.problems(number, block)
        found = sorted([*own, *map(from_problem, problems)], key=_by_place)
        return _Checked(block, own, names, found, self._checker)

    def _rename(self, left: "Sequence[_Page]", new: "Sequence[_Page]") -> None:
        """Counts the names of the pages that came, and no more those of the pages that left."""
        gone = [name for page in left for name, _, _ in page.names]
        given = [name for page in new for name, _, _ in page.names]
        if gone == given:
            return
        self._names.subtract(gone)
        self._names.update(given)
        for name in {*gone, *given}:
            if self._names[name] > 1:
                self._repeated.add(name)
            else:
                self._repeated.discard(name)
            if not self._names[name]:
                del self._names[name]

    def _count(self) -> int:
        own = sum(len(page.found) for page in self._pages.values())
        return own + sum(self._names[name] for name in self._repeated)

    def _first(self, pages: list[tuple[int, tuple[Block, ...]]]) -> Iterator[Diagnostic]:
        """The first diagnostics, a page's in order; one more than are listed."""
        count = 0
        for start, blocks in pages:
            page = self._pages[id(blocks)]
            found = page.found
            if self._repeated and page.names:
                found = sorted((*found, *self._duplicates(page)), key=_by_place)
            for diagnostic in found[: LISTED + 1 - count]:
                yield diagnostic.moved(start)
            count += len(found)
            if count > LISTED:
                return

    def _duplicates(self, page: "_Page") -> Iterator[Diagnostic]:
        for name, start, span in page.names:
            if name in self._repeated:
                problem = duplicate_name(span.moved(start), name, self._names[name])
                yield from_problem(problem)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A block and what was found in it: by its own text, and with the checker of one scope."""

    block: Block
    own: Sequence[Diagnostic]
    names: Sequence[tuple[str, Span]]
    found: Sequence[Diagnostic]
    checker: VariableChecker | None


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of blocks, kept so that no other gets its identity; spans count from its start."""

    blocks: tuple[Block, ...]
    checked: Sequence[_Checked]
    found: Sequence[Diagnostic]
    names: Sequence[tuple[str, int, Span]]  # with where the block starts in the page


def _by_place(diagnostic: Diagnostic) -> int:
    return diagnostic.span.start


def _bounded(found: list[Diagnostic], count: int) -> list[Diagnostic]:
    if count <= LISTED:
        return found
    message = f"{count - LISTED} more problems in this file, {count} in all"
    more = Diagnostic(found[LISTED].span, "", Severity.INFORMATION, message)
    return [*found[:LISTED], more]
