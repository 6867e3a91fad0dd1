"""What is wrong with a document is told while it is open, whatever its URI."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import LspClient


@pytest.fixture
def client(tmp_path: Path) -> Iterator[LspClient]:
    with LspClient(tmp_path) as client:
        client.initialize(tmp_path, {})
        yield client


def codes(published: dict[str, Any]) -> list[str]:
    return [each["code"] for each in published["diagnostics"]]


def wait_for(client: LspClient, *expected: str) -> None:
    client.notified("textDocument/publishDiagnostics", lambda each: codes(each) == [*expected])


def test_what_would_keep_a_request_from_being_sent_is_told(
    client: LspClient, tmp_path: Path
) -> None:
    uri = (tmp_path / "a.http").as_uri()
    client.open(uri, "POST http://h/\n\n< ./none.json\n###\nGET h:99999\n")
    wait_for(client, "file-missing", "request-line-expected")
    (tmp_path / "none.json").write_text("{}", encoding="utf-8")
    client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    wait_for(client, "request-line-expected")


def test_what_was_foreseen_goes_with_the_text_that_it_was_foreseen_for(
    client: LspClient, tmp_path: Path
) -> None:
    uri = (tmp_path / "a.http").as_uri()
    client.open(uri, "GET h:99999\n")
    wait_for(client, "request-line-expected")
    place = {"line": 0, "character": 10}
    change = {"range": {"start": place, "end": {"line": 0, "character": 11}}, "text": ""}
    document = {"uri": uri, "version": 2}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
    client.notified(
        "textDocument/publishDiagnostics",
        lambda each: each["version"] == 2 and each["diagnostics"] == [],
    )


@pytest.mark.parametrize(
    "uri",
    [
        "file://[bad",
        "file:///a%00b.http",
        "file:///" + "x" * 5000 + ".http",
        "file://host/share/a.http",
        "untitled:Untitled-1",
        "",
        "a b",
        "wirelens://run/[",
        "%ff%fe",
    ],
)
def test_a_document_of_any_uri_is_looked_at(client: LspClient, uri: str) -> None:
    client.open(uri, "# @timeout soon\nGET http://h/\n")
    document = {"textDocument": {"uri": uri}}
    client.request("textDocument/codeLens", document)
    client.request("textDocument/hover", {**document, "position": {"line": 0, "character": 0}})
    client.notify("textDocument/didSave", document)
    client.notify("textDocument/didClose", document)
    client.leave()
    assert client.all("window/logMessage") == []
    assert "Error" not in client.said()


def test_changes_of_a_document_that_is_not_open_do_no_harm(client: LspClient) -> None:
    document = {"uri": "file:///none.http", "version": 2}
    change = {"text": "GET http://h/"}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
    client.notify("textDocument/didSave", {"textDocument": document})
    client.notify("textDocument/didClose", {"textDocument": document})
    assert client.request("textDocument/codeLens", {"textDocument": document}) == []
    client.leave()
    assert client.all("window/logMessage") == []
