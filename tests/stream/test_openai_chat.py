"""Chat Completions: the format itself, and what compatible servers make of it."""

from replies import Summary, at, check, run_of, sse
from wirelens.jsonvalue import JsonValue

Chunk = dict[str, JsonValue]


def chunk(delta: JsonValue, finish: str | None = None, index: int = 0, **top: JsonValue) -> Chunk:
    choice: JsonValue = {"index": index, "delta": delta, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "choices": [choice], **top}


def calling(*calls: JsonValue) -> Chunk:
    return chunk({"tool_calls": list(calls)})


def call(**fields: JsonValue) -> JsonValue:
    function: Chunk = {}
    for key in ("name", "arguments"):
        if key in fields:
            function[key] = fields.pop(key)
    return {**fields, "function": function}


def check_chat(*events: JsonValue, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The events give one message `reply`, and beside it `rest`; returns the merged object."""
    expected: Summary = {"dialect": "openai-chat", "messages": [reply], **rest}
    run = check(sse(*events), expected)
    return run.merger.merged()


def test_deltas_are_concatenated_and_the_rest_is_kept() -> None:
    merged = check_chat(
        chunk({"role": "assistant", "content": ""}, id="c1", created=1, model="m"),
        chunk({"content": "H"}, id="c1", created=1, model="m"),
        chunk({"content": "i"}, id="c1", created=1, model="m"),
        chunk({}, "stop", id="c1", created=1, model="m"),
        {"object": "chat.completion.chunk", "choices": [], "usage": {"total_tokens": 3}},
        "[DONE]",
        reply={"role": "assistant", "text": "Hi", "finish_reason": "stop"},
        usage={"total_tokens": 3},
        model="m",
        terminators=["[DONE]"],
    )
    message: JsonValue = {"role": "assistant", "content": "Hi"}
    assert merged == {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"total_tokens": 3},
    }


def test_a_role_that_every_chunk_repeats_stays_one() -> None:
    merged = check_chat(
        chunk({"role": "assistant", "content": "a"}, native_finish_reason=None, id="x"),
        chunk({"role": "assistant", "content": "b"}, native_finish_reason="stop", id="x"),
        reply={"role": "assistant", "text": "ab"},
    )
    assert merged == {
        "id": "x",
        "object": "chat.completion",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "ab"},
                "finish_reason": None,
            }
        ],
        "native_finish_reason": "stop",
    }


def test_interleaved_choices_stay_apart() -> None:
    body = sse(
        chunk({"content": "T"}, index=1),
        chunk({"content": "H"}),
        chunk({"content": "ide"}, "stop", index=1),
        chunk({"content": "ave"}, "length"),
    )
    messages: JsonValue = [
        {"text": "Have", "finish_reason": "length"},
        {"text": "Tide", "finish_reason": "stop"},
    ]
    check(body, {"dialect": "openai-chat", "messages": messages})


def test_one_index_twice_in_a_chunk_is_one_choice() -> None:
    event: Chunk = {"choices": [{"delta": {"content": "a"}}, {"delta": {"content": "b"}}]}
    check_chat(event, reply={"text": "ab"})


def test_text_on_and_after_the_chunk_with_the_finish_reason_counts() -> None:
    check_chat(
        chunk({"content": "a"}),
        chunk({"content": "b"}, "stop"),
        chunk({"content": "c"}),
        reply={"text": "abc", "finish_reason": "stop"},
    )


def test_an_empty_finish_reason_is_none_and_the_last_one_holds() -> None:
    check_chat(
        chunk({"content": "a"}, ""),
        chunk({}, "stop"),
        chunk({}, "length"),
        chunk({}, ""),
        reply={"text": "a", "finish_reason": "length"},
    )


def test_usage_is_never_summed_and_null_does_not_erase_it() -> None:
    check_chat(
        chunk({"content": "a"}, usage={"total_tokens": 4, "cost": None}),
        chunk({"content": "b"}, usage={"total_tokens": 5, "cost": 1}),
        chunk({}, usage={"cost": None}),
        chunk({}, usage=None),
        reply={"text": "ab"},
        usage={"total_tokens": 5, "cost": 1},
    )


def test_function_call_of_before_tool_calls() -> None:
    merged = check_chat(
        chunk({"function_call": {"name": "f", "arguments": ""}}),
        chunk({"function_call": {"arguments": '{"a"'}}),
        chunk({"function_call": {"arguments": ":1}"}}, "function_call"),
        reply={
            "tool_calls": [{"name": "f", "arguments": '{"a":1}'}],
            "finish_reason": "function_call",
        },
    )
    assert at(merged, "choices", 0) == {
        "index": 0,
        "message": {
            "role": "assistant",
            "content": None,
            "function_call": {"name": "f", "arguments": '{"a":1}'},
        },
        "finish_reason": "function_call",
    }


def test_refusal_logprobs_audio_and_images_add_up() -> None:
    def event(delta: JsonValue, token: str) -> JsonValue:
        logprobs: JsonValue = {"content": None, "refusal": [{"token": token}]}
        return {"choices": [{"index": 0, "delta": delta, "logprobs": logprobs}]}

    merged = check_chat(
        event({"refusal": "I ", "audio": {"id": "a", "data": "AA", "transcript": "x"}}, "I "),
        event({"refusal": "can't", "audio": {"data": "BB", "expires_at": 9}}, "can't"),
        chunk({"images": [{"type": "image_url"}]}),
        chunk({"images": [{"type": "image_url"}]}),
        reply={"refusal": "I can't"},
    )
    assert at(merged, "choices", 0) == {
        "index": 0,
        "message": {
            "role": "assistant",
            "content": None,
            "refusal": "I can't",
            "audio": {"id": "a", "data": "AABB", "transcript": "x", "expires_at": 9},
            "images": [{"type": "image_url"}, {"type": "image_url"}],
        },
        "finish_reason": None,
        "logprobs": {"content": None, "refusal": [{"token": "I "}, {"token": "can't"}]},
    }


def test_an_error_beside_choices_is_told_and_what_came_stays() -> None:
    check_chat(
        chunk({"content": "a"}),
        chunk({"content": "b"}, "error", error={"code": 502, "message": "upstream"}),
        "[DONE]",
        reply={"text": "ab", "finish_reason": "error"},
        error="upstream",
        terminators=["[DONE]"],
    )


def test_an_error_inside_a_choice_is_told() -> None:
    choice: JsonValue = {"index": 0, "delta": {}, "error": {"code": 502, "message": "upstream"}}
    check(sse({"choices": [choice]}), {"dialect": "openai-chat", "error": "upstream"})


def test_halves_of_a_character_split_over_two_deltas_join() -> None:
    body = sse(
        chunk({"content": "a\ud83d", "reasoning": "\ud83d"}),
        chunk({"content": "\ude00b", "reasoning": "x"}),
        calling(call(index=0, id="a", name="f", arguments='"\ud83d')),
        calling(call(index=0, arguments='\ude00"')),
        chunk({"content": "\ud83d"}),
    )
    one_call: JsonValue = [{"id": "a", "name": "f", "arguments": '"😀"'}]
    reply: JsonValue = {"text": "a😀b\ufffd", "reasoning": "\ufffdx", "tool_calls": one_call}
    run = check(body, {"dialect": "openai-chat", "messages": [reply]})
    merged = run.merger.merged()
    assert at(merged, "choices", 0, "message", "content") == "a😀b\ufffd"


def test_each_delta_is_traced_to_its_event() -> None:
    run = run_of(
        [
            sse(
                chunk({"role": "assistant"}),
                chunk({"reasoning": "r"}),
                chunk({"content": "H"}),
                calling(call(index=0, id="a", name="f", arguments="{}")),
                chunk({"content": "i"}),
                "[DONE]",
            )
        ]
    )
    pieces = [run.reply.provenance.of_event(number) for number in range(1, 7)]
    told = [[(piece.part.slot, piece.text) for piece in each] for each in pieces]
    assert told == [
        [],
        [("reasoning", "r")],
        [("text", "H")],
        [("tool", "{}")],
        [("text", "i")],
        [],
    ]


def test_a_second_completion_in_the_same_stream_is_noted() -> None:
    first = [chunk({"role": "assistant", "content": "a"}, id="1"), chunk({}, "stop", id="1")]
    second = [chunk({"role": "assistant", "content": "b"}, id="2"), chunk({}, "stop", id="2")]
    assert notes(*first, *second) == [
        ("message-restarted", 3, 'the completion "1" was followed by "2" in one stream')
    ]


def test_an_id_of_its_own_for_each_chunk_is_no_second_completion() -> None:
    assert notes(*(chunk({"role": "assistant", "content": "a"}, id=str(n)) for n in range(3))) == []
    assert notes(chunk({"content": "a"}, "stop", id="1"), chunk({"content": "b"}, id="2")) == []


def notes(*events: JsonValue) -> list[tuple[str, int, str]]:
    reply = run_of([sse(*events)]).reply
    return [(note.code, note.event, note.message) for note in reply.notes]
