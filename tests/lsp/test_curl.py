"""curl over LSP: a request is copied as a command, a pasted command is written out as a request."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp_client import LspClient, Message


@pytest.fixture
def client(tmp_path: Path) -> Iterator[LspClient]:
    with LspClient(tmp_path) as made:
        yield made
        assert "Traceback" not in made.said()


def opened(client: LspClient, folder: Path, text: str) -> str:
    client.initialize(folder, {}, trusted=True)
    uri = (folder / "a.http").as_uri()
    client.open(uri, text)
    return uri


def test_a_request_is_copied_as_a_command_without_its_secrets(
    client: LspClient, tmp_path: Path
) -> None:
    private = '{"$shared": {"key": "s3cret-Value"}}'
    (tmp_path / "http-client.private.env.json").write_text(private, encoding="utf-8")
    uri = opened(client, tmp_path, "### a\nGET http://h/a\nAuthorization: Bearer {{key}}\n")
    found = client.execute("wirelens.copyAsCurl", uri, 1)
    assert found == 'curl http://h/a \\\n  -H "Authorization: Bearer $KEY"\n'


def test_a_request_that_cannot_be_sent_is_not_copied(client: LspClient, tmp_path: Path) -> None:
    uri = opened(client, tmp_path, "GET http://h/{{missing}}\n")
    assert client.execute("wirelens.copyAsCurl", uri, 0) is None
    told = client.notified("window/showMessage")
    assert told["message"] == 'nothing was copied: variable "missing" is undefined'


def test_a_pasted_command_is_written_out_as_a_request(client: LspClient, tmp_path: Path) -> None:
    uri = opened(
        client, tmp_path, "### é😀\ncurl -L http://h/ \\\n  -H 'A: 😀'\n### b\nGET http://b/\n"
    )
    place = {"line": 2, "character": 3}
    params = {
        "textDocument": {"uri": uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "only": ["refactor"]},
    }
    actions: list[Message] = client.request("textDocument/codeAction", params)
    (action,) = actions
    assert action["title"] == "Paste curl as request"
    (edit,) = action["edit"]["changes"][uri]
    assert edit["newText"] == "GET http://h/\nA: 😀"
    end = {"line": 2, "character": len("  -H 'A: 😀'") + 1}  # UTF-16
    assert edit["range"] == {"start": {"line": 1, "character": 0}, "end": end}
