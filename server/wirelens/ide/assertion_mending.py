"""What an assertion that cannot be read was meant to be, where that is plain."""

import re
from difflib import get_close_matches

from wirelens.ide.assertions import SUBJECTS, read_assertion
from wirelens.stream.assertion import Assertion

# Operators as other tools and people spell them.
_MEANT = {
    **dict.fromkeys(("=", "equals", "equal", "eq", "is", "to be"), "=="),
    **dict.fromkeys(("<>", "ne", "is not", "isn't"), "!="),
    **dict.fromkeys(("contain", "include", "has", "have"), "contains"),
    **dict.fromkeys(("match", "=~", "~="), "matches"),
    **dict.fromkeys(("exist", "is present", "present"), "exists"),
    "gt": ">",
    "gte": ">=",
    "lt": "<",
    "lte": "<=",
    "above": ">",
    "below": "<",
}
_SPELLED = re.compile(
    r"(?<!\S)(?:" + "|".join(map(re.escape, sorted(_MEANT, key=len, reverse=True))) + r")(?!\S)"
)
_SUBJECT = re.compile(r"(?P<not>not\s+)?(?P<subject>[^\s.\[]+)")


def mended_assertion(text: str) -> str | None:
    """The assertion that was meant by `text`; None if nobody can tell."""
    with_operator = _SPELLED.sub(lambda found: _MEANT[found[0]], text, count=1)
    for each in (with_operator, _with_subject(text), _with_subject(with_operator)):
        if each != text and isinstance(read_assertion(each), Assertion):
            return each
    return None


def _with_subject(text: str) -> str:
    """The text with the subject that its first word is spelled much like."""
    found = _SUBJECT.match(text)
    near = get_close_matches(found["subject"], SUBJECTS, n=1, cutoff=0.75) if found else []
    if found is None or not near:
        return text
    return (found["not"] or "") + near[0] + text[found.end() :]
