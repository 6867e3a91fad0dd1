"""How many tokens a reply took, split into reasoning and answer.

The provider's usage counts where it is told; what it leaves open is shared out by the length of the
texts, and without any usage four characters are taken for a token. Both are marked as estimated.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wirelens.jsonvalue import JsonValue
from wirelens.stream.reply import Reply

CHARACTERS_A_TOKEN = 4

# As the providers spell them; the first that is there counts.
_OUTPUT = (
    "completion_tokens",
    "output_tokens",
    "outputTokens",
    "completionTokens",
    "eval_count",
    "candidatesTokenCount",
    "total_output_tokens",
    "generated_tokens",
    "generated_token_count",
    "tokens.output_tokens",
    "billed_units.output_tokens",
    "output_count",
)
_REASONING = (
    "completion_tokens_details.reasoning_tokens",
    "output_tokens_details.reasoning_tokens",
    "output_tokens_details.thinking_tokens",
    "outputTokenDetails.reasoningTokens",
    "reasoning_tokens",
    "reasoningTokens",
    "thoughtsTokenCount",
    "total_thought_tokens",
)
_INPUT = (
    "prompt_tokens",
    "input_tokens",
    "inputTokens",
    "promptTokens",
    "prompt_eval_count",
    "promptTokenCount",
    "total_input_tokens",
    "tokens.input_tokens",
    "billed_units.input_tokens",
)
# Anthropic and Bedrock count what a cache held beside the input, under names of their own.
_INPUT_WITHOUT_CACHE = ("input_tokens", "inputTokens")
_CACHE = (
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "cacheReadInputTokens",
    "cacheWriteInputTokens",
)
_TOTAL = ("total_tokens", "totalTokens", "totalTokenCount")
# Google counts thoughts beside the candidates' tokens, everyone else within the output.
_THOUGHTS_APART = ("thoughtsTokenCount", "total_thought_tokens")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Output tokens; None where neither usage nor text tells. What is estimated is said of both."""

    reasoning: int | None
    answer: int | None
    sum_is_estimated: bool
    split_is_estimated: bool

    @property
    def output(self) -> int:
        """Both together."""
        return (self.reasoning or 0) + (self.answer or 0)


def tokens(reply: Reply) -> Tokens:
    """The tokens of `reply` so far."""
    thought, said = _lengths(reply)
    reasoning, total = _reasoning_and_total(reply.usage)
    if total is None:
        return Tokens(_estimate(thought), _estimate(said), True, True)
    if reasoning is not None:
        return Tokens(reasoning or None, max(total - reasoning, 0) or None, False, False)
    if not thought or not said:
        whole = total or None
        return Tokens(whole, None, False, False) if thought else Tokens(None, whole, False, False)
    shared = round(total * thought / (thought + said))
    return Tokens(shared, total - shared, False, True)


def input_tokens(usage: Mapping[str, JsonValue]) -> int | None:
    """The prompt's tokens, those of a cache among them; None where usage tells none."""
    told = _first(usage, _INPUT)
    if told is None or not any(name in usage for name in _INPUT_WITHOUT_CACHE):
        return told
    return told + sum(_at(usage, name) or 0 for name in _CACHE)


def _lengths(reply: Reply) -> tuple[int, int]:
    """Characters of reasoning and of everything else."""
    thought = said = 0
    for message in reply.messages:
        for part in message.parts.values():
            if part.slot == "reasoning":
                thought += part.length
            else:
                said += part.length
    return thought, said


def _reasoning_and_total(usage: Mapping[str, JsonValue]) -> tuple[int | None, int | None]:
    output, reasoning = _first(usage, _OUTPUT), _first(usage, _REASONING)
    if output is None or not reasoning:
        return reasoning, output
    if any(_at(usage, path) is not None for path in _THOUGHTS_APART):
        return reasoning, output + reasoning
    # xAI's completion tokens leave the reasoning out; its own sum shows it.
    total, prompt = _first(usage, _TOTAL), _first(usage, _INPUT)
    apart = total is not None and prompt is not None and total == prompt + output + reasoning
    return reasoning, output + reasoning if apart or reasoning > output else output


def _first(usage: Mapping[str, JsonValue], paths: tuple[str, ...]) -> int | None:
    return next((found for path in paths if (found := _at(usage, path)) is not None), None)


def _at(usage: Mapping[str, JsonValue], path: str) -> int | None:
    value: JsonValue | Mapping[str, JsonValue] = usage
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return None
    return int(value)


def _estimate(length: int) -> int | None:
    return max(round(length / CHARACTERS_A_TOKEN), 1) if length else None
