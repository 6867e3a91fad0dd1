"""What one event adds to a reply, as data. Dialects yield these; `reply` applies them.

`message` orders the messages of a reply: the choice or candidate index, or the count of messages
before it. `part` names a part within its message; any hashable key that the dialect finds handy.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

from wirelens.jsonvalue import JsonValue

Slot = Literal["text", "reasoning", "refusal", "tool"]


@dataclass(frozen=True, slots=True)
class Append:
    """A delta: `text` goes to the end of a part. For `tool` it is argument text, byte for byte."""

    message: int
    part: Hashable
    slot: Slot
    text: str


@dataclass(frozen=True, slots=True)
class Replace:
    """The provider states the whole of a part; equal text changes nothing."""

    message: int
    part: Hashable
    slot: Slot
    text: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool call is opened or learns its id or name; None leaves what is known.

    `free_text`: by the provider's design the arguments are no JSON, but code or a custom tool's
    input. `step`: not a call that names a function of the request, but a step that the provider
    states as an item of its own kind (code interpreter, shell): a part, yet no tool call.
    """

    message: int
    part: Hashable
    id: str | None = None
    name: str | None = None
    free_text: bool = False
    step: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A message begins: its role, where the provider says it."""

    message: int
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation of a message, as the provider spells it."""

    message: int
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Citations:
    """All citations of a message; replaces what came before."""

    message: int
    values: tuple[JsonValue, ...]


@dataclass(frozen=True, slots=True)
class Finish:
    """The finish reason of a message, as the provider spells it."""

    message: int
    reason: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Usage as the provider spells it; a later non-null value of a key replaces an earlier one."""

    values: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Model:
    """The model's name; the last one told holds."""

    name: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An error inside the stream: the provider's message, and the whole object."""

    message: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Terminator:
    """The event that ends a reply: `[DONE]`, `message_stop`."""

    name: str


@dataclass(frozen=True, slots=True)
class Note:
    """A finding that only the dialect can make, such as `block-order` or `sequence-gap`."""

    code: str
    message: str


Change = (
    Append
    | Replace
    | Tool
    | Opened
    | Citation
    | Citations
    | Finish
    | Usage
    | Model
    | Failure
    | Terminator
    | Note
)
