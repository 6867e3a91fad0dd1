"""What servers that are compatible with Chat Completions add to it, or do in another way."""

import pytest

from replies import SSE, Summary, at, check, sse
from wirelens.jsonpath import PathProblem, compile_path
from wirelens.jsonvalue import JsonValue
from wirelens.stream.rules import PathRule, Rules

Chunk = dict[str, JsonValue]


def chunk(delta: JsonValue, finish: str | None = None, **top: JsonValue) -> Chunk:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **top}


def check_chat(*events: JsonValue, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The events give one message `reply`, and beside it `rest`; returns the merged object."""
    expected: Summary = {"dialect": "openai-chat", "messages": [reply], **rest}
    return check(sse(*events), expected).merger.merged()


@pytest.mark.parametrize(
    ("events", "usage"),
    [
        ([chunk({}, x_groq={"id": "r", "usage": {"total_tokens": 7}})], {"total_tokens": 7}),
        ([chunk({}, x_groq={"usage": {"a": 7}}), chunk({}, usage={"a": 8})], {"a": 8}),
        ([chunk({}, usage={"a": 8}), chunk({}, x_groq={"usage": {"a": 7}})], {"a": 8}),
        ([{"choices": [{"delta": {}, "usage": {"a": 1}}]}], {"a": 1}),
    ],
)
def test_usage_beside_the_usual_place_counts_where_there_is_no_other(
    events: list[JsonValue], usage: JsonValue
) -> None:
    run = check(sse(*events), {"dialect": "openai-chat", "usage": usage})
    merged = run.merger.merged()
    assert at(merged, "usage") == usage


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_reasoning_stands_apart_under_either_name(name: str) -> None:
    check_chat(
        chunk({name: "I ", "content": None}),
        chunk({name: "think", "content": ""}),
        chunk({name: None, "content": "so"}),
        reply={"text": "so", "reasoning": "I think"},
    )


def test_the_same_reasoning_under_several_names_is_shown_once() -> None:
    detail: JsonValue = {"type": "reasoning.text", "text": "hm", "format": "f", "index": 0}
    signature: JsonValue = {"type": "reasoning.text", "signature": "s", "format": "f", "index": 0}
    merged = check_chat(
        chunk({"reasoning": "hm", "reasoning_content": "hm", "reasoning_details": [detail]}),
        chunk({"reasoning": "hm", "reasoning_details": [detail]}),
        chunk({"reasoning": None, "reasoning_details": [signature]}),
        reply={"reasoning": "hmhm"},
    )
    assert at(merged, "choices") == [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": None,
                "reasoning": "hmhm",
                "reasoning_content": "hm",
                "reasoning_details": [
                    {
                        "type": "reasoning.text",
                        "text": "hmhm",
                        "format": "f",
                        "index": 0,
                        "signature": "s",
                    }
                ],
            },
            "finish_reason": None,
        }
    ]


def test_reasoning_that_stands_in_details_only_is_shown() -> None:
    check_chat(
        chunk({"reasoning_details": [{"type": "reasoning.text", "text": "a"}]}),
        chunk({"reasoning_details": [{"type": "reasoning.summary", "summary": "b"}]}),
        chunk({"reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}]}),
        reply={"reasoning": "ab"},
    )


def test_azure_filters_before_the_first_delta_and_without_one() -> None:
    filters: JsonValue = [{"prompt_index": 0, "content_filter_results": {}}]
    check_chat(
        {"id": "", "object": "", "choices": [], "model": "", "prompt_filter_results": filters},
        chunk({"content": "a"}, id="c", model="model-router"),
        chunk({"content": "b"}, "content_filter", id="c", model="gpt"),
        {
            "id": "",
            "object": "",
            "model": "",
            "choices": [{"index": 0, "content_filter_offsets": {"check_offset": 1}}],
        },
        reply={"text": "ab", "finish_reason": "content_filter"},
        model="gpt",
    )


def test_content_as_a_list_with_thinking_and_a_switch_to_strings() -> None:
    def thinking(text: str) -> JsonValue:
        return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}

    reference: JsonValue = {"type": "reference", "reference_ids": [1]}
    merged = check_chat(
        chunk({"content": ""}),
        chunk({"content": [thinking("I ")]}),
        chunk({"content": [thinking("think"), {"type": "text", "text": "1"}]}),
        chunk({"content": "4"}),
        chunk({"content": [reference, {"type": "text", "text": "4"}]}),
        reply={"text": "144", "reasoning": "I think", "citations": [reference]},
    )
    assert at(merged, "choices", 0) == {
        "index": 0,
        "message": {
            "role": "assistant",
            "content": [
                thinking("I think"),
                {"type": "text", "text": "14"},
                reference,
                {"type": "text", "text": "4"},
            ],
        },
        "finish_reason": None,
    }


def test_a_string_before_a_list_is_its_first_part() -> None:
    check_chat(
        chunk({"content": "a"}),
        chunk({"content": [{"type": "text", "text": "b"}]}),
        reply={"text": "ab"},
    )


def test_a_cumulative_message_beside_the_delta_is_not_appended() -> None:
    def event(delta: str, message: str, sources: list[JsonValue]) -> Chunk:
        choice: JsonValue = {
            "index": 0,
            "delta": {"role": "assistant", "content": delta},
            "message": {"role": "assistant", "content": message},
        }
        return {"object": "chat.completion", "choices": [choice], "citations": sources}

    body = sse(event("H", "H", ["u1"]), event("i", "Hi", ["u1", "u2"]), event("", "Hi", ["u1"]))
    reply: JsonValue = {"role": "assistant", "text": "Hi", "citations": ["u1"]}
    expected: Summary = {"dialect": "openai-chat", "messages": [reply]}
    check(body, expected)
    check(body.replace(b"\n", b"\r\n"), expected)


def test_text_that_repeats_the_delta_beside_it_is_passed_over() -> None:
    event: JsonValue = {
        "choices": [{"index": 0, "text": "a", "logprobs": -0.0, "delta": {"content": "a"}}]
    }
    check_chat(event, event, reply={"text": "aa"})


def test_messages_without_deltas_are_taken_as_deltas() -> None:
    def event(text: str) -> JsonValue:
        message: JsonValue = {"role": "assistant", "content": text}
        choice: JsonValue = {"index": 0, "message": message, "logprobs": None}
        return {"choices": [choice]}

    check_chat(event("H"), event("i"), reply={"role": "assistant", "text": "Hi"})


def test_a_whole_completion_states_the_whole() -> None:
    def event(text: str) -> JsonValue:
        calls: JsonValue = [{"id": "c", "function": {"name": "f", "arguments": "{}"}}]
        message: JsonValue = {"role": "assistant", "content": text, "tool_calls": calls}
        return {"object": "chat.completion", "choices": [{"index": 0, "message": message}]}

    one_call: JsonValue = [{"id": "c", "name": "f", "arguments": "{}"}]
    check_chat(
        event("H"),
        event("Hi"),
        reply={"role": "assistant", "text": "Hi", "tool_calls": one_call},
    )


def test_a_jsonpath_rule_reads_messages_of_completions() -> None:
    def event(text: str) -> JsonValue:
        message: JsonValue = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {"choices": [choice]}

    path = compile_path("$.choices[0].message.content")
    assert not isinstance(path, PathProblem)
    rules = Rules(paths=(PathRule("text", path),))
    expected: Summary = {"dialect": "jsonpath", "messages": [{"text": "Hi"}]}
    check(sse(event("H"), event("i")), expected, SSE, rules)


def test_annotations_are_citations_beside_those_at_the_top() -> None:
    annotation: JsonValue = {"type": "url_citation", "url_citation": {"url": "u2"}}
    check_chat(
        chunk({"content": "a"}, citations=["u1"]),
        chunk({"annotations": [annotation]}, citations=["u1"]),
        chunk({}, citations=["u1", "u3"]),
        reply={"text": "a", "citations": ["u1", "u3", annotation]},
    )


def test_executed_tools_are_merged_by_index() -> None:
    merged = check_chat(
        chunk({"executed_tools": [{"index": 0, "type": "search", "arguments": "{}"}]}),
        chunk({"executed_tools": [{"index": 0, "type": "search", "output": "o"}]}),
        chunk({"content": "a"}),
        reply={"text": "a"},
    )
    assert at(merged, "choices", 0) == {
        "index": 0,
        "message": {
            "role": "assistant",
            "content": "a",
            "executed_tools": [{"index": 0, "type": "search", "arguments": "{}", "output": "o"}],
        },
        "finish_reason": None,
    }
