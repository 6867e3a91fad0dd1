"""Digest access authentication: what answers a challenge of a server (RFC 7616).

Texts hold bytes that are no UTF-8 as `surrogateescape` does, so that what a server said is hashed
and handed back to the byte.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

# By the name that a server spells, and without "-sess": the hash function.
ALGORITHMS = {"md5": "md5", "sha-256": "sha256", "sha-512-256": "sha512_256"}


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a server asks to be answered; `qop` holds the protections that it offers."""

    realm: str
    nonce: str
    opaque: str | None = None
    algorithm: str | None = None  # as the server spells it
    qop: tuple[str, ...] = ()
    stale: bool = False
    hashes_user: bool = False

    @property
    def hash(self) -> str | None:
        """The name of the hash function; None for one that is not known here."""
        name = (self.algorithm or "MD5").lower().removesuffix("-sess")
        function = ALGORITHMS.get(name)
        return function if function in hashlib.algorithms_available else None

    @property
    def is_session(self) -> bool:
        """Whether the hash of the password is made once a session ("-sess")."""
        return (self.algorithm or "").lower().endswith("-sess")

    @property
    def protection(self) -> str | None:
        """The protection that is taken: "auth" before "auth-int", None where none is offered."""
        return next((each for each in ("auth", "auth-int") if each in self.qop), None)

    @property
    def is_known(self) -> bool:
        """Whether it can be answered."""
        return self.hash is not None and (not self.qop or self.protection is not None)


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that is to be authorized: its target as it goes on the wire, and its content."""

    method: str
    target: str
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """The request's number under this nonce, and the nonces of the client and of the session.

    `session` is the nonce and client nonce of the first answer, which "-sess" goes on with.
    """

    count: int
    client_nonce: str
    session: tuple[str, str]


def challenges(values: Iterable[str]) -> list[Challenge]:
    """The Digest challenges in the values of `WWW-Authenticate` fields, the preferred one first."""
    found = (each for value in values for each in _challenges(value))
    return [_challenge(members) for scheme, members in found if scheme == "digest"]


def authorization(challenge: Challenge, asked: Asked, user: tuple[str, str], answer: Answer) -> str:
    """The value of the `Authorization` field; `user` is name and password."""
    members = [
        *_user_members(challenge, user[0]),
        ("realm", f'"{challenge.realm}"'),
        ("nonce", f'"{challenge.nonce}"'),
        ("uri", f'"{asked.target}"'),
        ("response", f'"{_response(challenge, asked, user, answer)}"'),
    ]
    if challenge.algorithm is not None:
        members.append(("algorithm", challenge.algorithm))
    if challenge.opaque is not None:
        members.append(("opaque", f'"{challenge.opaque}"'))
    if challenge.protection is not None:
        members.append(("qop", challenge.protection))
        members.append(("nc", f"{answer.count:08x}"))
    if challenge.protection is not None or challenge.is_session:
        members.append(("cnonce", f'"{answer.client_nonce}"'))
    if challenge.hashes_user:
        members.append(("userhash", "true"))
    return "Digest " + ", ".join(f"{name}={value}" for name, value in members)


def next_nonce(authentication_info: str) -> str | None:
    """The nonce that an `Authentication-Info` field wants for the next request."""
    return dict(_members(authentication_info)).get("nextnonce")


_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEMBER = re.compile(rf'({_WORD})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|({_WORD}))')
_SCHEME = re.compile(rf"({_WORD})(?=[\s,]|\Z)")
_TOKEN68 = re.compile(r"[ \t]+[A-Za-z0-9._~+/-]+=*[ \t]*(?=,|\Z)")
_BETWEEN = re.compile(r"[\s,]*")
# What a quoted string may hold as it stands; else the name goes into "username*" (RFC 7616, 3.4).
_PLAIN = re.compile(r"[ -~]*")


def _challenges(value: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each challenge of a list of them: its scheme in lower case, its members."""
    scheme, members = "", dict[str, str]()
    position = _after(_BETWEEN, value, 0)
    while position < len(value):
        if member := _MEMBER.match(value, position):
            members.setdefault(member[1].lower(), _member_value(member))
            position = member.end()
        elif found := _SCHEME.match(value, position):
            yield scheme, members
            scheme, members = found[1].lower(), {}
            position = _after(_TOKEN68, value, found.end())
        else:
            break  # what follows means nothing to anyone
        position = _after(_BETWEEN, value, position)
    yield scheme, members


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _members(text: str) -> Iterator[tuple[str, str]]:
    return ((found[1].lower(), _member_value(found)) for found in _MEMBER.finditer(text))


def _member_value(member: re.Match[str]) -> str:
    """As it stands between the quotes: servers hash escapes as they wrote them."""
    return member[3] if member[2] is None else member[2]


def _challenge(members: dict[str, str]) -> Challenge:
    return Challenge(
        realm=members.get("realm", ""),
        nonce=members.get("nonce", ""),
        opaque=members.get("opaque"),
        algorithm=members.get("algorithm"),
        qop=tuple(each.strip().lower() for each in members.get("qop", "").split(",") if each),
        stale=members.get("stale", "").lower() == "true",
        hashes_user=members.get("userhash", "").lower() == "true",
    )


def _user_members(challenge: Challenge, user: str) -> Iterator[tuple[str, str]]:
    if challenge.hashes_user:
        yield "username", f'"{_hashed(challenge, f"{user}:{challenge.realm}")}"'
    elif _PLAIN.fullmatch(user):
        escaped = user.replace("\\", "\\\\").replace('"', '\\"')
        yield "username", f'"{escaped}"'
    else:
        yield "username*", f"UTF-8''{quote(_bytes(user), safe='')}"


def _response(challenge: Challenge, asked: Asked, user: tuple[str, str], answer: Answer) -> str:
    """RFC 7616, 3.4.1 to 3.4.3."""
    secret = _hashed(challenge, f"{user[0]}:{challenge.realm}:{user[1]}")
    if challenge.is_session:
        secret = _hashed(challenge, ":".join((secret, *answer.session)))
    request = f"{asked.method}:{asked.target}"
    if challenge.protection == "auth-int":
        request = f"{request}:{_hashed(challenge, asked.content)}"
    parts = [secret, challenge.nonce]
    if challenge.protection is not None:
        parts += [f"{answer.count:08x}", answer.client_nonce, challenge.protection]
    return _hashed(challenge, ":".join((*parts, _hashed(challenge, request))))


def _hashed(challenge: Challenge, text: str | bytes) -> str:
    data = text if isinstance(text, bytes) else _bytes(text)
    # Nothing but the protocol rests on MD5 here: where security counts, servers ask for SHA-256.
    return hashlib.new(challenge.hash or "md5", data, usedforsecurity=False).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
