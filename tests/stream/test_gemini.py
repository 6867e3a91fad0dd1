"""Gemini: parts, candidates, calls, and the same objects as events or as one array."""

import pytest

from replies import ARRAY, SSE, Summary, array, at, check, run_of, sse, summary
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]


def parts(*each: JsonValue, finish: JsonValue = None, **fields: JsonValue) -> Object:
    candidate: Object = {"content": {"role": "model", "parts": list(each)}, "index": 0, **fields}
    return {"candidates": [candidate | ({"finishReason": finish} if finish else {})]}


def text(text: str, **fields: JsonValue) -> JsonValue:
    return {"text": text, **fields}


def calling(**call: JsonValue) -> Object:
    return parts({"functionCall": {**call}})


def check_reply(*events: JsonValue, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The events, as an event stream (LF and CRLF) and as an array; returns the merged object."""
    expected: Summary = {
        "dialect": "gemini",
        "messages": [{"role": "model", **reply}],
        **rest,
    }
    check(array(*events), expected, ARRAY)
    check(sse(*events).replace(b"\n", b"\r\n"), expected)
    return check(sse(*events), expected).merger.merged()


def merged_parts(merged: JsonValue) -> JsonValue:
    return at(merged, "candidates", 0, "content", "parts")


def test_adjacent_parts_of_one_kind_are_joined() -> None:
    merged = check_reply(
        {**parts(text("I ", thought=True)), "modelVersion": "g", "responseId": "r"},
        parts(text("think", thought=True), text("H")),
        {**parts(text("i"), finish="STOP"), "usageMetadata": {"totalTokenCount": 3}},
        reply={"text": "Hi", "reasoning": "I think", "finish_reason": "STOP"},
        model="g",
        usage={"totalTokenCount": 3},
    )
    assert merged == {
        "candidates": [
            {
                "content": {
                    "parts": [{"thought": True, "text": "I think"}, {"text": "Hi"}],
                    "role": "model",
                },
                "index": 0,
                "finishReason": "STOP",
            }
        ],
        "modelVersion": "g",
        "responseId": "r",
        "usageMetadata": {"totalTokenCount": 3},
    }


def test_a_thought_signature_belongs_to_its_exact_part() -> None:
    merged = check_reply(
        parts(text("a")),
        parts(text("b", thoughtSignature="s1")),
        parts(text("c")),
        parts(text("", thoughtSignature="s2")),
        parts(text("d"), text("")),
        reply={"text": "abcd"},
    )
    assert merged_parts(merged) == [
        {"text": "a"},
        {"text": "b", "thoughtSignature": "s1"},
        {"text": "c"},
        {"text": "", "thoughtSignature": "s2"},
        {"text": "d"},
    ]


def test_a_finish_reason_on_every_event_ends_nothing() -> None:
    check_reply(
        parts(text("a"), finish="STOP"),
        parts(text("b"), finish="STOP"),
        {"candidates": [{"finishReason": "RECITATION", "index": 0}]},
        reply={"text": "ab", "finish_reason": "RECITATION"},
    )


def test_the_number_of_a_finish_reason_is_told_as_it_came() -> None:
    check_reply(parts(text("a"), finish=1), reply={"text": "a", "finish_reason": "1"})


def test_usage_is_replaced_key_by_key() -> None:
    check_reply(
        {**parts(text("a")), "usageMetadata": {"promptTokenCount": 1, "totalTokenCount": 1}},
        {**parts(text("b")), "usageMetadata": {"totalTokenCount": 2}},
        reply={"text": "ab"},
        usage={"promptTokenCount": 1, "totalTokenCount": 2},
    )


def test_candidates_are_told_apart_by_index() -> None:
    def candidate(text: str, index: int | None) -> JsonValue:
        content: JsonValue = {"role": "model", "parts": [{"text": text}]}
        return {"content": content} | ({} if index is None else {"index": index})

    body = sse(
        {"candidates": [candidate("a", None), candidate("x", 1)]},
        {"candidates": [candidate("y", 1), candidate("b", None)]},
    )
    messages: JsonValue = [{"role": "model", "text": "ab"}, {"role": "model", "text": "xy"}]
    check(body, {"dialect": "gemini", "messages": messages})


def test_whole_function_calls() -> None:
    merged = check_reply(
        parts(
            {"functionCall": {"name": "f", "args": {"x": [1, "é"]}}, "thoughtSignature": "s"},
            {"functionCall": {"id": "c", "name": "f", "args": {}}},
            {"functionCall": {"name": "g"}},
            finish="STOP",
        ),
        reply={
            "tool_calls": [
                {"name": "f", "arguments": '{"x":[1,"é"]}'},
                {"id": "c", "name": "f", "arguments": "{}"},
                {"name": "g", "arguments": "{}"},
            ],
            "finish_reason": "STOP",
        },
    )
    assert merged_parts(merged) == [
        {"functionCall": {"name": "f", "args": {"x": [1, "é"]}}, "thoughtSignature": "s"},
        {"functionCall": {"id": "c", "name": "f", "args": {}}},
        {"functionCall": {"name": "g", "args": {}}},
    ]


def piece(path: str, more: bool = False, **value: JsonValue) -> JsonValue:
    return {"jsonPath": path, **value, **({"willContinue": True} if more else {})}


def test_arguments_in_pieces_are_written_as_json() -> None:
    merged = check_reply(
        calling(name="f", willContinue=True),
        calling(partialArgs=[piece("$.l[0].a", True, stringValue='x"')], willContinue=True),
        calling(partialArgs=[piece("$.l[0].a", stringValue="y")], willContinue=True),
        calling(partialArgs=[piece("$.l[0].b", numberValue=0.5)], willContinue=True),
        calling(partialArgs=[piece("$.l[1].a", boolValue=True)], willContinue=True),
        calling(partialArgs=[piece("$['c d']", nullValue="NULL_VALUE")], willContinue=True),
        calling(),
        calling(name="g", willContinue=True),
        calling(),
        reply={
            "tool_calls": [
                {
                    "name": "f",
                    "arguments": '{"l":[{"a":"x\\"y","b":0.5},{"a":true}],"c d":null}',
                },
                {"name": "g", "arguments": "{}"},
            ]
        },
    )
    arguments: JsonValue = {"l": [{"a": 'x"y', "b": 0.5}, {"a": True}], "c d": None}
    assert merged_parts(merged) == [
        {"functionCall": {"name": "f", "args": arguments}},
        {"functionCall": {"name": "g", "args": {}}},
    ]


@pytest.mark.parametrize(
    "after",
    [
        parts(text(""), finish="STOP"),
        parts(text("so")),
        calling(name="g", args={}),
        calling(partialArgs=[piece("$.b", numberValue=1)]),
    ],
)
def test_arguments_in_pieces_end_with_whatever_comes_next(after: JsonValue) -> None:
    body = sse(
        calling(name="f", partialArgs=[piece("$.a", True, stringValue="x")], willContinue=True),
        after,
    )
    run = check(body, summary(run_of([body])))
    arguments = run.reply.messages[0].tool_calls[0].arguments
    assert arguments in ('{"a":"x"}', '{"a":"x","b":1}')


def test_pieces_out_of_order_are_stated_as_a_whole() -> None:
    check_reply(
        calling(name="f", partialArgs=[piece("$.a.x", numberValue=1)], willContinue=True),
        calling(partialArgs=[piece("$.b", numberValue=2)], willContinue=True),
        calling(partialArgs=[piece("$.a.y", numberValue=3)]),
        reply={"tool_calls": [{"name": "f", "arguments": '{"a":{"x":1,"y":3},"b":2}'}]},
    )


@pytest.mark.parametrize(
    "path", ["", "$", "$.", "$..a", "$[*]", "$.a[99999999]", "$.a[0].b" + "[0]" * 300, "$[0]", "a"]
)
def test_a_path_that_cannot_be_followed_harms_nothing(path: str) -> None:
    body = sse(
        calling(name="f", partialArgs=[piece(path, stringValue="x")], willContinue=True),
        calling(partialArgs=[piece("$.b", numberValue=2)]),
    )
    run = check(body, summary(run_of([body])))
    assert '"b":2' in run.reply.messages[0].tool_calls[0].arguments
    assert run.merger.merged() is not None


def test_a_blocked_prompt_ends_with_its_reason() -> None:
    blocked: JsonValue = {"promptFeedback": {"blockReason": "SAFETY"}}
    expected: Summary = {"dialect": "gemini", "messages": [{"finish_reason": "SAFETY"}]}
    run = check(sse(blocked), expected)
    assert run.merger.merged() == blocked


def test_code_that_runs_at_the_provider_is_a_step() -> None:
    code: JsonValue = {"executableCode": {"language": "PYTHON", "code": "1 + 1"}}
    result: JsonValue = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "2"}}
    body = sse(parts(text("a")), parts(code), parts(result), parts(text("b")))
    expected: Summary = {"dialect": "gemini", "messages": [{"role": "model", "text": "ab"}]}
    run = check(body, expected)
    shown = [(part.slot, part.name, part.text) for part in run.reply.messages[0].parts.values()]
    assert ("tool", "code_execution", "1 + 1") in shown
    assert merged_parts(run.merger.merged()) == [{"text": "a"}, code, result, {"text": "b"}]


def test_sources_are_citations_once_however_often_they_come() -> None:
    web: JsonValue = {"web": {"uri": "u"}}
    source: JsonValue = {"uri": "v", "startIndex": 1}
    check_reply(
        parts(text("a"), groundingMetadata={}),
        parts(text("b"), groundingMetadata={"groundingChunks": [web]}),
        parts(text("c"), citationMetadata={"citationSources": [source]}),
        parts(text("d"), groundingMetadata={"groundingChunks": [web]}),
        parts(text("e"), citationMetadata={"citations": [source]}),
        reply={"text": "abcde", "citations": [web, source]},
    )


def test_parts_of_other_kinds_are_kept_whole() -> None:
    image: JsonValue = {"inlineData": {"mimeType": "image/png", "data": "AA"}}
    merged = check_reply(parts(image), parts(text("a")), reply={"text": "a"})
    assert merged_parts(merged) == [image, {"text": "a"}]


def test_an_error_in_place_of_an_element() -> None:
    error: JsonValue = {"error": {"code": 503, "message": "overloaded"}}
    expected: Summary = {
        "dialect": "gemini",
        "messages": [{"role": "model", "text": "a"}],
        "error": "overloaded",
    }
    check(array(parts(text("a")), error), expected, ARRAY)
    check(sse(parts(text("a")), [error]), expected, SSE)


def test_a_bare_error_between_the_events() -> None:
    bare = b'{\n  "error": {\n    "code": 503,\n    "message": "overloaded"\n  }\n}\n\n'
    expected: Summary = {
        "dialect": "gemini",
        "messages": [{"role": "model", "text": "ab"}],
        "error": "overloaded",
    }
    check(sse(parts(text("a"))) + bare + sse(parts(text("b"))), expected)
    expected["messages"] = [{"role": "model", "text": "a"}]
    check(sse(parts(text("a"))) + bare, expected)
