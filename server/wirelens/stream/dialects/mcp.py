"""MCP over streamable HTTP: JSON-RPC messages, of which the response is the reply.

What comes before it is the server's log and its own requests. The server closes the stream after
the response. See https://modelcontextprotocol.io/specification, "Transports".
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Change, Failure, Opened, Terminator
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.items import Event

_TOLD = ("content", "contents")  # of a tool's result, of the resources that were read


class Mcp:
    """Merges the responses of a stream, a message each."""

    id: ClassVar[str] = "mcp"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "response"

    def __init__(self) -> None:
        self._responses: list[JsonValue] = []
        self._count = 0  # of messages in the reply

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """JSON-RPC 2.0; what is A2A's is told apart before."""
        messages = _messages(value)
        return bool(messages) and all(map(_is_message, messages))

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What the messages of one event add: requests and notifications nothing."""
        return [change for each in _messages(value) for change in self._take(each)]

    def merged(self) -> JsonValue:
        """The response; a list of them where the stream holds several."""
        return self._responses[0] if len(self._responses) == 1 else list(self._responses) or None

    def _take(self, message: dict[str, JsonValue]) -> list[Change]:
        if "method" in message or not ("result" in message or "error" in message):
            return []
        self._responses.append(message)
        result = object_at(message, "result")
        changes: list[Change] = []
        for each in objects_at(result, "messages"):  # of a prompt
            number = self._next()
            changes.append(Opened(number, text_at(each, "role") or None))
            changes += _texts(number, objects_at(each, "content"))
        number = self._next()
        said = [change for key in _TOLD for change in _texts(number, objects_at(result, key))]
        changes += [Opened(number), *said] if said else []
        if result.get("isError") is True:
            words = "".join(each.text for each in said) or "the tool failed"
            changes.append(Failure(words, message))
        return [*changes, Terminator("response")]

    def _next(self) -> int:
        self._count += 1
        return self._count - 1


def _is_message(value: dict[str, JsonValue]) -> bool:
    is_told = isinstance(value.get("method"), str) or "result" in value or "error" in value
    return value.get("jsonrpc") == "2.0" and is_told


def _messages(value: JsonValue) -> list[dict[str, JsonValue]]:
    """The messages of one event, which may be a batch of them."""
    batch = value if isinstance(value, list) else [value]
    return [each for each in batch if isinstance(each, dict)]


def _texts(message: int, blocks: list[dict[str, JsonValue]]) -> list[Append]:
    """The texts of content blocks; an embedded resource may hold one too."""
    texts = [
        text_at(each, "text") or text_at(object_at(each, "resource"), "text") for each in blocks
    ]
    return [Append(message, ("text", i), "text", text) for i, text in enumerate(texts) if text]
