"""OpenAI's Assistants: a run of a thread, its steps with their tool calls, and its messages.

Each object is streamed whole when its state changes; in between come deltas of messages and steps.
A request that does not stream gives the run alone and leaves the others to be fetched.
"""

from collections.abc import Mapping
from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import (
    Append,
    Change,
    Citation,
    Citations,
    Failure,
    Finish,
    Model,
    Opened,
    Replace,
    Slot,
    Usage,
)
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    Shape,
    by_index,
    concatenate,
    frozen_object,
    grow,
    inside,
    leave_out,
    thawed_object,
)
from wirelens.stream.dialects.openai_run_steps import RunStep
from wirelens.stream.errors import error_message
from wirelens.stream.items import Event

_ENDED = frozenset(
    ("completed", "failed", "cancelled", "expired", "incomplete", "requires_action")
)
_TEXTS: dict[str, Slot] = {"text": "text", "refusal": "refusal"}
