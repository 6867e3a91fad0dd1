"""The merge: which dialect it is, errors of any shape, rules of the request, data that is none."""

import json

import pytest

from replies import (
    ARRAY,
    NDJSON,
    SSE,
    Summary,
    array,
    check,
    cuts,
    named,
    ndjson,
    run_of,
    sse,
    summary,
)
from wirelens.jsonvalue import JsonValue
from wirelens.stream.items import Event
from wirelens.stream.merge import UNDECIDED_EVENTS, recognised
from wirelens.stream.rules import Rules
from wirelens.stream.verdict import failure

CHAT: JsonValue = {"choices": [{"index": 0, "delta": {"content": "a"}}]}


@pytest.mark.parametrize(
    ("type_", "value", "dialect"),
    [
        ("message", {"object": "chat.completion.chunk", "choices": []}, "openai-chat"),
        ("message", {"choices": [{"delta": {}}]}, "openai-chat"),
        ("message", {"choices": [{"message": {"content": "a"}}]}, "openai-chat"),
        ("message", {"object": "chat.completion.chunk", "choices": [{}]}, "openai-chat"),
        ("message", {"type": "response.created", "response": {}}, "openai-responses"),
        ("message", {"type": "response.queued", "response": {}}, "openai-responses"),
        ("response.created", {"response": {}}, "openai-responses"),
        ("message_start", {"type": "message_start", "message": {}}, "anthropic-messages"),
        ("message", {"type": "content_block_delta", "delta": {}}, "anthropic-messages"),
        ("ping", {"type": "ping"}, "anthropic-messages"),
        ("message", {"candidates": []}, "gemini"),
        ("message", {"promptFeedback": {"blockReason": "SAFETY"}}, "gemini"),
        ("message", {"usageMetadata": {"totalTokenCount": 1}}, "gemini"),
        ("message", {"message": {"content": ""}, "done": False}, "ollama-chat"),
        ("message", {"response": "", "done": True}, "ollama-generate"),
    ],
)
def test_one_event_shows_its_dialect(type_: str, value: JsonValue, dialect: str) -> None:
    found = recognised(Event(0, 0, type_, json.dumps(value)), value)
    assert found is not None
    assert found.id == dialect


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("message", {"choices": [], "object": "", "prompt_filter_results": []}),
        ("message", {"choices": [{"text": "a"}], "object": "text_completion"}),
        ("message", {"type": "ping"}),
        ("message", {"type": "keepalive"}),
        ("message", {"type": "message-start", "delta": {}}),
        ("message", {"type": "content-delta", "delta": {}}),
        ("message", {"type": "RUN_STARTED"}),
        ("message", {"type": "start"}),
        ("message", {"type": "text-delta", "id": "1", "delta": "a"}),
        ("message", {"event_type": "interaction.start"}),
        ("message", {"object": "thread.run", "id": "r"}),
        ("message", {"response": {"candidates": []}}),
        ("message", {"jsonrpc": "2.0", "result": {"message": {}, "done": True}}),
        ("message", {"token": {"text": "a"}, "generated_text": None}),
        ("message", {"event": "message", "task_id": "t", "answer": "a"}),
        ("conversation.message.delta", {"content": "a", "role": "assistant"}),
        ("metadata", {"run_id": "r"}),
        ("message", {"error": {"message": "m"}}),
        ("message", {"done": True}),
        ("message", {"choices": "none"}),
        ("message", ["candidates"]),
        ("message", "text"),
        ("message", None),
    ],
)
def test_formats_of_others_and_undecided_events_show_none_of_the_six(
    type_: str, value: JsonValue
) -> None:
    six = {"openai-chat", "openai-responses", "anthropic-messages", "gemini"}
    six |= {"ollama-chat", "ollama-generate"}
    found = recognised(Event(0, 0, type_, json.dumps(value)), value)
    assert found is None or found.id not in six


@pytest.mark.parametrize(
    ("body", "media_type", "message"),
    [
        (sse({"error": {"message": "no", "code": 1}}), SSE, "no"),
        (sse({"error": "no"}), SSE, "no"),
        (sse({"error": {"code": 1}}), SSE, '{"code":1}'),
        (named(("error", {"error": {"message": "no", "failed_generation": ""}})), SSE, "no"),
        (named(("error", {"type": "error", "error": {"message": "no"}})), SSE, "no"),
        (sse({"type": "error", "message": "no", "code": "c"}), SSE, "no"),
        (sse({"object": "error", "message": "no"}), SSE, "no"),
        (sse({"error": True, "message": "no"}), SSE, "no"),
        (named(("error", "went wrong")), SSE, "went wrong"),
        (named(("error", "")), SSE, 'an event of type "error" without data'),
        (named(("error", {"detail": "no"})), SSE, "no"),
        (sse({"error": "no", "error_type": "validation"}), SSE, "no"),
        (ndjson({"error": "no"}, {"error": "again"}), NDJSON, "no"),
        (array({"error": {"message": "no"}}), ARRAY, "no"),
        (sse([{"error": {"message": "no"}}]), SSE, "no"),
    ],
)
def test_an_error_is_found_in_every_shape(body: bytes, media_type: str, message: str) -> None:
    check(body, {"dialect": "unknown", "error": message}, media_type)


def test_an_error_in_place_of_the_stream_is_found() -> None:
    body = b'{\n  "error": {\n    "message": "no"\n  }\n}\n'
    for chunks in cuts(body):
        found = failure(run_of(chunks, SSE))
        assert found is not None
        assert found.message == "no"


@pytest.mark.parametrize("nothing", [None, {}, "", False, 0, []])
def test_an_error_field_that_says_nothing_is_none(nothing: JsonValue) -> None:
    body = sse({"error": nothing, "choices": [{"delta": {"content": "a"}}]})
    check(body, {"dialect": "openai-chat", "messages": [{"text": "a"}]})


def test_the_first_error_holds_with_its_event() -> None:
    run = check(
        sse(CHAT, {"error": "one"}, {"error": "two"}),
        {"dialect": "openai-chat", "messages": [{"text": "a"}], "error": "one"},
    )
    assert run.reply.error_event == 2


def test_events_before_the_decision_are_merged_under_their_own_numbers() -> None:
    first: JsonValue = {"choices": [], "usage": {"total_tokens": 1}}
    whole: JsonValue = {"choices": [{"content": "never"}], "object": "x"}
    run = check(
        sse(first, whole, CHAT),
        {"dialect": "openai-chat", "messages": [{"text": "a"}], "usage": {"total_tokens": 1}},
    )
    assert [piece.event for piece in run.reply.provenance.of_event(3)] == [3]


def test_a_stream_that_nothing_recognises_stays_unknown() -> None:
    events: list[JsonValue] = [{"x": number} for number in range(UNDECIDED_EVENTS)]
    assert summary(run_of([sse(*events, CHAT)])) == {"dialect": "unknown"}
    assert summary(run_of([sse(*events[1:], CHAT)]))["dialect"] == "openai-chat"


def test_data_that_is_no_json_is_noted_with_its_place_and_the_rest_is_merged() -> None:
    run = check(
        sse(CHAT, '{"choices": [}', CHAT),
        {"dialect": "openai-chat", "messages": [{"text": "aa"}], "notes": ["json-invalid@2"]},
    )
    place = "line 1, column 14: expected a value"
    assert [note.message for note in run.reply.notes] == [
        f'the data is no JSON: {place}, found "}}"'
    ]


def test_empty_data_is_nothing() -> None:
    check(sse(CHAT, "", CHAT), {"dialect": "openai-chat", "messages": [{"text": "aa"}]})


@pytest.mark.parametrize("done", ["[DONE]", '"[DONE]"', " [DONE] "])
def test_done_is_a_terminator_in_every_spelling(done: str) -> None:
    check(
        sse(CHAT, done),
        {"dialect": "openai-chat", "messages": [{"text": "a"}], "terminators": ["[DONE]"]},
    )


@pytest.mark.parametrize(
    ("body", "media_type", "dialect"),
    [
        (b'0:"Hi "\n0:"[DONE]"\n', "text/plain", "vercel-data-v4"),
        (named(("data", '"Hi "'), ("data", '"[DONE]"')), SSE, "langserve"),
    ],
)
def test_done_is_text_where_a_delta_is_a_string(body: bytes, media_type: str, dialect: str) -> None:
    check(body, {"dialect": dialect, "messages": [{"text": "Hi [DONE]"}]}, media_type)


def test_content_after_the_terminator_is_merged_and_noted_once() -> None:
    usage: JsonValue = {"choices": [], "usage": {"total_tokens": 1}}
    check(
        sse(CHAT, "[DONE]", usage, CHAT, CHAT),
        {
            "dialect": "openai-chat",
            "messages": [{"text": "aaa"}],
            "usage": {"total_tokens": 1},
            "terminators": ["[DONE]"],
            "notes": ["data-after-end@4"],
        },
    )


def test_a_named_dialect_needs_no_recognition() -> None:
    rules = Rules(merge="openai-chat")
    run = run_of([sse({"choices": []})], SSE, rules)
    assert summary(run) == {"dialect": "openai-chat"}


def test_a_named_dialect_that_the_bytes_contradict_is_told_once() -> None:
    rules = Rules(merge="anthropic-messages")
    told = summary(run_of([sse(CHAT, CHAT)], SSE, rules))
    assert told == {"dialect": "anthropic-messages", "notes": ["dialect-mismatch@1"]}


@pytest.mark.parametrize(
    ("family", "told"),
    [
        ("openai", {"dialect": "openai-chat", "messages": [{"text": "aa"}]}),
        ("claude", {"dialect": "unknown", "notes": ["dialect-mismatch@1"]}),
        ("none", {"dialect": "unknown"}),
    ],
)
def test_a_family_leaves_the_member_to_the_payload(family: str, told: Summary) -> None:
    assert summary(run_of([sse(CHAT, CHAT)], SSE, Rules(merge=family))) == told


def test_events_that_are_left_out_are_not_missing() -> None:
    def event(number: int, text: str) -> JsonValue:
        kind = "response.output_text.delta"
        return {"type": kind, "output_index": 0, "sequence_number": number, "delta": text}

    body = named(("a", event(0, "x")), ("b", event(1, "y")), ("a", event(2, "z")))
    reply: JsonValue = {"role": "assistant", "text": "xz"}
    rules = Rules(events=frozenset(("a",)))
    check(body, {"dialect": "openai-responses", "messages": [reply]}, SSE, rules)
