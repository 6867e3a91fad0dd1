"""One request on the wire and what arrives. The only home of httpx.

Measured on httpx 0.28.1: where it follows redirects it reads their whole bodies, where it
decompresses it has no bound, dripped header lines and interim responses never time out, and its
texts hold header values. So redirects, content codings, deadlines and messages are ours.
"""

import asyncio
import base64
import logging
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Self

import httpx

from wirelens.run import redirects
from wirelens.run.arrivals import Arrival, Chunk, Ended, Failed, Received, Redirected
from wirelens.run.border import Row, translated
from wirelens.run.deadline import Deadline
from wirelens.run.errors import ExchangeError
from wirelens.run.inflate import PIECE, Inflater
from wirelens.run.outgoing import DEFAULT_PORTS, Options, Origin, OutgoingRequest, revealed_name
from wirelens.run.reads import reads
from wirelens.run.tls import public_roots, tls_context
from wirelens.run.transport_faults import BEFORE_HEAD, IN_BODY
from wirelens.run.wire import check_url, wire_request
from wirelens.secret import Redaction, Secret, SecretText

# Their INFO lines hold the whole URL.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


async def exchange(request: OutgoingRequest) -> AsyncGenerator[Arrival, None]:
    """Sends the request and yields what arrives, `Ended` or `Failed` last.

    Cancelling the task, or closing the generator (`contextlib.aclosing`), closes the socket.
    """
    redaction = Redaction(request.secrets)
    try:
        async with aclosing(_Exchange(request, redaction).arrivals()) as arrivals:
            async for arrival in arrivals:
                yield arrival
        return
    except ExchangeError as error:
        failure = error
    message = redaction.redact(failure.message)
    yield Failed(time.monotonic(), failure.code, message, failure.transport)


def origin(url: str) -> Origin:
    """The origin that a URL is sent to, decided as sending decides it; raises `ExchangeError`."""
    return _target(url).origin


@dataclass(frozen=True, slots=True)
class _Target:
    """A URL without its user and password, its origin, and the field value that these two give."""

    url: httpx.URL
    origin: Origin
    authorization: str | None


class _Opened:
    """Closes the sockets of a hop that fails before its response is there, as httpcore traced them.

    httpcore 1.0.9 forgets a socket, and leaves it open, when it is cancelled in the TLS handshake.
    """

    def __init__(self) -> None:
        self._streams: list[Any] = []  # Any: the trace hands out whatever a step returned

    async def note(self, step: str, info: Mapping[str, Any]) -> None:
        """Takes one step of the trace."""
        if step == "connection.connect_tcp.complete":
            self._streams.append(info["return_value"])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            for stream in self._streams:
                await stream.aclose()


class _Exchange:
    """One exchange: the request of the present hop, and what holds for all hops together."""

    def __init__(self, request: OutgoingRequest, redaction: Redaction) -> None:
        self._options = request.options
        self._secrets = request.secrets
        self._redaction = redaction
        self._request = request
        self._hops = 0

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Every hop in its turn, then the final response."""
        whole = Deadline.first(self._options.total)
        head = Deadline.first(self._options.total, self._options.headers)
        target = _target(self._request.url.reveal())
        self._request = _with_authorization(self._request, target)
        while True:
            async with _link(target, self._options) as link:
                response = await self._head(link, target, head)
                next_target = self._next_target(response, target)
                if next_target is None:
                    yield self._received(response)
                    async with aclosing(self._body(response, target, whole)) as chunks:
                        async for chunk in chunks:
                            yield chunk
                    break
            yield self._redirected(response, target, next_target)
            target = next_target
        yield Ended(time.monotonic(), _ending(response))

    async def _head(
        self, link: httpx.AsyncHTTPTransport, target: _Target, deadline: Deadline
    ) -> httpx.Response:
        """The final response, body unread."""
        outgoing = self._httpx_request(target)
        awaited = f'response from "{target.origin.address}"'
        try:
            async with _Opened() as opened, deadline.holds(awaited):
                outgoing.extensions["trace"] = opened.note
                return await link.handle_async_request(outgoing)
        except (httpx.HTTPError, OSError, UnicodeError) as error:
            raise self._translated(BEFORE_HEAD, error, target) from None  # its text has values

    async def _body(
        self, response: httpx.Response, target: _Target, deadline: Deadline
    ) -> AsyncGenerator[Chunk, None]:
        inflater = Inflater(response.headers.get("content-encoding", ""), self._options.inflated)
        encoded = 0
        try:
            async with aclosing(reads(response.aiter_raw(), deadline)) as network_reads:
                async for read in network_reads:
                    encoded += len(read.data)
                    for piece in inflater.feed(read.data):
                        yield Chunk(read.at, piece, encoded)
                        encoded = 0
                        if len(piece) == PIECE:
                            await asyncio.sleep(0)  # a bomb must not hold up the other runs
        except (httpx.HTTPError, OSError) as error:
            raise self._translated(IN_BODY, error, target) from None
        if inflater.refusal is not None:
            raise ExchangeError("inflation-limit", inflater.refusal)
        inflater.end()

    def _httpx_request(self, target: _Target) -> httpx.Request:
        wire = wire_request(self._request)
        options = self._options
        timeout = httpx.Timeout(
            connect=options.connect or None, read=options.idle or None, write=None, pool=None
        )
        return httpx.Request(
            method=wire.method,
            url=target.url,
            headers=list(wire.fields),
            content=_in_one_chunk(wire.content) if wire.chunked else wire.content,
            extensions={"timeout": timeout.as_dict()} | self._asterisk(wire.method),
        )

    def _asterisk(self, method: str) -> dict[str, bytes]:
        """The asterisk-form of `OPTIONS`, which an empty path means (RFC 9110, section 4.2.3)."""
        after_scheme = self._request.url.reveal().partition("://")[2]
        is_server_wide = method == "OPTIONS" and not set("/?#") & set(after_scheme)
        return {"target": b"*"} if is_server_wide and not self._hops else {}

    def _next_target(self, response: httpx.Response, target: _Target) -> _Target | None:
        """Where the response redirects to, if it does and may be followed."""
        location = response.headers.get("location")
        if response.status_code not in redirects.STATUSES or location is None:
            return None
        if not self._options.follow_redirects:
            return None
        self._hops += 1
        try:
            next_target = _target(str(target.url.join(location)))
        except (httpx.InvalidURL, ValueError, ExchangeError):
            message = f'redirect from "{target.origin}" refused: expected an http or https address'
            raise ExchangeError("redirect-refused", message) from None
        if self._hops > redirects.LONGEST_CHAIN:
            hop = _hop(response, target, next_target)
            raise redirects.refused(hop, f"expected at most {redirects.LONGEST_CHAIN} redirects")
        return next_target

    def _redirected(
        self, response: httpx.Response, target: _Target, next_target: _Target
    ) -> Redirected:
        onward = redirects.onward(self._request, _hop(response, target, next_target), self._secrets)
        source, self._request = self._shown_url(), onward.request
        at = time.monotonic()
        return Redirected(at, response.status_code, source, self._shown_url(), onward.dropped)

    def _received(self, response: httpx.Response) -> Received:
        return Received(
            at=time.monotonic(),
            status=response.status_code,
            reason=response.reason_phrase,
            http_version=response.http_version,
            headers=tuple((_text(n).lower(), _text(v)) for n, v in response.headers.raw),
            url=self._shown_url(),
        )

    def _shown_url(self) -> str:
        shown = self._redaction.redact(self._request.url.masked())
        return re.sub(r"^([^/?#]*//[^/?#@]*?):[^/?#]*@", r"\1:***@", shown)

    def _translated(
        self, rows: tuple[Row, ...], error: Exception, target: _Target
    ) -> ExchangeError:
        proxy = _proxy(self._options, target)
        through = f' through the proxy "{origin(str(proxy.url)).address}"' if proxy else ""
        return translated(
            rows,
            error,
            peer=f'"{target.origin.address}"{through}',
            connect=self._options.connect,
            idle=self._options.idle,
        )


_LONGEST_URL = 65536  # httpx's own bound
# Labels as names are resolved by (RFC 1035, 2.3.4), or an address of IPv6.
_HOST = re.compile(rb"[a-z0-9_~-]{1,63}(?:\.[a-z0-9_~-]{1,63})*\.?|[0-9a-f.]*:[0-9a-f:.]*")


def _target(text: str) -> _Target:
    check_url(text)
    if len(text) > _LONGEST_URL:
        message = f"the URL has {len(text)} characters: expected at most {_LONGEST_URL}"
        raise ExchangeError("connect-failed", message)
    if not re.match(r"https?://[^/?#]", text, re.IGNORECASE):
        message = 'the URL names no server: expected "http://" or "https://" and a host'
        raise ExchangeError("connect-failed", message)
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise _malformed_url() from None  # its text has parts of the URL
    port = url.port if url.port is not None else DEFAULT_PORTS[url.scheme]
    if not _HOST.fullmatch(url.raw_host) or not 0 < port < 65536:
        raise _malformed_url()
    authorization = None
    if url.userinfo:
        pair = f"{url.username}:{url.password}".encode()
        authorization = f"Basic {base64.b64encode(pair).decode()}"
    own = Origin(scheme=url.scheme, host=url.raw_host.decode("ascii"), port=port)
    return _Target(url.copy_with(userinfo=b""), own, authorization)


def _malformed_url() -> ExchangeError:
    message = "the URL is malformed: expected a host name and a port number"
    return ExchangeError("connect-failed", message)


def _with_authorization(request: OutgoingRequest, target: _Target) -> OutgoingRequest:
    """The request with the URL's user and password as a header field, unless it has that field."""
    names = {revealed_name(name).lower() for name, _ in request.headers}
    if target.authorization is None or "authorization" in names:
        return request
    value = Secret(target.authorization, "user and password of the URL", request.url.secrets)
    return replace(request, headers=(*request.headers, ("Authorization", SecretText((value,)))))


def _hop(response: httpx.Response, target: _Target, next_target: _Target) -> redirects.Hop:
    return redirects.Hop(
        status=response.status_code,
        source=target.origin,
        target=next_target.origin,
        url=str(next_target.url),
    )


def _link(target: _Target, options: Options) -> httpx.AsyncHTTPTransport:
    """A connection of its own for one hop, which no variable of the environment leads elsewhere."""
    return httpx.AsyncHTTPTransport(
        verify=tls_context(options, target.origin),
        trust_env=False,
        proxy=_proxy(options, target),
    )


def _proxy(options: Options, target: _Target) -> httpx.Proxy | None:
    """The proxy of the settings; what runs on this machine is not sent away and back."""
    if not options.proxy or target.origin.is_loopback:
        return None
    try:
        _target(options.proxy)
    except ExchangeError:
        message = 'the proxy is malformed: expected "http://" or "https://" and a host'
        raise ExchangeError("connect-failed", message) from None
    url = httpx.URL(options.proxy)
    context = public_roots() if url.scheme == "https" else None
    return httpx.Proxy(url=url, ssl_context=context)


async def _in_one_chunk(content: bytes) -> AsyncIterator[bytes]:
    if content:
        yield content


def _ending(response: httpx.Response) -> str:
    headers = response.headers
    stated = "content-length" in headers and "transfer-encoding" not in headers
    return "content-length" if stated else "eof"


def _text(value: bytes) -> str:
    """Most servers send UTF-8 where they send more than ASCII; RFC 9110 leaves it open."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
