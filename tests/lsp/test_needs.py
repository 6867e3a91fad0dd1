"""Requests that need others, and requests that ask: in the editor."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import LspClient, Message
from servers import scripted
from servers.scripted import AwaitRequest, Send

CAPABILITIES: Message = {"experimental": {"wirelens": {"stream": 1, "prompt": True}}}
LOGIN = "### login\nPOST {base}/login\n"
ME = "### me\n{directive}GET {base}/me\nX-Token: {{{{login.response.body.token}}}}\n"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[LspClient]:
    with LspClient(tmp_path) as made:
        yield made
        assert "Traceback" not in made.said()


def answer(body: str, status: str = "200 OK") -> Send:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
    return Send(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())


def service(login: Send) -> scripted.Server:
    routes: dict[str, list[scripted.Step]] = {
        "/login": [AwaitRequest(), login],
        "/me": [AwaitRequest(), answer("{}")],
    }
    return scripted.serve_paths(routes)


def sent(
    client: LspClient, folder: Path, server: scripted.Server, directive: str = ""
) -> list[str]:
    """The paths that the server saw after a press of the lens above `me`."""
    text = (LOGIN + ME).format(base=server.url(""), directive=directive)
    client.initialize(folder, CAPABILITIES, trusted=True, openViews=["body"])
    uri = (folder / "a.http").as_uri()
    client.open(uri, text)
    line = text[: text.index("/me")].count("\n")
    client.execute("wirelens.send", uri, line, 1)
    return [uri]


def done(client: LspClient, slots: int) -> None:
    """Waits until the bodies of so many runs are shown."""

    def is_last(params: Any) -> bool:
        return len({each["uri"] for each in client.all("wirelens/stream") if each["done"]}) >= slots

    client.notified("wirelens/stream", is_last)


def test_a_directive_has_the_other_sent_first(client: LspClient, tmp_path: Path) -> None:
    with service(answer('{"token": "t-1"}')) as server:
        sent(client, tmp_path, server, "# @ref login\n")
        done(client, 2)
        assert [each.path for each in server.connections] == ["/login", "/me"]
        assert server.connection(1).field_values("x-token") == ["t-1"]
    assert client.all("window/showMessageRequest") == []


def test_a_reference_alone_asks_and_a_no_sends_nothing(client: LspClient, tmp_path: Path) -> None:
    client.answers["window/showMessageRequest"] = lambda params: params["actions"][1]
    with service(answer('{"token": "t-1"}')) as server:
        sent(client, tmp_path, server)
        told = client.notified("window/showMessage")
        assert server.connections == []
    assert told["message"] == 'nothing was sent: it reads the reply of "login"'
    (asked,) = client.all("window/showMessageRequest")
    assert asked["message"].startswith('"me" reads the reply of "login"')


def test_a_reference_alone_asks_and_a_yes_sends_both(client: LspClient, tmp_path: Path) -> None:
    client.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
    with service(answer('{"token": "t-1"}')) as server:
        (uri,) = sent(client, tmp_path, server)
        done(client, 2)
        client.execute("wirelens.send", uri, 3, 1)  # what was sent is not sent again
        assert server.connection(2).requested.wait(20)
        assert [each.path for each in server.connections] == ["/login", "/me", "/me"]
    assert len(client.all("window/showMessageRequest")) == 1


def test_where_the_other_fails_the_request_is_not_sent(client: LspClient, tmp_path: Path) -> None:
    with service(answer("{}", "401 Unauthorized")) as server:
        sent(client, tmp_path, server, "# @ref login\n")
        told = client.notified("window/showMessage")
        assert [each.path for each in server.connections] == ["/login"]
    assert told["message"] == 'nothing was sent: "login", which it needs, failed'


def asking(client: LspClient, folder: Path, server: scripted.Server, capabilities: Message) -> None:
    client.initialize(folder, capabilities, trusted=True, openViews=["body"])
    uri = (folder / "a.http").as_uri()
    client.open(uri, f"# @prompt token Your token?\nGET {server.url('/me')}\nX: {{{{token}}}}\n")
    client.execute("wirelens.send", uri, 1, 1)


def test_the_person_is_asked_and_a_secret_answer_is_shown_nowhere(
    client: LspClient, tmp_path: Path
) -> None:
    client.answers["wirelens/prompt"] = lambda params: {"value": "CANARY-123456"}
    client.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
    with service(answer("{}")) as server:
        asking(client, tmp_path, server, CAPABILITIES)
        assert server.connection().requested.wait(20)
        assert server.connection().field_values("x") == ["CANARY-123456"]
        done(client, 1)
    (asked,) = client.all("wirelens/prompt")
    assert asked == {"name": "token", "question": "Your token?", "secret": True}
    assert "CANARY" not in client.said()


def test_a_client_that_cannot_ask_is_told(client: LspClient, tmp_path: Path) -> None:
    with service(answer("{}")) as server:
        asking(client, tmp_path, server, {})
        told = client.notified("window/showMessage")
        assert server.connections == []
    assert "this editor has no way to ask" in told["message"]


def test_a_person_who_does_not_answer_sends_nothing(client: LspClient, tmp_path: Path) -> None:
    client.answers["wirelens/prompt"] = lambda params: None
    with service(answer("{}")) as server:
        asking(client, tmp_path, server, CAPABILITIES)
        told = client.notified("window/showMessage")
        assert server.connections == []
    assert told["message"] == 'nothing was sent: nobody answered what "token" is'
