"""A request as it will be sent: variables resolved, secrets still a type of their own.

Nothing here is text that may be shown; `url.masked()` is.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field

from wirelens.secret import Secret, SecretText

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port (RFC 6454), normalised: lower case, IDNA, default port filled in."""

    scheme: str
    host: str
    port: int

    @property
    def address(self) -> str:
        """`host:port`, an IPv6 host in brackets."""
        return f"{self._bracketed}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine, judged by the name alone."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost" or self.host.endswith(".localhost")

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def __str__(self) -> str:
        shown = self._bracketed if DEFAULT_PORTS.get(self.scheme) == self.port else self.address
        return f"{self.scheme}://{shown}"


@dataclass(frozen=True, slots=True)
class BodyContent:
    """The content of a request: bytes of files and text in which secrets may stand, in order."""

    parts: tuple[bytes | SecretText, ...] = ()

    def reveal(self) -> bytes:
        """The bytes for the wire; text is UTF-8."""
        return b"".join(p if isinstance(p, bytes) else p.to_bytes() for p in self.parts)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets in it."""
        texts = (part for part in self.parts if isinstance(part, SecretText))
        return tuple(secret for text in texts for secret in text.secrets)


@dataclass(frozen=True, slots=True)
class Options:
    """How a request is sent. Times are seconds; None or 0 is no limit.

    `headers` bounds the time to the final response's header section, redirects and interim
    responses included, and `idle` the time between two reads. `allowed_origins` names, for a
    secret, the origins that may receive it on a redirect. `insecure_hosts` are `host` or
    `host:port`.
    """

    follow_redirects: bool = True
    total: float | None = None
    connect: float | None = 10
    idle: float | None = 120
    headers: float | None = 60
    proxy: str | None = None
    ca_file: str | None = None
    insecure_hosts: frozenset[str] = frozenset()
    allowed_origins: Mapping[Secret, frozenset[Origin]] = field(default_factory=dict)
    inflated: int = 1024 * 1024 * 1024  # bytes that a compressed body may grow to


HeaderName = str | SecretText


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """One request, ready to be sent. `headers` are header fields in the order of the file."""

    method: str
    url: SecretText
    headers: tuple[tuple[HeaderName, SecretText], ...] = ()
    body: BodyContent = BodyContent()
    options: Options = Options()

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret in it, wherever it stands."""
        texts = [self.url]
        for name, value in self.headers:
            texts += [name, value] if isinstance(name, SecretText) else [value]
        return (*(secret for text in texts for secret in text.secrets), *self.body.secrets)


def revealed_name(name: HeaderName) -> str:
    """A header field's name as it goes on the wire."""
    return name if isinstance(name, str) else name.reveal()
