"""Fixes of names that several requests bear: the first keeps it, the others are numbered."""

from collections.abc import Iterator
from itertools import count

from wirelens.ide.diagnostics import Diagnostic
from wirelens.ide.scope import Scope
from wirelens.syntax.names import slug
from wirelens.syntax.nodes import RequestFile
from wirelens.syntax.problems import Fix, replacement
from wirelens.syntax.requests import given_names, requests


def name_fixes(file: RequestFile, found: Diagnostic, scope: Scope) -> Iterator[Fix]:
    """A number for the name; none for the first, which references mean."""
    names = {
        span.moved(start): name
        for start, block in requests(file)
        for name, span in given_names(block)
    }
    name = names.get(found.span)
    if name is None or found.span == next(span for span, each in names.items() if each == name):
        return
    number = file.blocks.at(found.span.start)
    written = found.span.moved(-file.starts[number]).of(file.blocks[number].text)
    taken = set(names.values())
    numbered = (f"{written}-{each}" for each in count(2))
    free = next(each for each in numbered if slug(each) not in taken)
    yield replacement(f'Change to "{free}"', found.span, free)
