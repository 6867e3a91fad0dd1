"""What a request asks the person who sends it.

`# @prompt city Which city?`, and httpyac's `{{$input city}}`, `{{$password pin}}` and their kin,
each asked for once a send.
"""

import re
from dataclasses import dataclass

from wirelens.ide.templates import templates
from wirelens.syntax.nodes import Block, Reference
from wirelens.text import Span

_INPUT = re.compile(r"\$(?P<kind>input|prompt|password|pick)(?:-askonce)?\s+(?P<text>.+)")
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
    for template in templates(block):
        for part in template.parts:
            match = _INPUT.fullmatch(part.expression) if isinstance(part, Reference) else None
            if match is not None:
                is_secret = match["kind"] == "password" or _SECRET.search(match["text"]) is not None
                prompt = Prompt(match[0], match["text"], is_secret, part.span)
                found.setdefault(match[0], prompt)
    return list(found.values())
