"""Credentials on the wire: what a server receives, hop by hop."""

import subprocess
from pathlib import Path

import pytest

from scopes import scope
from servers import behaviours, client, digest, scripted
from servers.behaviours import redirect, whole
from servers.connection import Connection
from servers.digest import DigestServer
from wirelens.run.arrivals import Arrival, Challenged
from wirelens.run.credentials import DigestCredentials
from wirelens.run.outgoing import OutgoingRequest
from wirelens.secret import Secret, SecretText
from wires import needs_curl, outgoing

PASSWORD = Secret(digest.PASSWORD, "http-client.private.env.json: password")
KEYS = "AKIDEXAMPLE {{$processEnv KEY}} region:eu-west-1 service:execute-api"
ENVIRON = {"KEY": "CANARY-secret-key-91", "PASSWORD": digest.PASSWORD}


def request(text: str) -> OutgoingRequest:
    return outgoing(text, Path("/nonexistent"), scope(text, environ=ENVIRON))


def answered(
    server: scripted.Server, path: str = "/a", method: str = "GET", body: str = ""
) -> list[Arrival]:
    """All that arrives for a request with the right user and password."""
    text = f"{method} {server.url(path)}\nAuthorization: Digest ann {{{{$processEnv PASSWORD}}}}"
    return client.arrivals(request(f"{text}\n\n{body}"))


def challenged(found: list[Arrival]) -> list[int]:
    return [each.status for each in found if isinstance(each, Challenged)]


@pytest.mark.parametrize(
    ("algorithm", "qop"),
    [
        *(("MD5", ""), ("MD5", "auth"), ("MD5", "auth-int"), ("SHA-256", ""), ("SHA-256", "auth")),
        *(("SHA-256", "auth-int"), ("MD5-sess", "auth"), ("SHA-256-sess", "auth-int")),
    ],
)
def test_a_challenge_is_answered_by_a_second_request(algorithm: str, qop: str) -> None:
    with DigestServer(algorithm, qop).serve() as server:
        found = answered(server, "/a%20b?c=d", "POST", '{"a": "\u00fc"}')
        first, second = server.connections
    assert client.body(found) == b"in"
    assert challenged(found) == [401]
    assert first.field_values("authorization") == []
    assert second.body == first.body == '{"a": "\u00fc"}'.encode()


def test_a_wrong_password_shows_the_server_s_answer() -> None:
    with DigestServer().serve() as server:
        text = f"GET {server.url()}\nAuthorization: Digest ann:wrong"
        found = client.arrivals(request(text))
        assert len(server.connections) == 2
    assert (client.received(found).status, client.body(found)) == (401, b"no")


def test_a_stale_nonce_is_answered_anew() -> None:
    asking = DigestServer(nonces=("one", "two"), stale_uses=1)
    with asking.serve() as server:
        found = answered(server)
    assert client.body(found) == b"in"
    assert [(each["nonce"], each["nc"]) for each in asking.seen] == [
        ("one", "00000001"),
        ("two", "00000001"),
    ]
    assert challenged(found) == [401, 401]


def test_a_server_that_calls_every_nonce_stale_is_left_in_the_end() -> None:
    with DigestServer(stale_uses=100).serve() as server:
        found = answered(server)
        assert len(server.connections) == 4
    assert client.received(found).status == 401


def test_the_nonce_is_used_again_within_the_origin() -> None:
    asking = DigestServer()
    asking.extra = b"Location: /next\r\n"
    with asking.serve() as server:
        routes = {
            "/a": (scripted.Answer(lambda c: asking.reply(c).replace(b"200 OK", b"302 Found")),),
            "/next": (scripted.Answer(asking.reply),),
        }
        with scripted.serve_paths(routes) as redirecting:
            found = answered(redirecting)
        assert not server.connections
    assert client.body(found) == b"in"
    assert [(each["uri"], each["nc"]) for each in asking.seen] == [
        ("/a", "00000001"),
        ("/next", "00000002"),
    ]
    assert challenged(found) == [401]


def test_the_next_nonce_of_a_server_is_used() -> None:
    asking = DigestServer()
    asking.extra = b'Location: /next\r\nAuthentication-Info: nextnonce="two"\r\n'
    routes = {
        "/a": (scripted.Answer(lambda c: asking.reply(c).replace(b"200 OK", b"302 Found")),),
        "/next": (scripted.Answer(asking.reply),),
    }
    with scripted.serve_paths(routes) as server:
        assert client.body(answered(server)) == b"in"
    assert [(each["nonce"], each["nc"]) for each in asking.seen] == [
        ("nonce-1", "00000001"),
        ("two", "00000001"),
    ]


def test_another_origin_gets_no_answer_and_neither_does_the_first_one_after_it() -> None:
    routes: dict[str, scripted.Script] = {}
    with DigestServer().serve() as other, scripted.serve_paths(routes) as server:
        routes["/a"] = (redirect(302, other.url("/b")),)
        found = answered(server)
        assert [each.field_values("authorization") for each in other.connections] == [[]]
    assert client.hops(found)[0].dropped == ("Authorization",)
    assert client.received(found).status == 401
    with DigestServer().serve() as asking:
        with scripted.serve(redirect(302, asking.url("/back"))) as between:
            routes = {"/a": (redirect(302, between.url()),)}
            with scripted.serve_paths(routes) as first:
                answered(first)
        assert [each.field_values("authorization") for each in asking.connections] == [[]]


def test_a_challenge_of_another_scheme_is_left_to_the_person() -> None:
    head = b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"
    with scripted.serve(scripted.Send(head)) as server:
        found = answered(server)
        assert len(server.connections) == 1
    assert client.received(found).status == 401


def test_a_stream_behind_a_challenge_is_a_stream() -> None:
    stream = b"".join(
        step.data
        for step in behaviours.event_stream(b"data: a\n\n", b"data: b\n\n")
        if isinstance(step, scripted.Send)
    )

    def reply(connection: object) -> bytes:
        assert isinstance(connection, Connection)
        refused = asking.reply(connection)
        return stream if refused.startswith(b"HTTP/1.1 200") else refused

    asking = DigestServer()
    with scripted.Server((scripted.Answer(reply),)) as server:
        found = answered(server)
    assert client.body(found) == b"data: a\n\ndata: b\n\n"


def test_user_and_password_are_secrets_of_the_request() -> None:
    text = "GET http://h/\nAuthorization: Digest {{$processEnv KEY}} {{$processEnv PASSWORD}}"
    found = request(text)
    assert isinstance(found.credentials, DigestCredentials)
    assert [each.source for each in found.secrets] == [
        "process environment: KEY",
        "process environment: PASSWORD",
    ]
    assert "CANARY" not in repr(found)


def test_a_signed_request_carries_its_signature_and_not_its_key() -> None:
    with scripted.serve(whole(b"ok")) as server:
        text = f"POST {server.url('/a?b=c')}\nContent-Type: a/b\nAuthorization: AWS {KEYS}\n\nx"
        client.arrivals(request(text))
        sent = server.connection()
    (value,) = sent.field_values("authorization")
    date = sent.field_values("x-amz-date")[0]
    assert value.startswith(
        f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{date[:8]}/eu-west-1/execute-api/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, Signature="
    )
    assert b"CANARY" not in sent.received


def test_a_redirect_within_the_origin_is_signed_anew_and_to_another_one_never() -> None:
    routes: dict[str, scripted.Script] = {}
    with scripted.serve(whole(b"ok")) as other, scripted.serve_paths(routes) as server:
        routes |= {"/a": (redirect(302, "/b"),), "/b": (redirect(307, other.url("/c")),)}
        text = f"GET {server.url('/a')}\nAuthorization: AWS {KEYS} token:{{{{$processEnv KEY}}}}"
        found = client.arrivals(request(text))
        first, second = (each.field_values("authorization")[0] for each in server.connections)
        assert first.rpartition("=")[2] != second.rpartition("=")[2]
        assert not other.connection().field_values("authorization")
        assert b"amz" not in other.connection().received.lower()
        assert b"CANARY" not in other.connection().received
    assert [each.dropped for each in client.hops(found)] == [(), ("Authorization",)]


@needs_curl
@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "MD5-sess"])
def test_the_server_of_these_tests_lets_curl_in_too(algorithm: str, tmp_path: Path) -> None:
    with DigestServer(algorithm).serve() as server:
        user = f"{digest.USER}:{digest.PASSWORD}"
        command = ["curl", "-s", "--digest", "-u", user, server.url("/a?b")]
        done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    assert done.stdout == b"in"


def test_secrets_of_credentials_count_as_the_request_s(tmp_path: Path) -> None:
    credentials = DigestCredentials(SecretText.from_text("ann"), SecretText((PASSWORD,)))
    found = OutgoingRequest("GET", SecretText.from_text("http://h/"), credentials=credentials)
    assert found.secrets == (PASSWORD,)
