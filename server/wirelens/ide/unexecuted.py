"""Directives that are read and not carried out: told, lest anyone rely on them."""

from collections.abc import Iterator

from wirelens.syntax.nodes import Block
from wirelens.syntax.problems import Problem

NOT_EXECUTED = (
    *("script", "record", "replay", "compare", "reconnect", "note"),
    *("disabled", "noStreamingLog"),
)


def unexecuted(block: Block) -> Iterator[Problem]:
    """A problem for each of them; spans count in the block."""
    for directive in block.directives:
        if directive.name in NOT_EXECUTED:
            said = f'"@{directive.name}" is read and not carried out'
            yield Problem(directive.name_span, "not-executed", said)
