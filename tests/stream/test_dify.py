"""Dify: chats, agents, chatflows and workflows."""

import pytest

from replies import Summary, at, check, run_of, sse
from wirelens.jsonvalue import JsonValue
from wirelens.stream.findings import findings
from wirelens.stream.verdict import verdict

Object = dict[str, JsonValue]

CHAT: Object = {"task_id": "t", "message_id": "m", "conversation_id": "c"}
FLOW: Object = {"task_id": "t", "workflow_run_id": "w"}
USAGE: Object = {"prompt_tokens": 3, "total_tokens": 5, "total_price": "0.1", "latency": 1.5}


def chat(event: str, **fields: JsonValue) -> JsonValue:
    return {"event": event, **CHAT, **fields}


def flow(event: str, **data: JsonValue) -> JsonValue:
    return {"event": event, **FLOW, "data": {**data}}


def ended(usage: JsonValue = None, **metadata: JsonValue) -> JsonValue:
    return chat("message_end", metadata={"usage": usage or USAGE, **metadata})


def check_stream(*events: JsonValue, **expected: JsonValue) -> JsonValue:
    """What the events tell; returns the merged object."""
    told: Summary = {"dialect": "dify", **expected}
    return check(sse(*events), told).merger.merged()


def test_answers_are_concatenated() -> None:
    merged = check_stream(
        chat("message", answer="H", created_at=1),
        chat("message", answer="é😀", created_at=2),
        chat("message", answer=""),
        ended(),
        messages=[{"text": "Hé😀"}],
        usage=USAGE,
        terminators=["message_end"],
    )
    assert merged == {
        **CHAT,
        "created_at": 1,
        "event": "message",
        "answer": "Hé😀",
        "metadata": {"usage": USAGE},
    }


def test_the_response_in_blocking_mode_has_nothing_of_the_events() -> None:
    merged = check_stream(
        chat("workflow_started", data={"id": "w", "inputs": {}}, workflow_run_id="w"),
        chat("message", answer="Hi", id="m", from_variable_selector=["llm", "text"]),
        chat("message_end", id="e", metadata={"usage": USAGE}, files=[]),
        messages=[{"text": "Hi"}],
        usage=USAGE,
        terminators=["message_end"],
    )
    message = {**CHAT, "id": "m", "event": "message", "answer": "Hi", "metadata": {"usage": USAGE}}
    assert merged == message
    merged = check_stream(
        flow("workflow_started", id="w", workflow_id="f", inputs={}, created_at=1),
        flow("workflow_finished", status="succeeded", outputs={"a": 1}, created_by={}, files=[]),
        messages=[{"finish_reason": "succeeded"}],
        terminators=["workflow_finished"],
    )
    run = {"id": "w", "workflow_id": "f", "created_at": 1}
    assert merged == {**FLOW, "data": {**run, "status": "succeeded", "outputs": {"a": 1}}}


def test_a_moderation_replaces_the_answer() -> None:
    merged = check_stream(
        chat("message", answer="something bad"),
        chat("message_replace", answer="withheld"),
        ended(),
        messages=[{"text": "withheld"}],
        usage=USAGE,
        terminators=["message_end"],
    )
    assert at(merged, "answer") == "withheld"


def test_sources_are_citations() -> None:
    sources: JsonValue = [{"position": 1, "document_name": "d", "content": "x"}]
    check_stream(
        chat("message", answer="Hi"),
        ended(retriever_resources=sources),
        messages=[{"text": "Hi", "citations": sources}],
        usage=USAGE,
        terminators=["message_end"],
    )


def test_an_agent_thinks_and_calls_tools() -> None:
    merged = check_stream(
        chat("agent_thought", id="1", thought="", tool="", tool_input=""),
        chat("agent_thought", id="1", thought="I need", tool="", tool_input=""),
        chat("agent_thought", id="1", thought="I need a cat", tool="draw", tool_input='{"a": 1}'),
        chat("message_file", id="f", type="image", url="u", belongs_to="assistant"),
        chat("agent_thought", id="2", thought="Now", tool="find", tool_input={"b": 2}),
        chat("agent_message", answer="He"),
        chat("agent_message", answer="re"),
        ended(),
        messages=[
            {
                "text": "Here",
                "reasoning": "I need a catNow",
                "tool_calls": [
                    {"name": "draw", "arguments": '{"a": 1}'},
                    {"name": "find", "arguments": '{"b":2}'},
                ],
            }
        ],
        usage=USAGE,
        terminators=["message_end"],
    )
    file: JsonValue = {"id": "f", "type": "image", "url": "u", "belongs_to": "assistant"}
    assert at(merged, "message_files") == [file]


def test_an_agent_closes_with_the_whole_answer() -> None:
    check_stream(
        chat("agent_message", answer="He"),
        chat("agent_message", answer="re"),
        chat("message", answer="Here"),
        ended(),
        messages=[{"text": "Here"}],
        usage=USAGE,
        terminators=["message_end"],
    )


def test_a_workflow_streams_text_and_reasoning() -> None:
    data: Object = {"status": "succeeded", "outputs": {"result": "Hi you"}, "total_tokens": 9}
    merged = check_stream(
        flow("workflow_started", id="w"),
        flow("node_started", node_id="n"),
        flow("reasoning_chunk", reasoning="I ", node_id="n", is_final=False),
        flow("reasoning_chunk", reasoning="think", node_id="n", is_final=False),
        flow("reasoning_chunk", reasoning="", node_id="n", is_final=True),
        flow("text_chunk", text="H", from_variable_selector=["n", "text"]),
        flow("text_chunk", text="i", from_variable_selector=["n", "text"]),
        flow("workflow_finished", **data),
        messages=[{"text": "Hi", "reasoning": "I think", "finish_reason": "succeeded"}],
        usage={"total_tokens": 9},
        terminators=["workflow_finished"],
    )
    assert merged == {**FLOW, "data": {"id": "w", **data}}


def test_the_text_of_a_workflow_may_be_replaced() -> None:
    check_stream(
        flow("text_chunk", text="bad"),
        flow("text_replace", text="withheld"),
        flow("workflow_finished", status="succeeded", outputs={"x": "bad"}),
        messages=[{"text": "withheld", "finish_reason": "succeeded"}],
        terminators=["workflow_finished"],
    )


def test_a_workflow_that_streams_no_text_may_put_one_out() -> None:
    check_stream(
        flow("workflow_started", id="w"),
        flow("workflow_finished", status="succeeded", outputs={"result": "Hi"}),
        messages=[{"text": "Hi", "finish_reason": "succeeded"}],
        terminators=["workflow_finished"],
    )
    check_stream(
        flow("workflow_finished", status="succeeded", outputs={"a": "1", "b": "2"}),
        messages=[{"finish_reason": "succeeded"}],
        terminators=["workflow_finished"],
    )


def test_a_chatflow_has_both_ends() -> None:
    body = sse(
        chat("workflow_started", data={"id": "w"}),
        chat("message", answer="Hi"),
        ended(),
        chat("workflow_finished", data={"status": "succeeded", "total_tokens": 99}),
    )
    run = check(
        body,
        {
            "dialect": "dify",
            "messages": [{"text": "Hi", "finish_reason": "succeeded"}],
            "usage": USAGE,
            "terminators": ["message_end", "workflow_finished"],
        },
    )
    assert (verdict(run), findings(run)) == ("complete", [])
    assert at(run.merger.merged(), "answer") == "Hi"


def test_a_workflow_that_waits_for_a_person_is_whole() -> None:
    body = sse(flow("workflow_started", id="w"), flow("workflow_paused", status="paused"))
    expected: Summary = {
        "dialect": "dify",
        "messages": [{"finish_reason": "paused"}],
        "terminators": ["workflow_paused"],
    }
    assert verdict(check(body, expected)) == "complete"


def test_errors() -> None:
    failed = chat("error", status=400, code="invalid_param", message="no such model")
    body = sse(chat("message", answer="Hal"), failed)
    expected: Summary = {"dialect": "dify", "messages": [{"text": "Hal"}], "error": "no such model"}
    assert verdict(check(body, expected)) == "error"
    check_stream(
        flow("workflow_finished", status="failed", error="node broke", outputs={}),
        messages=[{"finish_reason": "failed"}],
        error="node broke",
        terminators=["workflow_finished"],
    )
    check_stream(
        flow("workflow_finished", status="failed"),
        messages=[{"finish_reason": "failed"}],
        error='the workflow ended in status "failed"',
        terminators=["workflow_finished"],
    )


def test_a_ping_has_no_data_and_a_cut_chat_is_truncated() -> None:
    body = b"event: ping\n\n" + sse(chat("message", answer="a"))
    run = check(body, {"dialect": "dify", "messages": [{"text": "a"}]})
    assert (run.log.events, verdict(run)) == (1, "truncated")


@pytest.mark.parametrize(
    "value",
    [
        {"event": "message", "answer": "a"},
        {"event": "message", "task_id": 1},
        {"task_id": "t", "answer": "a"},
        {"event": "", "task_id": "t"},
        {"event": {"task_id": "t"}, "task_id": "t"},
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_it(value: JsonValue) -> None:
    assert run_of([sse(value)]).merger.dialect_id == "unknown"
