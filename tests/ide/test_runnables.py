"""The requests that an editor offers to send."""

from wirelens.ide.runnables import runnable_at, runnables
from wirelens.syntax.parse import parse

FILE = """\
@host = http://h
### Chat
# @timeout 3
POST {{host}}/v1
  ?a=1
Accept: */*

{}

### only a comment
# no request
###
http://h/plain
"""


def check(text: str, *expected: tuple[int, str | None, str, str]) -> None:
    """Block, name, method and target of each request of the file."""
    found = runnables(parse(text).file)
    assert [(each.block, each.name, each.method, each.target) for each in found] == list(expected)


def test_every_request_is_found_as_written() -> None:
    check(
        FILE,
        (1, "Chat", "POST", "{{host}}/v1?a=1"),
        (3, None, "GET", "http://h/plain"),
    )


def test_places_count_from_the_start_of_the_file() -> None:
    first, _ = runnables(parse(FILE).file)
    assert FILE[first.offset :].startswith("POST {{host}}/v1\n")
    assert first.line.of(FILE) == "POST {{host}}/v1"
    assert first.span.of(FILE).endswith("\n\n{}\n".rstrip())


def test_a_block_without_a_request_has_none() -> None:
    check("@a = 1\n# text\n")
    check("")


def test_the_request_around_an_offset() -> None:
    file = parse(FILE).file
    found = [runnable_at(file, FILE.index(mark)) for mark in ("@host", "@timeout", "{}", "# no r")]
    assert [each and each.method for each in found] == [None, "POST", "POST", None]
    last = runnable_at(file, len(FILE))
    assert last is not None
    assert last.target == "http://h/plain"
