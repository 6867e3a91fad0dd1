"""Quick fixes over raw JSON-RPC: offered at their place, applied as a client would, then gone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import LspClient, Message
from servers import behaviours, scripted
from servers.scripted import AwaitRequest

VERSIONS: Message = {"workspace": {"workspaceEdit": {"documentChanges": True}}}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[LspClient]:
    with LspClient(tmp_path) as made:
        yield made
        assert "Traceback" not in made.said()


def opened(client: LspClient, folder: Path, text: str, capabilities: Message = VERSIONS) -> str:
    client.initialize(folder, capabilities, trusted=True)
    uri = (folder / "a.http").as_uri()
    client.open(uri, text)
    return uri


def code_actions(client: LspClient, uri: str, line: int, **context: Any) -> list[Message]:
    """All that is offered at the second character of a line."""
    place = {"line": line, "character": 1}
    params = {
        "textDocument": {"uri": uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], **context},
    }
    found: list[Message] = client.request("textDocument/codeAction", params)
    return found


def told(client: LspClient, version: int) -> list[str]:
    """The codes of a version's first diagnostics."""
    published = client.notified(
        "textDocument/publishDiagnostics", lambda params: params.get("version") == version
    )
    return _codes(published)


def _codes(published: Message) -> list[str]:
    return [each["code"] for each in published["diagnostics"]]


def apply(client: LspClient, uri: str, version: int, action: Message) -> None:
    """Makes an action's edit as a client that checks versions."""
    (change,) = action["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": uri, "version": version}
    edits = [{"range": each["range"], "text": each["newText"]} for each in change["edits"]]
    edits.sort(key=lambda each: -each["range"]["start"]["line"])
    document = {"uri": uri, "version": version + 1}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": edits})


def test_an_applied_fix_takes_its_diagnostic_away(client: LspClient, tmp_path: Path) -> None:
    uri = opened(client, tmp_path, "# @mergee openai 😀\nget http://x/\n")
    assert told(client, 1) == ["directive-unknown", "method-unusual"]
    (action,) = code_actions(client, uri, 1, only=["quickfix"])
    assert action["title"] == 'Change to "GET"'
    assert action["kind"] == "quickfix"
    assert action["isPreferred"] is True
    (answered,) = action["diagnostics"]
    (published,) = client.all("textDocument/publishDiagnostics")
    assert answered in published["diagnostics"]
    apply(client, uri, 1, action)
    assert told(client, 2) == ["directive-unknown"]


def test_an_edit_is_for_the_text_as_it_is_though_no_diagnostic_tells_it_yet(
    client: LspClient, tmp_path: Path
) -> None:
    uri = opened(client, tmp_path, "get http://x/\n")
    told(client, 1)
    start = {"line": 0, "character": 0}
    change = {"range": {"start": start, "end": start}, "text": "# a\n# b\n"}
    document = {"uri": uri, "version": 2}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
    (action,) = code_actions(client, uri, 2, only=["quickfix"])
    apply(client, uri, 2, action)
    assert told(client, 3) == []


def test_a_client_that_knows_no_versions_gets_plain_changes(
    client: LspClient, tmp_path: Path
) -> None:
    uri = opened(client, tmp_path, "get http://x/\n", {})
    (action,) = code_actions(client, uri, 0, only=["quickfix"])
    assert action["edit"].keys() == {"changes"}
    (edit,) = action["edit"]["changes"][uri]
    assert edit["newText"] == "GET"


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (None, {"quickfix", ""}),
        (["quickfix"], {"quickfix"}),
        ([""], {"quickfix", ""}),
        (["quick"], set()),
        (["source.organizeImports", "refactor"], set()),
    ],
)
def test_only_the_kinds_that_are_asked_for_are_offered(
    client: LspClient, tmp_path: Path, only: list[str] | None, kinds: set[str]
) -> None:
    uri = opened(client, tmp_path, "get http://x/\n")
    context = {} if only is None else {"only": only}
    assert {each["kind"] for each in code_actions(client, uri, 0, **context)} == kinds


def test_a_request_is_made_to_ask_for_its_stream(client: LspClient, tmp_path: Path) -> None:
    body = '{\r\n  "messages": ["😀"]\r\n}\r\n'
    uri = opened(client, tmp_path, f"POST http://x/v1/chat/completions\r\n\r\n{body}")
    assert told(client, 1) == ["stream-not-requested"]
    (action,) = code_actions(client, uri, 0, only=["quickfix"])
    assert action["title"] == 'Set "stream": true'
    apply(client, uri, 1, action)
    assert told(client, 2) == ["usage-not-requested"]
    (action,) = code_actions(client, uri, 0, only=["quickfix"])
    apply(client, uri, 2, action)
    assert told(client, 3) == []


def test_a_stream_that_nothing_recognised_is_merged_after_a_quick_fix(
    client: LspClient, tmp_path: Path
) -> None:
    events = (b'data: {"out": "Hi "}\n\n', b'data: {"out": "you"}\n\n')
    capabilities = VERSIONS | {"window": {"workDoneProgress": True}}
    with scripted.serve(AwaitRequest(), *behaviours.event_stream(*events)) as server:
        uri = opened(client, tmp_path, f"### a\nPOST {server.url('/')}\n", capabilities)
        client.execute("wirelens.send", uri, 1, 1)
        client.notified(
            "textDocument/publishDiagnostics", lambda params: "dialect-unknown" in _codes(params)
        )
        (action,) = code_actions(client, uri, 1, only=["quickfix"])
        assert action["title"] == 'Read text from "$.out": "Hi you"'
        (answered,) = action["diagnostics"]
        assert answered["code"] == "dialect-unknown"
        apply(client, uri, 1, action)
        assert told(client, 2) == []
        client.execute("wirelens.send", uri, 2, 2)
        client.notified("$/progress", lambda params: _ended(client) == 2)
    lenses = client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    assert lenses[1]["command"]["title"].startswith("200 · jsonpath · ")


def _ended(client: LspClient) -> int:
    return sum(each["value"]["kind"] == "end" for each in client.all("$/progress"))
