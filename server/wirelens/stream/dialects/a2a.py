"""A2A, versions 0.3 and 1.x: a task's status and artifacts, or one message; https://a2a-protocol.org.

Version 0.3 names a result by `kind`, version 1 by the member that holds it; the HTTP binding leaves
out the envelope of JSON-RPC. Artifacts are the answer; what a status says while the task is under
way is thought aloud, what it says at the end is said to the user.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import (
    Append,
    Change,
    Failure,
    Finish,
    Opened,
    Replace,
    Slot,
    Terminator,
)
from wirelens.stream.dialects.fields import number_at, object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    extend,
    frozen_object,
    grow,
    thawed_object,
)
from wirelens.stream.items import Event

_MEMBERS = {  # of version 1: the kind of version 0.3
    "task": "task",
    "message": "message",
    "msg": "message",
    "statusUpdate": "status-update",
    "artifactUpdate": "artifact-update",
}
_SLOTS: dict[str, Slot] = {  # a state: where the words of its status belong
    "completed": "text",
    "input-required": "text",
    "auth-required": "text",
    "rejected": "refusal",
}
_ENDS = frozenset((*_SLOTS, "failed", "canceled", "cancelled"))

# Codes that only A2A gives to errors of a stream, from "task not found" on.
_ERRORS = frozenset((-32001, *range(-32009, -32002)))
_DOMAIN = "a2a-protocol.org"


class A2A:
    """Merges the results of `message/stream` and `tasks/resubscribe`."""

    id: ClassVar[str] = "a2a"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = None

    def __init__(self) -> None:
        self._envelope: dict[str, JsonValue] = {}
        self._member = ""
        self._task: dict[str, JsonValue] = {}
        self._artifacts: dict[str, GrownObject] = {}
        self._message: JsonValue = None
        self._statuses = 0
        self._role = ""

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A result of a known kind, or an error that no other protocol has."""
        if not isinstance(value, dict):
            return False
        _, kind, result = _told(value)
        return _is_whole(kind, result) or _is_own_error(value)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        self._envelope |= {key: value[key] for key in ("jsonrpc", "id", "error") if key in value}
        member, kind, result = _told(value)
        self._member = self._member or member
        match kind:
            case "task":
                return self._take_task(result)
            case "message":
                return self._take_message(result)
            case "status-update":
                return self._take_update(result)
            case "artifact-update":
                self._name_task(result)
                artifact = object_at(result, "artifact")
                is_more = result.get("append") is True
                return self._extend(artifact) if is_more else self._state(artifact)
        return []

    def merged(self) -> JsonValue:
        """The response of `message/send`: the task, or the message, as it was wrapped."""
        result: JsonValue = self._message
        if self._task or self._artifacts:
            artifacts: list[JsonValue] = [*map(frozen_object, self._artifacts.values())]
            result = self._task | ({"artifacts": artifacts} if artifacts else {})
            if not self._member:
                result = {**result, "kind": "task"}
        if result is not None and self._member:
            kind = _MEMBERS[self._member]
            result = {self._member if kind == "message" else "task": result}
        if "jsonrpc" not in self._envelope:
            return result
        return self._envelope | ({} if result is None else {"result": result})

    def _take_task(self, task: dict[str, JsonValue]) -> list[Change]:
        self._task |= {key: task[key] for key in task if key != "artifacts"}
        changes = self._take_status(object_at(task, "status"))
        for artifact in objects_at(task, "artifacts"):
            changes += self._state(artifact)
        return changes

    def _take_message(self, message: dict[str, JsonValue]) -> list[Change]:
        """An agent that makes no task of a request answers with one message."""
        self._message = message
        changes = self._opened(message)
        text = _text(message)
        if text:
            changes.append(Append(0, ("message", text_at(message, "messageId")), "text", text))
        return [*changes, Terminator("message")]

    def _take_update(self, update: dict[str, JsonValue]) -> list[Change]:
        self._name_task(update)
        status = object_at(update, "status")
        self._task["status"] = status
        changes = self._take_status(status)
        if update.get("final") is True:
            if _plain_state(status) not in _ENDS and text_at(status, "state"):
                changes.append(Finish(0, text_at(status, "state")))
            changes.append(Terminator("final"))
        return changes

    def _take_status(self, status: dict[str, JsonValue]) -> list[Change]:
        state, message = _plain_state(status), object_at(status, "message")
        changes = self._opened(message)
        text = _text(message)
        if state == "failed":
            changes.append(Failure(text or f'the task ended in state "{state}"', status))
        elif text:
            self._statuses += 1
            id_, slot = text_at(message, "messageId"), _SLOTS.get(state, "reasoning")
            changes.append(Replace(0, (id_ or self._statuses, slot), slot, text))
        if state in _ENDS:
            changes.append(Finish(0, text_at(status, "state")))
        return changes

    def _state(self, artifact: dict[str, JsonValue]) -> list[Change]:
        """An artifact as a whole, also where one of its id is known."""
        id_, text = text_at(artifact, "artifactId"), _text(artifact)
        is_known = id_ in self._artifacts
        self._artifacts[id_] = thawed_object(artifact)
        return [Replace(0, ("artifact", id_), "text", text)] if text or is_known else []

    def _extend(self, artifact: dict[str, JsonValue]) -> list[Change]:
        """More parts of an artifact."""
        id_, text = text_at(artifact, "artifactId"), _text(artifact)
        grow(self._artifacts.setdefault(id_, {}), artifact, {"parts": extend})
        return [Append(0, ("artifact", id_), "text", text)] if text else []

    def _name_task(self, update: dict[str, JsonValue]) -> None:
        """A stream that was joined late may begin with an update."""
        names = {"id": update.get("taskId"), "contextId": update.get("contextId")}
        for key, name in names.items():
            if name is not None:
                self._task.setdefault(key, name)

    def _opened(self, message: dict[str, JsonValue]) -> list[Change]:
        role = text_at(message, "role")
        if not role or role == self._role:
            return []
        self._role = role
        return [Opened(0, role)]


def _told(value: dict[str, JsonValue]) -> tuple[str, str, dict[str, JsonValue]]:
    """The member of version 1 that holds the result, its kind and the result itself."""
    result = object_at(value, "result") if "jsonrpc" in value else value
    if kind := text_at(result, "kind"):
        return "", kind, result
    member = next((name for name in _MEMBERS if isinstance(result.get(name), dict)), "")
    return member, _MEMBERS.get(member, ""), object_at(result, member)


def _is_whole(kind: str, result: dict[str, JsonValue]) -> bool:
    """Whether a result has what its kind cannot do without."""
    has_state = bool(text_at(object_at(result, "status"), "state"))
    match kind:
        case "task":
            return has_state and isinstance(result.get("id"), str)
        case "status-update":
            return has_state and isinstance(result.get("taskId"), str)
        case "artifact-update":
            return isinstance(object_at(result, "artifact").get("artifactId"), str)
        case "message":
            has_parts = isinstance(result.get("parts"), list)
            return has_parts and isinstance(result.get("messageId"), str)
    return False


def _is_own_error(value: dict[str, JsonValue]) -> bool:
    error = object_at(value, "error")
    if "jsonrpc" not in value or not error:
        return False
    domains = [text_at(each, "domain") for each in objects_at(error, "data")]
    return number_at(error, "code") in _ERRORS or _DOMAIN in domains


def _plain_state(status: dict[str, JsonValue]) -> str:
    """The state as version 0.3 spells it."""
    state = text_at(status, "state").lower()
    return state.removeprefix("task_state_").replace("_", "-")


def _text(holder: dict[str, JsonValue]) -> str:
    return "".join(text_at(part, "text") for part in objects_at(holder, "parts"))
