"""What an editor can fold: requests with what is above them, bodies, scripts, comments."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from wirelens.syntax.nodes import Block, Comment, Node, Opaque, RequestFile
from wirelens.text import Span

Kind = Literal["request", "body", "comment", "script"]


@dataclass(frozen=True, slots=True)
class Fold:
    """The lines from the one where the span starts to the one where it ends, at least two."""

    span: Span
    kind: Kind


def folds(file: RequestFile) -> list[Fold]:
    """Every fold of the file, an outer one before those in it; spans count from its start."""
    return [
        Fold(fold.span.moved(start), fold.kind)
        for start, block in zip(file.starts, file.blocks, strict=True)
        for fold in _folds(block)
        if _is_long(fold.span.of(block.text))
    ]


def _folds(block: Block) -> Iterator[Fold]:
    whole = _whole(block)
    if whole is not None:
        yield Fold(whole, "request")
    if block.request is not None and block.request.body is not None:
        yield Fold(_trimmed(block.text, block.request.body.span), "body")
    yield from (Fold(node.span, "script") for node in block.nodes if isinstance(node, Opaque))
    for is_comment, run in groupby(block.nodes, lambda node: isinstance(node, Comment)):
        if is_comment:
            yield from _comments(block.text, list(run))


def _whole(block: Block) -> Span | None:
    """From the separator, or what comes first, to the last line; what holds no request is none."""
    if block.request is None:
        return None
    first = block.separator or block.nodes[0]
    return _trimmed(block.text, Span(first.span.start, block.nodes[-1].span.end))


def _comments(text: str, nodes: list[Node]) -> Iterator[Fold]:
    """The comments as runs of lines without a blank one between them."""
    start = nodes[0].span.start
    for node, after in zip(nodes, [*nodes[1:], None], strict=True):
        if after is not None and not _is_blank_between(text[node.span.end : after.span.start]):
            continue
        yield Fold(Span(start, node.span.end), "comment")
        start = after.span.start if after is not None else 0


def _is_blank_between(text: str) -> bool:
    """Whether more than one line end stands between two lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1


def _trimmed(text: str, span: Span) -> Span:
    return Span(span.start, span.start + len(span.of(text).rstrip()))


def _is_long(text: str) -> bool:
    return "\n" in text or "\r" in text
