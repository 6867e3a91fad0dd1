"""The message body of a request: variables resolved, files read, lines as its type wants them.

What the file spells out has LF at its line ends, in multipart CRLF (RFC 2046, 4.1.1). Values and
files stay as they are.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath

from wirelens.ide.percent import in_query, written_form
from wirelens.ide.variables import Piece, Resolver
from wirelens.run.environment_file import is_private
from wirelens.run.outgoing import BodyContent
from wirelens.run.workspace import Unreadable, Workspace
from wirelens.secret import Secret, SecretText
from wirelens.syntax.nodes import BodyPart, InputFile, Literal, Text
from wirelens.syntax.parse import parse_template
from wirelens.syntax.problems import Problem

# The pieces of a text as the text that is sent.
Style = Callable[[Sequence[Piece]], SecretText]


@dataclass(frozen=True, slots=True)
class PreparedBody:
    """The content, or what is wrong with the body."""

    content: BodyContent
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyReader:
    """Reads the parts of bodies: variables from a resolver, input files from the workspace."""

    resolver: Resolver
    workspace: Workspace

    def read(self, nodes: Sequence[BodyPart], style: Style) -> PreparedBody:
        """The content of these parts of a body, its text in the given style."""
        parts: list[_Part] = []
        for node, before in zip(nodes, (None, *nodes), strict=False):  # the last has none after it
            if isinstance(before, InputFile) and _shares_line(node):
                parts.append(Piece(node.span, SecretText.from_text("\n"), False))
            parts += self._parts(node)
        problems = tuple(part for part in parts if isinstance(part, Problem))
        if problems:
            return PreparedBody(BodyContent(), problems)
        return PreparedBody(BodyContent(tuple(_styled(parts, style))))

    def _parts(self, node: BodyPart) -> Iterable["_Part"]:
        if isinstance(node, Text):
            resolved = self.resolver.resolve(node.template)
            return [*resolved.problems, *resolved.pieces]
        if isinstance(node, InputFile):
            return self._file(node)
        return []

    def _file(self, node: InputFile) -> Iterable["_Part"]:
        path = self.resolver.resolve(node.path)
        if path.problems:
            return path.problems
        content = self.workspace.read(path.text.stripped())
        if isinstance(content, Unreadable):
            return [Problem(node.path.span, content.code, content.message, content.hint)]
        name = PurePath(path.text.stripped().reveal()).name
        if is_private(name):
            # Whoever sends a file of secrets sends a secret, to the origins that may have it.
            return [SecretText((Secret(content.decode("utf-8", "surrogateescape"), name),))]
        return self._substituted(node, content) if node.substituted else [content]

    def _substituted(self, node: InputFile, content: bytes) -> Iterable["_Part"]:
        encoding = node.encoding or "utf-8"
        try:
            text = content.decode(encoding)
        except LookupError:
            message = f'"{encoding}" names no encoding, expected one such as "utf-8" or "latin1"'
            return [Problem(node.span, "directive-value", message)]
        except ValueError:  # of the decoder; its text quotes the bytes
            message = f'the input file is not text in "{encoding}", expected "<" to send bytes'
            return [Problem(node.span, "directive-value", message)]
        resolved = self.resolver.resolve(parse_template(text))
        moved = (Problem(node.span, p.code, p.message, p.hint) for p in resolved.problems)
        return [*moved, resolved.text]


# Pieces are still to be written as the style has it, the rest is as it will be sent.
_Part = Piece | SecretText | bytes | Problem


def _shares_line(node: BodyPart) -> bool:
    """Whether a text goes on in the line of the file before it: `< ./file --boundary--`."""
    first = node.template.parts[0] if isinstance(node, Text) else None
    return first is not None and not (isinstance(first, Literal) and first.text[0] in "\r\n")


def style(media_type: str) -> Style:
    """How text in a body of this lower-case media type is written."""
    return next((each for pattern, each in _STYLES if pattern.match(media_type)), _lines)


def plain_style(media_type: str) -> Style:
    """As `style`, but nothing is encoded (`@no-auto-encoding`)."""
    found = style(media_type)
    return _plain_form if found is _form else found


def _lines(pieces: Sequence[Piece]) -> SecretText:
    return _with_line_ends(pieces, "\n")


def _network_lines(pieces: Sequence[Piece]) -> SecretText:
    return _with_line_ends(pieces, "\r\n")


def _json_lines(pieces: Sequence[Piece]) -> SecretText:
    text = _lines(pieces)
    return text if text.reveal().endswith("\n") else text + "\n"


def _form(pieces: Sequence[Piece]) -> SecretText:
    texts: list[SecretText] = []
    before = ""
    for piece in _form_pieces(pieces):
        is_value = piece.is_reference
        texts.append(in_query(piece.text, before) if is_value else piece.text.mapped(written_form))
        before = texts[-1].reveal()[-1:] or before
    return SecretText.join(texts)


def _plain_form(pieces: Sequence[Piece]) -> SecretText:
    return SecretText.join(piece.text for piece in _form_pieces(pieces))


_STYLES: tuple[tuple[re.Pattern[str], Style], ...] = (
    (re.compile(r"multipart/"), _network_lines),
    (re.compile(r"application/x-www-form-urlencoded"), _form),
    (re.compile(r"application/(?:x-)?(?:ndjson|jsonl|json-lines)\b"), _json_lines),
)
_LINE_END = re.compile(r"\r\n?|\n")
# A form that goes on in the next line has no line end between its parameters.
_BETWEEN_PARAMETERS = re.compile(r"[ \t]*&[ \t]*\n[ \t]*|[ \t]*\n[ \t]*&[ \t]*")
# `name = value` is JetBrains' way to write a parameter; the blanks are not part of it.
_SPACED_NAME = re.compile(r"(?<=[&\n])[ \t]*([^=&\s]+)[ \t]+=[ \t]*")


def _with_line_ends(pieces: Iterable[Piece], end: str) -> SecretText:
    return SecretText.join(
        piece.text if piece.is_reference else _LINE_END.sub(end, piece.text.reveal())
        for piece in pieces
    )


def _form_pieces(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces without what only lays the form out in lines."""
    for index, (is_reference, run) in enumerate(groupby(pieces, lambda each: each.is_reference)):
        if is_reference:
            yield from run
            continue
        found = list(run)
        text = _LINE_END.sub("\n", "".join(piece.text.reveal() for piece in found))
        text = _BETWEEN_PARAMETERS.sub("&", text)
        if index == 0:
            text = _SPACED_NAME.sub(r"\1=", f"\n{text.lstrip()}")[1:]
        else:
            text = _SPACED_NAME.sub(r"\1=", text)
        yield Piece(found[0].span, SecretText.from_text(text), False)


def _styled(parts: Iterable[_Part], written: Style) -> Iterator[SecretText | bytes]:
    for is_text, run in groupby(parts, lambda part: isinstance(part, Piece)):
        if is_text:
            yield written([part for part in run if isinstance(part, Piece)])
        else:
            yield from (part for part in run if isinstance(part, SecretText | bytes))
