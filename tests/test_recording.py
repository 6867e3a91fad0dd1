"""A recording gives back what was recorded, stands any checkout, and shows no secret."""

import base64
import io
import re
import struct
import subprocess
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs import text
from wirelens.recording import (
    Read,
    Recording,
    RecordingWriter,
    read_recording,
    recording_from,
)
from wirelens.recording_escapes import escaped
from wirelens.recording_request import RecordedRequest, recorded_request
from wirelens.secret import Redaction, Secret
from wirelens.stream.run import End, Head
from wirelens.syntax.parse import parse

REQUEST = RecordedRequest(
    "POST", "{{base}}/v1/chat", ("Content-Type: application/json",), '{\n  "stream": true\n}'
)
HEAD = Head(0.398, 200, "OK", "HTTP/1.1", (("content-type", "text/event-stream"),))
END = End(99.5, "eof")
EVENT_STREAM = Head(
    0.1, 200, "OK", "HTTP/1.1", (("content-type", "application/vnd.amazon.eventstream"),)
)
KEY = "sk-proj-4Xb9wYq2"

# Whatever a checkout, an editor or our own alphabet could trip over.
PIECES = (
    *(
        b"a",
        b"data: {}",
        b"\n",
        b"\n\n",
        b"\r",
        b"\r\n",
        b"\\",
        b" ",
        b"\t",
        b"@",
        b"@0.5",
        b"@end",
    ),
    *(b"\x00", b"\x1b", b"\x7f", b"\xff", b"\xe2", b"\x82", b"\xac", b"\xc2\x85", b"\xed\xa0\x80"),
    *(
        text.encode()
        for text in ("é", "€", "😀", "⟦", "⟧", "⟦41⟧", "␍", "␡", "␠", "\u2028", "\ufeff")
    ),
)
BODIES = st.one_of(st.binary(max_size=40), st.lists(st.sampled_from(PIECES)).map(b"".join))
READS = st.lists(st.tuples(st.integers(398_000, 10**7), BODIES), max_size=6).map(
    lambda pairs: [
        Read(at / 10**6, data)
        for at, data in zip(sorted(at for at, _ in pairs), (data for _, data in pairs), strict=True)
    ]
)


def recorded(
    reads: Iterable[Read],
    head: Head = HEAD,
    secrets: Sequence[str] = (),
    request: RecordedRequest = REQUEST,
) -> bytes:
    sink = io.BytesIO()
    writer = RecordingWriter(sink, Redaction(Secret(value, "test") for value in secrets))
    writer.begin(request, head)
    for read in reads:
        writer.read(read.at, read.data)
    writer.end(END)
    return sink.getvalue()


def check_comes_back(reads: list[Read], checkout: bytes) -> None:
    recording = read_recording(checkout)
    assert list(recording.reads) == reads
    assert (recording.request, recording.head, recording.end) == (REQUEST, HEAD, END)
    assert not recording.problems


def check_masked(parts: Iterable[bytes], expected: str, secrets: Sequence[str] = (KEY,)) -> None:
    text = recorded((Read(1.0, part) for part in parts), secrets=secrets).decode()
    assert read_recording(text).body.decode() == expected
    assert not any(secret in text for secret in secrets)


def check_problem(text: str, line: int, message: str) -> Recording:
    recording = read_recording(text)
    told = [(problem.line + 1, problem.message) for problem in recording.problems]
    assert (line, message) in told
    return recording


@given(READS)
def test_reading_gives_back_the_very_reads(reads: list[Read]) -> None:
    check_comes_back(reads, recorded(reads))


@given(READS)
def test_a_checkout_with_other_line_ends_gives_back_the_very_reads(reads: list[Read]) -> None:
    text = recorded(reads)
    assert b"\r" not in text
    check_comes_back(reads, text.replace(b"\n", b"\r\n"))
    check_comes_back(reads, b"\xef\xbb\xbf" + text)


@pytest.mark.parametrize("autocrlf", ["true", "input", "false"])
def test_a_checkout_by_git_gives_back_the_very_reads(tmp_path: Path, autocrlf: str) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", f"core.autocrlf={autocrlf}"]
        subprocess.run(
            ["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True
        )

    reads = [Read(0.5, b"".join(PIECES)), Read(0.75, b"\r\n\r\r\n \n")]
    path = tmp_path / "a.stream"
    path.write_bytes(recorded(reads))
    git("init")
    git("add", "a.stream")
    git("commit", "-m", "recorded")
    path.unlink()
    git("checkout", "a.stream")
    assert (b"\r\n" in path.read_bytes()) == (autocrlf == "true")
    check_comes_back(reads, path.read_bytes())


@given(BODIES)
def test_no_line_ends_in_white_space_or_looks_like_structure(data: bytes) -> None:
    for line in escaped(data).split("\n"):
        assert line == line.rstrip(" \t")
        assert not line.startswith("@")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]", line)


def test_an_event_stream_stands_in_the_file_as_it_came() -> None:
    reads = [
        Read(0.412, b'data: {"a":"\\n"}\n\n'),
        Read(0.4470012, b"data: [DO"),
        Read(1, b"NE]\n\n"),
    ]
    assert recorded(reads).decode() == (
        "@wirelens recording 1\n\n"
        "@request\nPOST {{base}}/v1/chat\nContent-Type: application/json\n\n"
        '{\n  "stream": true\n}\n\n'
        "@response 0.398\nHTTP/1.1 200 OK\ncontent-type: text/event-stream\n\n"
        '@0.412\ndata: {"a":"\\n"}\n\n'
        "@0.447001\ndata: [DO\\\n"
        "@1.000\nNE]\n\n"
        "@end 99.500 eof\n"
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"data: 1\r\n\r\n", "data: 1␍\n␍\n"),
        (b"a \nb\t\n", "a␠\nb␉\n"),
        (b"caf\xc3", "caf⟦C3⟧\\\n"),
        ("x\u2028y\ufeff".encode(), "x⟦E2 80 A8⟧y⟦EF BB BF⟧\\\n"),
        (b"\x00\x00\x01k", "␀␀␁k\\\n"),
        ("@a\nb\\\n␍".encode(), "⟦40⟧a\nb⟦5C⟧\n⟦E2 90 8D⟧\\\n"),
        (b"\ttab inside\tstays\n", "\ttab inside\tstays\n"),
    ],
)
def test_what_a_checkout_could_change_is_escaped(data: bytes, text: str) -> None:
    assert escaped(data) == text


def test_the_head_and_the_end_come_back() -> None:
    head = Head(0.2, 529, "", "HTTP/1.1", (("a", "x:y"), ("Set-Cookie", "id=1"), ("b", "ü \\")))
    sink = io.BytesIO()
    writer = RecordingWriter(sink, Redaction(()))
    writer.begin(REQUEST, head)
    writer.end(End(120.5, "cancelled", "stalled", "no byte for 120 s"))
    recording = read_recording(sink.getvalue())
    assert recording.head == Head(0.2, 529, "", "HTTP/1.1", (("a", "x:y"), ("b", "ü \\")))
    assert recording.end == End(120.5, "cancelled", "stalled", "no byte for 120 s")
    assert not recording.problems


def test_each_read_is_in_the_file_at_once() -> None:
    sink = io.BytesIO()
    writer = RecordingWriter(sink, Redaction([Secret(KEY, "test")]))
    writer.begin(REQUEST, HEAD)
    event = text("Hello")[0].encode()
    writer.read(0.5, event)
    assert read_recording(sink.getvalue()).reads == (Read(0.5, event),)


def test_a_file_cut_anywhere_keeps_what_came() -> None:
    reads = [Read(0.5, "data: €\r\n\r\n".encode()), Read(12.25, b"data: \xffx\n"), Read(13, b"\n")]
    body = b"".join(read.data for read in reads)
    text = recorded(reads)
    for end in range(len("@wirelens recording 1"), len(text) - 1):
        recording = read_recording(text[:end])
        assert body.startswith(recording.body)
        assert recording.end is None
        assert any("cut short" in problem.message for problem in recording.problems)


def test_a_recording_made_by_hand_is_read() -> None:
    recording = read_recording(
        "@wirelens recording 1\n# why it is here\n@request\nGET /x\n\n"
        "@response\nHTTP/1.1 200 OK\n\n@0.5\none\\\n two\n@+0.25\n⟦66 6f⟧⟦6F⟧\n@end 1 eof"
    )
    assert recording.reads == (Read(0.5, b"one two\n"), Read(0.75, b"foo\n"))
    assert not recording.problems


STRUCTURE = 'expected "@request", "@response", a time as "@0.412", or "@end"'
NO_RECORDING = 'not a recording: expected "@wirelens recording 1" in the first line, found '
HAND = "@wirelens recording 1\n@request\nGET /x\n@response 0.1\nHTTP/1.1 200 OK\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "data: x\n",
            1,
            'not a recording: expected "@wirelens recording 1" in the first line, found "data: x"',
        ),
        (
            "@wirelens recording 7\n",
            1,
            '"@wirelens recording 7" is newer than what this program reads, which is version 1',
        ),
        (HAND + "@0.5\nx\n", 7, 'cut short: expected "@end" as the last line, found none'),
        (
            HAND + "@later\nx\n@end 1 eof\n",
            6,
            '"@later": expected "@request", "@response", a time as "@0.412", or "@end"',
        ),
        (
            HAND + "@0.5\nx\n@0.4\ny\n@end 1 eof\n",
            8,
            '"@0.4" is before the time above it, 0.500',
        ),
        (HAND + "@0.5\nx\n@end 0.4 eof\n", 8, '"@end 0.4 eof" is before the time above it, 0.500'),
        (HAND + "@1e300\nx\n@end 1 eof\n", 6, '"@1e300": ' + STRUCTURE),
        (HAND + "@-1\nx\n@end 1 eof\n", 6, '"@-1": ' + STRUCTURE),
        (
            HAND + f"@{'9' * 400}\nx\n@end 1 eof\n",
            6,
            f'"@{"9" * 60}" is later than 10000000 s',
        ),
        (HAND + "@end 10000001 eof\n", 6, '"@end 10000001 eof" is later than 10000000 s'),
        (
            HAND + "@response 1\nHTTP/1.1 200 OK\n",
            6,
            '"@response": expected once, before the reads',
        ),
        (HAND + "@request\nGET /y\n", 6, '"@request": expected once, as the first of all'),
        (HAND + "a b: c\n@end 1 eof\n", 6, 'expected "name: value", found "a b: c"'),
        (
            HAND.replace("HTTP/1.1 200", "HTTP/1.1 2OO") + "@end 1 eof\n",
            5,
            'expected a status line as "HTTP/1.1 200 OK", found "HTTP/1.1 2OO OK"',
        ),
        (
            HAND.replace("HTTP/1.1 200", "HTTP/1.1 020") + "@end 1 eof\n",
            5,
            'expected a status line as "HTTP/1.1 200 OK", found "HTTP/1.1 020 OK"',
        ),
        (
            "@wirelens recording " + "9" * 5000,
            1,
            NO_RECORDING + f'"@wirelens recording {"9" * 40}"',
        ),
        ("@wirelens recording 0\n", 1, NO_RECORDING + '"@wirelens recording 0"'),
        (
            HAND + "@0.5\nx\n⟦E2 8⟧\n@end 1 eof\n",
            8,
            '"⟦E2 8⟧": expected pairs of hexadecimal digits, as in "⟦E2 80 A8⟧"',
        ),
        (
            HAND + "@0.5\nx⟦y\n@end 1 eof\n",
            7,
            '"⟦" without its "⟧": expected bytes as in "⟦E2 80 A8⟧"',
        ),
        (
            HAND + "@0.5\na\rb\n@end 1 eof\n",
            7,
            'a carriage return inside the line: expected "␍" in its place',
        ),
        (
            HAND + "@end 1 done\n",
            6,
            '"done" in "@end": expected one of eof, content-length, reset, error, cancelled',
        ),
        (HAND + "@end 1 eof\nmore\n", 7, 'expected nothing after "@end", found "more"'),
        (HAND + "@end 1 eof\n@2\nmore\n", 7, '"@2": expected nothing after "@end"'),
        (
            HAND + "no colon\n@end 1 eof\n",
            6,
            'expected "name: value", found "no colon"',
        ),
        (
            "@wirelens recording 1\n@request\nGET /x\n@response 1\nOK\n@end 1 eof\n",
            5,
            'expected a status line as "HTTP/1.1 200 OK", found "OK"',
        ),
        (
            "@wirelens recording 1\n@request\nGET /x\n@0.5\nx\n@end 1 eof\n",
            1,
            'expected "@response" with a status line, found none',
        ),
        (
            "@wirelens recording 1\nGET /x\n@end 1 eof\n",
            2,
            'expected "@request" or a "#" comment, found "GET /x"',
        ),
        (
            "@wirelens recording 1\n@request\n\n@end 1 eof\n",
            2,
            'expected a request line after "@request", found none',
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, message: str) -> None:
    check_problem(text, line, message)


def test_of_a_damaged_file_the_rest_is_read() -> None:
    text = HAND + "@0.5\none\n@what\nlost\n@0.6\n⟦zz⟧two\n@end 1 eof\n"
    recording = check_problem(
        text, 8, '"@what": expected "@request", "@response", a time as "@0.412", or "@end"'
    )
    assert recording.body == "one\n⟦zz⟧two\n".encode()


def test_a_time_that_cannot_be_counts_as_the_one_above_it() -> None:
    text = HAND + f"@0.5\na\n@0.2\nb\n@{'9' * 400}\nc\n@+0.1\nd\n@end 0.3 eof\n"
    recording = read_recording(text)
    assert [read.at for read in recording.reads] == [0.5, 0.5, 0.5, 0.6]
    assert recording.end == End(0.6, "eof")


def test_a_head_that_cannot_be_read_is_told_once() -> None:
    recording = read_recording(HAND.replace("200", "2OO") + "@0.5\nx\n@end 1 eof\n")
    assert len(recording.problems) == 1
    assert (recording.head, recording.body) == (None, b"x\n")


def test_a_newer_version_is_read_as_far_as_it_is_understood() -> None:
    recording = read_recording(HAND.replace("1", "2", 1) + "@0.5\nx\n@checksum 12\n@end 1 eof\n")
    assert recording.version == 2
    assert recording.body == b"x\n"
    assert recording.end == End(1.0, "eof", None, "")


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    for source in (data, b"@wirelens recording 1\n" + data, HAND.encode() + b"@0.5\n" + data):
        assert read_recording(source).version >= 1


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.sse", "text/event-stream"),
        ("a.ndjson", "application/x-ndjson"),
        ("a.JSONL", "application/x-ndjson"),
        ("a.json", "application/json"),
        ("a.bin", None),
        ("a", None),
    ],
)
def test_a_bare_body_is_one_read_with_the_type_of_its_name(
    name: str, media_type: str | None
) -> None:
    recording = recording_from(name, b"\xff\r\n")
    assert recording.reads == (Read(0.0, b"\xff\r\n"),)
    assert recording.content_type == media_type
    assert recording.head is None


def test_a_recording_is_known_by_its_first_line_or_by_its_name() -> None:
    assert recording_from("renamed.txt", recorded([Read(1, b"x")])).body == b"x"
    assert recording_from("broken.stream", b"nothing").problems
    assert recording_from("broken.txt", b"@wirelens recoding 1\n").problems


def test_a_secret_in_the_body_is_masked() -> None:
    check_masked([f"data: {KEY}\n\n".encode()], "data: ***\n\n")


def test_a_secret_is_masked_in_encoded_forms() -> None:
    inside = base64.b64encode(f"user:{KEY}".encode()).decode()
    recording = read_recording(recorded([Read(1, inside.encode())], secrets=[KEY]))
    assert b"***" in recording.body
    assert base64.b64encode(KEY.encode())[4:12] not in recording.body


@pytest.mark.parametrize("cut", range(1, len(KEY) + 6))
def test_a_secret_that_two_reads_share_is_masked(cut: int) -> None:
    data = f"data: {KEY}\n\n".encode()
    check_masked([data[:cut], data[cut:]], "data: ***\n\n")


def test_a_secret_that_came_byte_by_byte_is_masked() -> None:
    data = f"x{KEY}{KEY}sk-{KEY}y".encode()
    check_masked([data[i : i + 1] for i in range(len(data))], "x******sk-***y")


def test_masking_keeps_the_boundaries_of_the_reads() -> None:
    parts = [b"data: 1\n\ns", b"k-", b"other\n", f"a{KEY[:4]}".encode(), f"{KEY[4:]}b".encode()]
    recording = read_recording(recorded((Read(1, part) for part in parts), secrets=[KEY]))
    assert [r.data for r in recording.reads] == [b"data: 1\n\ns", b"k-", b"other\n", b"a***", b"b"]


@given(st.lists(st.sampled_from(["s", "sk", KEY, KEY[:5], KEY[5:], "é", "\n", "x"]), max_size=12))
def test_masking_of_reads_is_masking_of_the_whole(parts: list[str]) -> None:
    redaction = Redaction([Secret(KEY, "test"), Secret("xé\nsecret", "test")])
    whole = "".join(parts).encode()
    pieces = [whole[i : i + 3] for i in range(0, len(whole), 3)]
    text = recorded((Read(1, piece) for piece in pieces), secrets=[KEY, "xé\nsecret"])
    assert read_recording(text).body == redaction.redact_bytes(whole)
    assert len(read_recording(text).reads) == len(pieces)


def test_a_secret_with_a_character_that_two_reads_share_is_masked() -> None:
    data = "pässwörd!".encode()
    check_masked([data[i : i + 1] for i in range(len(data))], "***", ["pässwörd!"])


def test_secrets_in_the_heads_and_the_end_are_masked() -> None:
    head = Head(0, 200, "OK", "HTTP/1.1", (("x-echo", f"Bearer {KEY}"),))
    request = RecordedRequest("POST", f"http://h/{KEY}", (f"X-Note: {KEY}",), f'"{KEY}"')
    assert KEY not in recorded([], head, [KEY], request).decode()


def frame(payload: bytes, headers: bytes = b"") -> bytes:
    start = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    message = start + struct.pack(">I", zlib.crc32(start)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))


def payloads(data: bytes) -> list[bytes]:
    """The payloads of well-formed frames: lengths and checksums hold."""
    found = []
    while data:
        length, headers = struct.unpack(">II", data[:8])
        assert zlib.crc32(data[:8]) == struct.unpack(">I", data[8:12])[0]
        assert zlib.crc32(data[: length - 4]) == struct.unpack(">I", data[length - 4 : length])[0]
        found.append(data[12 + headers : length - 4])
        data = data[length:]
    return found


@pytest.mark.parametrize("size", [1, 2, 7, 40, 1000])
def test_a_secret_in_a_binary_frame_is_masked_and_the_frame_stays_whole(size: int) -> None:
    inner = base64.b64encode(f'{{"text":"{KEY}"}}'.encode())
    data = (
        frame(b'{"a":1}', b"\x0b:event-type\x07\x00\x05chunk")
        + frame(f'{{"text":"{KEY}"}}'.encode())
        + frame(b'{"bytes":"' + inner + b'","p":"abc"}')
        + frame(b"", f"\x01x\x07\x00\x10{KEY}".encode())
    )
    reads = [Read(1, data[i : i + size]) for i in range(0, len(data), size)]
    recording = read_recording(recorded(reads, EVENT_STREAM, [KEY]))
    masked = base64.b64encode(b'{"text":"***"}')
    assert payloads(recording.body) == [
        b'{"a":1}',
        b'{"text":"***"}',
        b'{"bytes":"' + masked + b'","p":"abc"}',
        b"",
    ]
    assert len(recording.reads) == len(reads)


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_binary_frames_without_a_secret_stay_to_the_byte(size: int) -> None:
    data = frame(b'{"a":1}') + frame(b"\x00\xff") + b"\x00\x00\x00"
    reads = [Read(1, data[i : i + size]) for i in range(0, len(data), size)]
    assert list(read_recording(recorded(reads, EVENT_STREAM, [KEY])).reads) == reads


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_what_is_no_frame_is_masked_as_text(size: int) -> None:
    data = frame(b"{}") + f'{{"error":"no such key {KEY} here"}}'.encode()
    reads = [Read(1, data[i : i + size]) for i in range(0, len(data), size)]
    body = read_recording(recorded(reads, EVENT_STREAM, [KEY])).body
    assert body == frame(b"{}") + b'{"error":"no such key *** here"}'


def as_recorded(target: str, *headers: str, body: str = "") -> RecordedRequest:
    text = "\n".join(["# @name x", f"POST {target}", *headers, "", body, "", "### next"])
    block = parse(text).file.blocks[0]
    assert block.request is not None
    return recorded_request(block.request, block.text)


def test_a_request_is_recorded_as_written() -> None:
    assert as_recorded("/x\n    ?a=1\n    # &b=2\n    &c=3", "# a comment", "A: 1") == (
        RecordedRequest("POST", "/x?a=1&c=3", ("A: 1",))
    )
    request = as_recorded("{{base}}/x?alt=sse", "Accept: */*", "{{me}}", body='{"a": "{{b}}"}')
    assert request == RecordedRequest(
        "POST", "{{base}}/x?alt=sse", ("Accept: */*", "{{me}}"), '{"a": "{{b}}"}'
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Authorization: Bearer {{key}}", "Authorization: Bearer {{key}}"),
        (
            "Authorization: Basic {{user}}:{{password}}",
            "Authorization: Basic {{user}}:{{password}}",
        ),
        ("Authorization: Bearer abc", "Authorization: ***"),
        ("Authorization: Bearer abc{{x}}", "Authorization: ***"),
        ("x-api-key: abc", "x-api-key: ***"),
        ("APIKey: abc", "APIKey: ***"),
        ("X-Goog-Api-Key: {{$processEnv K}}", "X-Goog-Api-Key: {{$processEnv K}}"),
        ("Cookie: session={{id}}", "Cookie: session={{id}}"),
        ("Cookie: session=1", "Cookie: ***"),
        ("anthropic-version: 2023-06-01", "anthropic-version: 2023-06-01"),
        ("X-Keyboard: de", "X-Keyboard: de"),
    ],
)
def test_a_header_value_is_kept_unless_it_may_be_a_credential(written: str, kept: str) -> None:
    assert as_recorded("/x", written).headers == (kept,)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("http://h/x?key=AIza1&alt=sse", "http://h/x?key=***&alt=sse"),
        ("http://h/x?key={{key}}", "http://h/x?key={{key}}"),
        ("http://h/x?access_token=a#f", "http://h/x?access_token=***#f"),
        ("http://h/x?page=2", "http://h/x?page=2"),
    ],
)
def test_a_query_value_is_kept_unless_it_may_be_a_credential(written: str, kept: str) -> None:
    assert as_recorded(written).target == kept
