"""Bedrock's InvokeModelWithResponseStream: whose events stand in the chunks."""

import base64

import pytest

from frames import AWS, chunk, exception, frame
from replies import Summary, at, check, run_of
from wirelens.jsonpath import Path, PathProblem, compile_path
from wirelens.jsonvalue import JsonValue
from wirelens.stream.findings import findings
from wirelens.stream.rules import PathRule, Rules
from wirelens.stream.verdict import verdict

Object = dict[str, JsonValue]

METRICS = "amazon-bedrock-invocationMetrics"
MEASURED: Object = {"inputTokenCount": 3, "outputTokenCount": 2, "invocationLatency": 9}


def check_reply(*inner: JsonValue, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The chunks give one message; returns the merged object."""
    expected: Summary = {"dialect": "bedrock-invoke", "messages": [reply]}
    body = b"".join(map(chunk, inner))
    return check(body, expected | rest, AWS).merger.merged()


def test_claude() -> None:
    usage: Object = {"input_tokens": 3, "output_tokens": 1}
    started: Object = {"id": "m", "role": "assistant", "model": "claude", "usage": usage}
    tool: Object = {"type": "tool_use", "id": "t", "name": "f", "input": {}}
    merged = check_reply(
        {"type": "message_start", "message": started},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hé"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "content_block_start", "index": 1, "content_block": tool},
        {
            "type": "content_block_delta",
            "index": 1,
            "delta": {"type": "input_json_delta", "partial_json": '{"x": 1}'},
        },
        {"type": "content_block_stop", "index": 1},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "tool_use"},
            "usage": {"output_tokens": 2},
        },
        {"type": "message_stop", METRICS: MEASURED},
        reply={
            "role": "assistant",
            "text": "Hé",
            "tool_calls": [{"id": "t", "name": "f", "arguments": '{"x": 1}'}],
            "finish_reason": "tool_use",
        },
        model="claude",
        usage={"input_tokens": 3, "output_tokens": 2},
        terminators=["message_stop"],
    )
    assert at(merged, "type") == "message"
    assert at(merged, "content") == [
        {"type": "text", "text": "Hé"},
        {"type": "tool_use", "id": "t", "name": "f", "input": {"x": 1}},
    ]


def test_nova() -> None:
    usage: Object = {"inputTokens": 3, "outputTokens": 2}
    merged = check_reply(
        {"messageStart": {"role": "assistant"}},
        {"contentBlockDelta": {"delta": {"text": "H"}, "contentBlockIndex": 0}},
        {"contentBlockDelta": {"delta": {"text": "i"}, "contentBlockIndex": 0}},
        {"contentBlockStop": {"contentBlockIndex": 0}},
        {"messageStop": {"stopReason": "end_turn"}},
        {"metadata": {"usage": usage, "metrics": {}}, METRICS: MEASURED},
        reply={"role": "assistant", "text": "Hi", "finish_reason": "end_turn"},
        usage=usage,
    )
    assert at(merged, "output", "message", "content") == [{"text": "Hi"}]


def test_titan() -> None:
    merged = check_reply(
        {
            "outputText": "H",
            "index": 0,
            "totalOutputTextTokenCount": None,
            "completionReason": None,
            "inputTextTokenCount": 3,
        },
        {
            "outputText": "i",
            "index": 0,
            "totalOutputTextTokenCount": 2,
            "completionReason": "FINISH",
            "inputTextTokenCount": None,
            METRICS: MEASURED,
        },
        reply={"text": "Hi", "finish_reason": "FINISH"},
        usage={"inputTextTokenCount": 3, "totalOutputTextTokenCount": 2},
    )
    assert merged == {
        "inputTextTokenCount": 3,
        "results": [{"tokenCount": 2, "outputText": "Hi", "completionReason": "FINISH"}],
    }


def test_llama() -> None:
    merged = check_reply(
        {
            "generation": "H",
            "prompt_token_count": 3,
            "generation_token_count": 1,
            "stop_reason": None,
        },
        {
            "generation": "i",
            "prompt_token_count": None,
            "generation_token_count": 2,
            "stop_reason": "stop",
            METRICS: MEASURED,
        },
        reply={"text": "Hi", "finish_reason": "stop"},
        usage={"prompt_token_count": 3, "generation_token_count": 2},
    )
    assert merged == {
        "generation": "Hi",
        "stop_reason": "stop",
        "prompt_token_count": 3,
        "generation_token_count": 2,
    }


def test_mistral_tells_no_usage_so_what_bedrock_measured_is_the_usage() -> None:
    merged = check_reply(
        {"outputs": [{"text": "H", "stop_reason": None}]},
        {"outputs": [{"text": "i", "stop_reason": "length"}], METRICS: MEASURED},
        reply={"text": "Hi", "finish_reason": "length"},
        usage=MEASURED,
    )
    assert merged == {"outputs": [{"text": "Hi", "stop_reason": "length"}]}


def test_text_completions_of_claude() -> None:
    merged = check_reply(
        {"type": "completion", "completion": " H", "stop_reason": None, "stop": None},
        {"type": "completion", "completion": "i", "stop_reason": "stop_sequence", "stop": "\n"},
        reply={"text": " Hi", "finish_reason": "stop_sequence"},
    )
    assert merged == {"completion": " Hi", "stop_reason": "stop_sequence"}


def test_chat_completions() -> None:
    call: Object = {"index": 0, "id": "c", "function": {"name": "f", "arguments": '{"x": 1}'}}
    merged = check_reply(
        {
            "id": "x",
            "object": "chat.completion.chunk",
            "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Hi"}}],
        },
        {"choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}]},
        {
            "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}],
            "usage": {"total_tokens": 5},
            METRICS: MEASURED,
        },
        reply={
            "role": "assistant",
            "text": "Hi",
            "tool_calls": [{"id": "c", "name": "f", "arguments": '{"x": 1}'}],
            "finish_reason": "tool_calls",
        },
        usage={"total_tokens": 5},
    )
    assert at(merged, "object") == "chat.completion"
    assert isinstance(merged, dict)
    assert METRICS not in merged


def test_choices_that_name_the_finish_reason_otherwise() -> None:
    check_reply(
        {"choices": [{"index": 0, "text": "H", "stop_reason": None}]},
        {"choices": [{"index": 0, "text": "i", "stop_reason": "stop"}], METRICS: MEASURED},
        reply={"text": "Hi", "finish_reason": "stop"},
        usage=MEASURED,
    )


def test_cohere() -> None:
    check_reply(
        {"event_type": "text-generation", "is_finished": False, "text": "H"},
        {"event_type": "text-generation", "is_finished": False, "text": "i"},
        {
            "event_type": "stream-end",
            "is_finished": True,
            "finish_reason": "COMPLETE",
            "response": {"text": "Hi", "finish_reason": "COMPLETE"},
            METRICS: MEASURED,
        },
        reply={"text": "Hi", "finish_reason": "COMPLETE"},
        usage=MEASURED,
        terminators=["stream-end"],
    )
    check_reply(
        {"index": 0, "is_finished": False, "text": "Hi"},
        {"index": 0, "is_finished": True, "finish_reason": "MAX_TOKENS"},
        reply={"text": "Hi", "finish_reason": "MAX_TOKENS"},
        terminators=["stream-end"],
    )


def test_an_error_inside_a_chunk_is_an_error() -> None:
    overloaded: Object = {"type": "error", "error": {"message": "Overloaded"}}
    body = chunk({"type": "message_start", "message": {"id": "m"}}) + chunk(overloaded)
    run = check(
        body,
        {"dialect": "bedrock-invoke", "messages": [{"role": "assistant"}], "error": "Overloaded"},
        AWS,
    )
    assert verdict(run) == "error"


def test_an_exception_between_chunks_is_an_error() -> None:
    body = chunk({"type": "message_start", "message": {"id": "m"}})
    body += exception("modelTimeoutException", {"message": "too slow"})
    expected: Summary = {
        "dialect": "bedrock-invoke",
        "messages": [{"role": "assistant"}],
        "error": "too slow",
    }
    check(body, expected, AWS)


def test_each_delta_is_traced_to_its_chunk() -> None:
    texts: list[JsonValue] = [
        {"outputs": [{"text": text, "stop_reason": None}]} for text in ("a", "", "b")
    ]
    run = run_of([b"".join(map(chunk, texts))], AWS)
    pieces = [run.reply.provenance.of_event(number) for number in (1, 2, 3)]
    assert [[piece.text for piece in each] for each in pieces] == [["a"], [], ["b"]]


def _packed(data: bytes) -> JsonValue:
    return {"bytes": base64.b64encode(data).decode()}


@pytest.mark.parametrize(
    "body",
    [
        frame("chunk", _packed(b'{"answer": "of an agent"}')),
        frame("chunk", _packed(b'"text"')),
        frame("chunk", _packed(b"\xff")),
        frame("chunk", {"bytes": "no base64"}),
        frame("chunk", {"bytes": 1}),
        frame("chunk", [1]),
        frame("piece", _packed(b'{"generation":"a","stop_reason":null}')),
    ],
)
def test_other_chunks_are_not_taken_for_those_of_a_model(body: bytes) -> None:
    check(body, {"dialect": "unknown"}, AWS)


def test_what_is_no_chunk_adds_nothing() -> None:
    body = frame("trace", {"a": 1}) + chunk({"x": 1})
    body += chunk({"generation": "a", "stop_reason": None}) + frame("chunk", {"bytes": "?"})
    check(body, {"dialect": "bedrock-invoke", "messages": [{"text": "a"}]}, AWS)


MADE_UP = [chunk({"said": word}) for word in ("Hello", " there", ", you")]


def path(text: str) -> Path:
    compiled = compile_path(text)
    assert not isinstance(compiled, PathProblem)
    return compiled


def test_rules_see_the_event_in_a_chunk() -> None:
    rules = Rules(paths=(PathRule("text", path("$.said")),))
    run = check(
        b"".join(MADE_UP),
        {"dialect": "jsonpath", "messages": [{"text": "Hello there, you"}]},
        AWS,
        rules,
    )
    assert findings(run) == []


def test_a_run_may_end_by_what_stands_in_a_chunk() -> None:
    run = run_of(MADE_UP, AWS, Rules(until_path=path("$[?@ == ' there']")))
    assert (run.stop, run.log.events) == ("until", 2)


def test_the_rule_that_is_proposed_is_for_the_event_in_a_chunk() -> None:
    (finding,) = findings(run_of(MADE_UP, AWS))
    assert finding.code == "dialect-unknown"
    assert '"# @jsonpath $.said"' in finding.message


def said(text: str, **fields: JsonValue) -> bytes:
    """A chunk of an agent."""
    return frame("chunk", {"bytes": base64.b64encode(text.encode()).decode(), **fields})


def trace(**traced: JsonValue) -> bytes:
    return frame("trace", {"agentId": "A", "sessionId": "s", "trace": traced})


def test_an_agent_says_text_and_what_it_thought() -> None:
    source: JsonValue = {"retrievedReferences": [{"content": {"text": "p"}}]}
    body = trace(orchestrationTrace={"rationale": {"text": "Look it up."}})
    body += trace(orchestrationTrace={"modelInvocationInput": {"text": "not this"}})
    body += said("Hé") + said("llo", attribution={"citations": [source]})
    message: Summary = {"text": "Héllo", "reasoning": "Look it up.", "citations": [source]}
    run = check(body, {"dialect": "bedrock-invoke", "messages": [message]}, AWS)
    assert run.merger.merged() == {
        "completion": "Héllo",
        "attribution": {"citations": [source]},
    }
    assert (verdict(run), findings(run)) == ("complete", [])


def test_an_agent_may_hand_a_call_back() -> None:
    given: JsonValue = {"name": "city", "type": "string", "value": "Paris"}
    call: JsonValue = {"actionGroup": "g", "function": "get_weather", "parameters": [given]}
    handed: JsonValue = {
        "invocationId": "i",
        "invocationInputs": [{"functionInvocationInput": call}],
    }
    calls: JsonValue = [{"id": "i", "name": "get_weather", "arguments": '{"city":"Paris"}'}]
    check(
        frame("returnControl", handed),
        {"dialect": "bedrock-invoke", "messages": [{"tool_calls": calls}]},
        AWS,
    )


def test_an_agent_may_fail() -> None:
    body = said("Hi ") + trace(failureTrace={"failureReason": "no access"})
    run = run_of([body], AWS)
    assert (verdict(run), run.reply.error and run.reply.error.message) == ("error", "no access")


def test_an_agent_that_is_cut_off_is_told() -> None:
    body = said("Hi ") + said("there")
    run = run_of([body[:-5]], AWS)
    assert verdict(run) == "truncated"
    assert [each.code for each in findings(run)] == ["truncated", "event-unterminated"]


def test_rules_see_the_text_in_the_chunk_of_an_agent() -> None:
    rules = Rules(paths=(PathRule("text", path("$.bytes")),))
    run = run_of([said("Hi ") + said("there")], AWS, rules)
    assert run.reply.messages[0].joined("text") == "Hi there"
