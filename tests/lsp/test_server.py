"""The server over stdio, as a client sees it: lens, command, growing view, cancel, diagnostics."""

import json
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

from corpus import path as data_path
from lsp_client import PATIENCE, LspClient, Message
from servers import behaviours, scripted
from servers.scripted import AwaitRequest, Gate, Send, Stall, Wait

WORDS = ("One ", "lamp, ", "three ", "switches, ", "one ", "visit.")
STREAMING: Message = {
    "workspace": {"codeLens": {"refreshSupport": True}},
    "window": {"showDocument": {"support": True}, "workDoneProgress": True},
    "experimental": {"wirelens": {"stream": 1}},
}


def event(word: str) -> bytes:
    delta = {"choices": [{"index": 0, "delta": {"content": word}}]}
    return b"data: %b\n\n" % json.dumps(delta).encode()


END = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


def paced(gates: list[Gate]) -> scripted.Server:
    """A stream whose events wait for one gate each."""
    steps: list[scripted.Step] = [AwaitRequest(), Send(behaviours.SSE + behaviours.CHUNKED)]
    for word, gate in zip(WORDS, gates, strict=True):
        steps += [Send(behaviours.chunk(event(word))), Wait(gate)]
    return scripted.serve(*steps, Send(behaviours.chunk(END) + behaviours.LAST_CHUNK))


def endless() -> scripted.Server:
    head = behaviours.SSE + behaviours.CHUNKED
    return scripted.serve(AwaitRequest(), Send(head + behaviours.chunk(event("One "))), Stall())


@pytest.fixture
def client(tmp_path: Path) -> Iterator[LspClient]:
    with LspClient(tmp_path) as made:
        made.answers["window/showDocument"] = lambda params: {"success": True}
        yield made
        assert "Traceback" not in made.said()


def opened(client: LspClient, folder: Path, text: str, capabilities: Message = STREAMING) -> str:
    client.initialize(folder, capabilities, trusted=True)
    uri = (folder / "a.http").as_uri()
    client.open(uri, text)
    return uri


def lenses(client: LspClient, uri: str) -> list[str]:
    found = client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return [each["command"]["title"] for each in found]


def grown(client: LspClient) -> list[str]:
    """Every version of the view that the stream notifications made."""
    versions = [b""]
    for params in client.all("wirelens/stream"):
        versions.append(versions[-1][: params["offset"]] + params["text"].encode())
    return [version.decode() for version in versions[1:]]


def _has_grown_to(client: LspClient, said: str, params: Any) -> bool:
    return grown(client)[-1] == said


def test_a_pressed_lens_grows_a_reply_and_ends_with_its_facts(
    client: LspClient, tmp_path: Path
) -> None:
    gates = [Gate() for _ in WORDS]
    with paced(gates) as server:
        uri = opened(client, tmp_path, f"### chat\nPOST {server.url('/')}\n")
        assert lenses(client, uri) == ["▶ Send"]
        started = time.monotonic()
        client.execute("wirelens.send", uri, 1, 1)
        answered = time.monotonic() - started
        shown = client.notified("window/showDocument")
        for number, gate in enumerate(gates, 1):
            said = "".join(WORDS[:number]).rstrip()
            client.notified("wirelens/stream", partial(_has_grown_to, client, said))
            gate.open()
        client.notified("wirelens/stream", lambda params: params["done"])
    versions = grown(client)
    assert len(set(versions)) >= 5
    assert versions[-1].startswith("One lamp, three switches, one visit.\n\n---\n\ncomplete · stop")
    assert shown["uri"] == "wirelens://run/1/chat.reply.md"
    assert (shown["takeFocus"], "selection" in shown) == (False, True)
    assert answered < 1, "the command is answered before anything is sent"
    client.notified("$/progress", lambda params: params["value"]["kind"] == "end")
    titles = lenses(client, uri)
    assert titles[0] == "▶ Resend"
    assert titles[1].startswith("200 · openai-chat · ttft ")
    assert titles[2:] == ["reply", "timeline", "raw", "json", "stats"]
    assert client.leave() == 0


def test_a_cancel_closes_the_connection(client: LspClient, tmp_path: Path) -> None:
    with endless() as server:
        uri = opened(client, tmp_path, f"POST {server.url('/')}\n")
        client.execute("wirelens.send", uri, 0, 1)
        client.notified("wirelens/stream")
        assert lenses(client, uri) == ["■ Cancel"]
        client.execute("wirelens.cancel", uri, 0)
        assert server.connection().gone.wait(PATIENCE)
        client.notified("wirelens/stream", lambda params: params["done"])
        client.notified("workspace/codeLens/refresh")
    assert "cancelled" in grown(client)[-1]
    client.execute("wirelens.cancel", uri, 0)


def test_a_cancel_is_handled_while_the_client_reads_nothing(
    client: LspClient, tmp_path: Path
) -> None:
    # An endless stream of long events fills the pipe to a client that does not read.
    head = behaviours.SSE + behaviours.CHUNKED
    flood = scripted.Endless(behaviours.chunk(event("x" * 20_000)))
    with scripted.serve(AwaitRequest(), Send(head), flood) as server:
        uri = opened(client, tmp_path, f"POST {server.url('/')}\n")
        client.execute("wirelens.send", uri, 0, 1)
        client.notified("wirelens/stream")
        client.reading.clear()
        sent = len(client.all("wirelens/stream"))
        cancel = {"command": "wirelens.cancel", "arguments": [uri, 0]}
        message = {"jsonrpc": "2.0", "id": "c", "method": "workspace/executeCommand"}
        client.send(message | {"params": cancel})
        started = time.monotonic()
        assert server.connection().gone.wait(PATIENCE)
        assert time.monotonic() - started < 2
        client.reading.set()
        client.notified("wirelens/stream", lambda params: params["done"])
    assert len(client.all("wirelens/stream")) >= sent


def test_a_progress_can_be_cancelled(client: LspClient, tmp_path: Path) -> None:
    with endless() as server:
        uri = opened(client, tmp_path, f"POST {server.url('/')}\n")
        client.execute("wirelens.send", uri, 0, 1)
        begun = client.notified("$/progress", lambda params: params["value"]["kind"] == "begin")
        client.notified("wirelens/stream")
        client.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
        assert server.connection().gone.wait(PATIENCE)
        client.notified("$/progress", lambda params: params["value"]["kind"] == "end")


def test_diagnostics_name_their_version_and_their_explanation(
    client: LspClient, tmp_path: Path
) -> None:
    uri = opened(client, tmp_path, "# @timeout soon\nGET http://x/{{nope}}\n")
    published = client.notified("textDocument/publishDiagnostics")
    assert published["version"] == 1
    codes = {each["code"]: each for each in published["diagnostics"]}
    assert codes.keys() == {"directive-value", "variable-undefined"}
    assert codes["directive-value"]["codeDescription"]["href"].endswith("#directive-value")
    change = {"range": _range(0, 0, 1, 0), "text": ""}
    version = {"uri": uri, "version": 2}
    client.notify("textDocument/didChange", {"textDocument": version, "contentChanges": [change]})
    second = client.notified("textDocument/publishDiagnostics", lambda each: each["version"] == 2)
    assert [each["code"] for each in second["diagnostics"]] == ["variable-undefined"]
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    client.notified("textDocument/publishDiagnostics", lambda each: each["diagnostics"] == [])


def test_a_rule_that_matches_nothing_is_told_on_its_line(client: LspClient, tmp_path: Path) -> None:
    with scripted.serve(AwaitRequest(), *behaviours.event_stream(event("a"), END)) as server:
        uri = opened(client, tmp_path, f"# @jsonpath $.nothing\nPOST {server.url('/')}\n")
        client.execute("wirelens.send", uri, 1, 1)
        client.notified("wirelens/stream", lambda params: params["done"])
        told = client.notified(
            "textDocument/publishDiagnostics",
            lambda params: any(each["code"] == "rule-unmatched" for each in params["diagnostics"]),
        )
    (found,) = (each for each in told["diagnostics"] if each["code"] == "rule-unmatched")
    assert found["range"]["start"]["line"] == 0
    assert "matched 0 of 2 events" in found["message"]


def test_a_finding_stands_at_its_event_inside_the_view(client: LspClient, tmp_path: Path) -> None:
    body = (event("a"), b"data: {broken\n\n", END)
    with scripted.serve(AwaitRequest(), *behaviours.event_stream(*body)) as server:
        uri = opened(client, tmp_path, f"POST {server.url('/')}\n")
        client.execute("wirelens.send", uri, 0, 1)
        client.notified("wirelens/stream", lambda params: params["done"])
        client.execute("wirelens.show", uri, 0, "raw")
        view = client.notified("window/showDocument", lambda params: ".sse" in params["uri"])
        told = client.notified(
            "textDocument/publishDiagnostics",
            lambda params: params["uri"] == view["uri"] and params["diagnostics"],
        )
    text = client.request("workspace/textDocumentContent", {"uri": view["uri"]})["text"]
    (found,) = (each for each in told["diagnostics"] if each["code"] == "json-invalid")
    assert "{broken" in text.splitlines()[found["range"]["start"]["line"]]


def test_a_lens_of_an_older_version_sends_what_it_was_drawn_for(
    client: LspClient, tmp_path: Path
) -> None:
    with scripted.serve(AwaitRequest(), behaviours.whole(b"hello")) as server:
        text = f"### one\nGET {server.url('/one')}\n\n### two\nGET {server.url('/two')}\n"
        uri = opened(client, tmp_path, text)
        change = {"range": _range(0, 0, 0, 0), "text": "# a comment\n\n"}
        version = {"uri": uri, "version": 2}
        client.notify(
            "textDocument/didChange", {"textDocument": version, "contentChanges": [change]}
        )
        client.execute("wirelens.send", uri, 4, 1)  # the line of the second request then
        assert server.connection().requested.wait(PATIENCE)
        assert "GET /two " in server.connection().head
        client.notified("wirelens/stream", lambda params: params["done"])
        edit = {"range": _range(6, 0, 6, 3), "text": "PUT"}
        version = {"uri": uri, "version": 3}
        client.notify("textDocument/didChange", {"textDocument": version, "contentChanges": [edit]})
        client.execute("wirelens.send", uri, 4, 1)
        told = client.notified("window/showMessage")
    assert "has changed since the lens was drawn" in told["message"]
    assert len(server.connections) == 1


def test_nothing_is_sent_without_trust(client: LspClient, tmp_path: Path) -> None:
    with scripted.serve(AwaitRequest(), behaviours.whole(b"hello")) as server:
        client.initialize(tmp_path, STREAMING)
        uri = (tmp_path / "a.http").as_uri()
        client.open(uri, f"GET {server.url('/')}\n")
        client.answers["window/showMessageRequest"] = lambda params: params["actions"][1]
        client.execute("wirelens.send", uri, 0, 1)
        asked = client.notified("window/showMessageRequest")
        client.notified(
            "window/showMessage", lambda params: "nothing was sent" in params["message"]
        )
        assert server.connections == []
    assert tmp_path.name in asked["message"]
    kept = json.loads((tmp_path / ".state" / "wirelens" / "consent.json").read_text("utf-8"))
    assert list(kept.values()) == [{"trusted": False}]


def test_a_secret_needs_consent_for_each_origin_once(client: LspClient, tmp_path: Path) -> None:
    private = {"dev": {"key": "CANARY-5e4d3c2b1a"}}
    (tmp_path / "http-client.private.env.json").write_text(json.dumps(private), encoding="utf-8")
    with scripted.serve(
        AwaitRequest(), *behaviours.event_stream(event("CANARY-5e4d3c2b1a"), END)
    ) as server:
        client.initialize(tmp_path, STREAMING, trusted=True, environment="dev")
        uri = (tmp_path / "a.http").as_uri()
        client.open(uri, f"GET {server.url('/')}\nX-Api-Key: {{{{key}}}}\n")
        hover = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 14}}
        assert "***" in client.request("textDocument/hover", hover)["contents"]["value"]
        client.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
        client.execute("wirelens.send", uri, 0, 1)
        client.notified("wirelens/stream", lambda params: params["done"])
        assert b"CANARY-5e4d3c2b1a" in server.connection().received
        client.execute("wirelens.send", uri, 0, 1)
        assert server.connection(1).requested.wait(PATIENCE)
        assert b"CANARY-5e4d3c2b1a" in server.connection(1).received
    (asked,) = client.all("window/showMessageRequest")
    assert "localhost" in asked["message"]
    client.leave()
    assert "CANARY" not in json.dumps([each for _, each in client.messages])
    assert "CANARY" not in client.said()


CLIENTS = {
    "vscode": "virtual",
    "nvim": "file",
    "helix": "file",
    "eglot": "file",
    "lspmode": "file",
}


@pytest.mark.parametrize("name", CLIENTS)
def test_each_client_gets_the_presentation_that_it_can_show(
    client: LspClient, tmp_path: Path, name: str
) -> None:
    captured = json.loads(data_path(f"client-capabilities/{name}.json").read_text("utf-8"))
    gates = [Gate() for _ in WORDS]
    contents: list[str] = []
    client.answers["workspace/textDocumentContent/refresh"] = lambda params: None
    with paced(gates) as server:
        uri = opened(
            client, tmp_path, f"### chat\nPOST {server.url('/')}\n", captured["capabilities"]
        )
        client.execute("wirelens.send", uri, 1, 1)
        shown = client.notified("window/showDocument")["uri"]
        for gate in gates:
            gate.open()
        _until_whole(client, shown, contents)
    scheme = {"virtual": "wirelens", "file": "file"}[CLIENTS[name]]
    assert urlparse(shown).scheme == scheme
    assert "One lamp, three switches, one visit." in contents[-1]
    assert client.all("wirelens/stream") == []
    actions = client.request(
        "textDocument/codeAction",
        {"textDocument": {"uri": uri}, "range": _range(1, 0, 1, 0), "context": {"diagnostics": []}},
    )
    assert "Show timeline of chat" in [each["title"] for each in actions]


def _until_whole(client: LspClient, shown: str, contents: list[str]) -> None:
    """Reads the view as its client would, until it has its facts."""
    deadline = time.monotonic() + PATIENCE
    while "complete" not in (contents[-1] if contents else ""):
        assert time.monotonic() < deadline, contents
        if shown.startswith("file:"):
            file = Path(unquote(urlparse(shown).path))
            contents.append(file.read_text("utf-8") if file.exists() else "")
        else:
            answer = client.request("workspace/textDocumentContent", {"uri": shown})
            contents.append(answer["text"])


def test_a_client_that_shows_no_documents_gets_edits(client: LspClient, tmp_path: Path) -> None:
    client.answers["workspace/applyEdit"] = lambda params: {"applied": True}
    with scripted.serve(AwaitRequest(), *behaviours.event_stream(event("a"), END)) as server:
        uri = opened(
            client, tmp_path, f"POST {server.url('/')}\n", {"workspace": {"applyEdit": True}}
        )
        client.execute("wirelens.send", uri, 0, 1)
        client.notified("workspace/applyEdit", lambda params: "complete" in json.dumps(params))


@pytest.mark.parametrize("method", ["window/showDocument", "window/workDoneProgress/create"])
def test_a_client_that_never_answers_still_gets_its_reply(
    client: LspClient, tmp_path: Path, method: str
) -> None:
    client.silent.add(method)
    with scripted.serve(AwaitRequest(), *behaviours.event_stream(event("a"), END)) as server:
        uri = opened(client, tmp_path, f"POST {server.url('/')}\n")
        client.execute("wirelens.send", uri, 0, 1)
        client.notified("wirelens/stream", lambda params: params["done"])


def test_a_client_that_answers_garbage_does_no_harm(client: LspClient, tmp_path: Path) -> None:
    client.answers["window/showDocument"] = lambda params: {"success": {"no": 1}}
    client.answers["window/workDoneProgress/create"] = lambda params: [1, 2]
    with scripted.serve(AwaitRequest(), *behaviours.event_stream(event("a"), END)) as server:
        uri = opened(client, tmp_path, f"POST {server.url('/')}\n")
        client.send({"jsonrpc": "2.0", "id": "unknown", "result": 7})
        client.execute("wirelens.send", uri, 0, 1)
        client.notified("wirelens/stream", lambda params: params["done"])
    assert client.leave() == 0


def test_a_document_may_close_while_its_run_is_on(client: LspClient, tmp_path: Path) -> None:
    gates = [Gate() for _ in WORDS]
    with paced(gates) as server:
        uri = opened(client, tmp_path, f"POST {server.url('/')}\n")
        client.execute("wirelens.send", uri, 0, 1)
        client.notified("wirelens/stream")
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        for gate in gates:
            gate.open()
        client.notified("wirelens/stream", lambda params: params["done"])
    assert client.leave() == 0


def test_edits_during_a_run_change_nothing_of_it(client: LspClient, tmp_path: Path) -> None:
    gates = [Gate() for _ in WORDS]
    with paced(gates) as server:
        uri = opened(client, tmp_path, f"### chat\nPOST {server.url('/one')}\n")
        client.execute("wirelens.send", uri, 1, 1)
        client.notified("wirelens/stream")
        for number, gate in enumerate(gates, 2):
            change = {"range": _range(1, 0, 1, 4), "text": ("PUT ", "POST")[number % 2]}
            version = {"uri": uri, "version": number}
            client.notify(
                "textDocument/didChange", {"textDocument": version, "contentChanges": [change]}
            )
            gate.open()
        client.notified("wirelens/stream", lambda params: params["done"])
        assert "POST /one " in server.connection().head
    assert grown(client)[-1].startswith("One lamp, three switches, one visit.")
    titles = lenses(client, uri)
    assert titles[0] == "▶ Resend"


def test_every_prefix_of_a_file_is_answered(client: LspClient, tmp_path: Path) -> None:
    text = '### a\n# @merge openai\n@x = 1\nPOST http://h/{{x}}\nA: b\n\n{"é": 1}\n'
    uri = opened(client, tmp_path, "")
    for number, letter in enumerate(text, 2):
        before = text[: number - 2]
        line = before.count("\n")
        column = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        change = {"range": _range(line, column, line, column), "text": letter}
        version = {"uri": uri, "version": number}
        client.notify(
            "textDocument/didChange", {"textDocument": version, "contentChanges": [change]}
        )
        for method in ("codeLens", "documentSymbol", "foldingRange"):
            client.request(f"textDocument/{method}", {"textDocument": {"uri": uri}})
    symbols = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert [each["name"] for each in symbols] == ["a", "x"] or len(symbols) == 2
    assert lenses(client, uri) == ["▶ Send"]


def test_requests_outside_of_the_session_are_refused(client: LspClient, tmp_path: Path) -> None:
    lens = {"textDocument": {"uri": "file:///a.http"}}
    assert client.answer("textDocument/codeLens", lens)["error"]["code"] == -32002
    client.initialize(tmp_path, {})
    assert client.answer("initialize", {"capabilities": {}})["error"]["code"] == -32600
    assert client.answer("no/method", {})["error"]["code"] == -32601
    assert client.answer("textDocument/codeLens", {"no": 1})["error"]["code"] == -32602
    nested = [{"jsonrpc": "2.0", "method": "x"}]
    assert client.execute("wirelens.send", *nested) is None
    client.request("shutdown", None)
    assert client.answer("textDocument/codeLens", lens)["error"]["code"] == -32600
    client.notify("exit", None)
    assert client.process.wait(PATIENCE) == 0


def test_exit_without_shutdown_is_code_1(client: LspClient, tmp_path: Path) -> None:
    client.initialize(tmp_path, {})
    client.notify("exit", None)
    assert client.process.wait(PATIENCE) == 1


@pytest.mark.parametrize(
    "garbage",
    [
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: 999999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"x" * 20_000,
    ],
)
def test_garbage_on_stdin_ends_the_server(client: LspClient, garbage: bytes) -> None:
    client.send_bytes(garbage)
    assert client.process.wait(PATIENCE) == 1


def test_content_that_is_no_json_is_answered_and_survived(
    client: LspClient, tmp_path: Path
) -> None:
    client.send_bytes(b"Content-Length: 5\r\n\r\n{oops")
    assert client.wait(lambda each: "error" in each)["error"]["code"] == -32700
    client.initialize(tmp_path, {})
    assert client.leave() == 0


def test_an_editor_that_dies_leaves_no_server_and_no_connection(
    client: LspClient, tmp_path: Path
) -> None:
    with endless() as server:
        uri = opened(client, tmp_path, f"POST {server.url('/')}\n")
        client.execute("wirelens.send", uri, 0, 1)
        client.notified("wirelens/stream")
        assert client.process.stdin is not None
        client.process.stdin.close()
        assert server.connection().gone.wait(PATIENCE)
    assert client.process.wait(PATIENCE) == 1


def test_a_terminated_server_closes_its_connections(client: LspClient, tmp_path: Path) -> None:
    with endless() as server:
        uri = opened(client, tmp_path, f"POST {server.url('/')}\n")
        client.execute("wirelens.send", uri, 0, 1)
        client.notified("wirelens/stream")
        client.process.send_signal(signal.SIGTERM)
        assert server.connection().gone.wait(PATIENCE)
    client.process.wait(PATIENCE)


def _range(line: int, character: int, end_line: int, end: int) -> dict[str, Any]:
    return {
        "start": {"line": line, "character": character},
        "end": {"line": end_line, "character": end},
    }


@pytest.mark.parametrize(("syntax", "count"), [("auto", 1), ("httpyac", 2)])
def test_a_file_is_read_as_the_setting_says(
    client: LspClient, tmp_path: Path, syntax: str, count: int
) -> None:
    client.initialize(tmp_path, STREAMING, trusted=True, syntax=syntax)
    uri = (tmp_path / "a.http").as_uri()
    client.open(uri, "POST http://x/\n\n{}\nGET http://y/\n")
    assert lenses(client, uri) == ["▶ Send"] * count


def test_of_a_markdown_document_only_the_fences_have_lenses(
    client: LspClient, tmp_path: Path
) -> None:
    client.initialize(tmp_path, STREAMING, trusted=True)
    uri = (tmp_path / "a.md").as_uri()
    client.open(uri, "GET http://x/\n\n```http\nGET http://y/\n```\n")
    assert lenses(client, uri) == ["▶ Send"]
