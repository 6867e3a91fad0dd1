"""`Authorization` as request files spell it: user and password, or keys, in the field's value.

Basic is encoded (RFC 7617). Digest and AWS become credentials, which are hashed or signed when the
request is sent. What no tool could send as it stands is told and not sent.
"""

import base64
import re

from wirelens.run.credentials import AwsCredentials, Credentials, DigestCredentials
from wirelens.secret import Chained, Secret, SecretText
from wirelens.secret_forms import utf8

BASIC = "Basic credentials"  # the source of a secret that is made of user and password
FIELDS = ("authorization", "proxy-authorization")


def encoded(value: SecretText) -> SecretText:
    """`Basic user password` and `Basic user:password` as RFC 7617 has it; others as they are."""
    scheme = _BASIC.match(value.reveal())
    pair = scheme and _pair(value, scheme.end())
    if not scheme or not pair:
        return value  # it is encoded already
    return value.piece(0, scheme.end()) + _base64(SecretText.join((pair[0], ":", pair[1])))


def credentials(value: SecretText) -> Credentials | str | None:
    """What `Digest user password` and `AWS accessKey secretKey …` give, or what is wrong with them.

    None for all other values.
    """
    if (scheme := _DIGEST.match(value.reveal())) and (pair := _pair(value, scheme.end())):
        return DigestCredentials(*pair)
    if scheme := _AWS.match(value.reveal()):
        words = [value.piece(*each.span()) for each in _WORD.finditer(value.reveal(), scheme.end())]
        return _aws(words) if len(words) > 1 else None
    return None


def unexecuted_scheme(value: SecretText) -> str:
    """The scheme of a value that other tools would hash or sign before it is sent; else ""."""
    found = _UNEXECUTED.match(value.reveal())
    if found is None and credentials(value) is None:
        return ""
    return value.reveal().split()[0]


_BASIC = re.compile(r"basic\s+(?=\S)", re.IGNORECASE)
# What begins with a member (`username="…"`) is an answer that somebody worked out already.
_DIGEST = re.compile(r"digest\s+(?=\S)(?![a-z*]+=)", re.IGNORECASE)
_AWS = re.compile(r"aws\s+", re.IGNORECASE)
_UNEXECUTED = re.compile(r"(?:ntlm|negotiate|cognito)\s+[^\s=,]+\s+[^\s=,]", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"\s+")
_AWS_OPTIONS = ("token", "region", "service")


def _pair(value: SecretText, start: int) -> tuple[SecretText, SecretText] | None:
    """User and password; None for one word without a colon.

    No user has a colon (RFC 7617, section 2), so blanks after one are the password's.
    """
    text = value.reveal()
    user = _WORD.match(text, start)
    if user is None:
        return None
    if ":" in user[0]:
        colon = text.index(":", start)
        return value.piece(start, colon), value.piece(colon + 1, len(text))
    gap = _SPACE.match(text, user.end())
    return gap and (value.piece(start, user.end()), value.piece(gap.end(), len(text)))


def _aws(words: list[SecretText]) -> AwsCredentials | str:
    options: dict[str, SecretText] = {}
    for word in words[2:]:
        text = word.reveal()
        name, colon, _ = text.partition(":")
        if not colon or name.lower() not in _AWS_OPTIONS:
            expected = ", ".join(f'"{each}:…"' for each in _AWS_OPTIONS)
            return f'authorization "AWS" expected {expected}, found "{word.masked()}"'
        options[name.lower()] = word.piece(len(name) + 1, len(text))
    return AwsCredentials(words[0], words[1], **options)


def _base64(text: SecretText) -> SecretText:
    """The encoded text, secret if any part of it is: no part can be told from the others then."""
    value = base64.b64encode(utf8(text.reveal())).decode()
    if text.secrets:
        return SecretText((Secret(value, BASIC, text.secrets),))
    chained = next((part for part in text.parts if isinstance(part, Chained)), None)
    return SecretText((value if chained is None else Chained(value, chained.source),))
