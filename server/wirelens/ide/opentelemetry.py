"""A run in the names and units of OpenTelemetry's conventions for generative AI.

https://github.com/open-telemetry/semantic-conventions-genai: metrics of the client in seconds, and
the attributes of an inference span. Only what was measured or told stands here: none of
`gen_ai.server.*`, which a client cannot see, and no count that had to be estimated.
"""

from itertools import pairwise

from wirelens.jsonvalue import JsonValue
from wirelens.stream.arrivals import Arrivals
from wirelens.stream.run import Run
from wirelens.stream.timing import timing
from wirelens.stream.tokens import input_tokens, tokens
from wirelens.stream.verdict import failure, verdict

# As the convention advises for durations, in seconds.
BOUNDS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)

_OPERATIONS = {
    "anthropic-messages": "chat",
    "bedrock-converse": "chat",
    "cohere-v1": "chat",
    "cohere-v2": "chat",
    "gemini": "generate_content",
    "gemini-code-assist": "generate_content",
    "ollama-chat": "chat",
    "ollama-generate": "text_completion",
    "openai-chat": "chat",
    "openai-completions": "text_completion",
    "openai-responses": "chat",
    "tgi": "text_completion",
    "watsonx": "text_completion",
}
# Whose format it is. That of OpenAI is everyone's, so it names nobody.
_PROVIDERS = {
    "anthropic-messages": "anthropic",
    "bedrock-converse": "aws.bedrock",
    "bedrock-invoke": "aws.bedrock",
    "cohere-v1": "cohere",
    "cohere-v2": "cohere",
    "gemini": "gcp.gen_ai",
    "gemini-code-assist": "gcp.gen_ai",
    "gemini-interactions": "gcp.gen_ai",
    "watsonx": "ibm.watsonx.ai",
}
_DECIMALS = 6


def opentelemetry(run: Run) -> dict[str, JsonValue] | None:
    """Names and values, without those that are unknown; None for what is no stream."""
    if not run.log.events:
        return None
    told = {**_kind(run), **_response(run), **_usage(run), **_durations(run)}
    return {name: value for name, value in told.items() if value is not None}


def histogram(arrivals: Arrivals) -> dict[str, JsonValue]:
    """The data point that an exporter makes of the waits, with the names of OTLP."""
    waits = arrivals.waits()
    up_to = [0, *map(arrivals.waits_up_to, BOUNDS), len(waits)]
    return {
        "count": len(waits),
        "sum": round(arrivals.spread, _DECIMALS),
        "min": round(waits[0], _DECIMALS),
        "max": round(waits[-1], _DECIMALS),
        "bucketCounts": [later - earlier for earlier, later in pairwise(up_to)],
        "explicitBounds": [*BOUNDS],
    }


def _kind(run: Run) -> dict[str, JsonValue]:
    dialect = run.merger.dialect_id
    return {
        "gen_ai.operation.name": _OPERATIONS.get(dialect),
        "gen_ai.provider.name": _PROVIDERS.get(dialect),
        "error.type": _error_type(run),
    }


def _error_type(run: Run) -> str | None:
    """A word for the error that the run ended with: the status, the provider's code, or ours."""
    if run.response is not None and run.response.status >= 400:
        return str(run.response.status)
    if (found := failure(run)) is not None:
        return _code(found.value) or "_OTHER"
    word = verdict(run)
    if run.ended is None or word not in ("error", "stalled", "truncated"):
        return None
    return run.ended.code or word


def _code(error: JsonValue) -> str | None:
    """What an error calls itself, by its innermost object."""
    if not isinstance(error, dict):
        return None
    inner = _code(error.get("error"))
    named = (error.get(key) for key in ("type", "code", "status"))
    return inner or next((each for each in named if isinstance(each, str) and each), None)


def _response(run: Run) -> dict[str, JsonValue]:
    reasons: list[JsonValue] = [m.finish_reason for m in run.reply.messages if m.finish_reason]
    return {
        "gen_ai.response.model": run.reply.model,
        "gen_ai.response.finish_reasons": reasons or None,
    }


def _usage(run: Run) -> dict[str, JsonValue]:
    counted = tokens(run.reply)
    return {
        "gen_ai.usage.input_tokens": input_tokens(run.reply.usage),
        "gen_ai.usage.output_tokens": None if counted.sum_is_estimated else counted.output,
        "gen_ai.usage.reasoning.output_tokens": (
            None if counted.split_is_estimated else counted.reasoning
        ),
    }


def _durations(run: Run) -> dict[str, JsonValue]:
    times = timing(run)
    came = run.content_arrivals()
    return {
        "gen_ai.client.operation.duration": _rounded(times.end),
        "gen_ai.client.operation.time_to_first_chunk": _rounded(times.first_event),
        "gen_ai.client.operation.time_per_output_chunk": histogram(came) if came.waits() else None,
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, _DECIMALS)
