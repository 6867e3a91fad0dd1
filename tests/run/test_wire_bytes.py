"""What a server receives is what curl sends for the same request.

It is what REST Client's rules give too (`httpRequestParser.ts`), but for lines of a form that end
with `&`: it sends their line ends, which nobody means.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from scopes import scope
from servers import client, scripted
from servers.connection import Connection
from servers.scripted import AwaitRequest, Send
from wirelens.run.outgoing import Options, OutgoingRequest
from wirelens.run.request import prepare
from wirelens.run.workspace import Workspace
from wirelens.syntax.parse import parse

FILES = {
    "f.txt": b"one\ntwo\n",
    "latin1.txt": "ü {{a}}\r\n".encode("latin-1"),
    "utf8.json": '{"ü": "{{a}}"}\n'.encode(),
    "raw.bin": bytes(range(256)),
}
NO_CONTENT = Send(b"HTTP/1.1 204 No Content\r\n\r\n")
FORM = "Content-Type: application/x-www-form-urlencoded"
MULTIPART = "Content-Type: multipart/form-data; boundary=x"
JSON = "Content-Type: application/json"
PART = "--x\nContent-Disposition: form-data; name"
NDJSON = "Content-Type: application/x-ndjson"


@dataclass(frozen=True)
class Wire:
    """A request as the server has it."""

    line: str
    media_type: list[str]
    body: bytes


@dataclass(frozen=True)
class Case:
    """A request file in which `URL` stands for the server, and the same for curl."""

    name: str
    text: str
    curl: tuple[str, ...]


def case(name: str, text: str, *curl: str) -> Case:
    return Case(name, text, curl)


CASES = (
    case("get", "GET URL/a?b=c", "URL/a?b=c"),
    case("no method", "URL/a", "URL/a"),
    case("query lines", "GET URL/a\n  ?b=1\n  # &c=2\n  &d=3", "URL/a?b=1&d=3"),
    case("path lines", "GET URL\n  /a\n  /b\n  ?c=d HTTP/1.1", "URL/a/b?c=d"),
    case("open query", "GET URL/a?\n  b=1&\n  c=2", "URL/a?b=1&c=2"),
    case("blanks", "GET URL/a b?c=d e", "URL/a%20b?c=d%20e"),
    case("letters", "GET URL/ü?ö=ä", "URL/%C3%BC?%C3%B6=%C3%A4"),
    case("escapes", "GET URL/%C3%BC?a=%26", "URL/%C3%BC?a=%26"),
    case("fragment", "GET URL/a#b", "URL/a#b"),
    case("value", "@v = a&b=ü\nGET URL/?c={{v}}&d", "URL/?c=a%26b=%C3%BC&d"),
    case("encoded value", "@v = a/b c\nGET URL/?c={{%v}}", "URL/?c=a%2Fb%20c"),
    case("sse", "SSE URL/a\nEvent: b", "URL/a", "-H", "Accept: text/event-stream"),
    case("event source", "EVENTSOURCE URL/a", "URL/a"),
    case("delete", "DELETE URL/a", "-X", "DELETE", "URL/a"),
    case("small letters", "put URL/a\n\nb", "-X", "PUT", "URL/a", "-H", "Content-Type:", "-d", "b"),
    case("form", f"POST URL/\n{FORM}\n\na=1&b=2", "URL/", "-d", "a=1", "-d", "b=2"),
    case("form lines", f"POST URL/\n{FORM}\n\na=1\n&b=2\n&c=3", "URL/", "-d", "a=1&b=2&c=3"),
    case(
        "form ends", f"POST URL/\n{FORM}\n\na=1&\n  b=2&\n# c=3&\nd=4", "URL/", "-d", "a=1&b=2&d=4"
    ),
    case("form names", f"POST URL/\n{FORM}\n\na = 1 &\nb = 2", "URL/", "-d", "a=1&b=2"),
    case(
        "form letters",
        f"POST URL/\n{FORM}\n\na=ü ö&b=%26",
        *("URL/", "-d", "a=%C3%BC%20%C3%B6&b=%26"),
    ),
    case(
        "form value",
        f"@v = a&b=c+d\nPOST URL/\n{FORM}\n\ne={{{{v}}}}",
        *("URL/", "-d", "e=a%26b=c%2Bd"),
    ),
    case("json", f'POST URL/\n{JSON}\n\n{{"a": 1}}\n', "URL/", "-H", JSON, "-d", '{"a": 1}'),
    case(
        "json lines",
        f'POST URL/\n{JSON}\n\n{{\n  # b\n  "ü": 1\n}}',
        *("URL/", "-H", JSON, "--data-binary", '{\n  "ü": 1\n}'),
    ),
    case(
        "crlf",
        f'POST URL/\r\n{JSON}\r\n\r\n{{\r\n"a": 1}}\r\n',
        *("URL/", "-H", JSON, "--data-binary", '{\n"a": 1}'),
    ),
    case(
        "ndjson",
        f"POST URL/\n{NDJSON}\n\n{{}}\n[]",
        *("URL/", "-H", NDJSON, "--data-binary", "{}\n[]\n"),
    ),
    case(
        "text",
        "POST URL/\nContent-Type: text/plain\n\n# a\n\n// ü\n",
        *("URL/", "-H", "Content-Type: text/plain", "--data-binary", "# a\n\n// ü"),
    ),
    case("file", f"POST URL/\n{JSON}\n\n< f.txt", "URL/", "-H", JSON, "--data-binary", "@f.txt"),
    case(
        "bytes", f"POST URL/\n{JSON}\n\n< raw.bin", "URL/", "-H", JSON, "--data-binary", "@raw.bin"
    ),
    case(
        "file with variables",
        f"@a = ö\nPOST URL/\n{JSON}\n\n<@ utf8.json",
        *("URL/", "-H", JSON, "--data-binary", '{"ü": "ö"}\n'),
    ),
    case(
        "latin1",
        f"@a = ö\nPOST URL/\n{JSON}\n\n<@latin1 latin1.txt",
        *("URL/", "-H", JSON, "--data-binary", "ü ö\r\n"),
    ),
    case(
        "text and file",
        f"POST URL/\n{JSON}\n\na\n< f.txt\nb",
        *("URL/", "-H", JSON, "--data-binary", "a\none\ntwo\n\nb"),
    ),
    case(
        "multipart",
        f'POST URL/\n{MULTIPART}\n\n{PART}="a"\n\n1\n--x--',
        *("URL/", "-F", "a=1"),
    ),
    case(
        "multipart lines",
        f'POST URL/\n{MULTIPART}\n\n{PART}="a"\n\n#1\n\nü\n--x--',
        *("URL/", "-F", "a=#1\r\n\r\nü"),
    ),
    case(
        "multipart file",
        f'POST URL/\n{MULTIPART}\n\n{PART}="a"; filename="f.txt"\n'
        "Content-Type: text/plain\n\n< ./f.txt\n--x--\n",
        *("URL/", "-F", "a=@f.txt"),
    ),
    case(
        "multipart file and boundary in one line",
        f'POST URL/\n{MULTIPART}\n\n{PART}="a"; filename="raw.bin"\n'
        "Content-Type: image/png\n\n< ./raw.bin --x--\n",
        *("URL/", "-F", "a=@raw.bin;type=image/png"),
    ),
    case(
        "multipart of several",
        f'@v = w\nPOST URL/\n{MULTIPART}\n\n{PART}="a"\n\n{{{{v}}}}\n'
        f'{PART}="b"; filename="f.txt"\n'
        "Content-Type: text/plain\n\n< f.txt\n"
        f'{PART}="c"\nContent-Type: application/json\n\n{{}}\n--x--',
        *("URL/", "-F", "a=w", "-F", "b=@f.txt", "-F", "c={};type=application/json"),
    ),
    case(
        "graphql",
        'GRAPHQL URL/\n\nquery {\n  ü\n}\n\n{\n "b": 1\n}',
        *("URL/", "-H", JSON, "-d", '{"query":"query {\\n  ü\\n}","variables":{"b":1}}'),
    ),
    case(
        "graphql by field",
        f"POST URL/\n{JSON}\nX-Request-Type: GraphQL\n\n{{ a }}",
        *("URL/", "-H", JSON, "-d", '{"query":"{ a }","variables":{}}'),
    ),
)


def wire(connection: Connection) -> Wire:
    """The request; a boundary by any name is `x`, and nothing follows the closing one."""
    connection.requested.wait(20)
    media_type, body = connection.field_values("content-type"), connection.body
    if media_type and (found := re.search("boundary=(.+)", media_type[0])):
        boundary = found[1]
        media_type = [media_type[0].replace(boundary, "x")]
        body = body.replace(f"--{boundary}".encode(), b"--x").removesuffix(b"\r\n")
    return Wire(connection.head.split("\r\n")[0], media_type, body)


def sent_by_us(text: str, folder: Path) -> Wire:
    with scripted.serve(AwaitRequest(), NO_CONTENT) as server:
        written = text.replace("URL", server.url("").rstrip("/"))
        block = parse(written).file.blocks[0]
        found = prepare(block, scope(written), Workspace(folder, folder), Options())
        assert isinstance(found, OutgoingRequest), found
        client.arrivals(found)
        return wire(server.connection())


def sent_by_curl(arguments: tuple[str, ...], folder: Path) -> Wire:
    with scripted.serve(AwaitRequest(), NO_CONTENT) as server:
        base = server.url("").rstrip("/")
        command = ["curl", "-sS", "--noproxy", "*", *(a.replace("URL", base) for a in arguments)]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=30)
        return wire(server.connection())


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_bytes_as_curl(case: Case, tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    assert sent_by_us(case.text, tmp_path) == sent_by_curl(case.curl, tmp_path)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 30
