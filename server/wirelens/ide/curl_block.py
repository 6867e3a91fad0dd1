"""A curl command in a request file: the block that it stands for, with the file's variables in it.

REST Client sends such a command as it stands, and replaces `{{name}}` in it before it is read.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from wirelens.ide.command_line import Command, CommandFault, Word
from wirelens.ide.curl_command import command_lines, requests_of
from wirelens.ide.curl_request import Drafted
from wirelens.ide.draft import Phrase, Use, phrase
from wirelens.ide.request_text import file_text
from wirelens.syntax.nodes import Block, Opaque, Reference, RequestFile
from wirelens.syntax.parse import parse, parse_template
from wirelens.syntax.problems import Fix, replacement
from wirelens.text import Span


def curl_span(block: Block) -> Span | None:
    """Where a curl command stands in the block; None if there is none."""
    found = (node for node in block.nodes if isinstance(node, Opaque) and node.kind == KIND)
    return next((node.span for node in found), None)


def curl_drafts(command: str) -> Drafted | CommandFault:
    """The requests of a command in a request file; `{{name}}` in it stays a variable."""
    marked, uses = _marked(command)
    commands = command_lines(marked)
    if isinstance(commands, CommandFault):
        return commands
    return requests_of([_unmarked(each, uses) for each in commands], command)


def curl_block(command: str) -> Block | CommandFault:
    """The block of the command's first request, as if it were written out in the file."""
    found = curl_drafts(command)
    if isinstance(found, CommandFault):
        return found
    return parse(file_text(found.drafts[:1])).file.blocks[0]


def curl_fix(file: RequestFile, offset: int) -> Fix | None:
    """The edit that writes the command at `offset` out as requests; spans count in the file."""
    number = file.blocks.at(offset)
    block, start = file.blocks[number], file.starts[number]
    span = curl_span(block)
    if span is None:
        return None
    found = curl_drafts(span.of(block.text))
    if isinstance(found, CommandFault):
        return None
    text = file_text(found.drafts).rstrip("\n")
    return replacement("Paste curl as request", span.moved(start), text)


KIND = "curl command"

_FIRST, _LAST = "\ue000", "\ue001"
_MARK = re.compile(f"{_FIRST}([0-9]*){_LAST}+")


def _marked(command: str) -> tuple[str, Sequence[Use]]:
    """The command with a mark of the same length for each reference, lest a shell reads its `$`."""
    template = parse_template(command)
    texts: list[str] = []
    uses: list[Use] = []
    for part in template.parts:
        if isinstance(part, Reference):
            mark = f"{_FIRST}{len(uses)}"
            texts.append(mark.ljust(len(part.span), _LAST))
            uses.append(Use(part.expression))
        else:
            texts.append(part.text)
    return "".join(texts), uses


def _unmarked(command: Command, uses: Sequence[Use]) -> Command:
    words = (Word(word.span, _phrase(word.text, uses)) for word in command.words)
    stdin = command.stdin and _phrase(command.stdin, uses)
    return replace(command, words=tuple(words), stdin=stdin)


def _phrase(text: Phrase, uses: Sequence[Use]) -> Phrase:
    parts: list[str | Use] = []
    for part in text:
        if isinstance(part, Use):
            parts.append(part)
            continue
        for index, piece in enumerate(_MARK.split(part)):
            parts.append(uses[int(piece)] if index % 2 else piece)
    return phrase(parts)
