"""Chat Completions and Completions: the merged object is what a call without `stream` gives."""

from openai.types.chat import ChatCompletion

from replies import SSE, run_of, sse
from sdk_types import Misfit, check_whole, misfits
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]

TOP: Object = {"id": "c", "created": 1, "model": "m"}
USAGE: Object = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
COUNTED: Object = {**TOP, "object": "chat.completion.chunk", "choices": [], "usage": USAGE}
LOGPROBS: list[JsonValue] = [
    {"token": token, "logprob": -0.5, "bytes": [ord(token)], "top_logprobs": []} for token in "Hi"
]


def chunk(delta: Object, index: int = 0, **fields: JsonValue) -> Object:
    choice: Object = {"index": index, "delta": delta, "logprobs": None, "finish_reason": None}
    told: Object = {"object": "chat.completion.chunk", "usage": None, "obfuscation": "xx"}
    return {**TOP, **told, "choices": [{**choice, **fields}]}


OPEN = chunk({"role": "assistant", "content": "", "refusal": None})
STOP = chunk({}, finish_reason="stop")


def message(content: str | None = "Hi", **fields: JsonValue) -> Object:
    return {"role": "assistant", "content": content, "refusal": None, **fields}


def choice(message: Object, reason: str | None = "stop", **fields: JsonValue) -> Object:
    told: Object = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
    return {**told, **fields}


def completion(*choices: JsonValue, **fields: JsonValue) -> Object:
    return {**TOP, "object": "chat.completion", "choices": list(choices), **fields}


def check_chat(*events: JsonValue, whole: Object, **told: set[str]) -> None:
    """The events, with usage and `[DONE]` after them, are merged into `whole`."""
    check_whole(sse(*events, COUNTED, "[DONE]"), SSE, {**whole, "usage": USAGE}, **told)


def test_text() -> None:
    service: Object = {"service_tier": "default", "system_fingerprint": None}
    check_chat(
        {**OPEN, **service},
        chunk({"content": "H"}),
        chunk({"content": "i"}),
        STOP,
        whole=completion(choice(message()), **service),
    )


def test_fields_stand_in_the_order_of_the_provider() -> None:
    merged = run_of([sse(OPEN, STOP, COUNTED)]).merger.merged()
    assert isinstance(merged, dict)
    assert list(merged) == ["id", "object", "created", "model", "choices", "usage"]


def test_reasoning_of_compatible_servers_stands_beside_the_content() -> None:
    for field in ("reasoning", "reasoning_content"):
        check_chat(
            OPEN,
            chunk({field: "h"}),
            chunk({field: "m"}),
            chunk({"content": "Hi"}),
            STOP,
            whole=completion(choice(message(**{field: "hm"}))),
            own={f"choices[].message.{field}"},
        )


def test_a_refusal() -> None:
    check_chat(
        chunk({"role": "assistant", "content": None, "refusal": ""}),
        chunk({"refusal": "I "}),
        chunk({"refusal": "won't"}),
        STOP,
        whole=completion(choice({**message(None), "refusal": "I won't"})),
    )


def calling(**call: JsonValue) -> Object:
    return chunk({"tool_calls": [call]})


def test_parallel_tool_calls() -> None:
    ended = chunk({}, finish_reason="tool_calls")
    called: list[JsonValue] = [
        {"id": "a", "type": "function", "function": {"name": "f", "arguments": '{"x":1}'}},
        {"id": "b", "type": "function", "function": {"name": "g", "arguments": "{}"}},
    ]
    check_chat(
        chunk({"role": "assistant", "content": None, "refusal": None}),
        calling(index=0, id="a", type="function", function={"name": "f", "arguments": ""}),
        calling(index=0, function={"arguments": '{"x"'}),
        calling(index=1, id="b", type="function", function={"name": "g", "arguments": "{}"}),
        calling(index=0, function={"arguments": ":1}"}),
        ended,
        whole=completion(choice(message(None, tool_calls=called), "tool_calls")),
    )


def test_a_call_of_a_custom_tool() -> None:
    body = sse(
        chunk({"role": "assistant", "content": None, "refusal": None}),
        calling(index=0, id="a", type="custom", custom={"name": "sql", "input": ""}),
        calling(index=0, custom={"input": "SELECT"}),
        calling(index=0, custom={"input": " 1"}),
        chunk({}, finish_reason="tool_calls"),
    )
    custom: JsonValue = {"name": "sql", "input": "SELECT 1"}
    called: JsonValue = [{"id": "a", "type": "custom", "custom": custom}]
    whole = completion(choice(message(None, tool_calls=called), "tool_calls"))
    check_whole(body, SSE, whole)
    (told,) = run_of([body]).reply.messages[0].tool_calls
    assert (told.id, told.name, told.arguments, told.free_text) == ("a", "sql", "SELECT 1", True)


def test_a_call_without_an_id_is_given_none() -> None:
    check_chat(
        chunk({"role": "assistant", "content": None, "refusal": None}),
        calling(index=0, function={"name": "f", "arguments": "{}"}),
        STOP,
        whole=completion(
            choice(
                message(
                    None,
                    tool_calls=[{"type": "function", "function": {"name": "f", "arguments": "{}"}}],
                )
            )
        ),
        lacks={"choices[].message.tool_calls[].id"},
    )


def test_the_older_form_of_a_call() -> None:
    check_chat(
        chunk({"role": "assistant", "content": None, "refusal": None}),
        chunk({"function_call": {"name": "f", "arguments": "{"}}),
        chunk({"function_call": {"arguments": "}"}}),
        chunk({}, finish_reason="function_call"),
        whole=completion(
            choice(message(None, function_call={"name": "f", "arguments": "{}"}), "function_call")
        ),
    )


def test_several_choices() -> None:
    check_chat(
        OPEN,
        chunk({"role": "assistant", "content": "Y", "refusal": None}, 1),
        chunk({"content": "Hi"}),
        chunk({"content": "o"}, 1),
        chunk({}, 1, finish_reason="length"),
        STOP,
        whole=completion(choice(message()), choice(message("Yo"), "length", index=1)),
    )


def test_log_probabilities() -> None:
    check_chat(
        chunk({"role": "assistant", "content": "", "refusal": None}, logprobs={"content": []}),
        chunk({"content": "H"}, logprobs={"content": LOGPROBS[:1], "refusal": None}),
        chunk({"content": "i"}, logprobs={"content": LOGPROBS[1:], "refusal": None}),
        STOP,
        whole=completion(choice(message(), logprobs={"content": LOGPROBS, "refusal": None})),
    )


def test_annotations() -> None:
    source: Object = {"url": "u", "title": "t", "start_index": 0, "end_index": 2}
    cited: JsonValue = [{"type": "url_citation", "url_citation": source}]
    check_chat(
        OPEN,
        chunk({"content": "Hi"}),
        chunk({"annotations": cited}),
        STOP,
        whole=completion(choice(message(annotations=cited))),
    )


def test_audio() -> None:
    spoken: Object = {"id": "a", "data": "AAAA", "transcript": "Hi", "expires_at": 9}
    check_chat(
        chunk({"role": "assistant", "content": None, "refusal": None}),
        chunk({"audio": {"id": "a", "transcript": "H"}}),
        chunk({"audio": {"transcript": "i", "data": "AA"}}),
        chunk({"audio": {"data": "AA"}}),
        chunk({"audio": {"expires_at": 9}}),
        STOP,
        whole=completion(choice(message(None, audio=spoken))),
    )


def test_images_of_compatible_servers() -> None:
    image: JsonValue = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}
    check_chat(
        OPEN,
        chunk({"images": [image]}),
        STOP,
        whole=completion(choice(message("", images=[image]))),
        own={"choices[].message.images"},
    )


def test_fields_that_azure_and_together_and_vllm_send_with_each_delta() -> None:
    check_chat(
        OPEN,
        chunk({"content": "H", "token_id": 7}, token_ids=[7]),
        chunk({"content": "i", "token_id": 8}, token_ids=[8]),
        chunk({}, finish_reason="stop", content_filter_offsets={"check_offset": 1}),
        whole=completion(choice(message(), token_ids=[7, 8])),
        own={"choices[].token_ids"},
    )


def test_what_groq_tells_of_usage_stands_where_it_stands_without_streaming() -> None:
    parts: Object = {"models": [{"model": "m", "usage": USAGE}]}
    body = sse(
        {**OPEN, "x_groq": {"id": "r"}},
        chunk({"content": "Hi", "channel": "final"}),
        {**STOP, "x_groq": {"id": "r", "seed": 1, "usage": USAGE, "usage_breakdown": parts}},
    )
    told: Object = {"x_groq": {"id": "r", "seed": 1}, "usage_breakdown": parts, "usage": USAGE}
    whole = completion(choice(message()), **told)
    check_whole(body, SSE, whole, own={"x_groq", "usage_breakdown"})


def test_an_error_amid_the_stream_leaves_what_came_before() -> None:
    body = sse(OPEN, chunk({"content": "Hi"}), {"error": {"message": "down", "code": 500}})
    run = run_of([body])
    assert run.reply.error is not None
    error: Object = {"error": {"message": "down", "code": 500}}
    whole = completion(choice(message(), None), **error)
    check_whole(body, SSE, whole, lacks={"choices[].finish_reason"})


def test_what_a_stream_that_is_cut_off_never_told_is_not_made_up() -> None:
    whole = completion(choice(message("H"), None))
    check_whole(sse(OPEN, chunk({"content": "H"})), SSE, whole, lacks={"choices[].finish_reason"})
    bare: Object = {"choices": [{"index": 0, "delta": {"content": "H"}, "finish_reason": "stop"}]}
    held: Object = {"role": "assistant", "content": "H"}
    least: Object = {"index": 0, "message": held, "finish_reason": "stop"}
    merged: Object = {"object": "chat.completion", "choices": [least]}
    check_whole(sse(bare), SSE, merged, lacks={"id", "created", "model"})


def text(words: str, index: int = 0, reason: str | None = None, **fields: JsonValue) -> Object:
    told: Object = {"text": words, "index": index, "logprobs": None, "finish_reason": reason}
    return {**told, **fields}


def completions(*choices: JsonValue, **fields: JsonValue) -> Object:
    return {**TOP, "object": "text_completion", "choices": list(choices), **fields}


def spelled(words: str) -> Object:
    return {
        "tokens": list(words),
        "token_logprobs": [-0.5 for _ in words],
        "top_logprobs": [{letter: -0.5} for letter in words],
        "text_offset": [*range(len(words))],
    }


def test_completions() -> None:
    first: Object = {**spelled("H"), "text_offset": [0]}
    second: Object = {**spelled("i"), "text_offset": [1]}
    body = sse(
        completions(text("H", logprobs=first)),
        completions(text("Yo", 1)),
        completions(text("i", 0, "stop", logprobs=second)),
        completions(text("", 1, "length")),
        completions(usage=USAGE),
        "[DONE]",
    )
    choices = (text("Hi", 0, "stop", logprobs=spelled("Hi")), text("Yo", 1, "length"))
    check_whole(body, SSE, completions(*choices, usage=USAGE))


def test_completions_that_are_cut_off() -> None:
    body = sse(completions(text("H")), {"choices": [{"text": "i", "index": 0}]})
    check_whole(body, SSE, completions(text("Hi")), lacks={"choices[].finish_reason"})
    bare = sse({"object": "text_completion", "choices": [text("Hi", 0, "stop")]})
    whole: Object = {"object": "text_completion", "choices": [text("Hi", 0, "stop")]}
    check_whole(bare, SSE, whole, lacks={"id", "created", "model"})


def test_the_reading_is_strict() -> None:
    right = completion(choice(message()))
    assert misfits(ChatCompletion, right) == []
    wrong: Object = {**right, "object": "chat.completion.chunk", "created": "1"}
    assert misfits(ChatCompletion, wrong) == [
        Misfit("created", "1"),
        Misfit("object", "chat.completion.chunk"),
    ]
    del wrong["model"]
    assert Misfit("model", None, missing=True) in misfits(ChatCompletion, wrong)
