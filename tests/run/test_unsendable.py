"""What keeps a request from being sent is told before it is sent, where it is certain."""

from pathlib import Path

import pytest

from scopes import scope
from wirelens.run.unsendable import unsendable_problems
from wirelens.run.workspace import Workspace
from wirelens.syntax.parse import parse


def check(folder: Path, text: str, *expected: str) -> None:
    """Each problem is its code and the text that it marks."""
    block = parse(text).file.blocks[-1]
    found = unsendable_problems(block, scope(text), Workspace(folder, folder))
    assert [f"{each.code} {each.span.of(block.text)}" for each in found] == list(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("POST http://h/\n\n< ./none.json", "file-missing ./none.json"),
        ("POST http://h/\n\n< ../a.json", "file-outside-workspace ../a.json"),
        ("@f = none\nPOST http://h/\n\n< ./{{f}}.json", "file-missing ./{{f}}.json"),
        ("GET h:99999", "request-line-expected h:99999"),
        ("GET /path", "request-line-expected /path"),
        ("@h = /path\nGET {{h}}", "request-line-expected {{h}}"),
        ("GET http://h/\nX: a\0b", "variable-unsafe X: a\0b"),
        ("POST http://h/\nContent-Length: 9\n\nhello", "header-malformed Content-Length: 9"),
        ("GET http://h/\nHost: a\nHost: b", "header-malformed Host: b"),
    ],
)
def test_what_is_certain_is_told(tmp_path: Path, text: str, expected: str) -> None:
    check(tmp_path, text, expected)


@pytest.mark.parametrize(
    "text",
    [
        "GET http://h/",
        "GET {{$processEnv BASE}}/x",
        "GET {{$exampleServer}}/x",
        "@base = {{$dotenv BASE}}\nGET {{base}}/x",
        "# @prompt base\nGET {{base}}/x",
        "GET {{login.response.body.$.url}}/x",
        "POST http://h/\n\n< ./{{$dotenv FILE}}",
        "POST http://h/\nContent-Length: 9\n\n{{$guid}}",
        "### no request",
    ],
)
def test_what_only_a_run_will_know_is_taken_for_granted(tmp_path: Path, text: str) -> None:
    check(tmp_path, text)


def test_an_input_file_that_is_there_is_fine(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    check(tmp_path, "POST http://h/\n\n< ./a.json")
    check(
        tmp_path,
        "POST http://h/\nContent-Length: 1\n\n< ./a.json",
        "header-malformed Content-Length: 1",
    )
