"""The example server answers like a provider: right recording, right pace, right end."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from wirelens.recording import Read, Recording
from wirelens.recording_request import RecordedRequest
from wirelens.run.example_server import ExampleServer, shared_address
from wirelens.run.playing import MAX
from wirelens.run.samples import sample_recordings
from wirelens.stream.run import End, Head

SAMPLES = sample_recordings()
HELD = 3600.0  # seconds that no test waits for
END = End(0.0, "eof")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    chunks: tuple[bytes, ...]
    complete: bool

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def error(self) -> str:
        return str(json.loads(self.body)["error"]["message"])


class Connection:
    """A client that speaks bytes."""

    def __init__(self, address: str, sent: bytes) -> None:
        parts = urlsplit(address)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=20)
        self.file = self.socket.makefile("rb")
        self.socket.sendall(sent)

    def head(self) -> tuple[int, dict[str, str]]:
        status = int(self.file.readline().split()[1])
        lines = iter(self.file.readline, b"\r\n")
        fields = (line.decode().rstrip("\r\n").partition(": ") for line in lines)
        return status, {name.lower(): value for name, _, value in fields}

    def chunk(self) -> bytes | None:
        """The next chunk, b"" for the last one, None where the connection ends instead."""
        size = self.file.readline()
        if not size:
            return None
        data = self.file.read(int(size, 16))
        self.file.readline()
        return data

    def answer(self) -> Answer:
        status, headers = self.head()
        if "content-length" in headers:
            body = self.file.read(int(headers["content-length"]))
            return Answer(status, headers, (body,), complete=True)
        chunks = list(iter(self.chunk, None))
        complete = chunks[-1:] == [b""]
        return Answer(status, headers, tuple(chunk for chunk in chunks if chunk), complete)

    def close(self) -> None:
        self.file.close()
        self.socket.close()


@contextlib.contextmanager
def connected(address: str, sent: bytes) -> Iterator[Connection]:
    connection = Connection(address, sent)
    try:
        yield connection
    finally:
        connection.close()


def message(method: str, target: str, content: bytes, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: test", f"Content-Length: {len(content)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def posted(address: str, target: str, body: object, **headers: str) -> Answer:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = message("POST", target, json.dumps(body).encode(), fields)
    with connected(address, sent) as connection:
        return connection.answer()


def check_refused(answer: Answer, status: int, *said: str) -> None:
    assert answer.status == status
    assert answer.headers["content-type"] == "application/json"
    for words in said:
        assert words in answer.error


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ExampleServer(SAMPLES, MAX)
    yield server.start()
    server.stop()


@contextlib.contextmanager
def serving(speed: float = MAX, **recordings: Recording) -> Iterator[str]:
    server = ExampleServer(recordings, speed)
    try:
        yield server.start()
    finally:
        server.stop()


def recording(*reads: Read, end: End | None = None, path: str = "/x") -> Recording:
    request = RecordedRequest("POST", f"{{{{base}}}}{path}")
    head = Head(0.0, 200, "OK", "HTTP/1.1", (("content-type", "text/event-stream"),))
    return Recording(1, request, head, reads, end or End(reads[-1].at, "eof"))


CHAT = {"messages": [], "stream": True}
CLAUDE = {"model": "claude-sonnet-5-5", **CHAT}
GEMINI = "/v1beta/models/gemini-3.6-flash:streamGenerateContent"


@pytest.mark.parametrize(
    ("target", "body", "name"),
    [
        ("/v1/chat/completions", {"model": "gpt-5.4-mini", **CHAT}, "openai-chat"),
        ("/v1/chat/completions", {"model": "gpt-6", **CHAT}, "openai-chat"),
        ("/v1/chat/completions", {"model": "deepseek-v4-pro", **CHAT}, "quickstart"),
        ("/chat/completions", {"model": "deepseek-v4-flash", **CHAT}, "deepseek-reasoning"),
        (
            "/chat/completions",
            {"model": "deepseek-v4-flash", "tools": [{}], **CHAT},
            "deepseek-tool-call",
        ),
        ("/gateway/v1/chat/completions", {"model": "gpt-5.4-mini", **CHAT}, "openai-chat"),
        ("/v1/completions", {"model": "m", "prompt": "a", "stream": True}, "openai-completions"),
        ("/v1/responses", {"model": "m", "input": "a", "stream": True}, "openai-responses"),
        ("/v1/messages", CLAUDE, "claude"),
        (f"{GEMINI}?alt=sse", {"contents": []}, "gemini"),
        (GEMINI.replace("3.6-flash", "2.5-pro"), {"contents": []}, "gemini-array"),
        ("/api/chat", {"model": "qwen3", "messages": []}, "ollama-chat"),
        ("/api/chat", {"model": "qwen3", "messages": [], "stream": True}, "ollama-chat"),
        ("/api/generate", {"model": "gemma4", "prompt": "a"}, "ollama-generate"),
        ("/assistant/reply", {"stream": True}, "custom-format"),
        ("/play/claude/whatever", {}, "claude"),
        ("/play/quickstart", {}, "quickstart"),
    ],
)
def test_a_request_is_answered_by_the_recording_that_fits(
    address: str, target: str, body: object, name: str
) -> None:
    answer = posted(address, target, body, anthropic_version="2023-06-01")
    assert answer.status == 200
    assert answer.chunks == tuple(read.data for read in SAMPLES[name].reads)
    assert answer.complete
    assert answer.headers["content-type"] == SAMPLES[name].content_type


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.startswith("trouble")])
def test_the_recorded_request_finds_its_recording(address: str, name: str) -> None:
    request = SAMPLES[name].request
    assert request is not None
    target = "/" + request.target.partition("/")[2]
    answer = posted(address, target, json.loads(request.body), anthropic_version="2023-06-01")
    assert answer.body == SAMPLES[name].body


def test_a_recording_that_was_cut_is_cut_again(address: str) -> None:
    answer = posted(address, "/play/trouble-cut-off", {})
    assert answer.status == 200
    assert answer.body == SAMPLES["trouble-cut-off"].body
    assert not answer.complete


def test_a_recording_without_an_end_is_cut() -> None:
    with serving(a=Recording(reads=(Read(0.0, b"half"),), end=None)) as address:
        answer = posted(address, "/play/a", {})
    assert (answer.body, answer.complete) == (b"half", False)


def test_a_bare_body_is_played_with_the_type_of_its_name() -> None:
    bare = Recording(reads=(Read(0.0, b"{}\n"),), end=END, bare_type="application/json")
    with serving(a=bare) as address:
        answer = posted(address, "/play/a/v1/x", {})
    assert (answer.headers["content-type"], answer.body) == ("application/json", b"{}\n")


def test_the_recorded_status_and_headers_are_played() -> None:
    fields = (("x-a", "1"), ("content-length", "9"), ("content-encoding", "gzip"))
    head = Head(0.0, 429, "Slow Down", "HTTP/1.1", fields)
    with serving(a=Recording(head=head, reads=(Read(0.0, b"{}"),), end=END)) as address:
        answer = posted(address, "/play/a", {})
    assert (answer.status, answer.headers["x-a"], answer.body) == (429, "1", b"{}")
    assert "content-encoding" not in answer.headers


def test_an_unknown_path_is_told_which_paths_there_are(address: str) -> None:
    answer = posted(address, "/v2/nothing", {})
    check_refused(
        answer,
        404,
        'no recording answers "POST /v2/nothing"',
        "POST /v1/chat/completions",
        f"POST {GEMINI}?alt=sse",
        "quickstart",
    )
    assert json.loads(answer.body)["error"].keys() == {"message", "type", "param", "code"}


def test_an_unknown_name_is_told_which_names_there_are(address: str) -> None:
    check_refused(posted(address, "/play/quikstart/v1", {}), 404, '"quikstart"', "quickstart")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"model": }', "line 1, column 11"),
        (b"", "expected a JSON object"),
        (b"[1]", "expected a JSON object"),
        (b"\xff\xfe", "expected a JSON object"),
        (b'{"model": "gpt-5.4-mini", "stream": true}', 'missing required parameter "messages"'),
        (b'{"messages": [], "stream": true}', 'missing required parameter "model"'),
        (b'{"model": "m", "messages": []}', 'set "stream" to true'),
        (b'{"model": "m", "messages": [], "stream": false}', 'set "stream" to true'),
    ],
)
def test_a_request_is_checked_as_a_provider_checks_it(
    address: str, content: bytes, said: str
) -> None:
    sent = message("POST", "/v1/chat/completions", content, {})
    with connected(address, sent) as connection:
        check_refused(connection.answer(), 400, said)


def test_a_recorded_body_that_is_no_json_asks_for_nothing() -> None:
    request = RecordedRequest("POST", "https://h/x", (), '{"stream": {{streamed}}}')
    with serving(a=Recording(request=request, reads=(Read(0.0, b"x"),), end=END)) as address:
        sent = message("POST", "/x", b"anything", {})
        with connected(address, sent) as connection:
            assert connection.answer().body == b"x"


def test_a_missing_version_header_is_told(address: str) -> None:
    check_refused(posted(address, "/v1/messages", CLAUDE), 400, '"anthropic-version"')


def test_gemini_without_streaming_is_told_the_method_that_streams(address: str) -> None:
    target = GEMINI.replace("streamGenerateContent", "generateContent")
    check_refused(posted(address, target, {}), 400, ":streamGenerateContent?alt=sse")


def test_ollama_without_streaming_is_refused(address: str) -> None:
    body = {"model": "qwen3", "messages": [], "stream": False}
    check_refused(posted(address, "/api/chat", body), 400, 'set "stream" to true')


def test_another_method_is_refused(address: str) -> None:
    with connected(address, message("GET", "/v1/messages", b"", {})) as connection:
        check_refused(connection.answer(), 405, 'expected "POST", found "GET"')


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"NONSENSE\r\n\r\n", 400),
        (b"POST / HTTP/2\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nX: " + b"x" * 70000 + b"\r\n\r\n", 431),
    ],
)
def test_what_is_no_request_is_refused(address: str, sent: bytes, status: int) -> None:
    with connected(address, sent) as connection:
        assert connection.answer().status == status


def test_content_may_come_in_chunks(address: str) -> None:
    head = b"POST /assistant/reply HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b'8;x=y\r\n{"stream\r\n7\r\n":true}\r\n0\r\nX-Trailer: 1\r\n\r\n'
    with connected(address, head + chunks) as connection:
        assert connection.answer().body == SAMPLES["custom-format"].body


def test_a_client_that_waits_for_it_is_told_to_continue(address: str) -> None:
    head = b"POST /play/claude HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    with connected(address, head) as connection:
        assert connection.head()[0] == 100
        connection.socket.sendall(b"{}")
        assert connection.answer().status == 200


def test_reads_are_played_at_their_times() -> None:
    reads = (Read(0.05, b"one"), Read(0.15, b"two"), Read(0.15, b""), Read(0.2, b"three"))
    with serving(1.0, a=recording(*reads, end=End(0.25, "eof"))) as address:
        start = time.monotonic()
        with connected(address, message("POST", "/x", b"", {})) as connection:
            connection.head()
            times = []
            while connection.chunk():
                times.append(time.monotonic() - start)
            times.append(time.monotonic() - start)
    assert len(times) == 4
    for at, found in zip((0.05, 0.15, 0.2, 0.25), times, strict=True):
        assert found >= at - 0.005


@pytest.mark.parametrize("speed", [HELD * 100, MAX])
def test_a_speed_shortens_every_wait(speed: float) -> None:
    slow = recording(Read(0.0, b"a"), Read(HELD, b"b"))
    with serving(speed, a=slow) as address:
        assert posted(address, "/x", {}).body == b"ab"


def test_a_long_reply_does_not_hold_up_another() -> None:
    long = recording(Read(0.0, b"first"), Read(HELD, b"never"), path="/a/long")
    short = recording(Read(0.0, b"short"), path="/a/short")
    asked = message("POST", "/a/long", b"", {})
    with serving(1.0, long=long, short=short) as address, connected(address, asked) as held:
        held.head()
        assert held.chunk() == b"first"
        assert posted(address, "/a/short", {}).body == b"short"


def test_stopping_cuts_what_is_played_and_leaves_no_thread() -> None:
    before = threading.active_count()
    server = ExampleServer({"a": recording(Read(0.0, b"first"), Read(HELD, b"never"))})
    address = server.start()
    with connected(address, message("POST", "/x", b"", {})) as connection:
        connection.head()
        assert connection.chunk() == b"first"
        server.stop()
        with contextlib.suppress(ConnectionResetError):
            assert connection.chunk() is None
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        connected(address, b"").__enter__()


def test_a_client_that_goes_away_does_no_harm() -> None:
    with serving(a=recording(Read(0.0, b"x" * 10_000_000))) as address:
        with connected(address, message("POST", "/x", b"", {})) as connection:
            connection.head()
        with connected(address, b"POST /x HT"):
            pass
        assert len(posted(address, "/x", {}).body) == 10_000_000


def test_a_server_starts_once_and_stops_as_often_as_asked() -> None:
    server = ExampleServer({"a": recording(Read(0.0, b"x"))})
    first = server.start()
    assert server.start() == first
    server.stop()
    server.stop()
    assert posted(server.start(), "/x", {}).body == b"x"
    server.stop()


def test_a_port_that_is_taken_is_an_error(address: str) -> None:
    port = urlsplit(address).port
    assert port is not None
    with pytest.raises(OSError, match="in use"):
        ExampleServer({}, port=port).start()


def test_all_who_ask_share_one_server() -> None:
    assert shared_address() == shared_address()
    assert shared_address("a b") == f"{shared_address()}/play/a%20b"
    target = urlsplit(shared_address("quickstart")).path
    with connected(shared_address(), message("POST", target, b"", {})) as connection:
        assert connection.head()[0] == 200
        assert connection.chunk() == SAMPLES["quickstart"].reads[0].data
