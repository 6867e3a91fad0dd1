"""What the types of the official SDKs say of the object that a reply was merged into.

Each object is read strictly: a text is no number, and what a type requires must be there.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import ollama
from anthropic.types import Message
from anthropic.types.beta import BetaMessage
from google.genai.interactions import Interaction
from google.genai.types import GenerateContentResponse
from openai.types import Completion
from openai.types.beta import threads
from openai.types.beta.threads.runs import RunStep
from openai.types.chat import ChatCompletion
from openai.types.responses import Response
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from replies import cuts, run_of
from wirelens.jsonvalue import JsonValue, dump_json

TYPES: dict[str, type[BaseModel]] = {  # a dialect: what its SDK reads its whole reply as
    "anthropic-messages": Message,
    "gemini": GenerateContentResponse,
    "gemini-interactions": Interaction,
    "ollama-chat": ollama.ChatResponse,
    "ollama-generate": ollama.GenerateResponse,
    "openai-chat": ChatCompletion,
    "openai-completions": Completion,
    "openai-responses": Response,
}
ASSISTANTS: dict[str, type[BaseModel]] = {  # what is fetched apart: the run, and lists of these
    "run": threads.Run,
    "steps": RunStep,
    "messages": threads.Message,
}
BETA_BLOCKS = frozenset(  # that the SDK names in its beta types alone
    ("advisor_tool_result", "compaction", "fallback", "mcp_tool_result", "mcp_tool_use")
)


@dataclass(frozen=True)
class Misfit:
    """A place that an SDK does not take: its path, and the value there; `missing`: there is none.

    A path such as `choices[].finish_reason` is that of every member of a list.
    """

    path: str
    value: JsonValue
    missing: bool = False

    @property
    def key(self) -> str:
        """The last name of the path."""
        return self.path.rpartition(".")[2].removesuffix("[]")


def typed(dialect: str, merged: JsonValue) -> Iterator[tuple[type[BaseModel], JsonValue]]:
    """The objects that an SDK has types for, each with its type."""
    if dialect == "openai-assistants":
        assert isinstance(merged, dict)
        for key, type_ in ASSISTANTS.items():
            held = merged[key]
            yield from ((type_, each) for each in (held if isinstance(held, list) else [held]))
        return
    for each in merged if isinstance(merged, list) else [merged]:
        yield BetaMessage if _is_beta(each) else TYPES[dialect], each


def check_whole(body: bytes, media_type: str, expected: object, **told: set[str]) -> None:
    """A body, however it is cut, is merged into `expected`, and the SDK reads it as its own.

    `lacks`: what it does not take, as the stream told no better. `own`: fields that it cannot name.
    """
    for chunks in cuts(body):
        merger = run_of(chunks, media_type).merger
        merged = merger.merged()
        assert merged == expected, merged
    found: dict[str, set[str]] = {"lacks": set(), "own": set()}
    for type_, value in typed(merger.dialect_id, merged):
        found["lacks"] |= {misfit.path for misfit in misfits(type_, value)}
        found["own"] |= unknown(type_, value)
    assert found == {"lacks": set(), "own": set()} | told, found


def misfits(type_: type[BaseModel], value: JsonValue) -> list[Misfit]:
    """What of `value` the type does not take; none where it is what the type says."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")  # Google's enums warn of a name that they do not know
        found = list(_refused(type_, value))
    names = [str(each.message).partition(" ") for each in told]
    return found + [Misfit(rest.rpartition(" ")[2], name) for name, _, rest in names]


def unknown(type_: type[BaseModel], value: JsonValue) -> set[str]:
    """The paths of the fields that the type does not name; of a value that it takes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            parsed = type_.model_validate_json(dump_json(value))
        except (ValidationError, AttributeError):
            return set()
    return set(_unknown(parsed, value, ""))


Place = tuple[int | str, ...]  # with the names of a union's members between the steps
Fault = tuple[Place, str]  # and the kind of error


def _refused(type_: type[BaseModel], value: JsonValue) -> Iterator[Misfit]:
    try:
        type_.model_validate_json(dump_json(value), strict=True)
    except ValidationError as error:
        faults = [(each["loc"], each["type"]) for each in error.errors() if not _is_time(each)]
        for place, kind in _meant(faults, value):
            path, held = _followed(value, place)
            yield Misfit(path, held, missing=kind == "missing")
    except AttributeError:  # of an enum that is given a number
        yield Misfit("", value)


def _meant(faults: list[Fault], value: JsonValue) -> list[Fault]:
    """Of a union's faults those of the member that the value names by its `type`."""
    kept: list[Fault] = []
    unions: dict[Place, dict[int | str, list[Fault]]] = {}
    for place, kind in faults:
        start = _union(place, value)
        if start is None:
            kept.append((place, kind))
        else:
            inside: Fault = (place[start + 1 :], kind)
            unions.setdefault(place[:start], {}).setdefault(place[start], []).append(inside)
    for place, members in unions.items():
        named = [inside for inside in members.values() if _is_named(inside)]
        if len(named) == 1:
            kept += _meant([((*place, *rest), kind) for rest, kind in named[0]], value)
        else:
            kept.append((place, "union"))
    return kept


def _union(place: Place, value: JsonValue) -> int | None:
    """Where the name of a union's member stands: a step that `value` does not have."""
    for position, step in enumerate(place):
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
        elif position < len(place) - 1 or str(step)[:1].isupper():
            return position
    return None


def _is_named(faults: list[Fault]) -> bool:
    """Whether the value is of this member: it has more than a wrong type."""
    return (("type",), "literal_error") not in faults and any(place for place, _ in faults)


def _is_time(error: ErrorDetails) -> bool:
    """Strictly read, Google's types take no date from text, not even from JSON."""
    if error["type"] != "datetime_type":
        return False
    datetime.fromisoformat(error["input"])
    return True


def _followed(value: JsonValue, loc: Sequence[int | str]) -> tuple[str, JsonValue]:
    path = ""
    for step in loc:
        path += "[]" if isinstance(step, int) else f".{step}"
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
    return path.removeprefix("."), value


def _unknown(parsed: object, value: JsonValue, path: str) -> Iterator[str]:
    if isinstance(parsed, BaseModel) and isinstance(value, dict):
        fields = type(parsed).model_fields
        names = {(fields[name].alias or name): name for name in fields} | {n: n for n in fields}
        for key, each in value.items():
            place = f"{path}.{key}".removeprefix(".")
            if key not in names:
                yield place
            else:
                yield from _unknown(getattr(parsed, names[key], None), each, place)
    elif isinstance(value, list) and isinstance(parsed, list):
        for member, each in zip(parsed, value, strict=True):
            yield from _unknown(member, each, f"{path}[]")
    elif isinstance(value, dict) and isinstance(parsed, dict):
        for key, each in value.items():
            yield from _unknown(parsed.get(key), each, f"{path}.{key}")


def _is_beta(message: JsonValue) -> bool:
    content = message.get("content") if isinstance(message, dict) else None
    blocks = content if isinstance(content, list) else []
    types = {each.get("type") for each in blocks if isinstance(each, dict)}
    return not types.isdisjoint(BETA_BLOCKS)
