"""Credentials that are worked out at send time, in what a request is exported as."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from scopes import scope
from servers import digest, scripted
from servers.behaviours import whole
from servers.digest import DigestServer
from wirelens.ide.curl_command import curl_requests
from wirelens.ide.curl_request import Drafted
from wirelens.ide.curl_text import curl_text
from wirelens.ide.httpx_script import httpx_script
from wirelens.ide.openai_script import openai_script
from wirelens.ide.portable import Portable, Unsendable
from wirelens.ide.request_text import request_text
from wirelens.run.launch import Surround
from wirelens.run.porting import portable
from wirelens.syntax.parse import parse
from wires import needs_curl, outgoing, sent_by_curl, sent_by_us

ENVIRON = {"ID": "AKIDEXAMPLE", "KEY": "s3cret/+Key", "TOKEN": "t0ken/==", "PW": digest.PASSWORD}
DIGEST = "Authorization: Digest ann {{$processEnv PW}}"
DATE = "X-Amz-Date: 20260101T000000Z"
AWS = "AWS {{$processEnv ID}} {{$processEnv KEY}} region:eu-west-1"


def ported(text: str) -> Portable:
    known = scope(text, environ=ENVIRON)
    found = portable(parse(text).file.blocks[-1], known, Surround(Path("/nonexistent/a.http")))
    assert isinstance(found, Portable), found
    return found


def check(text: str, expected: str) -> None:
    assert curl_text(ported(text)) == expected


def test_credentials_are_options_of_curl() -> None:
    check(f"GET http://h/\n{DIGEST}", 'curl http://h/ \\\n  --digest \\\n  -u "ann:$PW"\n')
    check(
        f"GET http://h/\nAuthorization: {AWS} service:s3 token:{{{{$processEnv TOKEN}}}}",
        "curl http://h/ \\\n  --aws-sigv4 aws:amz:eu-west-1:s3 \\\n"
        '  -u "$ID:$KEY" \\\n  -H "X-Amz-Security-Token: $TOKEN"\n',
    )


def test_what_is_exported_comes_back_by_import() -> None:
    found = curl_requests(curl_text(ported("GET http://h/\nAuthorization: Digest ann b c")))
    assert isinstance(found, Drafted)
    assert "Authorization: Digest ann b c\n" in request_text(found.drafts[0])


@needs_curl
def test_curl_is_let_in_with_what_it_is_given(tmp_path: Path) -> None:
    with DigestServer("SHA-256").serve() as server:
        script = tmp_path / "command.sh"
        script.write_text(curl_text(ported(f"POST {server.url('/a?b')}\n{DIGEST}\n\nx")))
        done = subprocess.run(["bash", str(script)], env=ENVIRON, capture_output=True, timeout=60)
    assert done.stdout == b"in"


UNSIGNED = "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD"


@needs_curl
@pytest.mark.parametrize(
    "written",
    [
        "GET BASE/a AUTH service:execute-api",
        "GET BASE/a?b=c&d=e%20f AUTH service:execute-api",
        "POST BASE/a AUTH service:execute-api\nContent-Type: application/json\n\n{}",
        "PUT BASE/a-b~e AUTH service:x\nX-Amz-Meta: a  b\nContent-Type: text/plain\n\n\u00fc",
        f"PUT BASE/a/b AUTH service:s3\n{UNSIGNED}\nContent-Type: text/plain\n\nx",
        "GET BASE/a AUTH service:execute-api token:{{$processEnv TOKEN}}",
    ],
)
def test_curl_signs_as_we_sign(written: str, tmp_path: Path) -> None:
    with scripted.serve(whole(b"")) as server:
        base = server.url("").replace("localhost", "127.0.0.1")
        text = written.replace("BASE", base)
        text = text.replace(" AUTH ", f"\n{DATE}\nAuthorization: {AWS} ")
        ours = sent_by_us(server, outgoing(text, tmp_path, scope(text, environ=ENVIRON)))
        theirs = sent_by_curl(server, curl_text(ported(text)), tmp_path, ENVIRON)
    # A date that the file sets is sent twice by curl 7.88.
    assert replace(theirs, fields=tuple(dict.fromkeys(theirs.fields))) == ours


def test_httpx_answers_challenges(tmp_path: Path) -> None:
    script = httpx_script(ported(f"GET http://h/\n{DIGEST}"))
    assert isinstance(script, str)
    assert '    auth=httpx.DigestAuth("ann", os.environ["PW"]),\n' in script
    assert "\nimport os\n" in script


def test_what_another_tool_cannot_do_is_told() -> None:
    keys = ported(f"GET http://h/\nAuthorization: {AWS} service:s3")
    assert httpx_script(keys) == Unsendable('httpx does not sign, found "Authorization: AWS …"')
    chat = ported(f'POST http://h/chat/completions\n{DIGEST}\n\n{{"model": "m"}}')
    assert openai_script(chat) == Unsendable(
        'the SDK sends "Authorization: Bearer …", found other credentials'
    )
