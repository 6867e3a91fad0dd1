"""Where a recorded reply is not what an SDK's type says: each with its reason and the proof of it.

Nothing stands here that the merge could have put right: either the stream never told it, or its
sender says it differently than the SDK knows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sdk_types import Misfit
from wirelens.jsonvalue import JsonFault, JsonValue, parse_json

Proof = Callable[[Sequence[JsonValue], Misfit], bool]


@dataclass(frozen=True)
class Excuse:
    """A place that a type does not take, in so many recorded bodies; `proof` holds in each."""

    dialect: str
    path: str
    reason: str
    proof: Proof
    bodies: int


def never_told(events: Sequence[JsonValue], misfit: Misfit) -> bool:
    """The field stands in no event."""
    return misfit.missing and not list(_told(events, misfit.key))


def no_response_told(events: Sequence[JsonValue], misfit: Misfit) -> bool:
    """No event states the response that would hold the field."""
    return misfit.missing and not any(_told(events, "response"))


def told_empty(events: Sequence[JsonValue], misfit: Misfit) -> bool:
    """The field stands in events, but is null or empty in all of them."""
    return not misfit.value and not any(_told(events, misfit.key))


def told_so(events: Sequence[JsonValue], misfit: Misfit) -> bool:
    """The value is the sender's own."""
    return misfit.value in list(_leaves(events))


def cut_off(_events: Sequence[JsonValue], misfit: Misfit) -> bool:
    """The arguments ended before their JSON did: the model's text stands in place of a value."""
    text = misfit.value
    return isinstance(text, str) and isinstance(parse_json(text), JsonFault)


def told_as_list(events: Sequence[JsonValue], misfit: Misfit) -> bool:
    """Some event has a list where the SDK knows a text."""
    return isinstance(misfit.value, list) and any(
        isinstance(each, list) for each in _told(events, misfit.key)
    )


def told_as_number(events: Sequence[JsonValue], misfit: Misfit) -> bool:
    """A finish reason is the number of an enum's member."""
    return any(isinstance(each, int) for each in _told(events, "finishReason"))


EXCUSES = (
    Excuse("anthropic-messages", "content[].input", "max_tokens, or a restart", cut_off, 2),
    Excuse(
        "anthropic-messages",
        "usage.server_tool_use.web_fetch_requests",
        "recorded before the API told it",
        never_told,
        3,
    ),
    Excuse("gemini", "", "an enum's number, which the SDK cannot read", told_as_number, 1),
    Excuse("gemini", "FinishReason", "made up, to test clients", told_so, 2),
    Excuse("gemini", "HarmCategory", "made up, or of the API before Gemini", told_so, 3),
    Excuse("gemini", "HarmProbability", "made up, to test clients", told_so, 2),
    Excuse("gemini", "usageMetadata.serviceTier", "newer than the SDK", told_so, 4),
    Excuse("openai-chat", "choices[].finish_reason", "cut off, or never told", told_empty, 5),
    Excuse("openai-chat", "choices[].finish_reason", '"eos", "eos_token"', told_so, 2),
    Excuse("openai-chat", "choices[].message.content", "Mistral's thinking", told_as_list, 1),
    Excuse("openai-chat", "service_tier", "Snowflake leaves it empty", told_empty, 2),
    *(
        Excuse("openai-responses", path, "a fixture of one item's events", no_response_told, 1)
        for path in ("id", "created_at", "model", "parallel_tool_calls", "tool_choice", "tools")
    ),
    Excuse(
        "openai-responses",
        "usage.input_tokens_details.cache_write_tokens",
        "recorded before the API told it, or of a server that does not",
        never_told,
        33,
    ),
)

# Fields that no type of the SDK names, and who has them in replies that are not streamed as well.
KEPT: dict[str, dict[str, str]] = {
    "anthropic-messages": {
        "Anthropic's beta": "content[].content.abort_reason stop_details.fallback_credit_token"
        " stop_details.fallback_has_prefill_claim stop_details.recommended_model usage.iterations",
    },
    "gemini": {"PaLM": "candidates[].citationMetadata.citationSources"},
    "gemini-interactions": {"Gemini": "object"},
    "ollama-chat": {"Ollama": "message.tool_calls[].function.index"},
    "openai-chat": {
        "Azure": "choices[].content_filter_results prompt_filter_results latency_checkpoint"
        " usage.reasoning_tokens",
        "Cerebras": "time_info",
        "DeepSeek": "choices[].message.reasoning_content usage.prompt_cache_hit_tokens"
        " usage.prompt_cache_miss_tokens",
        "GPUStack": "usage.draft_tokens usage.draft_tokens_acceptance"
        " usage.prompt_tokens_per_second usage.time_per_output_token_ms"
        " usage.time_to_first_token_ms usage.tokens_per_second",
        "Groq": "choices[].message.executed_tools choices[].message.reasoning usage.completion_time"
        " usage.prompt_time usage.queue_time usage.total_time usage_breakdown x_groq",
        "OpenRouter": "choices[].message.annotations[].url_citation.content"
        " choices[].message.reasoning_details choices[].native_finish_reason error provider"
        " usage.cost usage.cost_details usage.is_byok usage.server_tool_use_details"
        " usage.completion_tokens_details.image_tokens usage.prompt_tokens_details.video_tokens",
        "Perplexity": "citations search_results usage.search_context_size",
        "SGLang": "choices[].matched_stop",
        "TensorZero": "episode_id",
        "Together": "choices[].seed usage.cached_tokens",
        "vLLM": "choices[].stop_reason choices[].token_ids prompt_text prompt_token_ids",
        "xAI": "usage.cost_in_usd_ticks usage.num_sources_used",
    },
    "openai-responses": {
        "Azure": "content_filters",
        "OpenAI": "frequency_penalty presence_penalty store tools[].n",
    },
}


def _told(value: JsonValue | Sequence[JsonValue], key: str) -> Iterator[JsonValue]:
    """All that stands under `key`, at any depth."""
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        for each in value.values():
            yield from _told(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _told(each, key)


def _leaves(value: JsonValue | Sequence[JsonValue]) -> Iterator[JsonValue]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _leaves(each)
    else:
        assert isinstance(value, str | int | float | None)
        yield value
