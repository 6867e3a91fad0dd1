"""Replicate's stream of a prediction: the data of `output` is plain text, whatever it looks like.

`done` says how the prediction ended: `{}` when it went well, else a `reason`.
"""

import re
from typing import ClassVar

from wirelens.jsonvalue import JsonValue, parse_json
from wirelens.stream.changes import Append, Change, Finish, Terminator
from wirelens.stream.dialects.fields import text_at
from wirelens.stream.errors import error_message
from wirelens.stream.growing import GrowingText
from wirelens.stream.items import Event
from wirelens.text import whole_characters

_ID = re.compile(r"\d+:\d+")  # when the prediction began, and which output it is
_STATUS = {"": "succeeded", "canceled": "canceled", "error": "failed"}


class Replicate:
    """Merges the events of one prediction."""

    id: ClassVar[str] = "replicate"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "done"
    plain: ClassVar[frozenset[str]] = frozenset(("output", "logs"))

    def __init__(self) -> None:
        self._output: list[JsonValue] = []
        self._logs = GrowingText()
        self._error: str | None = None
        self._status = "processing"

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """An event of type `output` whose data is text, or whose id is one of Replicate's."""
        if event.type != "output":
            return False
        is_theirs = _ID.fullmatch(event.id) is not None
        return is_theirs or not isinstance(parse_json(event.data), dict | list)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        match event.type:
            case "output":
                self._output.append(whole_characters(event.data))
                return [Append(0, "text", "text", event.data)]
            case "logs":
                self._logs.append(event.data)
            case "error":
                self._error = error_message(value)
            case "done":
                return self._end(value)
        return []

    def merged(self) -> JsonValue:
        """A prediction, as far as its stream tells of it."""
        prediction: dict[str, JsonValue] = {
            "status": "failed" if self._error else self._status,
            "output": list(self._output),
            "error": self._error,
        }
        if self._logs.length:
            prediction["logs"] = whole_characters(self._logs.whole())
        return prediction

    def _end(self, value: JsonValue) -> list[Change]:
        reason = text_at(value, "reason") if isinstance(value, dict) else ""
        self._status = _STATUS.get(reason, reason)
        ended: list[Change] = [Finish(0, reason)] if reason else []
        return [*ended, Terminator("done")]
