"""A cancelled exchange closes its socket, whatever it is waiting for."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress

import pytest

from servers import behaviours, client, scripted
from servers.scripted import Endless, Send, Server, Stall
from wirelens.run.arrivals import Arrival, Chunk
from wirelens.run.outgoing import Options, OutgoingRequest
from wirelens.run.transport import exchange

STREAM = Send(behaviours.SSE + behaviours.CHUNKED + behaviours.chunk(b"data: 1\n\n"))
STORM = Endless(behaviours.chunk(b"data: x\n\n") * 50)
OPTIONS = Options(ca_file=str(behaviours.CERTIFICATE))


async def no_task_stays() -> None:
    """Generators that httpx drops are closed in tasks, which end by themselves."""
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        _, pending = await asyncio.wait(others, timeout=scripted.PATIENCE)
        assert not pending


Ready = Callable[[Server, asyncio.Event], Awaitable[object]]


async def heard(server: Server, _: asyncio.Event) -> object:
    connection = await asyncio.to_thread(server.connection)
    return await asyncio.to_thread(connection.heard.wait, scripted.PATIENCE)


async def requested(server: Server, _: asyncio.Event) -> object:
    connection = await asyncio.to_thread(server.connection)
    return await asyncio.to_thread(connection.requested.wait, scripted.PATIENCE)


async def streaming(_: Server, chunk: asyncio.Event) -> object:
    return await chunk.wait()


def plain(*steps: scripted.Step) -> Server:
    return scripted.serve(*steps)


def tls(*steps: scripted.Step) -> Server:
    return scripted.serve_tls(behaviours.server_context(), *steps)


async def cancelled_when(ready: Ready, server: Server, request: OutgoingRequest) -> list[Arrival]:
    """Sends, cancels once it is so far, and returns when the server has seen the client leave."""
    found: list[Arrival] = []
    chunk = asyncio.Event()

    async def send() -> None:
        async for arrival in exchange(request):
            found.append(arrival)
            if isinstance(arrival, Chunk):
                chunk.set()

    task = asyncio.create_task(send())
    await ready(server, chunk)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert task.cancelled()
    # The loop goes on meanwhile, so that only a socket which was closed is closed.
    assert await asyncio.to_thread(server.connections[-1].gone.wait, scripted.PATIENCE)
    await no_task_stays()
    return found


@pytest.mark.parametrize(
    ("server", "ready", "scheme"),
    [
        (Server((Stall(),)), heard, "https"),
        (plain(Stall()), requested, "http"),
        (tls(Stall()), requested, "https"),
        (plain(Send(behaviours.OK), Stall()), requested, "http"),
        (plain(Endless(b"HTTP/1.1 103 Early\r\n\r\n")), requested, "http"),
        (plain(STREAM, Stall()), streaming, "http"),
        (tls(STREAM, Stall()), streaming, "https"),
        (plain(STREAM, STORM), streaming, "http"),
        (tls(STREAM, STORM), streaming, "https"),
    ],
    ids=[
        "TLS handshake",
        "no response",
        "no response over TLS",
        "half a response",
        "interim responses",
        "idle stream",
        "idle stream over TLS",
        "storm of events",
        "storm of events over TLS",
    ],
)
def test_a_cancelled_task_closes_the_socket(server: Server, ready: Ready, scheme: str) -> None:
    with server:
        request = client.get(f"{scheme}://localhost:{server.port}/", options=OPTIONS)
        asyncio.run(cancelled_when(ready, server, request))


def test_a_cancelled_task_closes_the_socket_after_a_redirect() -> None:
    routes: dict[str, scripted.Script] = {"/": [behaviours.redirect(302, "/b")], "/b": [Stall()]}

    async def second_requested(server: Server, _: asyncio.Event) -> object:
        connection = await asyncio.to_thread(server.connection, 1)
        return await asyncio.to_thread(connection.requested.wait, scripted.PATIENCE)

    with scripted.serve_paths(routes) as server:
        request = client.get(server.url())
        found = asyncio.run(cancelled_when(second_requested, server, request))
    assert len(client.hops(found)) == 1


def test_a_request_can_be_cancelled_while_its_body_goes_out() -> None:
    with Server((Stall(),)) as server:
        request = client.post(f"http://localhost:{server.port}/", "x" * 64 * 1024 * 1024)
        asyncio.run(cancelled_when(heard, server, request))


@pytest.mark.parametrize("server", [plain(STREAM, Stall()), tls(STREAM, Stall())], ids=["", "TLS"])
def test_an_exchange_can_be_cancelled_at_any_turn_of_the_loop(server: Server) -> None:
    async def collected(request: OutgoingRequest) -> None:
        async for _ in exchange(request):
            pass

    async def cancelled_after(turns: int, request: OutgoingRequest) -> None:
        task = asyncio.create_task(collected(request))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        for connection in server.connections:
            assert await asyncio.to_thread(connection.gone.wait, scripted.PATIENCE)
        await no_task_stays()

    with server:
        request = client.get(server.url(), options=OPTIONS)
        for turns in range(0, 60, 3):
            asyncio.run(cancelled_after(turns, request))


def test_a_connection_that_is_not_answered_can_be_cancelled() -> None:
    async def cancelled(port: int) -> None:
        task = asyncio.create_task(anext(exchange(client.get(f"http://127.0.0.1:{port}/"))))
        for _ in range(50):  # turns of the loop: more than it takes to wait for the peer
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await no_task_stays()

    with behaviours.full_backlog() as port:
        asyncio.run(cancelled(port))
    gc.collect()  # an open socket would warn now


def test_a_closed_generator_closes_the_socket() -> None:
    async def first_chunk(request: OutgoingRequest) -> bytes:
        async with aclosing(exchange(request)) as arrivals:
            async for arrival in arrivals:
                if isinstance(arrival, Chunk):
                    return arrival.data
        return b""

    async def left(server: Server) -> None:
        assert await first_chunk(client.get(server.url())) == b"data: 1\n\n"
        assert await asyncio.to_thread(server.connection().gone.wait, scripted.PATIENCE)
        await no_task_stays()

    with scripted.serve(STREAM, Stall()) as server:
        asyncio.run(left(server))
