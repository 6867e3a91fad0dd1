"""Bedrock's ConverseStream: blocks by index, usage after the finish reason, exceptions."""

import pytest

from frames import AWS, exception, frame, framed
from replies import SSE, Summary, at, check, run_of, sse
from wirelens.jsonvalue import JsonValue
from wirelens.stream.findings import findings
from wirelens.stream.verdict import verdict

Object = dict[str, JsonValue]

START = frame("messageStart", {"p": "abc", "role": "assistant"})


def delta(index: int, **fields: JsonValue) -> bytes:
    return frame("contentBlockDelta", {"contentBlockIndex": index, "delta": {**fields}, "p": "ab"})


def opened(index: int, **fields: JsonValue) -> bytes:
    return frame("contentBlockStart", {"contentBlockIndex": index, "start": {**fields}, "p": "a"})


def stopped(index: int) -> bytes:
    return frame("contentBlockStop", {"contentBlockIndex": index, "p": "abcd"})


def end(reason: str) -> bytes:
    return frame("messageStop", {"p": "a", "stopReason": reason})


def check_message(*frames: bytes, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The frames give one message; returns the merged object."""
    expected: Summary = {
        "dialect": "bedrock-converse",
        "messages": [{"role": "assistant", **reply}],
    }
    return check(b"".join(frames), expected | rest, AWS).merger.merged()


def content(merged: JsonValue) -> JsonValue:
    return at(merged, "output", "message", "content")


def test_blocks_are_concatenated_by_index() -> None:
    usage: Object = {"inputTokens": 3, "outputTokens": 5, "totalTokens": 8}
    merged = check_message(
        START,
        delta(0, reasoningContent={"text": "I "}),
        delta(0, reasoningContent={"text": "think"}),
        delta(0, reasoningContent={"signature": "sig"}),
        stopped(0),
        delta(1, text="H"),
        delta(1, text="é😀"),
        stopped(1),
        end("end_turn"),
        frame("metadata", {"metrics": {"latencyMs": 9}, "p": "abc", "usage": usage}),
        reply={"text": "Hé😀", "reasoning": "I think", "finish_reason": "end_turn"},
        usage=usage,
    )
    thought: Object = {"text": "I think", "signature": "sig"}
    assert merged == {
        "output": {
            "message": {
                "role": "assistant",
                "content": [{"reasoningContent": {"reasoningText": thought}}, {"text": "Hé😀"}],
            }
        },
        "stopReason": "end_turn",
        "metrics": {"latencyMs": 9},
        "usage": usage,
    }


def test_blocks_may_be_interleaved() -> None:
    merged = check_message(
        START,
        delta(1, text="b"),
        delta(0, text="a"),
        delta(1, text="B"),
        reply={"text": "bBa"},
    )
    assert content(merged) == [{"text": "a"}, {"text": "bB"}]


def test_tool_input_is_the_text_of_its_deltas() -> None:
    merged = check_message(
        START,
        opened(0, toolUse={"toolUseId": "t1", "name": "f"}),
        delta(0, toolUse={"input": ""}),
        delta(0, toolUse={"input": '{"x": '}),
        delta(0, toolUse={"input": '"é"}'}),
        stopped(0),
        opened(1, toolUse={"toolUseId": "t2", "name": "g"}),
        delta(1, toolUse={"input": ""}),
        stopped(1),
        end("tool_use"),
        reply={
            "tool_calls": [
                {"id": "t1", "name": "f", "arguments": '{"x": "é"}'},
                {"id": "t2", "name": "g"},
            ],
            "finish_reason": "tool_use",
        },
    )
    assert content(merged) == [
        {"toolUse": {"toolUseId": "t1", "name": "f", "input": {"x": "é"}}},
        {"toolUse": {"toolUseId": "t2", "name": "g", "input": {}}},
    ]


def test_input_that_is_cut_off_stays_as_it_came() -> None:
    merged = check_message(
        START,
        opened(0, toolUse={"toolUseId": "t", "name": "f"}),
        delta(0, toolUse={"input": '{"x": "a'}),
        reply={"tool_calls": [{"id": "t", "name": "f", "arguments": '{"x": "a'}]},
    )
    assert at(content(merged), 0, "toolUse", "input") == '{"x": "a'


def test_redacted_reasoning_citations_and_results_are_kept() -> None:
    cited: Object = {"title": "t", "location": {"web": {"url": "u"}}}
    merged = check_message(
        START,
        delta(0, reasoningContent={"redactedContent": "b64="}),
        stopped(0),
        delta(1, text="Hi"),
        delta(1, citation=cited),
        stopped(1),
        opened(2, toolResult={"toolUseId": "t", "status": "success"}),
        delta(2, toolResult=[{"text": "a"}]),
        delta(2, toolResult=[{"json": {"b": 1}}]),
        stopped(2),
        reply={"text": "Hi", "citations": [cited]},
    )
    assert content(merged) == [
        {"reasoningContent": {"redactedContent": "b64="}},
        {"citationsContent": {"content": [{"text": "Hi"}], "citations": [cited]}},
        {
            "toolResult": {
                "toolUseId": "t",
                "status": "success",
                "content": [{"text": "a"}, {"json": {"b": 1}}],
            }
        },
    ]


def test_the_pieces_of_an_image_are_one() -> None:
    merged = check_message(
        START,
        opened(0, image={"format": "png"}),
        delta(0, image={"source": {"bytes": "AQ=="}}),
        delta(0, image={"source": {"bytes": "AgM="}}),
        delta(0, image={"source": {"bytes": "no base64"}}),
        stopped(0),
        end("end_turn"),
        reply={"finish_reason": "end_turn"},
    )
    assert content(merged) == [{"image": {"format": "png", "source": {"bytes": "AQID"}}}]


def test_what_the_model_adds_to_the_response_is_kept() -> None:
    stop: Object = {"stopReason": "stop_sequence", "additionalModelResponseFields": {"a": 1}}
    merged = check_message(
        START,
        frame("messageStop", stop),
        frame("metadata", {"trace": {"guardrail": {}}, "performanceConfig": {"latency": "x"}}),
        reply={"finish_reason": "stop_sequence"},
    )
    assert at(merged, "additionalModelResponseFields") == {"a": 1}
    assert at(merged, "trace") == {"guardrail": {}}


def test_a_delta_after_the_stop_of_its_block_is_out_of_order() -> None:
    check_message(
        START,
        delta(0, text="a"),
        stopped(0),
        delta(0, text="b"),
        reply={"text": "ab"},
        notes=["block-order@4"],
    )


def test_an_exception_ends_the_reply_with_its_message() -> None:
    body = START + delta(0, text="Hal") + exception("modelStreamErrorException", {"message": "no"})
    reply: JsonValue = {"role": "assistant", "text": "Hal"}
    run = check(body, {"dialect": "bedrock-converse", "messages": [reply], "error": "no"}, AWS)
    assert verdict(run) == "error"
    (finding,) = [each for each in findings(run) if each.code == "error-in-band"]
    assert finding.event == 3


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (exception("throttlingException", {"message": "slow down"}), "slow down"),
        (exception("validationException", {}), "{}"),
        (framed({":message-type": "exception", ":exception-type": "xError"}, b"text"), "text"),
        (framed({":message-type": "error", ":error-message": "oh no"}, b""), "oh no"),
    ],
)
def test_an_error_may_be_all_there_is(body: bytes, error: str) -> None:
    run = check(body, {"dialect": "unknown", "error": error}, AWS)
    assert verdict(run) == "error"


def test_a_stream_without_a_finish_reason_is_truncated() -> None:
    assert verdict(run_of([START + delta(0, text="a")], AWS)) == "truncated"
    whole = run_of([START + delta(0, text="a") + end("end_turn")], AWS)
    assert verdict(whole) == "complete"
    assert [each.code for each in findings(whole)] == []


def test_the_events_may_be_wrapped_and_sent_as_an_event_stream() -> None:
    body = sse(
        {"messageStart": {"role": "assistant"}},
        {"contentBlockDelta": {"contentBlockIndex": 0, "delta": {"text": "Hi"}}},
        {"contentBlockStop": {"contentBlockIndex": 0}},
        {"messageStop": {"stopReason": "end_turn"}},
        {"metadata": {"usage": {"totalTokens": 1}}},
    )
    reply: JsonValue = {"role": "assistant", "text": "Hi", "finish_reason": "end_turn"}
    expected: Summary = {
        "dialect": "bedrock-converse",
        "messages": [reply],
        "usage": {"totalTokens": 1},
    }
    check(body, expected, SSE)


@pytest.mark.parametrize(
    "body",
    [
        frame("metadata", {"usage": {"totalTokens": 1}}),
        frame("messageStart", {"message": {}}),
        frame("contentBlockDelta", {"delta": {"text": "a"}}),
        frame("trace", {"trace": {}}),
    ],
)
def test_other_frames_are_not_taken_for_converse(body: bytes) -> None:
    check(body, {"dialect": "unknown"}, AWS)
