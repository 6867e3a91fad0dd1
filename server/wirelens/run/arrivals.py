"""What arrives in the course of one exchange, in order: redirects, one head, chunks, one end.

Either `Ended` or `Failed` comes last. `at` is `time.monotonic()`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Redirected:
    """A redirect that is being followed. `dropped` names the header fields that do not go along."""

    at: float
    status: int
    source: str
    target: str
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """The final response's status line and header section. Field names are in lower case."""

    at: float
    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one network read brought of the body, with its content encoding removed.

    `encoded` counts the bytes as they came, before decompression. A read that inflates to more than
    1 MiB gives several chunks of one `at`; all but the first have 0 there.
    """

    at: float
    data: bytes
    encoded: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The body is whole. `transport`: `content-length` where the response stated it, else `eof`."""

    at: float
    transport: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The exchange broke or was refused. `transport`: `reset` or `error`. It holds no secret."""

    at: float
    code: str
    message: str
    transport: str


Arrival = Redirected | Received | Chunk | Ended | Failed
