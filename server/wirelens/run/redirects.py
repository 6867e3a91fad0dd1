"""What a redirect makes of a request. A secret goes only where the user sent it.

On a change of origin every part that carries a secret is dropped by where it came from, not by the
header field's name: a list of names would have to know every provider's.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import unquote

from wirelens.run.errors import ExchangeError
from wirelens.run.outgoing import BodyContent, HeaderName, Origin, OutgoingRequest, revealed_name
from wirelens.secret import Redaction, Secret, SecretText

LONGEST_CHAIN = 10
STATUSES = frozenset({301, 302, 303, 307, 308})

# Credentials that stand in the file as plain text: nothing but the name tells what they are.
_CREDENTIAL_FIELDS = frozenset(
    {
        "authorization",
        "cookie",
        "proxy-authorization",
        "x-api-key",
        "api-key",
        "x-goog-api-key",
        "x-amz-security-token",
    }
)
# Fetch standard, 2.2.5, "request-body-header name", and the fields that frame the body.
_BODY_FIELDS = frozenset(
    {
        "content-encoding",
        "content-language",
        "content-location",
        "content-type",
        "content-length",
        "transfer-encoding",
        "expect",
    }
)


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: its status, from which origin, and to which absolute URL of which origin."""

    status: int
    source: Origin
    target: Origin
    url: str

    @property
    def leaves_origin(self) -> bool:
        """Whether scheme, host or port change."""
        return self.source != self.target


@dataclass(frozen=True, slots=True)
class Onward:
    """The request for the next hop, and the names of the header fields that were dropped."""

    request: OutgoingRequest
    dropped: tuple[str, ...]


def onward(request: OutgoingRequest, hop: Hop, secrets: Iterable[Secret]) -> Onward:
    """The request that follows the redirect; raises `ExchangeError` where none may.

    `secrets` are those of the request that the user sent, of which hops may have dropped some.
    """
    if hop.source.scheme == "https" and hop.target.scheme != "https":
        raise refused(hop, "it leaves TLS")
    if hop.leaves_origin and _echoes(hop.url, _withheld(secrets, request, hop)):
        raise refused(hop, "its address carries a secret to another origin")
    method = _method(request.method, hop.status)
    body = request.body if method == request.method else BodyContent()
    if hop.leaves_origin and _withheld(body.secrets, request, hop):
        raise refused(hop, "it carries the secret in the body to another origin")
    names = _dropped(request, hop) | (frozenset() if body is request.body else _BODY_FIELDS)
    kept = [field for field in request.headers if revealed_name(field[0]).lower() not in names]
    next_request = replace(
        request,
        method=method,
        url=SecretText.from_text(hop.url),
        headers=tuple(kept),
        body=body,
    )
    return Onward(next_request, _shown_names(request, names))


def refused(hop: Hop, reason: str) -> ExchangeError:
    """The error for a redirect that is not followed."""
    message = f'redirect from "{hop.source}" to "{hop.target}" refused: {reason}'
    return ExchangeError("redirect-refused", message)


def _method(method: str, status: int) -> str:
    """RFC 9110, 15.4: 303 asks for GET, and for POST so do 301 and 302 as everyone reads them."""
    if status == 303 and method not in ("GET", "HEAD"):
        return "GET"
    return "GET" if status in (301, 302) and method == "POST" else method


def _dropped(request: OutgoingRequest, hop: Hop) -> frozenset[str]:
    """Lower-case names of the fields that may not go along; fields of one name stay together."""
    if not hop.leaves_origin:
        return frozenset()
    return frozenset(
        revealed_name(name).lower()
        for name, value in request.headers
        if _stays_behind(name, value, request, hop)
    )


def _stays_behind(name: HeaderName, value: SecretText, request: OutgoingRequest, hop: Hop) -> bool:
    lower = revealed_name(name).lower()
    secrets = [*(() if isinstance(name, str) else name.secrets), *value.secrets]
    if secrets:
        return bool(_withheld(secrets, request, hop))
    return lower in _CREDENTIAL_FIELDS or lower == "host"


def _shown_names(request: OutgoingRequest, names: frozenset[str]) -> tuple[str, ...]:
    shown = (
        (revealed_name(name).lower(), name if isinstance(name, str) else name.masked())
        for name, _ in request.headers
    )
    return tuple(dict.fromkeys(name for lower, name in shown if lower in names))


def _withheld(secrets: Iterable[Secret], request: OutgoingRequest, hop: Hop) -> list[Secret]:
    """Those of the secrets that the user did not allow at the target."""
    return [secret for secret in secrets if not _is_allowed(secret, request, hop.target)]


def _is_allowed(secret: Secret, request: OutgoingRequest, target: Origin) -> bool:
    if target in request.options.allowed_origins.get(secret, ()):
        return True
    return bool(secret.origins) and all(
        _is_allowed(origin, request, target) for origin in secret.origins
    )


def _echoes(url: str, secrets: list[Secret]) -> bool:
    """Whether the server's own address holds one of the secrets, short ones as a whole part."""
    values = {secret.reveal() for secret in secrets} - {""}
    parts = set(re.split(r"[/?&=;#,:@]", unquote(url)))
    return not values.isdisjoint(parts) or Redaction(secrets).redact(url) != url
