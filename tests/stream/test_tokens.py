"""How many tokens a reply took, as the providers spell it, and what is estimated."""

import pytest

from runs import chat, played, text, usage
from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Usage
from wirelens.stream.reply import Reply
from wirelens.stream.tokens import Tokens, input_tokens, tokens


def check(
    expected: Tokens, told: dict[str, JsonValue], thought: str = "", said: str = "said"
) -> None:
    """A reply of these texts and this usage took the expected tokens."""
    reply = Reply()
    reply.apply(1, Append(0, "thought", "reasoning", thought))
    reply.apply(2, Append(0, "said", "text", said))
    reply.apply(3, Usage(told))
    assert tokens(reply) == expected


def test_without_usage_four_characters_are_a_token() -> None:
    check(Tokens(2, 3, True, True), {}, thought="x" * 8, said="x" * 12)


def test_a_reply_without_text_took_none() -> None:
    check(Tokens(None, None, True, True), {}, said="")


def test_usage_without_reasoning_is_all_answer() -> None:
    check(Tokens(None, 38, False, False), {"completion_tokens": 38})


def test_openai_counts_reasoning_within_the_completion() -> None:
    told: dict[str, JsonValue] = {
        "completion_tokens": 300,
        "completion_tokens_details": {"reasoning_tokens": 200},
    }
    check(Tokens(200, 100, False, False), told)


def test_reasoning_that_was_never_shown_counts_all_the_same() -> None:
    told: dict[str, JsonValue] = {
        "output_tokens": 50,
        "output_tokens_details": {"reasoning_tokens": 40},
    }
    check(Tokens(40, 10, False, False), told, thought="")


def test_anthropic_tells_the_sum_and_the_texts_tell_the_shares() -> None:
    check(Tokens(30, 10, False, True), {"output_tokens": 40}, thought="x" * 75, said="x" * 25)


def test_gemini_counts_thoughts_beside_the_candidates() -> None:
    told: dict[str, JsonValue] = {"candidatesTokenCount": 10, "thoughtsTokenCount": 90}
    check(Tokens(90, 10, False, False), told)


def test_xai_counts_reasoning_beside_the_completion() -> None:
    told: dict[str, JsonValue] = {
        "prompt_tokens": 5,
        "completion_tokens": 100,
        "total_tokens": 165,
        "completion_tokens_details": {"reasoning_tokens": 60},
    }
    check(Tokens(60, 100, False, False), told)


@pytest.mark.parametrize(
    "told",
    [
        {"eval_count": 7},
        {"outputTokens": 7},
        {"tokens": {"input_tokens": 3, "output_tokens": 7}},
        {"output_tokens": 7, "input_tokens": None},
    ],
    ids=["ollama", "bedrock", "cohere", "null"],
)
def test_each_provider_spells_it_in_its_own_way(told: dict[str, JsonValue]) -> None:
    check(Tokens(None, 7, False, False), told)


@pytest.mark.parametrize("wrong", ["7", True, -1, [7], {"n": 7}])
def test_what_is_no_count_is_passed_over(wrong: JsonValue) -> None:
    check(Tokens(None, 1, True, True), {"completion_tokens": wrong})


def test_input_tokens_are_told_by_usage_alone() -> None:
    run = played((0.5, chat({"role": "assistant"}) + text("Hi")[0] + usage(prompt_tokens=12)))
    assert input_tokens(run.reply.usage) == 12
