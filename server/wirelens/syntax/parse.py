"""Text to tree and problems. Never raises; an edit parses again only the blocks that it touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from wirelens.syntax.block import BlockParser
from wirelens.syntax.checks import block_problems
from wirelens.syntax.cuts import Cut, cuts, separation_in
from wirelens.syntax.decisions import AUTO, Decisions, Separation
from wirelens.syntax.names import request_name
from wirelens.syntax.nodes import Block, RequestFile, Template
from wirelens.syntax.problems import Problem
from wirelens.syntax.requests import duplicate_names
from wirelens.syntax.rope import Rope
from wirelens.text import Span

_SEPARATOR = len("###")


@dataclass(frozen=True, slots=True)
class Parse:
    """A request file, and what is wrong in it; `separation` is the one that holds in this text."""

    file: RequestFile
    decisions: Decisions = AUTO
    separation: Separation = Separation.HASHES

    @property
    def text(self) -> str:
        """The whole text, joined anew on each call: at 2 MB that alone takes a keystroke's time."""
        return "".join(block.text for block in self.file.blocks)

    @property
    def problems(self) -> list[Problem]:
        """All problems in the order of their places, spans counted from the start of the file."""
        blocks = zip(self.file.starts, self.file.blocks, strict=True)
        own = (problem.moved(start) for start, block in blocks for problem in block.problems)
        found = chain(own, duplicate_names(self.file))
        return sorted(found, key=lambda problem: problem.span.start)


def parse(text: str, decisions: Decisions = AUTO) -> Parse:
    """The tree of any text; where tools disagree, as decided."""
    return _parsed(text, decisions, {})


def edited(old: Parse, span: Span, replacement: str) -> Parse:
    """The parse of the old text with `replacement` in the place of `span`."""
    blocks = old.file.blocks
    first = blocks.at(span.start)
    last = blocks.at(span.end)
    # An edit before or in its marks may join a block to the one above.
    if first and span.start < old.file.starts[first] + _SEPARATOR:
        first -= 1
    touched = blocks[first : last + 1]
    start = old.file.starts[first]
    text = "".join(block.text for block in touched)
    text = text[: span.start - start] + replacement + text[span.end - start :]
    separation = old.separation if first else separation_in(text, old.decisions.separation)
    if separation is not Separation.HASHES or old.separation is not Separation.HASHES:
        # What one line means to the next blocks takes a look at the whole text.
        whole = old.text
        whole = whole[: span.start] + replacement + whole[span.end :]
        return _parsed(whole, old.decisions, {block.text: block for block in blocks})
    known = {block.text: block for block in touched}
    changed = [_block(each, old.decisions, known) for each in cuts(text, separation)]
    file = RequestFile(blocks.replaced(first, last, changed))
    return Parse(file, old.decisions, separation)


def parse_template(text: str) -> Template:
    """The template that a text of another file is: a value of an environment, an input file."""
    return _parser().template(text, 0, len(text))


def _parsed(text: str, decisions: Decisions, known: Mapping[str, Block]) -> Parse:
    separation = separation_in(text, decisions.separation)
    blocks = Rope(_block(each, decisions, known) for each in cuts(text, separation))
    return Parse(RequestFile(blocks), decisions, separation)


def _block(cut: Cut, decisions: Decisions, known: Mapping[str, Block]) -> Block:
    """The block of a text; `known` are some that were parsed before, by text."""
    text = cut.text
    if not cut.is_request:
        return Block(text, None, ())
    block = known.get(text)
    if block is not None and block.nodes:  # one without may be text around requests
        return block
    separator, nodes = _parser().parse(text)
    name = request_name(separator, nodes)
    return Block(text, separator, nodes, name, tuple(block_problems(text, nodes, decisions)))


@cache
def _parser() -> BlockParser:
    # Compiled on first use, which takes 0.1 s; it holds no state of a parse.
    return BlockParser()
