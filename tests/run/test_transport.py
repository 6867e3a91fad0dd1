"""What arrives of an exchange, and what is said when it breaks."""

import logging

import pytest

from servers import behaviours, client, scripted
from servers.scripted import AwaitRequest, Gate, Reset, Script, Send, Stall, Wait
from wirelens.run.arrivals import Ended
from wirelens.run.outgoing import BodyContent, Options, OutgoingRequest
from wirelens.secret import Secret, SecretText

MIB = 1024 * 1024
TOO_LONG = "the header section from PEER is too long: expected at most 100 KB"
ABC = behaviours.OK + behaviours.CHUNKED + behaviours.chunk(b"abc")
QUICK = Options(headers=0.3)


def check_failure(script: Script, expected: str, options: Options | None = None) -> bytes:
    """How the exchange with such a server fails: transport, code and message; returns the body.

    PEER stands for the server's address.
    """
    with scripted.serve(*script) as server:
        found = client.arrivals(client.get(server.url(), options=options))
        assert server.connection().gone.wait(scripted.PATIENCE)
    failure = client.failure(found)
    told = failure.message.replace(f'"localhost:{server.port}"', "PEER")
    assert f"{failure.transport} {failure.code}: {told}" == expected
    return client.body(found)


def test_a_response_arrives_head_first() -> None:
    fields = "X-Name: Grüße\r\nx-name: two\r\n".encode()
    with scripted.serve(behaviours.whole(b"hello", fields)) as server:
        found = client.arrivals(client.get(server.url("/a?b=c#d")))
        assert [type(arrival).__name__ for arrival in found] == ["Received", "Chunk", "Ended"]
        head = client.received(found)
        assert (head.status, head.reason, head.http_version) == (200, "OK", "HTTP/1.1")
        assert head.headers == (("x-name", "Grüße"), ("x-name", "two"), ("content-length", "5"))
        assert head.url == server.url("/a?b=c#d")
        assert client.body(found) == b"hello"
        assert server.connection().head.startswith("GET /a?b=c HTTP/1.1\r\n")
        times = [arrival.at for arrival in found]
        assert times == sorted(times)


@pytest.mark.parametrize(
    ("response", "transport"),
    [
        (behaviours.OK + b"Content-Length: 2\r\n\r\nhi", "content-length"),
        (behaviours.OK + b"\r\nhi", "eof"),
        (behaviours.OK + behaviours.CHUNKED + b"2\r\nhi\r\n0\r\n\r\n", "eof"),
        (behaviours.OK + b"Content-Length: 9\r\n" + behaviours.CHUNKED + b"0\r\n\r\n", "eof"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "eof"),
        (
            b"HTTP/1.1 103 Early\r\n\r\n" + behaviours.OK + b"Content-Length: 0\r\n\r\n",
            "content-length",
        ),
    ],
)
def test_an_end_says_whether_the_length_was_stated(response: bytes, transport: str) -> None:
    with scripted.serve(Send(response)) as server:
        last = client.arrivals(client.get(server.url()))[-1]
    assert isinstance(last, Ended)
    assert last.transport == transport


def test_a_request_arrives_as_it_was_written() -> None:
    with scripted.serve(behaviours.whole(b"")) as server:
        host = f"localhost:{server.port}"
        client.arrivals(client.post(server.url("/v1"), "grüße", ("X-Key", "1")))
        chunked = client.post(server.url("/v1"), "hello", ("Transfer-Encoding", "chunked"))
        client.arrivals(chunked)
        named = client.get(server.url(), ("host", "other.test"))
        client.arrivals(OutgoingRequest("POST", named.url, named.headers, BodyContent()))
        first, second, third = server.connections
    assert first.head.split("\r\n")[0] == "POST /v1 HTTP/1.1"
    assert first.field_values("host") == [host]
    assert first.field_values("content-length") == ["7"]
    assert first.body == "grüße".encode()
    assert second.field_values("transfer-encoding") == ["chunked"]
    assert second.field_values("content-length") == []
    assert second.body == b"5\r\nhello\r\n0\r\n\r\n"
    assert third.field_values("host") == ["other.test"]
    assert third.field_values("content-length") == ["0"]


def test_chunks_of_one_read_are_one_and_reads_stay_apart() -> None:
    gate = Gate()
    event = behaviours.chunk(b"data: 1\n\n")
    script: Script = [
        Send(behaviours.SSE + behaviours.CHUNKED + event * 50),
        Wait(gate),
        Send(event * 2 + behaviours.LAST_CHUNK),
    ]
    with scripted.serve(*script) as server:
        found = client.arrivals_until_opened(client.get(server.url()), [gate])
    assert client.chunks(found) == [b"data: 1\n\n" * 50, b"data: 1\n\n" * 2]


@pytest.mark.parametrize(
    "script",
    [behaviours.BLACK_HOLE, behaviours.DRIPPED_HEAD, behaviours.ENDLESS_INTERIM],
    ids=["black hole", "dripped head", "endless interim"],
)
def test_a_response_that_does_not_come_is_a_timeout(script: Script) -> None:
    check_failure(script, "error timeout: no response from PEER within 0.3 s", QUICK)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (behaviours.HUGE_FIELD, TOO_LONG),
        (behaviours.MANY_FIELDS, TOO_LONG),
        (
            behaviours.TWO_LENGTHS,
            "PEER answered no valid HTTP: conflicting Content-Length headers",
        ),
        (behaviours.NO_HTTP, "PEER closed the connection without an HTTP response"),
        ([], "PEER closed the connection without an HTTP response"),
    ],
    ids=["huge field", "many fields", "two lengths", "no HTTP", "nothing"],
)
def test_a_response_that_is_no_http_fails_the_exchange(script: Script, message: str) -> None:
    check_failure(script, f"error connect-failed: {message}")


@pytest.mark.parametrize(
    ("garbage", "told"),
    [
        (b"HTTP/9.9 xx", 'expected a status line, found "HTTP/9.9 xx"'),
        (b"\0", 'expected a status line, found "\0"'),
        (b"<html lang='en'>", "expected a status line, found \"<html lang='en'>\""),
        (b"<" * 100, f'expected a status line, found "{"<" * 79}…"'),
        (b"HTTP/1.1 200 OK\r\nX Key: 1", 'the header field "X Key" is malformed'),
        (b"HTTP/1.1 200 OK\r\nx: \0\r\n y", 'the header field "x" is malformed'),
    ],
)
def test_garbage_in_place_of_a_response_is_told(garbage: bytes, told: str) -> None:
    expected = f"error connect-failed: PEER answered no valid HTTP: {told}"
    check_failure([Send(garbage + b"\r\n\r\n")], expected)


def test_a_reset_before_the_response_is_told() -> None:
    check_failure(behaviours.RESET_BEFORE_HEAD, "reset connect-failed: PEER reset the connection")


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (behaviours.SHORT_LENGTH, "3 of 10 bytes"),
        (behaviours.TRUNCATED_CHUNK, "the last chunk is missing"),
        (behaviours.LAST_CHUNK_MISSING, "the last chunk is missing"),
    ],
    ids=["short length", "truncated chunk", "last chunk missing"],
)
def test_a_body_that_is_cut_is_kept_as_far_as_it_came(script: Script, message: str) -> None:
    expected = f"error truncated: the connection closed before the end of the body ({message})"
    assert check_failure(script, expected) == b"abc"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (behaviours.BAD_CHUNK_SIZE, 'expected the size of a chunk, found "zz"'),
        (behaviours.BAD_CHUNK_END, 'expected a line end after a chunk, found "xx"'),
    ],
)
def test_a_bad_chunk_is_told_and_what_came_is_kept(script: Script, told: str) -> None:
    assert check_failure(script, f"error truncated: the body is no valid HTTP: {told}") == b"abc"


def test_a_reset_in_the_body_is_told_apart_from_an_end() -> None:
    gate = Gate()
    script: Script = [
        Send(behaviours.OK + behaviours.CHUNKED + b"3\r\nabc\r\n"),
        Wait(gate),
        Reset(),
    ]
    with scripted.serve(*script) as server:
        found = client.arrivals_until_opened(client.get(server.url()), [gate])
    failure = client.failure(found)
    assert (failure.code, failure.transport) == ("truncated", "reset")
    message = f'"localhost:{server.port}" reset the connection before the end of the body'
    assert failure.message == message
    assert client.body(found) == b"abc"


def test_a_stream_that_falls_silent_is_stalled() -> None:
    expected = "error stalled: no byte from PEER for 1 s"
    assert check_failure([Send(ABC), Stall()], expected, Options(idle=1)) == b"abc"


def test_the_whole_time_may_be_bounded() -> None:
    options = Options(total=1)
    script: Script = [Send(ABC), scripted.Endless(behaviours.chunk(b":\n"))]
    check_failure(script, "error timeout: no end of the reply within 1 s", options)
    check_failure([Stall()], "error timeout: no response from PEER within 1 s", options)


def test_no_limit_is_no_limit() -> None:
    options = Options(total=None, connect=0, idle=0, headers=0)
    with scripted.serve(behaviours.whole(b"hi")) as server:
        assert client.body(client.arrivals(client.get(server.url(), options=options))) == b"hi"


def test_a_port_that_nobody_listens_on_is_told() -> None:
    port = behaviours.refusing_port()
    failure = client.failure(client.arrivals(client.get(f"http://127.0.0.1:{port}/")))
    message = f'cannot connect to "127.0.0.1:{port}": connection refused'
    assert (failure.code, failure.message) == ("connect-failed", message)
    failure = client.failure(client.arrivals(client.get(f"http://localhost:{port}/")))
    assert failure.message == f'cannot connect to "localhost:{port}": connection refused'


def test_a_connection_that_is_not_answered_is_a_timeout() -> None:
    with behaviours.full_backlog() as port:
        request = client.get(f"http://127.0.0.1:{port}/", options=Options(connect=0.2))
        failure = client.failure(client.arrivals(request))
    message = f'no connection to "127.0.0.1:{port}" within 0.2 s'
    assert (failure.code, failure.message) == ("timeout", message)


def test_a_host_without_an_address_is_told() -> None:
    failure = client.failure(client.arrivals(client.get("http://no-such-host.invalid/")))
    assert failure.code == "connect-failed"
    assert failure.message.startswith('cannot resolve "no-such-host.invalid:80": ')


def test_a_request_that_must_not_be_sent_fails_without_a_connection() -> None:
    with scripted.serve(behaviours.whole(b"")) as server:
        found = client.arrivals(client.get(server.url(), ("x", "1\r\nX-Evil: 2")))
        assert client.failure(found).code == "variable-unsafe"
        assert server.connections == []


def test_no_message_holds_a_secret_that_the_peer_hands_back() -> None:
    canary = Secret("CANARY-5d1f0c9e", ".env: KEY")
    with scripted.serve(Send(b"HTTP/1.1 CANARY-5d1f0c9e\r\n\r\n")) as server:
        found = client.arrivals(client.get(server.url(), ("x-api-key", SecretText((canary,)))))
    assert "CANARY" not in client.failure(found).message
    assert "***" in client.failure(found).message


def test_a_url_is_shown_without_its_secrets() -> None:
    key = Secret("CANARY-5d1f0c9e", ".env: KEY")
    with scripted.serve(behaviours.whole(b"")) as server:
        url = server.url("/?key=").replace("http://", "http://user:CANARY@")
        found = client.arrivals(client.get(SecretText((url, key))))
        assert server.connection().field_values("authorization") == ["Basic dXNlcjpDQU5BUlk="]
    assert client.received(found).url == f"http://user:***@localhost:{server.port}/?key=***"


def test_libraries_log_no_url(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with scripted.serve(behaviours.whole(b"")) as server:
        client.arrivals(client.get(server.url("/?key=CANARY")))
    assert "CANARY" not in caplog.text


@pytest.mark.parametrize(
    ("url", "target"), [("http://localhost:{port}", b"*"), ("http://localhost:{port}/", b"/")]
)
def test_options_of_a_server_as_a_whole_is_sent_in_asterisk_form(url: str, target: bytes) -> None:
    with scripted.serve(AwaitRequest(), behaviours.whole(b"")) as server:
        request = OutgoingRequest("OPTIONS", SecretText.from_text(url.format(port=server.port)))
        client.arrivals(request)
        assert server.connection().received.startswith(b"OPTIONS %b HTTP/1.1\r\n" % target)
