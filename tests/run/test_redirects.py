"""What a redirect makes of a request, and that no secret reaches an origin it was not sent to."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from servers import behaviours, client, scripted
from wirelens.run.errors import ExchangeError
from wirelens.run.outgoing import BodyContent, Options, Origin, OutgoingRequest
from wirelens.run.redirects import Hop, onward
from wirelens.secret import Secret, SecretText

CANARY = "CANARY-5d1f0c9e"
KEY = Secret(CANARY, "http-client.private.env.json: KEY")
SECRET = SecretText((KEY,))

HERE = Origin("https", "a.test", 443)
THERE = Origin("https", "b.test", 443)


def hop(status: int, target: Origin, url: str | None = None) -> Hop:
    return Hop(status, HERE, target, url or f"{target}/next")


def check(request: OutgoingRequest, hop: Hop, expected: str) -> None:
    """Method, names of the header fields, body and, after a bar, the names of those dropped."""
    found = onward(request, hop, request.secrets)
    names = [name for name, _ in found.request.headers]
    body = found.request.body.reveal().decode()
    dropped = " ".join(found.dropped)
    assert f"{found.request.method} {' '.join(map(str, names))} {body}|{dropped}" == expected


def refusal(request: OutgoingRequest, hop: Hop) -> str:
    with pytest.raises(ExchangeError) as caught:
        onward(request, hop, request.secrets)
    assert caught.value.code == "redirect-refused"
    return caught.value.message


POST = client.post("https://a.test/", "hello", ("Content-Type", "text/plain"), ("X-A", "1"))


@pytest.mark.parametrize(
    ("method", "status", "expected"),
    [
        ("POST", 301, "GET X-A |Content-Type"),
        ("POST", 302, "GET X-A |Content-Type"),
        ("POST", 303, "GET X-A |Content-Type"),
        ("POST", 307, "POST Content-Type X-A hello|"),
        ("POST", 308, "POST Content-Type X-A hello|"),
        ("PUT", 302, "PUT Content-Type X-A hello|"),
        ("PUT", 303, "GET X-A |Content-Type"),
        ("HEAD", 303, "HEAD Content-Type X-A hello|"),
    ],
)
def test_the_status_decides_about_method_and_body(method: str, status: int, expected: str) -> None:
    check(replace(POST, method=method), hop(status, HERE), expected)


@pytest.mark.parametrize(
    "target",
    [THERE, Origin("https", "a.test", 8443), Origin("https", "sub.a.test", 443)],
    ids=str,
)
def test_whatever_carries_a_secret_stays_behind_when_the_origin_changes(target: Origin) -> None:
    request = client.get(
        SecretText(("https://a.test/?key=", KEY)),
        ("X-Api-Key", SECRET),
        ("X-Plain", "kept"),
        ("X-Any-Name", SecretText(("Bearer ", KEY, " end"))),
        ("Accept", "*/*"),
    )
    check(request, hop(302, target), "GET X-Plain Accept |X-Api-Key X-Any-Name")
    assert CANARY not in onward(request, hop(302, target), request.secrets).request.url.reveal()


def test_credentials_in_plain_text_stay_behind_too() -> None:
    names = [
        "Authorization",
        "Cookie",
        "proxy-authorization",
        "x-api-key",
        "X-Goog-Api-Key",
        "Host",
    ]
    request = client.get("https://a.test/", *((name, "plain") for name in names))
    check(request, hop(302, THERE), f"GET  |{' '.join(names)}")
    check(request, hop(302, HERE), f"GET {' '.join(names)} |")


def test_fields_of_one_name_stay_behind_together() -> None:
    request = client.get("https://a.test/", ("X-Key", "half"), ("x-key", SECRET))
    check(request, hop(302, THERE), "GET  |X-Key x-key")


def test_a_secret_goes_along_within_its_origin() -> None:
    check(client.get("https://a.test/", ("X-Api-Key", SECRET)), hop(302, HERE), "GET X-Api-Key |")


def test_a_secret_goes_where_the_user_allowed_it() -> None:
    options = Options(allowed_origins={KEY: frozenset({THERE})})
    encoded = SecretText((Secret("Q0FOQVJZ", "base64", (KEY,)),))
    request = client.get(
        "https://a.test/", ("Authorization", SECRET), ("X-Encoded", encoded), options=options
    )
    check(request, hop(302, THERE), "GET Authorization X-Encoded |")
    elsewhere = Origin("https", "c.test", 443)
    check(request, hop(302, elsewhere), "GET  |Authorization X-Encoded")


def test_a_secret_in_the_body_is_not_sent_to_another_origin() -> None:
    request = client.post("https://a.test/", SecretText(('{"key": "', KEY, '"}')))
    assert refusal(request, hop(307, THERE)) == (
        'redirect from "https://a.test" to "https://b.test" refused: '
        "it carries the secret in the body to another origin"
    )
    check(request, hop(302, THERE), "GET  |")


def test_a_body_without_a_secret_is_sent_again() -> None:
    check(POST, hop(308, THERE), "POST Content-Type X-A hello|")


def test_an_address_that_hands_a_secret_on_is_refused() -> None:
    request = client.get("https://a.test/", ("X-Api-Key", SECRET))
    reason = "its address carries a secret to another origin"
    for url in (f"https://b.test/?key={CANARY}", "https://b.test/CANARY%2D5d1f0c9e"):
        assert refusal(request, hop(302, THERE, url)).endswith(reason)
    check(request, hop(302, HERE, f"https://a.test/?key={CANARY}"), "GET X-Api-Key |")


def test_a_short_secret_in_an_address_counts_as_a_whole_word_only() -> None:
    request = client.get("https://a.test/", ("X-Pin", SecretText((Secret("42", ".env: PIN"),))))
    assert refusal(request, hop(302, THERE, "https://b.test/?pin=42"))
    check(request, hop(302, THERE, "https://b.test/?page=421"), "GET  |X-Pin")


def test_tls_is_not_left() -> None:
    plain = Origin("http", "a.test", 80)
    assert refusal(client.get("https://a.test/"), hop(302, plain)) == (
        'redirect from "https://a.test" to "http://a.test" refused: it leaves TLS'
    )


def test_bytes_of_files_and_text_are_one_body() -> None:
    body = BodyContent((b"\xff", SecretText(("ü", KEY))))
    assert body.reveal() == b"\xff" + "ü".encode() + CANARY.encode()
    assert body.secrets == (KEY,)


def all_bytes(*servers: scripted.Server) -> bytes:
    return b"".join(bytes(c.received) for server in servers for c in server.connections)


CARRIERS: Mapping[str, OutgoingRequest] = {
    "header": client.get("", ("X-Api-Key", SECRET)),
    "authorization": client.get("", ("Authorization", SecretText(("Bearer ", KEY)))),
    "plain authorization": client.get("", ("Authorization", f"Bearer {CANARY}")),
    "cookie": client.get("", ("Cookie", SecretText(("a=b; session=", KEY)))),
    "header name": replace(client.get(""), headers=((SECRET, SecretText(("1",))),)),
    "body": client.post("", SecretText(("key=", KEY))),
}


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_secret_reaches_another_origin(carrier: str, status: int) -> None:
    with (
        scripted.serve(behaviours.whole(b"there")) as other,
        scripted.serve(behaviours.redirect(status, other.url("/taken"))) as first,
    ):
        request = replace(CARRIERS[carrier], url=SecretText((first.url("/?key="), KEY)))
        found = client.arrivals(request)
    assert CANARY.encode() in all_bytes(first)
    assert CANARY.encode() not in all_bytes(other)
    assert CANARY not in repr(found)


@pytest.mark.parametrize("userinfo", ["user:CANARY-5d1f0c9e@", "CANARY-5d1f0c9e@"])
def test_user_and_password_of_the_url_stay_with_its_origin(userinfo: str) -> None:
    with scripted.serve(behaviours.whole(b"there")) as other:
        routes: dict[str, scripted.Script] = {
            "/": [behaviours.redirect(302, "/again")],
            "/again": [behaviours.redirect(302, other.url())],
        }
        with scripted.serve_paths(routes) as first:
            url = first.url().replace("http://", f"http://{userinfo}")
            found = client.arrivals(client.get(url))
        sent = [connection.field_values("authorization") for connection in first.connections]
        assert sent[0] == sent[1] != []
        assert other.connection().field_values("authorization") == []
        assert client.hops(found)[1].dropped == ("Authorization",)
        assert "user:CANARY" not in repr(found)


def test_what_was_dropped_does_not_come_back() -> None:
    routes: dict[str, scripted.Script] = {"/home": [behaviours.whole(b"home")]}
    with scripted.serve_paths(routes) as first:
        with scripted.serve(behaviours.redirect(302, first.url("/home"))) as other:
            routes["/"] = [behaviours.redirect(302, other.url())]
            found = client.arrivals(client.get(first.url(), ("X-Api-Key", SECRET)))
        assert client.body(found) == b"home"
        assert [c.field_values("x-api-key") for c in first.connections] == [[CANARY], []]
        assert [hop.dropped for hop in client.hops(found)] == [("X-Api-Key",), ()]


def test_hops_are_told_one_by_one() -> None:
    routes: dict[str, scripted.Script] = {
        "/": [behaviours.redirect(301, "two?x=1#top")],
        "/two": [behaviours.redirect(307, "/three")],
        "/three": [behaviours.whole(b"done")],
    }
    with scripted.serve_paths(routes) as server:
        found = client.arrivals(client.get(server.url()))
        told = [(hop.status, hop.source, hop.target) for hop in client.hops(found)]
        two = server.url("/two?x=1#top")
        assert told == [(301, server.url(), two), (307, two, server.url("/three"))]
        assert client.received(found).url == server.url("/three")
        assert client.body(found) == b"done"


def test_a_loop_ends_after_ten_redirects() -> None:
    with scripted.serve(behaviours.redirect(302, "/")) as server:
        found = client.arrivals(client.get(server.url()))
        assert len(client.hops(found)) == 10
        assert client.failure(found).code == "redirect-refused"
        assert client.failure(found).message.endswith("expected at most 10 redirects")


def test_the_body_of_a_redirect_is_not_read() -> None:
    routes = {"/": behaviours.ENDLESS_REDIRECT, "/next": [behaviours.whole(b"next")]}
    with scripted.serve_paths(routes) as server:
        found = client.arrivals(client.get(server.url()))
        assert client.body(found) == b"next"
        assert server.connection().gone.wait(scripted.PATIENCE)
        assert server.connection().sent < 32 * 1024 * 1024  # what the sockets' buffers took


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://b.test/", "http://a:x/", "http://[::1"]
)
def test_a_redirect_goes_to_http_addresses_only(location: str) -> None:
    with scripted.serve(behaviours.redirect(302, location)) as server:
        failure = client.failure(client.arrivals(client.get(server.url())))
    origin = server.url("")
    assert (failure.code, failure.message) == (
        "redirect-refused",
        f'redirect from "{origin}" refused: expected an http or https address',
    )


def test_a_redirect_is_the_answer_where_the_user_does_not_follow() -> None:
    with scripted.serve(behaviours.redirect(302, "/next")) as server:
        found = client.arrivals(client.get(server.url(), options=Options(follow_redirects=False)))
        assert client.received(found).status == 302
        assert client.body(found) == b"body"


def test_a_redirect_without_location_is_the_answer() -> None:
    with scripted.serve(
        scripted.Send(b"HTTP/1.1 302 Found\r\nContent-Length: 2\r\n\r\nhm")
    ) as server:
        assert client.body(client.arrivals(client.get(server.url()))) == b"hm"
