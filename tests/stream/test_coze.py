"""Coze: chats and workflows."""

import json

import pytest

from replies import Summary, at, check, named, run_of
from wirelens.jsonvalue import JsonValue
from wirelens.stream.findings import findings
from wirelens.stream.verdict import verdict

Object = dict[str, JsonValue]

USAGE: Object = {"token_count": 5, "output_count": 2, "input_count": 3}
ZERO: Object = {"token_count": 0, "output_count": 0, "input_count": 0}

Named = tuple[str, JsonValue]


def chat(status: str, **fields: JsonValue) -> Named:
    told: Object = {"id": "c", "conversation_id": "v", "status": status}
    return f"conversation.chat.{status}", {**told, "usage": ZERO, **fields}


def message(state: str, content: str, type_: str = "answer", **fields: JsonValue) -> Named:
    told: Object = {"id": "m", "conversation_id": "v", "role": "assistant"}
    return (
        f"conversation.message.{state}",
        {**told, "type": type_, "content": content, "content_type": "text", **fields},
    )


CREATED = chat("created")
COMPLETED = chat("completed", usage=USAGE)
DONE: Named = ("done", '"[DONE]"')


def check_chat(*events: Named, **expected: JsonValue) -> JsonValue:
    """What a chat of these events tells; returns the merged object."""
    told: Summary = {
        "dialect": "coze",
        "usage": USAGE,
        "terminators": ["[DONE]"],
        **expected,
    }
    return check(named(CREATED, *events, COMPLETED, DONE), told).merger.merged()


def test_answers_are_concatenated() -> None:
    merged = check_chat(
        message("delta", "H"),
        message("delta", "é😀"),
        message("completed", "Hé😀"),
        messages=[{"role": "assistant", "text": "Hé😀", "finish_reason": "completed"}],
    )
    assert at(merged, "chat", "status") == "completed"
    assert at(merged, "messages", 0, "content") == "Hé😀"


def test_the_chat_and_its_messages_are_told_as_they_would_be_fetched() -> None:
    whole: Object = {"id": "c", "conversation_id": "v", "status": "created", "usage": ZERO}
    answer: Object = {"id": "m", "conversation_id": "v", "role": "assistant", "type": "answer"}
    deltas = (message("delta", "H", reasoning_content="h"), message("delta", "i"))
    merged = run_of([named(CREATED, *deltas)]).merger.merged()
    told: Object = {**answer, "content": "Hi", "content_type": "text", "reasoning_content": "h"}
    assert merged == {"chat": whole, "messages": [told]}


def test_the_completed_message_states_the_whole() -> None:
    check_chat(
        message("delta", "2"),
        message("delta", "0"),
        message("completed", "It is 20"),
        messages=[{"role": "assistant", "text": "It is 20", "finish_reason": "completed"}],
    )


def test_reasoning_stands_beside_the_content() -> None:
    check_chat(
        message("delta", "", reasoning_content="I "),
        message("delta", "", reasoning_content="think"),
        message("delta", "Hi"),
        message("completed", "Hi", reasoning_content="I think"),
        messages=[
            {
                "role": "assistant",
                "text": "Hi",
                "reasoning": "I think",
                "finish_reason": "completed",
            }
        ],
    )


def test_messages_are_told_apart_by_their_ids() -> None:
    check_chat(
        message("delta", "A", id="1"),
        message("delta", "B", id="2"),
        message("delta", "a", id="1"),
        messages=[
            {"role": "assistant", "text": "Aa"},
            {"role": "assistant", "text": "B", "finish_reason": "completed"},
        ],
    )


def test_function_calls_are_tool_calls_and_all_else_is_aside() -> None:
    call: JsonValue = {"name": "f", "arguments": {"x": 1}, "plugin_id": 7}
    check_chat(
        message("completed", json.dumps(call), "function_call", id="1"),
        message("completed", "21", "tool_response", id="2"),
        message("completed", "no JSON", "function_call", id="3"),
        message("delta", "Hi", id="4"),
        message("completed", "{}", "verbose", id="5"),
        message("completed", "And now?", "follow_up", id="6"),
        ("conversation.audio.delta", {"id": "4", "type": "answer", "content": "UklGR"}),
        messages=[
            {"role": "assistant", "tool_calls": [{"name": "f", "arguments": '{"x":1}'}]},
            {"role": "assistant", "text": "Hi", "finish_reason": "completed"},
        ],
    )


def test_a_chat_may_require_that_tools_are_called() -> None:
    calls: JsonValue = [
        {"id": "t1", "type": "function", "function": {"name": "f", "arguments": '{"x": 1}'}},
        {"id": "t2", "type": "function", "function": {"name": "g", "arguments": "{}"}},
    ]
    action: JsonValue = {
        "type": "submit_tool_outputs",
        "submit_tool_outputs": {"tool_calls": calls},
    }
    body = named(CREATED, chat("requires_action", required_action=action, usage=USAGE), DONE)
    reply: JsonValue = {
        "tool_calls": [
            {"id": "t1", "name": "f", "arguments": '{"x": 1}'},
            {"id": "t2", "name": "g", "arguments": "{}"},
        ],
        "finish_reason": "requires_action",
    }
    expected: Summary = {
        "dialect": "coze",
        "messages": [reply],
        "usage": USAGE,
        "terminators": ["[DONE]"],
    }
    check(body, expected)


def test_a_chat_that_failed() -> None:
    failed = chat("failed", last_error={"code": 4011, "msg": "no balance"}, usage=USAGE)
    body = named(CREATED, message("delta", "Hal"), failed, DONE)
    reply: JsonValue = {"role": "assistant", "text": "Hal", "finish_reason": "failed"}
    expected: Summary = {
        "dialect": "coze",
        "messages": [reply],
        "usage": USAGE,
        "error": "no balance",
        "terminators": ["[DONE]"],
    }
    assert verdict(check(body, expected)) == "error"
    body = named(CREATED, ("error", {"code": 4000, "msg": "bad parameter"}))
    check(body, {"dialect": "coze", "error": "bad parameter"})


def test_the_end_may_have_other_data() -> None:
    body = named(CREATED, message("delta", "a"), COMPLETED, ("done", {"debug_url": "u"}))
    run = run_of([body])
    assert run.reply.terminators == ["done"]
    assert (verdict(run), findings(run)) == ("complete", [])
    assert verdict(run_of([named(CREATED, message("delta", "a"))])) == "truncated"


def test_there_need_be_no_space_after_the_colon() -> None:
    body = named(CREATED, message("delta", "a")).replace(b": ", b":")
    check(body, {"dialect": "coze", "messages": [{"role": "assistant", "text": "a"}]})


def node(content: str, number: int, is_last: bool, **fields: JsonValue) -> Named:
    told: Object = {"content": content, "node_seq_id": str(number), "node_title": "N"}
    return "Message", {**told, "node_is_finish": is_last, **fields}


def check_workflow(*events: Named, **expected: JsonValue) -> JsonValue:
    """What a workflow of these events tells; returns the merged object."""
    told: Summary = {"dialect": "coze", **expected}
    return check(named(*events), told).merger.merged()


def test_the_pieces_of_a_node_are_concatenated() -> None:
    merged = check_workflow(
        node("H", 0, False),
        node("i", 1, True),
        node('{"output":"Hi"}', 0, True, token=5, cost="0.1"),
        ("Done", {"debug_url": "u"}),
        messages=[{"text": "Hi"}, {"text": '{"output":"Hi"}'}],
        usage={"token": 5, "cost": "0.1"},
        terminators=["Done"],
    )
    assert merged == {"data": '{"output":"Hi"}', "token": 5, "cost": "0.1", "debug_url": "u"}


def test_a_node_that_is_cut_off_is_followed_by_another() -> None:
    check_workflow(
        node("a", 0, False),
        node("b", 0, False),
        node("c", 1, False, usage=USAGE),
        messages=[{"text": "a"}, {"text": "bc"}],
        usage=USAGE,
    )


def test_a_workflow_may_be_interrupted_or_fail() -> None:
    asked: Named = ("Interrupt", {"interrupt_data": {"event_id": "e", "type": 2}})
    check_workflow(
        node("Which city?", 0, True),
        asked,
        messages=[{"text": "Which city?", "finish_reason": "Interrupt"}],
    )
    failed: Named = ("Error", {"error_code": 4000, "error_message": "bad parameter"})
    check_workflow(node("a", 0, False), failed, messages=[{"text": "a"}], error="bad parameter")
    check_workflow(failed, error="bad parameter")


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("conversation.item.created", {"conversation_id": "v"}),
        ("conversation.message.delta", {"id": "m", "delta": "x"}),
        ("Message", {"content": "a"}),
        ("Done", {}),
        ("done", {}),
        ("message", {"conversation_id": "v", "content": "a", "node_is_finish": True}),
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_it(type_: str, value: JsonValue) -> None:
    assert run_of([named((type_, value))]).merger.dialect_id == "unknown"
