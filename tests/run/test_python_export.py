"""The Python scripts that a request is exported as: they run, stream, and send what we send."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from scopes import scope
from servers import scripted
from servers.behaviours import CHUNKED, LAST_CHUNK, SSE, chunk, whole
from servers.scripted import Gate, Send, Wait
from wirelens.ide.httpx_script import httpx_script
from wirelens.ide.openai_script import Unsendable, openai_script
from wirelens.ide.portable import Portable
from wirelens.run.example_server import ExampleServer
from wirelens.run.launch import Surround
from wirelens.run.porting import portable
from wirelens.run.replaying import MAX
from wirelens.run.samples import sample_recordings
from wirelens.syntax.parse import parse
from wires import Sent, answering, outgoing, sent, sent_by_us

ENVIRON = {"KEY": "sk-12345", "WHO": 'the "world" é\\'}
needs_openai = pytest.mark.skipif(find_spec("openai") is None, reason="openai is not installed")


def ported(text: str, folder: Path) -> Portable:
    known = scope(text, environ=ENVIRON)
    found = portable(parse(text).file.blocks[-1], known, Surround(folder / "a.http"))
    assert isinstance(found, Portable), found
    return found


def started(script: str, folder: Path) -> "subprocess.Popen[str]":
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(file)],
        cwd=folder,
        env=os.environ | ENVIRON | {"PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def run(script: str, folder: Path) -> str:
    out, err = started(script, folder).communicate(timeout=60)
    assert "Traceback" not in err, err + script
    return out


def sent_by_script(server: scripted.Server, script: str, folder: Path) -> Sent:
    number = len(server.connections)
    run(script, folder)
    return sent(server.connection(number))


REQUESTS = {
    "get": "GET BASE/a?b=c d&k={{$processEnv KEY}}",
    "post": "POST BASE/a",
    "head": "HEAD BASE/a\nX-Empty:",
    "json": 'POST BASE/a\nContent-Type: application/json\n\n{"it\'s": "{{$processEnv WHO}}"}\n',
    "user": "GET BASE/a\nAuthorization: Basic ann {{$processEnv KEY}}",
    "file": "POST BASE/a\nContent-Type: text/plain\n\n< bytes.bin",
    "files among text": "POST BASE/a\nContent-Type: multipart/x\n\n--b\n\n< bytes.bin\n--b--",
    "letters": "GET BASE/é?ü=„x“\nX: é {{$processEnv KEY}}",
    "lines": 'POST BASE/a\nContent-Type: text/plain\n\na\x1b[0m\x80\t\'é\x01\n"""\\n\x7f',
}


@pytest.mark.parametrize("name", REQUESTS)
def test_the_httpx_script_sends_what_we_send(name: str, tmp_path: Path) -> None:
    (tmp_path / "bytes.bin").write_bytes(bytes(range(256)))
    with answering() as server:
        text = REQUESTS[name].replace("BASE", server.url(""))
        script = httpx_script(ported(text, tmp_path))
        known = scope(text, environ=ENVIRON)
        ours = sent_by_us(server, outgoing(text, tmp_path, known))
        assert sent_by_script(server, script, tmp_path) == ours, script
        assert "sk-12345" not in script


def test_the_httpx_script_prints_the_reply_as_it_comes(tmp_path: Path) -> None:
    gate = Gate()
    first = Send(SSE + CHUNKED + chunk(b"data: 1\n\n"))
    second = Send(chunk(b"data: 2\n\n") + LAST_CHUNK)
    with scripted.serve(first, Wait(gate), second) as server:
        script = httpx_script(ported(f"GET {server.url()}", tmp_path))
        with started(script, tmp_path) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "data: 1\n"
            gate.open()
            assert process.stdout.read() == "\ndata: 2\n\n"


CHAT = """POST BASE/v1/chat/completions?x=a%20b&k={{$processEnv KEY}}
Content-Type: application/json
Authorization: Bearer {{$processEnv KEY}}
X-A: {{$processEnv KEY}}b

{"model": "m", "stream": STREAM, "messages": [{"role": "user", "content":
"hello {{$processEnv KEY}}, and all the others who wait for a line that is too long"}],
"top_k": 3, "temperature": 1.0, "seed": null}
"""


@needs_openai
def test_the_openai_script_sends_what_we_send(tmp_path: Path) -> None:
    reply = b'{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"}}]}'
    with scripted.serve(whole(reply, b"Content-Type: application/json\r\n")) as server:
        text = CHAT.replace("BASE", server.url("")).replace("STREAM", "false")
        script = openai_script(ported(text, tmp_path))
        assert isinstance(script, str)
        assert run(script, tmp_path) == "Hi\n"
        theirs = sent(server.connection(0))
        ours = sent_by_us(server, outgoing(text, tmp_path, scope(text, environ=ENVIRON)))
        assert json.loads(theirs.content) == json.loads(ours.content)
        fields = {each for each in ours.fields if not each.startswith("content-length")}
        assert fields <= set(theirs.fields)
        assert theirs.line == ours.line.replace("%20", "+")
        assert "sk-12345" not in script


@needs_openai
def test_a_request_without_a_key_sends_none(tmp_path: Path) -> None:
    with answering() as server:
        text = f'POST {server.url("/v1/responses")}\n\n{{"model": "m", "input": "x"}}'
        script = openai_script(ported(text, tmp_path))
        assert isinstance(script, str)
        started(script, tmp_path).communicate(timeout=60)
        assert server.connection(0).field_values("authorization") == []


@needs_openai
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/responses"])
def test_the_openai_script_streams_from_the_example_server(path: str, tmp_path: Path) -> None:
    example = ExampleServer(sample_recordings(), MAX)
    try:
        field = '"input": "x"' if path.endswith("responses") else '"messages": []'
        body = f'{{"model": "gpt-5", "stream": true, {field}}}'
        script = openai_script(ported(f"POST {example.start()}{path}\n\n{body}", tmp_path))
        assert isinstance(script, str)
        assert len(run(script, tmp_path)) > 20
    finally:
        example.stop()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("GET http://h/v1/chat/completions", 'the SDK sends "POST …/chat/completions" and'),
        ("POST http://h/v1/messages\n\n{}", 'the SDK sends "POST …/chat/completions" and'),
        ("POST http://h/v1/responses\n\n[1]", "the SDK sends a JSON object, found other content"),
        ("POST http://h/v1/responses\n\n{}", 'the SDK sends a "model", found none'),
        (
            'POST http://h/v1/responses\nAuthorization: Basic a:b\n\n{"model": "m"}',
            'the SDK sends "Authorization: Bearer …", found other credentials',
        ),
    ],
)
def test_what_the_sdk_cannot_send_is_told(text: str, reason: str) -> None:
    found = openai_script(ported(text, Path("/nonexistent")))
    assert isinstance(found, Unsendable)
    assert found.reason.startswith(reason)
