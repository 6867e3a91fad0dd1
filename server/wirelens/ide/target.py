"""Request target to target URI: what a variable puts into it stays where the variable stands.

Text that the file spells out is encoded where a URI cannot hold it, a value by where it stands.
`{{%name}}` encodes everything, `{{{name}}}` nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from wirelens.ide.percent import in_path, in_query, is_dot_segment, percent_encoded, written
from wirelens.ide.variables import Piece
from wirelens.secret import SecretText
from wirelens.syntax.problems import Problem

AUTHORITY = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*")

_HOST_CHANGER = re.compile(r"[@\\\s]")
_USERINFO_END = re.compile(r"[^/?#]*@")
_NEAR = 9  # pieces in which the `@` after a user and a password is looked for


@dataclass(frozen=True, slots=True)
class Target:
    """A request target without references and without its fragment."""

    text: SecretText
    problems: tuple[Problem, ...]


def encoded_target(pieces: Sequence[Piece]) -> Target:
    """The target with every piece encoded as its place asks for."""
    return _target(pieces, _encoded)


def plain_target(pieces: Sequence[Piece]) -> Target:
    """The target as it stands (`@no-auto-encoding`)."""
    return _target(pieces, lambda place: place.piece.text)


class _Position(Enum):
    """Where in the target a piece begins."""

    START = auto()
    AUTHORITY = auto()
    PATH = auto()
    QUERY = auto()
    FRAGMENT = auto()


@dataclass(frozen=True, slots=True)
class _Place:
    """A piece, where it begins, and what stands around it."""

    piece: Piece
    is_raw: bool
    position: _Position
    before: Sequence[str]
    following: Sequence[Piece]

    @property
    def is_before_path(self) -> bool:
        return self.position in (_Position.START, _Position.AUTHORITY)

    @property
    def is_userinfo(self) -> bool:
        """Whether it is the user or the password of `http://{{user}}:{{password}}@host`."""
        if self.position is not _Position.AUTHORITY:
            return False
        # A reference between here and the `@` counts as a letter.
        texts = ("x" if each.is_reference else each.text.reveal() for each in self.following)
        return _USERINFO_END.match("".join(texts)) is not None


def _target(pieces: Sequence[Piece], encode: Callable[[_Place], SecretText]) -> Target:
    marked = list(_marked(pieces))
    position = _Position.START
    before: list[str] = []
    texts: list[SecretText] = []
    problems: list[Problem] = []
    for index, (piece, is_raw) in enumerate(marked):
        following = [each for each, _ in marked[index + 1 : index + 1 + _NEAR]]
        place = _Place(piece, is_raw, position, before, following)
        if piece.is_reference and (message := _refusal(place)):
            problems.append(Problem(piece.span, "variable-unsafe", message))
        text = encode(place)
        texts.append(text)
        position = _next(place, text.reveal())
        before.append(text.reveal())
    whole = SecretText.join(texts)
    fragment = whole.reveal().find("#")
    return Target(whole if fragment < 0 else whole.piece(0, fragment), tuple(problems))


def _marked(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, bool]]:
    """The pieces, those marked that stand in braces of their own; these braces are left out."""
    for index, piece in enumerate(pieces):
        if piece.is_reference:
            yield piece, _is_braced(pieces, index)
            continue
        start = int(_is_braced(pieces, index - 1))
        end = len(piece.text.reveal()) - int(_is_braced(pieces, index + 1))
        yield replace(piece, text=piece.text.piece(start, end)), False


def _is_braced(pieces: Sequence[Piece], index: int) -> bool:
    """Whether it is the reference in `{{{name}}}`."""
    if not 0 < index < len(pieces) - 1 or not pieces[index].is_reference:
        return False
    before, after = pieces[index - 1], pieces[index + 1]
    opened = not before.is_reference and before.text.reveal().endswith("{")
    return opened and not after.is_reference and after.text.reveal().startswith("}")


def _next(place: _Place, text: str) -> _Position:
    """Where the piece after `text` begins."""
    position, rest = place.position, text
    if place.is_before_path:
        if not re.search(r"[/?#]", text):
            return _Position.AUTHORITY if text else position
        rest = text[_authority_end(place, text) :]
        if not rest:
            return _Position.AUTHORITY
        position = _Position.PATH
    if "#" in rest or position is _Position.FRAGMENT:
        return _Position.FRAGMENT
    return _Position.QUERY if "?" in rest else position


def _authority_end(place: _Place, text: str) -> int:
    """How much of the text belongs to scheme and authority."""
    before = "".join(place.before)
    authority = AUTHORITY.match(before + text)
    return max((authority.end() if authority else 0) - len(before), 0)


def _refusal(place: _Place) -> str:
    """What is wrong with a value at this place; "" if nothing. Never says what the value is.

    At the start, and as host or port, a value is taken as written: it may be a whole base address.
    It must not change which host is meant by what stands around it.
    """
    text = place.piece.text.reveal()
    if place.is_userinfo or place.is_raw:
        return ""
    if place.position is _Position.PATH and is_dot_segment(text):
        return "the value is a dot segment, expected a segment of a path"
    if not place.is_before_path:
        return ""
    authority = text.partition("://")[2] or text
    changer = _HOST_CHANGER.search(re.split(r"[/?#]", authority, maxsplit=1)[0])
    # The user may write `http://user:password@host` in one variable, at the start.
    if changer and (place.position is _Position.AUTHORITY or changer[0] != "@"):
        return f'the value holds "{changer[0]}" and would change the host, expected a host'
    if "#" in text and place.following:
        return 'the value holds "#" and would end the target, expected a part of an address'
    return ""


def _encoded(place: _Place) -> SecretText:
    text = place.piece.text
    if place.is_raw:
        return text
    if place.piece.is_reference and place.is_userinfo:
        return text.mapped(percent_encoded)
    if place.is_before_path:
        # A host of other letters than ASCII's is not encoded here but by IDNA, as it is sent.
        whole = text.reveal()
        end = _authority_end(place, whole) if re.search(r"[/?#]", whole) else len(whole)
        return text.piece(0, end) + text.piece(end, len(whole)).mapped(written)
    if not place.piece.is_reference:
        return text.mapped(written)
    if place.position is _Position.PATH:
        return in_path(text)
    return in_query(text, "".join(place.before[-_NEAR:])[-1:])
