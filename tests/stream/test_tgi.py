"""Text Generation Inference: tokens, and the whole text on the last of them."""

from replies import Summary, check, run_of, sse
from wirelens.jsonvalue import JsonValue


def token(
    text: str, whole: str | None = None, details: JsonValue = None, special: bool = False
) -> JsonValue:
    held: JsonValue = {"id": 7, "text": text, "logprob": -0.5, "special": special}
    return {"index": 1, "token": held, "generated_text": whole, "details": details}


DETAILS: dict[str, JsonValue] = {"finish_reason": "length", "generated_tokens": 2, "seed": None}


LAST: dict[str, JsonValue] = {
    "index": 1,
    "token": {"id": 7, "text": "a", "logprob": -0.5, "special": False},
    "generated_text": "a",
}


def check_tokens(*tokens: JsonValue, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The tokens give one message; the merged object is told."""
    expected: Summary = {"dialect": "tgi", "messages": [reply], **rest}
    body = sse(*tokens)
    # The server leaves out the space after the colon.
    check(body.replace(b"data: ", b"data:"), expected)
    return check(body, expected).merger.merged()


def test_tokens_add_up_to_the_text_that_the_last_one_states() -> None:
    merged = check_tokens(
        token(" a"),
        token(" b", whole=" a b", details=DETAILS),
        reply={"text": " a b", "finish_reason": "length"},
        usage={"generated_tokens": 2},
        terminators=["generated_text"],
    )
    tokens = [{"id": 7, "text": text, "logprob": -0.5, "special": False} for text in (" a", " b")]
    details = {**DETAILS, "prefill": [], "tokens": tokens}
    assert merged == {"generated_text": " a b", "details": details}


def test_details_of_a_stream_alone_are_left_out_and_likely_tokens_kept() -> None:
    likely: list[JsonValue] = [{"id": 8, "text": "b", "logprob": -1, "special": False}]
    last = {**LAST, "top_tokens": likely, "details": {**DETAILS, "input_length": 3}}
    merged = check_tokens(
        last,
        reply={"text": "a", "finish_reason": "length"},
        usage={"generated_tokens": 2, "input_length": 3},
        terminators=["generated_text"],
    )
    details = {**DETAILS, "prefill": [], "tokens": [LAST["token"]], "top_tokens": [likely]}
    assert merged == {"generated_text": "a", "details": details}


def test_special_tokens_are_no_text() -> None:
    check_tokens(
        token("a"),
        token("</s>", whole="a", special=True),
        reply={"text": "a"},
        terminators=["generated_text"],
    )


def test_a_prompt_in_front_of_the_whole_text_is_not_the_model_s() -> None:
    merged = check_tokens(
        token(" b"),
        token(" c", whole="Say a b c"),
        reply={"text": " b c"},
        terminators=["generated_text"],
    )
    assert merged == {"generated_text": "Say a b c"}


def test_a_whole_text_that_the_tokens_do_not_spell_replaces_them() -> None:
    check_tokens(
        token("a\ufffd"),
        token("b", whole="aéb"),
        reply={"text": "aéb"},
        terminators=["generated_text"],
    )


def test_a_stream_that_breaks_off_has_no_terminator() -> None:
    assert check_tokens(token("a"), reply={"text": "a"}) == {"generated_text": "a"}


def test_an_error_ends_what_came() -> None:
    check_tokens(
        token("a"),
        {"error": "overloaded", "error_type": "overloaded"},
        reply={"text": "a"},
        error="overloaded",
    )


def test_a_token_alone_is_not_enough_to_tell() -> None:
    assert run_of([sse({"token": {"text": "a"}})]).merger.dialect_id == "unknown"
    assert run_of([sse({"token": "a", "generated_text": None})]).merger.dialect_id == "unknown"
