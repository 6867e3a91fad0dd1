"""Which known dialect an unknown stream comes nearest to, and what it lacks."""

import pytest

from wirelens.jsonvalue import JsonValue
from wirelens.stream.items import Event
from wirelens.stream.merge import recognised
from wirelens.stream.nearest import Enveloped, enveloped_dialect, nearest_dialect

CHUNK: JsonValue = {"choices": [{"delta": {"content": "Hi"}, "finish_reason": None}]}


def event(type_: str = "message") -> Event:
    return Event(offset=0, end=0, type=type_, data="", id="")


def test_the_nearest_dialect_shares_most_names() -> None:
    nearest = nearest_dialect([{"message": {"content": "Hi"}, "finished": False, "done": 0}])
    assert nearest is not None
    assert nearest.dialect == "ollama-chat"
    assert nearest.shared == ("content", "done", "message")
    assert nearest.lacking == 'an object "$.message" beside "$.done"'


def test_one_shared_name_is_chance() -> None:
    assert nearest_dialect([{"message": "Hi"}, "text", 7, None]) is None


# For each dialect that may be named an event that has what the message says was expected, and
# little else.
HAVING: dict[str, JsonValue] = {
    "openai-chat": {"choices": [{"delta": {"content": "", "tool_calls": []}}]},
    "openai-completions": {"choices": [{"text": "", "logprobs": None}]},
    "openai-responses": {"type": "response.x", "output_index": 0, "item_id": ""},
    "anthropic-messages": {"type": "content_block_delta", "delta": {}, "index": 0},
    "gemini": {"candidates": [], "usageMetadata": {}},
    "ollama-chat": {"message": {"content": ""}, "done": False},
    "ollama-generate": {"response": "", "done": True, "context": []},
    "cohere-v2": {"type": "content-delta", "delta": {"message": {"content": {}}}},
    "tgi": {"token": {"special": False}, "generated_text": None},
    "dify": {"event": "message", "task_id": "", "answer": ""},
    "ag-ui": {"type": "TEXT_MESSAGE_CONTENT", "messageId": "", "delta": ""},
    "langgraph": {"type": "event", "seq": 1, "method": "", "params": {"namespace": []}},
    "watsonx": {"results": [{"generated_text": "", "stop_reason": ""}]},
}


@pytest.mark.parametrize("dialect", HAVING)
def test_an_event_that_has_what_was_lacking_is_recognised(dialect: str) -> None:
    found = recognised(event(), HAVING[dialect])
    assert found is not None
    assert found.id == dialect
    nearest = nearest_dialect([HAVING[dialect]])
    assert nearest is not None
    assert nearest.dialect == dialect


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"id": 1, "data": CHUNK}, "$.data"),
        ({"a b": {"c": CHUNK}}, "$['a b'].c"),
        ([CHUNK], "$[0]"),
        ({"messages": [{"chunk": CHUNK}]}, "$.messages[0].chunk"),
    ],
)
def test_a_dialect_inside_an_envelope_is_found(value: JsonValue, path: str) -> None:
    events: list[tuple[Event, JsonValue]] = [(event(), {"data": 1}), (event(), value)]
    assert enveloped_dialect(events) == Enveloped("openai-chat", path)


def test_what_holds_no_dialect_is_no_envelope() -> None:
    assert enveloped_dialect([(event(), {"a": {"b": {"c": {"d": CHUNK}}}}), (event(), 7)]) is None
