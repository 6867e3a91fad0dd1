"""The framing of a body, told by its bytes and its content type."""

import struct
from zlib import crc32

import pytest

import corpus
from decoding import chunkings, items_of, told
from wirelens.stream.framing import (
    LOOK_AHEAD,
    Framing,
    FramingDetector,
    decoder_for,
    decoder_within,
    media_type,
)
from wirelens.stream.items import Limits

SSE = "text/event-stream"
NDJSON = "application/x-ndjson"
JSON = "application/json"
TEXT = "text/plain"
AWS = "application/vnd.amazon.eventstream"

LENGTHS = struct.pack(">II", 0x99, 0x52)
PRELUDE = LENGTHS + struct.pack(">I", crc32(LENGTHS))


def check(content_type: str | None, body: str | bytes, framing: Framing, mismatch: bool) -> None:
    """The framing and whether it contradicts the type, however the body is cut."""
    data = body.encode() if isinstance(body, str) else body
    for chunks in [[data], *chunkings(data)]:
        detector = FramingDetector(content_type)
        for chunk in chunks:
            detector.feed(chunk)
        assert (detector.end(), detector.mismatch) == (framing, mismatch), chunks


def fits(content_type: str | None, body: str | bytes, framing: Framing) -> None:
    """The body is framed as its type says."""
    check(content_type, body, framing, mismatch=False)


def contradicts(content_type: str | None, body: str | bytes, framing: Framing) -> None:
    """The body is framed otherwise than its type says."""
    check(content_type, body, framing, mismatch=True)


@pytest.mark.parametrize(
    ("value", "essence"),
    [
        ("text/event-stream", SSE),
        ("text/event-stream;", SSE),
        (" Text/Event-Stream ; charset=utf-8", SSE),
        ("text/event-stream;charset=windows-1252", SSE),
        ("text/event-stream;;;", SSE),
        ("application/vnd.x+json", "application/vnd.x+json"),
        ("x bogus", None),
        ("text/x-bogus", "text/x-bogus"),
        ("text", None),
        ("text/", None),
        ("/event-stream", None),
        ("text/event stream", None),
        ("text/event-stream, text/plain", None),
        ("té/xt", None),
        ("", None),
        (None, None),
    ],
)
def test_the_essence_of_a_media_type(value: str | None, essence: str | None) -> None:
    assert media_type(value) == essence


@pytest.mark.parametrize(
    "body",
    [
        "data: a\n\n",
        ": ping\n\n",
        "event: a\n",
        "id: 1\n",
        "\ufeffdata: a\n\n",
        "\n\n \ndata: a\n\n",
        "no field at all\n",
        "",
        "\n",
    ],
)
def test_an_event_stream_is_believed(body: str) -> None:
    fits(SSE, body, "sse")


def test_the_first_byte_of_an_event_stream_decides() -> None:
    detector = FramingDetector(SSE)
    assert detector.feed(b"\n") is None
    assert detector.feed(b"d") == "sse"


@pytest.mark.parametrize(
    "body",
    [
        '{\n  "error": {\n    "message": "no"\n  }\n}\n',
        '{"error":"no"}',
        '{"error":"no"}\n',
        '\n         \n{"id":1}',
        '{"a":1}\nand more\n',
        "{",
        "[]",
        "[DONE]\n",
        '["a"]',
        "<html></html>",
    ],
)
def test_a_document_under_the_type_of_an_event_stream_is_plain(body: str) -> None:
    contradicts(SSE, body, "none")


def test_json_lines_under_the_type_of_an_event_stream_are_json_lines() -> None:
    contradicts(SSE, '{"a":1}\n{"b":2}\n', "ndjson")
    contradicts(SSE, '{"a":1}\r\n\r\n{', "ndjson")


@pytest.mark.parametrize(
    "type_",
    [NDJSON, "application/jsonl", "application/stream+json", "application/json-lines; charset=a"],
)
def test_the_type_of_json_lines_is_believed(type_: str) -> None:
    fits(type_, '{"done":true}', "ndjson")
    fits(type_, "", "ndjson")
    fits(type_, '0:"a"\n', "ndjson")
    fits(type_, "went wrong", "ndjson")
    fits(type_, ": a\n", "ndjson")


def test_an_event_stream_under_another_type_is_an_event_stream() -> None:
    for type_ in (NDJSON, JSON, TEXT, "application/octet-stream", "x bogus", None):
        contradicts(type_, "data: a\n\n", "sse")
        contradicts(type_, "\n: ping\n\nevent: a\r\nid: 1\rretry: 5\ndata:{}\n\n", "sse")
        contradicts(type_, ": ping\nevent: a\n", "sse")


def test_fields_and_then_another_line_are_no_event_stream() -> None:
    for body in ("id: 1\nname: x\n", ": a\n", "data\n", "dat", "database: x\n", "events: a\n"):
        fits(TEXT, body, "none")


def test_the_first_data_line_decides_under_another_type() -> None:
    detector = FramingDetector(TEXT)
    assert detector.feed(b"event: a\n") is None
    assert detector.feed(b"data:") == "sse"


def test_json_lines_under_another_type_need_a_second_object() -> None:
    contradicts(JSON, '{"a":1}\n{"b":2}\n', "ndjson")
    contradicts(None, '{"a":1}\n\n{', "ndjson")
    fits(TEXT, '{"a":1}\n{"b":2}\n', "ndjson")
    for body in ('{"a":1}', '{"a":1}\n', '{\n"a":1}\n', '{"a":1}\n[', '{"a":1} {"b":2}'):
        fits(JSON, body, "none")


def test_prefixed_lines_are_json_lines() -> None:
    fits(TEXT, 'f:{"messageId":"m"}\n0:"Hi"\n', "ndjson")
    fits(TEXT, '3:"no"', "ndjson")
    for body in ("f:{\n", "a: 1\n", "0:1\n", "f"):
        fits(TEXT, body, "none")


def test_prefixed_lines_under_the_type_of_an_event_stream_are_json_lines() -> None:
    contradicts(SSE, 'f:{"messageId":"m"}\n0:"Hi"\n', "ndjson")
    contradicts(SSE, '0:"Hi"', "ndjson")
    for body in ("f:{\n", "a: 1\n", '0:"Hi\n', "f", "0:", 'd:"Hi"\n'):
        fits(SSE, body, "sse")


@pytest.mark.parametrize("member", ["candidates", "promptFeedback", "usageMetadata", "error"])
def test_an_array_of_what_gemini_streams_is_streamed(member: str) -> None:
    fits(JSON, f'[{{\n  "{member}": [\n', "json-array")
    fits(JSON, f'[{{"x":{{}},"{member}":1}}', "json-array")
    contradicts(SSE, f'[{{"{member}":1}}]', "json-array")


@pytest.mark.parametrize("member", ["candidates", "promptFeedback", "usageMetadata"])
def test_an_array_of_what_code_assist_streams_is_streamed(member: str) -> None:
    fits(JSON, f'[{{\n  "response": {{\n    "{member}": [\n', "json-array")
    fits(JSON, f'[{{"traceId":"t","response":{{"x":1,"{member}":1}}}}', "json-array")


def test_any_other_array_is_plain() -> None:
    for body in (
        '[{"id":1},{"candidates":1}]',
        '[{"response":{"error":1}}]',
        "[]",
        "[1]",
        "[[{}]]",
        "[",
    ):
        fits(JSON, body, "none")


def test_an_aws_event_stream_is_told_by_type_or_by_its_checksum() -> None:
    fits(AWS, PRELUDE, "aws-event-stream")
    fits(AWS, "", "aws-event-stream")
    fits(AWS, b"\0\0", "aws-event-stream")
    contradicts(None, PRELUDE, "aws-event-stream")
    contradicts(AWS, '{"message":"no"}', "none")
    fits(None, PRELUDE[:11], "none")
    fits(None, LENGTHS + b"\0\0\0\0", "none")


def test_a_body_of_nothing_contradicts_nothing() -> None:
    for type_ in (JSON, "text/html", "x bogus", None):
        fits(type_, "", "none")


@pytest.mark.parametrize(
    "start", [b"{", b'{"a":"', b'[{"a":"', b": ", b"event: ", b"f:{", b'{"a":1}\n']
)
def test_the_patience_has_a_bound(start: bytes) -> None:
    detector = FramingDetector(TEXT)
    detector.feed(start)
    for _ in range(LOOK_AHEAD // 1024):
        detector.feed(b" " * 1024)
    assert detector.framing is not None


def test_each_framing_has_its_decoder() -> None:
    def decoded(framing: Framing, body: bytes) -> list[str]:
        return told(items_of(decoder_for(framing), [body]))

    assert decoded("sse", b"data: a\n\n") == ["message: a"]
    assert decoded("ndjson", b"1\n") == ["message: 1"]
    assert decoded("json-array", b"[1]") == ["message: 1"]
    assert decoded("none", b"data: a\n\n") == []


def test_a_decoder_keeps_its_bounds() -> None:
    decoder = decoder_for("ndjson", Limits(line=1))
    assert told(decoder.feed(b"12")) == ["! line-too-long: 12"]


def test_within_a_body_there_is_no_bom() -> None:
    assert told(decoder_for("ndjson").feed(b"\xef\xbb\xbf1\n")) == ["message: 1"]
    assert told(decoder_within("ndjson").feed(b"\xef\xbb\xbf1\n")) == ["! json-invalid: \ufeff1"]


RECORDED: dict[str, tuple[str, Framing]] = {
    "sse": (SSE, "sse"),
    "ndjson": (NDJSON, "ndjson"),
    "json-array": (JSON, "json-array"),
    "prefixed-lines": (TEXT, "ndjson"),
    "aws-eventstream": (AWS, "aws-event-stream"),
}


def test_recorded_bodies_are_told_with_and_without_their_type() -> None:
    index = corpus.path("streams/INDEX.tsv")
    for line in index.read_text().splitlines()[1:]:
        name, _, _, framing, *_ = line.split("\t")
        type_, expected = RECORDED[framing]
        body = (index.parent / name).read_bytes()
        for stated in (type_, None):
            detector = FramingDetector(stated)
            detector.feed(body)
            assert detector.end() == expected, name
            assert detector.mismatch == (stated is None)
