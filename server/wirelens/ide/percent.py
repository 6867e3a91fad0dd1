"""Percent-encoding (RFC 3986, 2.1) of written text, and of values by where they stand.

Valid escapes in written text stay. A value in which every `%` begins an escape is encoded already:
its escapes stay too.
"""

import re
from collections.abc import Callable
from urllib.parse import quote

from wirelens.secret import SecretText
from wirelens.secret_forms import utf8

# RFC 3986, 3.3 and 3.4; brackets stand in queries everywhere although it does not allow them.
_WRITTEN_KEPT = "!$&'()*+,;=:@/?#[]%"
_PATH_KEPT = "!$&'()*+,;=:@/"
_QUERY_KEPT = "!$'()*,;=:@/"
_PARAMETERS_KEPT = "!$&'()*+,;=:@/?"

_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_DOT_SEGMENT = re.compile(r"(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|$)", re.IGNORECASE)


def percent_encoded(text: str) -> str:
    """Every character but the unreserved ones encoded."""
    return quote(utf8(text), safe="")


def written(text: str) -> str:
    """Text as a person wrote it: only what no URI can hold is encoded."""
    return quote(utf8(_LONE_PERCENT.sub("%25", text)), safe=_WRITTEN_KEPT)


def written_form(text: str) -> str:
    """As `written`, for a form: line ends between parameters stay."""
    return "\n".join(map(written, text.split("\n")))


def in_path(value: SecretText) -> SecretText:
    """`/` parts segments, as people expect, unless a `..` among them would lead elsewhere."""
    text = value.reveal()
    if _DOT_SEGMENT.search(text):
        return value.mapped(percent_encoded)
    return value.mapped(_keeping(_PATH_KEPT + "%" * _is_encoded(text)))


def in_query(value: SecretText, before: str) -> SecretText:
    """One value, or whole parameters where it has a `=` and stands where a parameter begins.

    `before` is the character before it.
    """
    text = value.reveal()
    if before in ("", "?", "&", "\n") and "=" in text:
        return value.mapped(_keeping(_PARAMETERS_KEPT + "%" * _is_encoded(text)))
    return value.mapped(_keeping(_QUERY_KEPT + "+%" * _is_encoded(text)))


def is_dot_segment(value: str) -> bool:
    """Whether the value is `.` or `..`, which no encoding makes a segment like others."""
    return _DOT_SEGMENT.fullmatch(value) is not None


def _is_encoded(text: str) -> bool:
    return "%" in text and not _LONE_PERCENT.search(text)


def _keeping(kept: str) -> Callable[[str], str]:
    return lambda text: quote(utf8(text), safe=kept)
