"""The older Completions: choices that continue a prompt."""

from replies import check, run_of, sse
from wirelens.jsonvalue import JsonValue

Chunk = dict[str, JsonValue]


def choice(text: str, index: int = 0, finish: str | None = None, **fields: JsonValue) -> JsonValue:
    return {"text": text, "index": index, "logprobs": None, "finish_reason": finish, **fields}


def chunk(*choices: JsonValue, **fields: JsonValue) -> Chunk:
    return {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 1,
        "choices": list(choices),
        "model": "m",
        **fields,
    }


def test_the_texts_of_a_choice_add_up() -> None:
    usage: JsonValue = {"prompt_tokens": 1, "completion_tokens": 2}
    run = check(
        sse(
            chunk(choice("On")),
            chunk(choice("ce\n")),
            chunk(choice("", finish="length")),
            chunk(usage=usage),
            "[DONE]",
        ),
        {
            "dialect": "openai-completions",
            "messages": [{"text": "Once\n", "finish_reason": "length"}],
            "usage": usage,
            "model": "m",
            "terminators": ["[DONE]"],
        },
    )
    assert run.merger.merged() == chunk(choice("Once\n", finish="length"), usage=usage)


def test_choices_are_told_apart_by_their_index() -> None:
    run = check(
        sse(
            chunk(choice("a", 1)),
            chunk(choice("x", 0), choice("b", 1, finish="stop")),
            chunk(choice("y", 0, finish="stop")),
        ),
        {
            "dialect": "openai-completions",
            "messages": [
                {"text": "xy", "finish_reason": "stop"},
                {"text": "ab", "finish_reason": "stop"},
            ],
            "model": "m",
        },
    )
    whole = chunk(choice("xy", 0, finish="stop"), choice("ab", 1, finish="stop"))
    assert run.merger.merged() == whole


def test_log_probabilities_are_lists_that_grow() -> None:
    def told(token: str, offset: int) -> JsonValue:
        return {
            "tokens": [token],
            "token_logprobs": [-0.5],
            "top_logprobs": [{token: -0.5}],
            "text_offset": [offset],
        }

    run = run_of(
        [sse(chunk(choice("a", logprobs=told("a", 3))), chunk(choice("b", logprobs=told("b", 4))))]
    )
    logprobs: JsonValue = {
        "tokens": ["a", "b"],
        "token_logprobs": [-0.5, -0.5],
        "top_logprobs": [{"a": -0.5}, {"b": -0.5}],
        "text_offset": [3, 4],
    }
    assert run.merger.merged() == chunk(choice("ab", logprobs=logprobs))


def test_the_shape_of_the_choices_decides_not_the_name_of_the_object() -> None:
    for object_ in ("text_completion", "chat.completion.chunk", ""):
        run = run_of([sse(chunk(choice("a"), object=object_))])
        assert run.merger.dialect_id == "openai-completions"
    repeated = chunk({"index": 0, "text": "a", "delta": {"content": "a"}}, object="")
    assert run_of([sse(repeated)]).merger.dialect_id == "openai-chat"
    assert run_of([sse(chunk())]).merger.dialect_id == "openai-completions"


def test_an_error_may_stand_beside_the_choices_or_in_one() -> None:
    expected: dict[str, JsonValue] = {
        "dialect": "openai-completions",
        "messages": [{"text": "a"}],
        "model": "m",
        "error": "no",
    }
    check(sse(chunk(choice("a")), {"error": {"message": "no"}}), expected)
    check(sse(chunk(choice("a")), chunk(choice("", error={"message": "no"}))), expected)
