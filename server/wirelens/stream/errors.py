"""Errors inside a stream that began with HTTP 200: one test for the shapes that providers use."""

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.changes import Failure


def in_band_error(type_: str, value: JsonValue) -> Failure | None:
    """The error that an event carries, whatever the provider; None where it carries none.

    Known shapes: `{"error": {"message": …}}` and `{"error": "text"}`, alone, in a list, or beside
    `choices` on the same chunk; `{"errors": [{"message": …}]}`; `{"type": "error", …}` and
    `{"object": "error", …}`, flat or nested; an event whose type names an error, whatever its data.
    """
    if isinstance(value, dict):
        error = value.get("error")
        if isinstance(error, dict | str) and error:
            return Failure(error_message(error), value)
        if (first := _first_of(value.get("errors"))) is not None:
            return Failure(error_message(first), value)
        told = "error" in (value.get("type"), value.get("object"))
        if error is True or told or names_error(type_):
            return Failure(error_message(value), value)
    elif names_error(type_):
        return Failure(error_message(value) or f'an event of type "{type_}" without data', value)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        return in_band_error(type_, value[0]) if value[0].get("error") else None
    return None


def names_error(type_: str) -> bool:
    """Whether the type of an event says that it is an error; some name the kind of error."""
    return type_ == "error" or type_.endswith(("Error", "Exception"))


def error_message(error: JsonValue) -> str:
    """What an error says in words; the error itself where it has none."""
    if isinstance(error, str):
        return error
    if isinstance(error, dict):
        for key in ("message", "msg", "errorText", "error_message", "detail", "error"):
            if isinstance(text := error.get(key), str) and text:
                return text
    return dump_json(error)


def _first_of(errors: JsonValue) -> JsonValue:
    first = errors[0] if isinstance(errors, list) and errors else None
    return first if isinstance(first, dict) and isinstance(first.get("message"), str) else None
