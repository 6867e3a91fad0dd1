"""Arguments of a Gemini function call that come in pieces, each with the path of its value.

The pieces come in the order of the document, so JSON text can be written as they come. Where they
do not, the text is not well written, and the value has to be stated as a whole.
"""

import re
from itertools import pairwise
from typing import TypeAlias

from wirelens.jsonvalue import MAX_NESTING, JsonFault, JsonValue, dump_json, parse_json
from wirelens.stream.dialects.fields import text_at
from wirelens.stream.dialects.grown import Grown, concatenate, frozen, thawed
from wirelens.stream.growing import GrowingText

LONGEST_LIST = 10_000  # an index beyond it is not filled up to

Step: TypeAlias = str | int

_STEP = re.compile(r"""\.([^.\[\]]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]""")
_BRACKETS = {str: "{}", int: "[]"}


class PartialArguments:
    """The arguments of one call."""

    def __init__(self) -> None:
        self._root: Grown = {}
        self._written = GrowingText()
        self._path: list[Step] = []  # of the value written last; its containers are still open
        self._in_string = False

    def take(self, piece: dict[str, JsonValue]) -> str:
        """Takes one of `partialArgs` and returns the JSON text that it adds."""
        path = _steps(text_at(piece, "jsonPath"))
        value = _value(piece)
        if not path or len(path) > MAX_NESTING or _fills_too_much(path):
            return ""
        _set(self._root, path, value)
        text = "" if self._in_string and path == self._path else self._up_to(path, value)
        if isinstance(value, str):
            text += dump_json(value)[1:-1]
            self._in_string = piece.get("willContinue") is True
            text += "" if self._in_string else '"'
        self._written.append(text)
        return text

    def end(self) -> str:
        """Returns the JSON text that closes what is open."""
        text = '"' if self._in_string else ""
        text += "".join(_BRACKETS[type(step)][1] for step in reversed(self._path)) or "{}"
        self._written.append(text)
        self._path, self._in_string = [], False
        return text

    @property
    def value(self) -> JsonValue:
        """The arguments so far."""
        return frozen(self._root)

    @property
    def is_well_written(self) -> bool:
        """Whether the text, now that it is closed, holds the value."""
        held = parse_json(self._written.whole())
        return not isinstance(held, JsonFault) and held == self.value

    def _up_to(self, path: list[Step], value: JsonValue) -> str:
        """The text between the value written last and this one, or the start of its string."""
        last, self._path = self._path, path
        text = '"' if self._in_string else ""
        self._in_string = False
        shared = 0
        while shared < min(len(last), len(path)) - 1 and last[shared] == path[shared]:
            shared += 1
        text += "".join(_BRACKETS[type(step)][1] for step in reversed(last[shared + 1 :]))
        text += "," if last else _BRACKETS[type(path[0])][0]
        for depth in range(shared, len(path)):
            step = path[depth]
            text += _BRACKETS[type(step)][0] if depth > shared else ""
            text += dump_json(step) + ":" if isinstance(step, str) else ""
        return text + ('"' if isinstance(value, str) else dump_json(value))


def _steps(path: str) -> list[Step]:
    steps: list[Step] = []
    offset = 1 if path.startswith("$") else 0
    while offset < len(path):
        match = _STEP.match(path, offset)
        if match is None:
            return []
        name, index, *quoted = match.groups()
        steps.append(int(index) if index else name or quoted[0] or quoted[1] or "")
        offset = match.end()
    return steps


def _fills_too_much(path: list[Step]) -> bool:
    return any(isinstance(step, int) and step > LONGEST_LIST for step in path)


def _value(piece: dict[str, JsonValue]) -> JsonValue:
    for key in ("stringValue", "numberValue", "boolValue"):
        if key in piece:
            return piece[key]
    return None


def _set(root: Grown, path: list[Step], value: JsonValue) -> None:
    holder = root
    for step, following in pairwise(path):
        if (child := _child(holder, step, following)) is None:
            return
        holder = child
    last = path[-1]
    if isinstance(holder, dict) and isinstance(last, str):
        if isinstance(value, str):
            concatenate(holder, last, value)
        else:
            holder[last] = thawed(value)
    elif isinstance(holder, list) and isinstance(last, int):
        _fill(holder, last)
        slot: dict[str, Grown] = {"": holder[last]}
        if isinstance(value, str):
            concatenate(slot, "", value)
        else:
            slot[""] = thawed(value)
        holder[last] = slot[""]


def _child(holder: Grown, step: Step, following: Step) -> Grown:
    """The container at `step`, made where there is none yet; None where the paths contradict."""
    new: Grown = {} if isinstance(following, str) else []
    if isinstance(holder, dict) and isinstance(step, str):
        return holder.setdefault(step, new)
    if isinstance(holder, list) and isinstance(step, int):
        _fill(holder, step)
        holder[step] = new if holder[step] is None else holder[step]
        return holder[step]
    return None


def _fill(members: list[Grown], index: int) -> None:
    members += [None] * (index + 1 - len(members))
