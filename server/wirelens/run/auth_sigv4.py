"""AWS Signature Version 4: the header fields that sign a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote, unquote_to_bytes

from wirelens.run.credentials import AwsCredentials

Field = tuple[str, str]

# What a proxy on the way may change, add or take out must not be part of what is signed.
UNSIGNED = frozenset(
    {
        *("authorization", "connection", "expect", "keep-alive", "proxy-authenticate"),
        *("proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"),
        *("x-amzn-trace-id",),
    }
)
DATE = re.compile(r"[0-9]{8}T[0-9]{6}Z")  # of `X-Amz-Date`


@dataclass(frozen=True, slots=True)
class Signable:
    """A request as it goes on the wire; `fields` are those that are to be signed, `Host` too.

    `target` is in origin-form. Texts hold bytes that are no UTF-8 as `surrogateescape` does.
    """

    method: str
    target: str
    fields: tuple[Field, ...]
    content: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The target's query."""
        return self.target.partition("?")[2]

    def value(self, name: str) -> str | None:
        """The value of the first field of that lower-case name."""
        return next((value for each, value in self.fields if each.lower() == name), None)


def signed_fields(
    request: Signable, credentials: AwsCredentials, moment: datetime
) -> tuple[Field, ...]:
    """The fields to add to the request, `Authorization` last; those that it has already hold."""
    added = tuple(
        (name, value)
        for name, value in _added(request, credentials, moment)
        if request.value(name.lower()) is None
    )
    whole = replace(request, fields=(*request.fields, *added))
    date = whole.value("x-amz-date") or ""
    place = f"{date[:8]}/{credentials.region.reveal()}/{credentials.service.reveal()}/aws4_request"
    path = object_path if credentials.service.reveal().startswith("s3") else normal_path
    canonical = canonical_request(whole, path(request.path))
    key = _key(credentials, place)
    signature = hmac.new(key, _bytes(string_to_sign(canonical, date, place)), "sha256").hexdigest()
    value = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key.reveal()}/{place}, "
        f"SignedHeaders={_signed_names(whole)}, Signature={signature}"
    )
    return (*added, ("Authorization", value))


def canonical_request(request: Signable, path: str) -> str:
    """The request in the one form that both sides hash; `path` is the canonical one."""
    return "\n".join(
        (
            request.method,
            path,
            _normal_query(request.query),
            *(f"{name}:{value}" for name, value in _normal_fields(request)),
            "",
            _signed_names(request),
            request.value("x-amz-content-sha256") or hashlib.sha256(request.content).hexdigest(),
        )
    )


def string_to_sign(canonical: str, date: str, place: str) -> str:
    """What the signature is made of; `place` is date, region and service."""
    hashed = hashlib.sha256(_bytes(canonical)).hexdigest()
    return "\n".join(("AWS4-HMAC-SHA256", date, place, hashed))


def object_path(path: str) -> str:
    """The canonical path of S3, where it is the name of an object: nothing is normalised."""
    return quote(unquote_to_bytes(_bytes(path)), safe=f"/{_UNRESERVED}") or "/"


def normal_path(path: str) -> str:
    """The canonical path of all other services: encoded once more than it goes on the wire.

    Dot segments (RFC 3986, 5.2.4) and empty ones are left out.
    """
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    end = "/" if kept and path.endswith(("/", "/.", "/..")) else ""
    return quote(_bytes("/" + "/".join(kept) + end), safe=f"/{_UNRESERVED}")


# Services that want the hash of the content as a field of its own.
_HASH_WANTED = ("s3", "s3-object-lambda", "s3-outposts", "s3express", "aoss")
_UNRESERVED = "-_.~"


def _added(request: Signable, credentials: AwsCredentials, moment: datetime) -> Iterator[Field]:
    yield "X-Amz-Date", moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    if credentials.token:
        yield "X-Amz-Security-Token", credentials.token.reveal()
    if credentials.service.reveal() in _HASH_WANTED:
        yield "X-Amz-Content-SHA256", hashlib.sha256(request.content).hexdigest()


def _normal_query(query: str) -> str:
    """Sorted by the encoded names and values; a "+" is a space, as in forms."""
    pairs = (each.partition("=")[::2] for each in query.split("&") if each)
    encoded = sorted((_encoded(name), _encoded(value)) for name, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encoded(text: str) -> str:
    return quote(unquote_to_bytes(_bytes(text.replace("+", " "))), safe=_UNRESERVED)


def _normal_fields(request: Signable) -> Iterable[Field]:
    """By name, in lower case and sorted; white space inside a value counts as one space."""
    values: dict[str, list[str]] = {}
    for name, value in request.fields:
        if name.lower() not in UNSIGNED:
            values.setdefault(name.lower(), []).append(" ".join(value.split()))
    return ((name, ",".join(values[name])) for name in sorted(values))


def _signed_names(request: Signable) -> str:
    return ";".join(name for name, _ in _normal_fields(request))


def _key(credentials: AwsCredentials, place: str) -> bytes:
    key = _bytes(f"AWS4{credentials.secret_key.reveal()}")
    for part in place.split("/"):
        key = hmac.digest(key, _bytes(part), "sha256")
    return key


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
