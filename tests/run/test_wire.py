"""What goes on the wire, and what must not."""

import pytest

from servers import client
from wirelens import __version__
from wirelens.run.errors import ExchangeError
from wirelens.run.outgoing import BodyContent, OutgoingRequest
from wirelens.run.transport import origin
from wirelens.run.wire import wire_request
from wirelens.secret import Secret, SecretText

URL = "http://a.test/"
KEY = Secret("CANARY-5d1f0c9e\n", ".env: KEY")


def fields(request: OutgoingRequest) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in wire_request(request).fields}


def refusal(request: OutgoingRequest) -> tuple[str, str]:
    with pytest.raises(ExchangeError) as caught:
        wire_request(request)
    assert "CANARY" not in caught.value.message
    return caught.value.code, caught.value.message


def test_a_request_has_three_fields_of_its_own() -> None:
    assert fields(client.get(URL)) == {
        "accept": "*/*",
        "accept-encoding": "gzip, deflate",
        "user-agent": f"wirelens/{__version__}",
    }


def test_what_the_user_wrote_holds() -> None:
    written = (("ACCEPT", "a/b"), ("accept-encoding", "br"), ("User-agent", "me"), ("X", " ü "))
    assert wire_request(client.get(URL, *written)).fields == (
        (b"ACCEPT", b"a/b"),
        (b"accept-encoding", b"br"),
        (b"User-agent", b"me"),
        (b"X", "ü".encode()),
    )


@pytest.mark.parametrize(
    "request_",
    [
        client.get(URL, ("Accept", "text/event-stream")),
        client.get(URL, ("accept", "application/x-ndjson, */*")),
        client.get(URL + "v1/models/g:streamGenerateContent?alt=sse"),
        client.post(URL, '{"model": "m", "stream" : true}'),
    ],
    ids=["sse", "ndjson", "gemini", "body"],
)
def test_an_expected_stream_is_asked_for_uncompressed(request_: OutgoingRequest) -> None:
    assert fields(request_)["accept-encoding"] == "identity"


def test_a_body_without_a_stream_may_be_compressed() -> None:
    assert fields(client.post(URL, '{"stream": false}'))["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("control", ["\r", "\n", "\0", "\x1b", "\x7f"])
def test_a_control_character_is_refused_without_showing_the_value(control: str) -> None:
    unsafe = f"U+{ord(control):04X}: expected none"
    value = f"CANARY{control}X-Evil: 1"
    assert refusal(client.get(URL, ("x-api-key", value))) == (
        "variable-unsafe",
        f'the value of "x-api-key" has the control character {unsafe}',
    )
    with pytest.raises(ExchangeError) as caught:
        origin(f"http://a.test/CANARY{control}")
    assert caught.value.message == f"the URL has the control character {unsafe}"
    assert refusal(client.get(URL, (f"x{control}y", "1")))[0] == "header-malformed"
    assert refusal(OutgoingRequest(f"GE{control}T", SecretText((URL,))))[0] == "variable-unsafe"


def test_the_end_of_a_secret_is_not_trimmed_silently_when_it_is_a_line_end() -> None:
    assert refusal(client.get(URL, ("x-api-key", SecretText((KEY,)))))[0] == "variable-unsafe"


def test_half_a_surrogate_pair_is_refused() -> None:
    assert refusal(client.get(URL, ("x", "\ud800")))[1] == (
        'the value of "x" has half a surrogate pair: expected text that UTF-8 can carry'
    )
    assert refusal(client.post(URL, "\ud800"))[1].startswith("the body has half a surrogate")


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ([("Host", "a"), ("host", "b")], 'the header field "Host" is there twice: expected one'),
        (
            [("Content-Length", "3")],
            'the header field "Content-Length" does not fit the body: expected "5"',
        ),
        (
            [("Content-Length", "5"), ("content-length", "5")],
            'the header field "Content-Length" does not fit the body: expected "5"',
        ),
        (
            [("Transfer-Encoding", "gzip, chunked")],
            'the header field "Transfer-Encoding" is unsafe: expected "chunked" alone',
        ),
        (
            [("Transfer-Encoding", "chunked"), ("Content-Length", "5")],
            'the header field "Transfer-Encoding" is unsafe: expected "chunked" alone',
        ),
    ],
)
def test_framing_by_hand_that_can_be_read_in_two_ways_is_refused(
    headers: list[client.Field], message: str
) -> None:
    assert refusal(client.post(URL, "hello", *headers)) == ("header-malformed", message)


def test_framing_by_hand_that_is_right_is_kept() -> None:
    assert fields(client.post(URL, "hello", ("Content-Length", "5")))["content-length"] == "5"
    chunked = wire_request(client.post(URL, "hello", ("Transfer-Encoding", "chunked")))
    assert (chunked.chunked, chunked.content) == (True, b"hello")


def test_a_body_may_be_bytes() -> None:
    request = OutgoingRequest("POST", SecretText((URL,)), body=BodyContent((b"\xff\0",)))
    assert wire_request(request).content == b"\xff\0"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://A.Test", "http://a.test"),
        ("http://a.test:80/x?y", "http://a.test"),
        ("https://user:pw@a.test:8443/", "https://a.test:8443"),
        ("http://evil.com。x/", "http://evil.com.x"),
        ("http://grüße.test/", "http://xn--gre-6ka8l.test"),
        ("http://[::1]:99/", "http://[::1]:99"),
        (r"http://a.test/?path=c:\x", "http://a.test"),
    ],
)
def test_an_origin_is_the_one_that_is_sent_to(url: str, expected: str) -> None:
    assert str(origin(url)) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.test",
        "/path",
        "ftp://a.test/",
        "file:///etc/passwd",
        "http:/a.test",
        "http:///x",
        "http://",
        "http://:80/",
        "http://user@/",
        "http://a.test:port/",
        "http://a.test:0/",
        "http://a.test:65536/",
        "http://a.test:-1/",
        "http://300.1.1.1/",
        "http://[::zz]/",
        "http://xn--\u0301/",
        "http://a.test/" + "x" * 70_000,
        "http://127.0.0.1:80\\@evil.com/",
        "http://a..b/",
        "http://" + "x" * 64 + ".test/",
    ],
)
def test_what_names_no_server_is_refused(url: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        origin(url)
    assert caught.value.code in ("connect-failed", "variable-unsafe")
