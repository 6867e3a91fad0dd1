"""`>> path`: where a response's body is written, and where it is not."""

from pathlib import Path

import pytest

from runs import begun, chat, finish, played
from wirelens.run.launch import Launch, Surround, environment_of, launch, scope_of
from wirelens.run.request import Refused
from wirelens.run.response_file import ResponseFile, write_response
from wirelens.run.spool import close_body
from wirelens.stream.run import Requested
from wirelens.syntax.parse import parse


def launched(folder: Path, line: str) -> Launch | Refused:
    text = f"@name = out\nGET http://h/\n\n{line}\n"
    surround = Surround(folder / "a.http", root=folder)
    file = parse(text).file
    scope = scope_of(file, surround, environment_of(surround))
    found = launch(file.blocks[0], scope, surround, Requested("GET", "http://h/"))
    if isinstance(found, Launch):
        close_body(found.run)
    return found


def check(folder: Path, line: str, expected: str, *, is_forced: bool = False) -> None:
    """Where the file of a line is."""
    found = launched(folder, line)
    assert isinstance(found, Launch)
    assert found.files == (ResponseFile((folder / expected).resolve(), is_forced),)


def check_refused(folder: Path, line: str, code: str) -> None:
    found = launched(folder, line)
    assert isinstance(found, Refused)
    assert [problem.code for problem in found.problems] == [code]


def test_a_path_is_beside_the_request_file(tmp_path: Path) -> None:
    check(tmp_path, ">> ./out.json", "out.json")
    check(tmp_path, ">>! sub/out.json", "sub/out.json", is_forced=True)
    check(tmp_path, ">> {{name}}.json", "out.json")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (">> ../out.json", "file-outside-workspace"),
        (">> /etc/out.json", "file-outside-workspace"),
        (">> .git/hooks/pre-commit", "file-outside-workspace"),
        (">> sub/.env", "file-outside-workspace"),
        (">> http-client.private.env.json", "file-outside-workspace"),
        (">> {{nobody}}.json", "variable-undefined"),
        (">> .", "file-missing"),
    ],
)
def test_what_a_request_file_may_not_write_is_refused(tmp_path: Path, line: str, code: str) -> None:
    check_refused(tmp_path, line, code)


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "out").symlink_to(tmp_path)
    check_refused(tmp_path / "root", ">> out/x.json", "file-outside-workspace")


def test_a_plain_body_is_written_byte_by_byte(tmp_path: Path) -> None:
    run = begun(headers=(("content-type", "application/octet-stream"),))
    run.read(0.2, b"\x00\xff\r\nx")
    run = played(run=run)
    assert write_response(run, ResponseFile(tmp_path / "a" / "b.bin", False)) == [
        tmp_path / "a" / "b.bin"
    ]
    assert (tmp_path / "a" / "b.bin").read_bytes() == b"\x00\xff\r\nx"


def test_a_name_that_is_taken_gets_a_number_unless_it_is_forced(tmp_path: Path) -> None:
    run = played((0.2, "new"), run=begun(headers=(("content-type", "text/plain"),)))
    path = tmp_path / "a.txt"
    path.write_text("old")
    assert write_response(run, ResponseFile(path, False)) == [tmp_path / "a-1.txt"]
    assert path.read_text() == "old"
    assert write_response(run, ResponseFile(path, True)) == [path]
    assert path.read_text() == "new"


def test_of_a_stream_the_merged_text_is_written_beside_the_bytes(tmp_path: Path) -> None:
    body = chat({"content": "Hi "}) + chat({"content": "you"}) + finish()
    run = played((0.2, body))
    paths = write_response(run, ResponseFile(tmp_path / "a.sse", False))
    assert [path.name for path in paths] == ["a.sse", "a.sse.txt"]
    assert [path.read_text() for path in paths] == [body, "Hi you"]


def test_a_secret_that_came_back_is_masked(tmp_path: Path) -> None:
    parts = [chat({"content": "key sk-ab"}), chat({"content": "c123 ok"})]
    run = played((0.2, parts[0]), (0.3, parts[1]), run=begun(secret="sk-abc123"))
    paths = write_response(run, ResponseFile(tmp_path / "a.sse", False))
    written = "".join(path.read_text() for path in paths)
    assert "sk-ab" not in written
    assert "key *** ok" in written


def test_a_link_put_there_meanwhile_is_not_followed(tmp_path: Path) -> None:
    run = played((0.2, "new"), run=begun(headers=(("content-type", "text/plain"),)))
    target = tmp_path / "target"
    target.write_text("old")
    (tmp_path / "a.txt").symlink_to(target)
    with pytest.raises(OSError, match="symbolic links"):
        write_response(run, ResponseFile(tmp_path / "a.txt", True))
    assert target.read_text() == "old"
