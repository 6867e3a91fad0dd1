"""What an official SDK made of a recorded body, and what we make of it, in comparable form."""

from recorded import Recorded
from sums import as_value, objects, string, text
from wirelens.jsonvalue import JsonValue
from wirelens.stream.reply import Message
from wirelens.stream.run import Run
from wirelens.stream.verdict import verdict

Results = dict[str, JsonValue]  # lists hold one member a message of the reply

_OF_MESSAGES = ("text", "reasoning", "refusal", "calls", "finish_reason")
_FAILED = "response.failed"


def told_by_us(each: Recorded, run: Run) -> Results:
    """What we tell; of several responses the last one, which the SDK returns."""
    messages = run.reply.messages
    if each.format == "openai-responses":
        messages = messages[-1:]
    told = [_of_message(message) for message in messages]
    return _by_field(told) | {
        "usage": run.reply.usage or None,
        "error": None if run.reply.error is None else run.reply.error.message,
        "verdict": verdict(run),
    }


def told_by_the_sdk(each: Recorded, expected: dict[str, JsonValue]) -> Results:
    """What the SDK tells; nothing of messages where it raised before it had one."""
    choices = objects(expected, "choices") or [expected]
    told = [_of_choice(choice) for choice in choices if "text" in choice]
    results = _by_field(told) if told else {}
    if told:
        results["usage"] = expected["usage"] or None
    error = string(expected, "error") or ""
    if error.startswith("APIError: "):
        results["error"] = error.removeprefix("APIError: ")
    return results | {"verdict": _verdict(each, expected, told)}


def differing(sdk: Results, ours: Results) -> list[str]:
    """The fields in which the SDK's result and ours differ."""
    return [field for field, value in sdk.items() if not _says(value, ours[field])]


def shown(result: JsonValue) -> JsonValue:
    """A result in short: long texts by their ends and their length, of usage the whole numbers."""
    if isinstance(result, list):
        return [shown(each) for each in result]
    if isinstance(result, dict) and "arguments" in result:
        return f"{result['name']} {shown(result['arguments'])}"
    if isinstance(result, dict):
        return {key: value for key, value in result.items() if type(value) is int}
    if not isinstance(result, str) or len(result) <= 60:
        return result
    return f"{result[:24]}…{result[-24:]} ({len(result)})"


def _by_field(told: list[Results]) -> Results:
    """One list a field; an empty one where no message has anything of it."""
    columns = {field: [each[field] for each in told] for field in _OF_MESSAGES}
    return {field: values if any(values) else [] for field, values in columns.items()}


def _of_message(message: Message) -> Results:
    calls: list[JsonValue] = [
        {"id": call.id, "name": call.name, "arguments": call.arguments}
        for call in message.tool_calls
    ]
    return {
        "text": message.joined("text"),
        "reasoning": message.joined("reasoning"),
        "refusal": message.joined("refusal"),
        "calls": calls,
        "finish_reason": message.finish_reason,
    }


def _of_choice(choice: dict[str, JsonValue]) -> Results:
    calls: list[JsonValue] = [
        {
            "id": string(call, "id"),
            "name": string(call, "name"),
            "arguments": call.get("arguments", call.get("input")),
        }
        for call in objects(choice, "tool_calls")
    ]
    return {
        "text": text(choice, "text"),
        "reasoning": text(choice, "reasoning"),
        "refusal": text(choice, "refusal"),
        "calls": calls,
        "finish_reason": string(choice, "finish_reason"),
    }


def _verdict(each: Recorded, expected: dict[str, JsonValue], told: list[Results]) -> str:
    """The SDKs give none: it follows from what they tell, and from `[DONE]`, which they hide."""
    is_error = text(expected, "error").startswith("APIError: ")
    if is_error or expected.get("response_error") or expected.get("terminal_event") == _FAILED:
        return "error"
    is_finished = any(message["finish_reason"] for message in told)
    ended = each.has_done or expected.get("terminal_event") or is_finished
    return "complete" if ended else "truncated"


def _says(expected: JsonValue, ours: JsonValue) -> bool:
    """Whether we say all that the SDK says; its types fill what was not sent with null.

    Arguments that the SDK returns as a value are compared as one, others byte for byte.
    """
    if isinstance(expected, list) and isinstance(ours, list) and len(expected) == len(ours):
        return all(map(_says, expected, ours))
    if isinstance(expected, dict) and isinstance(ours, str):
        return expected == as_value(ours)
    if isinstance(expected, dict):
        known = ours if isinstance(ours, dict) else {}
        return all(value is None or _says(value, known.get(key)) for key, value in expected.items())
    return expected == ours
