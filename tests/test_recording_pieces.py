"""A secret that a reply brings in pieces is masked in the recording; all else comes back."""

import base64
import io
import json
import struct
import zlib
from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs import EVENT_STREAM, REQUESTED, chat, event, finish, text, tool
from wirelens.jsonpath import PathProblem, compile_path
from wirelens.jsonvalue import JsonValue
from wirelens.recording import Recording, RecordingWriter, read_recording
from wirelens.recording_request import RecordedRequest
from wirelens.secret import Redaction, Secret
from wirelens.stream.rules import PathRule, Rules
from wirelens.stream.run import End, Head, Run

SECRET = "sk-4f1c9a7be2"
REQUEST = RecordedRequest("POST", "{{base}}/v1/chat")
FRAMES = (("content-type", "application/vnd.amazon.eventstream"),)
LINES = (("content-type", "application/x-ndjson"),)


def head(headers: tuple[tuple[str, str], ...]) -> Head:
    return Head(0.1, 200, "OK", "HTTP/1.1", headers)


def recorded(
    parts: Iterable[str | bytes],
    headers: tuple[tuple[str, str], ...] = EVENT_STREAM,
    rules: Rules | None = None,
) -> Recording:
    sink = io.BytesIO()
    writer = RecordingWriter(sink, Redaction([Secret(SECRET, "test")]), rules or Rules())
    writer.begin(REQUEST, head(headers))
    for number, part in enumerate(parts, 1):
        writer.read(number, part if isinstance(part, bytes) else part.encode("utf-8"))
    writer.end(End(99, "eof"))
    return read_recording(sink.getvalue())


def replayed(recording: Recording, rules: Rules | None = None) -> Run:
    run = Run(REQUESTED, rules or Rules())
    assert recording.head is not None
    assert recording.end is not None
    run.head(recording.head)
    for read in recording.reads:
        run.read(read.at, read.data)
    run.end(recording.end)
    return run


def texts(run: Run) -> list[str]:
    return [part.text for message in run.reply.messages for part in message.parts.values()]


def check(
    parts: Iterable[str | bytes],
    *expected: str,
    headers: tuple[tuple[str, str], ...] = EVENT_STREAM,
    rules: Rules | None = None,
) -> Recording:
    recording = recorded(parts, headers, rules)
    assert texts(replayed(recording, rules)) == list(expected)
    return recording


def test_a_secret_in_two_events_is_masked_where_it_begins() -> None:
    recording = check([*text("it is sk-4f", "1c9a7be2."), finish()], "it is ***.")
    assert b"sk-4f" not in recording.body
    assert b"1c9a7be2" not in recording.body


def test_the_reads_keep_their_times_and_the_other_events_their_bytes() -> None:
    parts = [*text("Hello ", "sk-4f1c", "9a7be2", " there"), finish()]
    recording = check(parts, "Hello *** there")
    assert [read.at for read in recording.reads] == [1, 2, 3, 4, 5]
    same = [recording.reads[number].data.decode() for number in (0, 3, 4)]
    assert same == [parts[number] for number in (0, 3, 4)]


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(1, 400))
def test_replaying_gives_the_reply_but_for_the_mask(cuts: list[int], size: int) -> None:
    whole = f"s sk {SECRET}{SECRET} é\n{SECRET[:6]} sk-"
    edges = [0, *sorted(cuts), len(whole)]
    words = [whole[a:b] for a, b in pairwise(edges)]
    body = "".join([*text(*words), finish()]).encode()
    reads = [body[start : start + size] for start in range(0, len(body), size)]
    recording = check(reads, whole.replace(SECRET, "***"))
    assert len(recording.reads) == len(reads)


def test_a_secret_that_came_letter_by_letter_is_masked_whole() -> None:
    recording = check([*text("a ", *SECRET, " b"), finish()], "a *** b")
    assert len(recording.reads) == len(SECRET) + 3


def test_a_secret_in_pieces_of_arguments_is_masked() -> None:
    parts = [tool('{"key": "sk-4', "f"), tool('f1c9a7be2"}'), finish("tool_calls")]
    check(parts, '{"key": "***"}')


def test_choices_that_take_turns_are_masked_each() -> None:
    parts = [
        chat({"content": piece}, index=index)
        for piece in ("sk-", "4f1c9a", "7be2")
        for index in (0, 1)
    ]
    check(parts, "***", "***")


def test_text_that_states_itself_anew_each_time_is_masked() -> None:
    # A2A may state an artifact again from its beginning on.
    def frame(words: str, last: bool) -> str:
        artifact: JsonValue = {"artifactId": "a", "parts": [{"kind": "text", "text": words}]}
        result: JsonValue = {"kind": "artifact-update", "taskId": "t", "artifact": artifact}
        return event({"jsonrpc": "2.0", "id": 1, "result": result, "last": last})

    check([frame("it is sk-4", False), frame(f"it is {SECRET}!", True)], "it is ***!")


def test_plain_data_is_masked() -> None:
    parts = [
        f"event: output\nid: 1690212292:0\ndata: {piece}\n\n"
        for piece in ("it is sk-4f", "1c9a7be2")
    ]
    check([*parts, "event: done\ndata: {}\n\n"], "it is ***")


def test_json_lines_are_masked() -> None:
    lines = [
        json.dumps(
            {"model": "m", "message": {"role": "assistant", "content": piece}, "done": False}
        )
        for piece in ("it is sk-4f", "1c9a7be2")
    ]
    check([f"{line}\n" for line in lines], "it is ***", headers=LINES)


def frame(payload: bytes, type_: bytes) -> bytes:
    fields = b"".join(
        bytes([len(name)]) + name + b"\x07" + struct.pack(">H", len(value)) + value
        for name, value in ((b":event-type", type_), (b":message-type", b"event"))
    )
    start = struct.pack(">II", 16 + len(fields) + len(payload), len(fields))
    message = start + struct.pack(">I", zlib.crc32(start)) + fields + payload
    return message + struct.pack(">I", zlib.crc32(message))


def converse(words: str) -> bytes:
    payload = json.dumps({"contentBlockIndex": 0, "delta": {"text": words}})
    return frame(payload.encode(), b"contentBlockDelta")


def invoke(words: str) -> bytes:
    delta = {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "text_delta", "text": words},
    }
    inner = base64.b64encode(json.dumps(delta).encode()).decode()
    return frame(json.dumps({"bytes": inner, "p": "abc"}).encode(), b"chunk")


@pytest.mark.parametrize("framed", [converse, invoke])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_binary_frames_are_masked_inside_and_stay_whole(
    framed: Callable[[str], bytes], size: int
) -> None:
    body = framed("it is sk-4f") + framed("1c9a7be2") + framed(" so")
    reads = [body[start : start + size] for start in range(0, len(body), size)]
    recording = check(reads, "it is *** so", headers=FRAMES)
    assert recording.body.endswith(framed(" so"))


def rules_for(path: str) -> Rules:
    compiled = compile_path(path)
    assert not isinstance(compiled, PathProblem)
    return Rules(paths=(PathRule("text", compiled),))


def test_what_only_the_rules_of_the_request_merge_is_masked() -> None:
    rules = rules_for("$.t")
    parts = [event({"t": "it is sk-4f"}), event({"t": "1c9a7be2"})]
    check(parts, "it is ***", rules=rules)


def test_what_the_rules_of_the_request_leave_out_is_masked_all_the_same() -> None:
    recording = recorded([*text("it is sk-4f", "1c9a7be2"), finish()], rules=Rules(merge="none"))
    assert texts(replayed(recording)) == ["it is ***"]


def test_the_text_of_a_delta_that_stands_in_no_string_takes_all_strings_with_it() -> None:
    half = json.dumps("\ud83d")[1:-1], json.dumps("\ude00")[1:-1]
    parts = [chat({"content": "CUT"}).replace("CUT", piece) for piece in half]
    between = chat({"content": "CUT"}).replace("CUT", f"{half[1]}sk-")
    recording = recorded([parts[0], between, *text("4f1c9a7be2"), finish()])
    assert SECRET not in "".join(texts(replayed(recording)))
    assert b"sk-" not in recording.body


def test_what_cannot_become_a_secret_is_in_the_file_at_once() -> None:
    sink = io.BytesIO()
    writer = RecordingWriter(sink, Redaction([Secret(SECRET, "test")]), Rules())
    writer.begin(REQUEST, head(EVENT_STREAM))
    first, second, third = text("Hello", " world sk-", "ip")
    for number, part in enumerate((first, second), 1):
        writer.read(number, part.replace("\n", "\r\n").encode())
    assert len(read_recording(sink.getvalue()).reads) == 1
    writer.read(3, third.encode())
    assert len(read_recording(sink.getvalue()).reads) == 3


def test_reasoning_that_ends_like_a_secret_does_not_hold_the_answer_back() -> None:
    sink = io.BytesIO()
    writer = RecordingWriter(sink, Redaction([Secret(SECRET, "test")]), Rules())
    writer.begin(REQUEST, head(EVENT_STREAM))
    writer.read(1, chat({"reasoning_content": "so s"}).encode())
    writer.read(2, text("Hello")[0].encode())
    assert len(read_recording(sink.getvalue()).reads) == 2
