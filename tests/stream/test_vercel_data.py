"""The data stream of the AI SDK 4: lines with a prefix of one character."""

import json

from replies import NDJSON, SSE, Summary, check, named, run_of
from wirelens.jsonvalue import JsonValue

TEXT = "text/plain; charset=utf-8"
USAGE: JsonValue = {"promptTokens": 3, "completionTokens": 10}

Line = tuple[str, JsonValue]
START: Line = ("f", {"messageId": "m"})


def lines(*all_: Line) -> bytes:
    return "".join(f"{code}:{json.dumps(value)}\n" for code, value in all_).encode()


def step(reason: str, is_continued: bool = False) -> Line:
    return ("e", {"finishReason": reason, "usage": USAGE, "isContinued": is_continued})


def end(reason: str) -> Line:
    return ("d", {"finishReason": reason, "usage": USAGE})


def check_lines(*all_: Line, reply: Summary, **rest: JsonValue) -> dict[str, JsonValue]:
    """The lines give one message of the assistant, which ends; the message is told."""
    finish: Summary = {"finish_reason": "stop"}
    expected: Summary = {
        "dialect": "vercel-data-v4",
        "messages": [{"role": "assistant", **finish, **reply}],
        "usage": USAGE,
        "terminators": ["d"],
        **rest,
    }
    merged = check(lines(START, *all_), expected, TEXT).merger.merged()
    assert isinstance(merged, dict)
    assert (merged.pop("id"), merged.pop("role")) == ("m", "assistant")
    return merged


def test_text_and_reasoning_add_up() -> None:
    merged = check_lines(
        ("g", "Let me "),
        ("g", "think."),
        ("0", "Hello"),
        ("0", ', wörld "q"\n'),
        step("stop"),
        end("stop"),
        reply={"reasoning": "Let me think.", "text": 'Hello, wörld "q"\n'},
    )
    detail: JsonValue = {"type": "text", "text": "Let me think."}
    assert merged == {
        "content": 'Hello, wörld "q"\n',
        "reasoning": "Let me think.",
        "parts": [
            {"type": "step-start"},
            {"type": "reasoning", "reasoning": "Let me think.", "details": [detail]},
            {"type": "text", "text": 'Hello, wörld "q"\n'},
        ],
    }


def test_signatures_and_redacted_reasoning_are_details() -> None:
    merged = check_lines(
        ("g", "a"),
        ("j", {"signature": "s"}),
        ("i", {"data": "xx"}),
        ("g", "b"),
        end("stop"),
        reply={"reasoning": "ab"},
    )
    details: JsonValue = [
        {"type": "text", "text": "a", "signature": "s"},
        {"type": "redacted", "data": "xx"},
        {"type": "text", "text": "b"},
    ]
    assert merged["parts"] == [
        {"type": "step-start"},
        {"type": "reasoning", "reasoning": "ab", "details": details},
    ]


def test_calls_come_in_pieces_then_whole_then_with_their_result() -> None:
    merged = check_lines(
        ("b", {"toolCallId": "c", "toolName": "f"}),
        ("c", {"toolCallId": "c", "argsTextDelta": '{"x"'}),
        ("c", {"toolCallId": "c", "argsTextDelta": ": 1}"}),
        ("9", {"toolCallId": "c", "toolName": "f", "args": {"x": 1}}),
        ("9", {"toolCallId": "d", "toolName": "g", "args": {"y": "é"}}),
        ("a", {"toolCallId": "c", "result": {"z": 2}}),
        step("tool-calls"),
        end("tool-calls"),
        reply={
            "tool_calls": [
                {"id": "c", "name": "f", "arguments": '{"x": 1}'},
                {"id": "d", "name": "g", "arguments": '{"y":"é"}'},
            ],
            "finish_reason": "tool-calls",
        },
    )

    def invocation(state: str, id_: str, name: str, **fields: JsonValue) -> JsonValue:
        told = {"state": state, "step": 0, "toolCallId": id_, "toolName": name, **fields}
        return {"type": "tool-invocation", "toolInvocation": told}

    assert merged["parts"] == [
        {"type": "step-start"},
        invocation("result", "c", "f", args={"x": 1}, result={"z": 2}),
        invocation("call", "d", "g", args={"y": "é"}),
    ]


def test_a_text_ends_with_its_step_unless_the_step_is_continued() -> None:
    merged = check_lines(
        ("0", "a"),
        step("length", is_continued=True),
        ("f", {"messageId": "other"}),
        ("0", "b"),
        step("tool-calls"),
        ("f", {"messageId": "other"}),
        ("0", "c"),
        step("stop"),
        end("stop"),
        reply={"text": "abc"},
    )
    assert merged == {
        "content": "abc",
        "parts": [
            {"type": "step-start"},
            {"type": "text", "text": "ab"},
            {"type": "step-start"},
            {"type": "step-start"},
            {"type": "text", "text": "c"},
        ],
    }


def test_sources_files_data_and_annotations() -> None:
    source: JsonValue = {"sourceType": "url", "id": "1", "url": "https://example.com"}
    merged = check_lines(
        ("2", [{"own": 1}]),
        ("h", source),
        ("k", {"mimeType": "image/png", "data": "aGk="}),
        ("8", [{"seen": True}]),
        ("8", ["x"]),
        end("stop"),
        reply={"citations": [source]},
    )
    assert merged == {
        "content": "",
        "annotations": [{"seen": True}, "x"],
        "parts": [
            {"type": "step-start"},
            {"type": "source", "source": source},
            {"type": "file", "mimeType": "image/png", "data": "aGk="},
        ],
    }


def test_an_error_is_a_string() -> None:
    check_lines(
        ("0", "Par"),
        ("3", "upstream broke"),
        step("error"),
        end("error"),
        reply={"text": "Par", "finish_reason": "error"},
        error="upstream broke",
    )


def test_the_finish_reason_of_a_step_is_not_that_of_the_reply() -> None:
    run = check(
        lines(START, ("0", "a"), step("tool-calls")),
        {"dialect": "vercel-data-v4", "messages": [{"role": "assistant", "text": "a"}]},
        TEXT,
    )
    assert run.reply.finish_reason is None


def test_the_shape_of_the_lines_decides_whatever_the_type() -> None:
    body = lines(START, ("0", "Hi"))
    for media_type in (TEXT, NDJSON, SSE, "application/octet-stream"):
        told: Summary = {"role": "assistant", "text": "Hi"}
        check(body, {"dialect": "vercel-data-v4", "messages": [told]}, media_type)
    check(lines(("0", "Hi")), {"dialect": "vercel-data-v4", "messages": [{"text": "Hi"}]}, TEXT)


def test_a_code_without_what_it_brings_is_something_else() -> None:
    others: tuple[Line, ...] = (("0", 1), ("f", {}), ("9", {"toolCallId": "c"}), ("z", "a"))
    for code, value in others:
        assert run_of([named((code, value))]).merger.dialect_id == "unknown"
