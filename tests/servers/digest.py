"""A server that asks for Digest credentials and checks them by a reckoning of its own.

Real curl is held against it too, so that it is no mirror of our client.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from servers.connection import Connection
from servers.scripted import Answer, Server

USER, PASSWORD, REALM = "ann", "p:ss w\u00f6rd", "test realm"
_HASHES = {"MD5": "md5", "SHA-256": "sha256"}
_MEMBER = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


@dataclass(slots=True)
class DigestServer:
    """How it challenges. `nonces` are handed out in order, the last one for good."""

    algorithm: str = "MD5"
    qop: str = "auth"
    nonces: tuple[str, ...] = ("nonce-1",)
    content: bytes = b"in"
    stale_uses: int = 0  # how many right answers are called stale
    extra: bytes = b""  # fields of the response that lets in
    seen: list[dict[str, str]] = field(default_factory=list)

    def serve(self) -> Server:
        """The server."""
        return Server((Answer(self.reply),))

    def reply(self, connection: Connection) -> bytes:
        """What a request is answered."""
        values = connection.field_values("authorization")
        if not values:
            return self._challenge("")
        members = {name: quoted or plain for name, quoted, plain in _MEMBER.findall(values[0])}
        self.seen.append(members)
        if self.stale_uses:
            self.stale_uses -= 1
            return self._challenge(", stale=true")
        if members["response"] != self._expected(members, connection):
            return self._challenge("")
        length = len(self.content)
        head = b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n" % (self.extra, length)
        return head + self.content

    def _challenge(self, end: str) -> bytes:
        nonce = self.nonces[0]
        self.nonces = self.nonces[1:] or self.nonces
        protection = f', qop="{self.qop}"' if self.qop else ""
        value = (
            f'Digest realm="{REALM}", nonce="{nonce}", algorithm={self.algorithm}{protection}{end}'
        )
        return (
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\n"
            f"WWW-Authenticate: {value}\r\nContent-Length: 2\r\n\r\nno"
        ).encode()

    def _expected(self, members: dict[str, str], connection: Connection) -> str:
        function = _HASHES[self.algorithm.removesuffix("-sess")]

        def hashed(*parts: str | bytes) -> str:
            joined = b":".join(p if isinstance(p, bytes) else p.encode() for p in parts)
            return hashlib.new(function, joined, usedforsecurity=False).hexdigest()

        method, target, _ = connection.head.split("\r\n")[0].split(" ")
        assert members["uri"] == target
        first = next(iter(self._of_session()), members)
        secret = hashed(USER, REALM, PASSWORD)
        if self.algorithm.endswith("-sess"):
            secret = hashed(secret, first["nonce"], first["cnonce"])
        body = [hashlib.new(function, connection.body, usedforsecurity=False).hexdigest()]
        request = hashed(method, target, *(body if self.qop == "auth-int" else []))
        uses = [members[each] for each in ("nc", "cnonce", "qop")] if self.qop else []
        return hashed(secret, members["nonce"], *uses, request)

    def _of_session(self) -> Iterator[dict[str, str]]:
        """The answers since the last challenge, the first of which began the session."""
        return (each for each in self.seen if each["nonce"] == self.seen[-1]["nonce"])
