"""The transport as tests drive it: a request in, everything that arrived out."""

import asyncio

from servers.scripted import Gate
from wirelens.run.arrivals import Arrival, Chunk, Failed, Received, Redirected
from wirelens.run.outgoing import BodyContent, Options, OutgoingRequest
from wirelens.run.transport import exchange
from wirelens.secret import SecretText

Field = tuple[str, SecretText | str]


def get(url: SecretText | str, *headers: Field, options: Options | None = None) -> OutgoingRequest:
    """A GET request."""
    return OutgoingRequest("GET", _text(url), _fields(headers), options=options or Options())


def post(
    url: SecretText | str,
    body: SecretText | str,
    *headers: Field,
    options: Options | None = None,
) -> OutgoingRequest:
    """A POST request."""
    content = BodyContent((_text(body),))
    return OutgoingRequest("POST", _text(url), _fields(headers), content, options or Options())


def arrivals(request: OutgoingRequest) -> list[Arrival]:
    """All that arrives, in order."""

    async def collected() -> list[Arrival]:
        return [arrival async for arrival in exchange(request)]

    return asyncio.run(collected())


def arrivals_until_opened(request: OutgoingRequest, gates: list[Gate]) -> list[Arrival]:
    """All that arrives; each chunk opens the next of the gates that hold the server up."""

    async def collected() -> list[Arrival]:
        found = []
        closed = iter(gates)
        async for arrival in exchange(request):
            found.append(arrival)
            if isinstance(arrival, Chunk) and (gate := next(closed, None)):
                gate.open()
        return found

    return asyncio.run(collected())


def received(found: list[Arrival]) -> Received:
    """The final response's head."""
    return next(arrival for arrival in found if isinstance(arrival, Received))


def chunks(found: list[Arrival]) -> list[bytes]:
    """The body, as far as it came, in the chunks that it came in."""
    return [arrival.data for arrival in found if isinstance(arrival, Chunk)]


def body(found: list[Arrival]) -> bytes:
    """The body, as far as it came."""
    return b"".join(chunks(found))


def hops(found: list[Arrival]) -> list[Redirected]:
    """The redirects that were followed."""
    return [arrival for arrival in found if isinstance(arrival, Redirected)]


def failure(found: list[Arrival]) -> Failed:
    """How the exchange failed."""
    last = found[-1]
    assert isinstance(last, Failed), last
    return last


def _fields(headers: tuple[Field, ...]) -> tuple[tuple[str, SecretText], ...]:
    return tuple((name, _text(value)) for name, value in headers)


def _text(value: SecretText | str) -> SecretText:
    return value if isinstance(value, SecretText) else SecretText.from_text(value)
