"""The curl command that a request is copied as sends what we send, and comes back as it went."""

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scopes import scope
from wirelens.ide.command_line import CommandFault
from wirelens.ide.curl_command import curl_requests
from wirelens.ide.curl_text import curl_text
from wirelens.ide.draft import Draft
from wirelens.ide.percent import written
from wirelens.ide.portable import Portable
from wirelens.ide.request_text import request_text
from wirelens.ide.scope import Definition, Source, as_secret
from wirelens.run.launch import Surround
from wirelens.run.outgoing import OutgoingRequest, revealed_name
from wirelens.run.porting import portable
from wirelens.run.request import Refused
from wirelens.syntax.parse import parse, parse_template
from wires import answering, needs_curl, outgoing, sent_by_curl, sent_by_us

ENVIRON = {"KEY": "sk-12345", "USER_NAME": "ann", "HARD": "a b/é&'\"$x"}
PRIVATE = Definition("my-token", Source.ENVIRONMENT, parse_template("t0ken-Value"), "private")


def ported(text: str, folder: Path) -> Portable:
    known = scope(text, definitions=[as_secret(PRIVATE)], environ=ENVIRON)
    found = portable(parse(text).file.blocks[-1], known, Surround(folder / "a.http"))
    assert isinstance(found, Portable), found
    return found


def check(text: str, expected: str) -> None:
    command = curl_text(ported(text, Path("/nonexistent")))
    assert command == expected
    assert not any(value in command for value in ("sk-12345", "t0ken-Value"))


def environment(request: Portable) -> dict[str, str]:
    """What the command that the request becomes expects in the environment."""
    values = {"private: my-token": "t0ken-Value"}
    values |= {f"process environment: {name}": value for name, value in ENVIRON.items()}
    return {
        each.name: quote(values[each.source], safe="!$'()*,;=:@/")
        if each.how
        else values[each.source]
        for each in request.wanted
    }


FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/x; boundary=b"
REQUESTS = {
    "get": "GET BASE/a?b=c d",
    "head": "HEAD BASE/a",
    "delete": "DELETE BASE/a",
    "post without content": "POST BASE/a",
    "get with content": "GET BASE/a\n\nx",
    "json": 'POST BASE/a\nContent-Type: application/json\nX-Empty:\n\n{"it\'s": "!$`\\\\"}\n',
    "no type": "POST BASE/a\n\n{}",
    "form": f"POST BASE/a\nContent-Type: {FORM}\n\na = b c&\nd={{{{$processEnv HARD}}}}",
    "variables": (
        "POST BASE/a?k={{$processEnv HARD}}&{{$processEnv KEY}}x\nAuthorization: Bearer "
        "{{$processEnv KEY}}\nX-T: {{my-token}}\n\n{{$processEnv HARD}}\n"
    ),
    "user and password": "GET BASE/a\nAuthorization: Basic {{$processEnv USER_NAME}} {{my-token}}",
    "known user": "GET BASE/a\nAuthorization: Basic ann:{{$processEnv HARD}}",
    "public credentials": "GET BASE/a\nAuthorization: Basic ann b",
    "user in the URL": "GET AUTHBASE/a",
    "file": "POST BASE/a\nContent-Type: text/plain\n\n< bytes.bin",
    "file among text": f"POST BASE/a\nContent-Type: {MULTIPART}\n\n--b\n\n< bytes.bin\n--b--",
    "nul": f"POST BASE/a\nContent-Type: {MULTIPART}\n\n< nul.bin\n{{{{$processEnv KEY}}}}",
    "brackets": "GET BASE/a?b[]={1,2}",
    "letters": "GET BASE/é?ü=„x“\nX: é",
    "control characters": "POST BASE/a\nContent-Type: text/plain\n\na\x1b[0m\x80\t'é\x01" + "1",
    "long content": "POST BASE/a\nContent-Type: text/plain\n\n" + "é%\\'x" * 30_000,
    "very long content": "POST BASE/a\nContent-Type: text/plain\n\n" + "x" * 1_100_000,
    "chunked": "POST BASE/a\nTransfer-Encoding: chunked\nContent-Type: a/b\n\nx",
    "times": "# @timeout 20\n# @connection-timeout 1.5\n# @no-redirect\nGET BASE/a",
}


@needs_curl
@pytest.mark.parametrize("name", REQUESTS)
def test_curl_sends_what_we_send(name: str, tmp_path: Path) -> None:
    (tmp_path / "bytes.bin").write_bytes(bytes(range(1, 256)))
    (tmp_path / "nul.bin").write_bytes(bytes(range(256)) + b"%s\\n'")
    with answering() as server:
        base = server.url("").replace("localhost", "127.0.0.1")
        text = REQUESTS[name].replace("AUTHBASE", base.replace("//", "//ann:p%20w@"))
        text = text.replace("BASE", base)
        request = ported(text, tmp_path)
        known = scope(text, definitions=[as_secret(PRIVATE)], environ=ENVIRON)
        ours = sent_by_us(server, outgoing(text, tmp_path, known))
        command = curl_text(request)
        theirs = sent_by_curl(server, command, tmp_path, environment(request))
        assert theirs == ours, command[:2000]


def test_a_command_reads_as_people_write_it() -> None:
    check(
        "### chat\nPOST https://api.example.com/v1/chat\nContent-Type: application/json\n"
        'Authorization: Bearer {{$processEnv KEY}}\n\n{\n  "stream": true\n}\n',
        "curl -N https://api.example.com/v1/chat \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        '  -H "Authorization: Bearer $KEY" \\\n'
        "  --data-raw '{\n  \"stream\": true\n}'\n",
    )
    check("GET http://h/", "curl -L http://h/\n")
    check("# @no-redirect\nGET http://h/a?b", "curl 'http://h/a?b'\n")


def test_a_secret_is_a_variable_and_never_its_value() -> None:
    check("GET http://h/{{my-token}}/{{$processEnv KEY}}x", 'curl "http://h/$MY_TOKEN/${KEY}x"\n')
    check(
        "GET http://h/\nAuthorization: Basic {{$processEnv USER_NAME}} {{my-token}}",
        'curl http://h/ \\\n  -u "$USER_NAME:$MY_TOKEN"\n',
    )
    check(
        "GET http://h/?a={{$processEnv HARD}}",
        '# HARD_ENCODED: process environment: HARD, encoded\ncurl "http://h/?a=$HARD_ENCODED"\n',
    )
    check(
        "GET http://h/\nX: {{$processEnv UNSET}}!", "curl http://h/ \\\n  -H 'X: '\"$UNSET\"'!'\n"
    )


def test_an_unset_variable_is_no_address() -> None:
    text = "GET {{$processEnv UNSET}}/a"
    found = portable(parse(text).file.blocks[0], scope(text), Surround(Path("/a.http")))
    assert isinstance(found, Refused)
    assert [each.message for each in found.problems] == [
        'the address is in the variable "UNSET", expected it to be set'
    ]


_METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
_VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])).map(
    str.strip
)
_NAMES = st.sampled_from(["Content-Type", "X-A", "Authorization", "accept", "X-B"])
_BODIES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
_PATHS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="#?\\"))


@given(_METHODS, st.dictionaries(_NAMES, _VALUES), st.none() | _BODIES, _PATHS)
def test_any_request_comes_back_as_it_went(
    method: str, headers: dict[str, str], body: str | None, path: str
) -> None:
    draft = Draft(
        method=method,
        target=("http://h/", path.replace("{", "")),
        headers=tuple((name, (value,) if value else ()) for name, value in headers.items()),
        body=((body,),) if body else (),
    )
    text = request_text(draft)
    nowhere = Path("/nonexistent")
    try:
        first = outgoing(text, nowhere)
    except AssertionError:
        return  # a request that nobody could send
    command = curl_text(ported(text, nowhere))
    found = curl_requests(command)
    assert not isinstance(found, CommandFault), (command, found)
    check_same(first, outgoing(request_text(found.drafts[0]), nowhere))


def check_same(one: OutgoingRequest, other: OutgoingRequest) -> None:
    assert one.method == other.method
    assert written(one.url.reveal()) == written(other.url.reveal())
    assert one.body.reveal() == other.body.reveal()
    fields = [[(revealed_name(n), v.reveal()) for n, v in each.headers] for each in (one, other)]
    assert fields[0] == fields[1]
