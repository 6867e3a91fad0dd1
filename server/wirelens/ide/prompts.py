"""What a request asks the person who sends it: `# @prompt city Which city?`."""

import re
from dataclasses import dataclass

from wirelens.syntax.nodes import Block
from wirelens.text import Span

_SECRET = re.compile(r"pass|pwd|secret|token|api[-_]?key|credential", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A variable's name, what to ask, and whether the answer is nobody else's to see."""

    name: str
    question: str
    is_secret: bool
    span: Span


def prompts(block: Block) -> list[Prompt]:
    """The prompts of a block's request, each name once; spans count in the block."""
    found: dict[str, Prompt] = {}
    for directive in block.directives:
        name, _, question = directive.value.partition(" ")
        if directive.name == "prompt" and name:
            asked = question.strip() or name
            is_secret = _SECRET.search(name) is not None
            found.setdefault(name, Prompt(name, asked, is_secret, directive.value_span))
    return list(found.values())
