"""References to what another request sent and got: `{{login.response.body.$.token}}`.

REST Client's form with its kin: `body.*`, a path with or without `$`, XPath, header fields with an
index as kulala has it, and httpyac's short `{{login.token}}`.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from wirelens.ide.body import body_text
from wirelens.ide.json_view import json_value
from wirelens.ide.scope import Unresolved
from wirelens.jsonpath import Path, PathProblem, compile_bare_path
from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.secret import Chained, Secret, SecretText
from wirelens.stream.run import Run
from wirelens.xpath import XPathFault, xpath_value


@dataclass(frozen=True, slots=True)
class Exchange:
    """The last run of a named request: what was sent, and what came."""

    run: Run
    headers: tuple[tuple[str, SecretText], ...] = ()
    body: SecretText = field(default_factory=SecretText)


# The last run of the request of that name; None where it has not been sent.
Exchanges = Callable[[str], Exchange | None]


def named_request(expression: str, names: Collection[str]) -> str | None:
    """The request that an expression refers to: one of `names`, or one that none bears."""
    match = _REFERENCE.fullmatch(expression)
    if match is None:
        return None
    is_full = match["rest"].startswith(("response.", "request."))
    return match["name"] if match["name"] in names or is_full else None


def chained(
    expression: str, names: Collection[str], exchanges: Exchanges
) -> SecretText | Unresolved | None:
    """The value of an expression; None where it refers to no request."""
    name = named_request(expression, names)
    if name is None:
        return None
    if name not in names:
        return Unresolved("request-unknown", f'no request is named "{name}"')
    exchange = exchanges(name)
    if exchange is None:
        message = f'request "{name}" has not been sent, so "{expression}" has no value'
        return Unresolved("variable-undefined", message, f'send it first, or write "# @ref {name}"')
    return _value(exchange, expression, expression.partition(".")[2])


_REFERENCE = re.compile(r"(?P<name>[\w-]+)\.(?P<rest>\S.*)", re.DOTALL)
_PLACE = re.compile(r"(?P<side>request|response)\.(?P<what>body|headers)(?P<rest>.*)", re.DOTALL)
_FIELD = re.compile(r"\.([^\s\[\]]+)(?:\[(\d+)\])?|\[(['\"])(.+?)\3\](?:\[(\d+)\])?")


def _value(exchange: Exchange, expression: str, rest: str) -> SecretText | Unresolved:
    place = _PLACE.fullmatch(rest)
    if place is None:
        if rest.startswith(("request.", "response.")):
            said = f'"{expression}" names no part of a request, expected "body" or "headers"'
            return Unresolved("variable-undefined", said)
        return _of_response_body(exchange.run, expression, rest.removeprefix("parsedBody."))
    if place["what"] == "headers":
        return _header(exchange, expression, place)
    path = place["rest"].removeprefix(".").removeprefix("asJson.").removeprefix("asXml.")
    if place["side"] == "response":
        return _of_response_body(exchange.run, expression, path)
    return _of_request_body(exchange.body, expression, path)


def _header(exchange: Exchange, expression: str, place: re.Match[str]) -> SecretText | Unresolved:
    field = _FIELD.fullmatch(place["rest"])
    if field is None:
        said = f'"{expression}" names no header field, expected "headers.NAME"'
        return Unresolved("variable-undefined", said)
    name = (field[1] or field[4]).lower()
    index = int(field[2] or field[5] or 0)
    values = _header_values(exchange, place["side"], name)
    if index < len(values):
        return values[index]
    said = f'"{expression}" has no value: the {place["side"]} has no such header field "{name}"'
    return Unresolved("variable-undefined", said)


def _header_values(exchange: Exchange, side: str, name: str) -> list[SecretText]:
    if side == "request":
        return [value for known, value in exchange.headers if known.lower() == name]
    head = exchange.run.response
    fields = () if head is None else head.headers
    run = exchange.run
    return [_from_response(run, value, name) for known, value in fields if known.lower() == name]


def _of_response_body(run: Run, expression: str, path: str) -> SecretText | Unresolved:
    if path in ("", "*", "$"):
        return _from_response(run, body_text(run), expression)
    if path.startswith("/"):
        found = _at_xpath(body_text(run), expression, path)
    else:
        found = _at_path(json_value(run), expression, path)
    return found if isinstance(found, Unresolved) else _from_response(run, found, expression)


def _of_request_body(body: SecretText, expression: str, path: str) -> SecretText | Unresolved:
    """A part of a body that holds a secret counts as one: which part it is in is not known."""
    if path in ("", "*", "$"):
        return body
    text = body.reveal()
    if path.startswith("/"):
        found = _at_xpath(text, expression, path)
    else:
        value = parse_json(text)
        found = _at_path(None if isinstance(value, JsonFault) else value, expression, path)
    if isinstance(found, Unresolved):
        return found
    return SecretText((Secret(found, expression),)) if body.secrets else SecretText.from_text(found)


def _from_response(run: Run, text: str, source: str) -> SecretText:
    """What came back; a secret that the server repeats is a secret still."""
    parts: list[Chained | Secret] = []
    position = 0
    for start, end in run.redaction.spans(text):
        parts += (Chained(text[position:start], source), Secret(text[start:end], source))
        position = end
    parts.append(Chained(text[position:], source))
    return SecretText.join(SecretText((part,)) for part in parts if part != Chained("", source))


def _at_path(value: JsonValue, expression: str, text: str) -> str | Unresolved:
    path: Path | PathProblem = compile_bare_path(text)
    if isinstance(path, PathProblem):
        return Unresolved("jsonpath-invalid", f'"{text}" is no path: {path.message}', path.hint)
    found = path.find(value)
    if not found:
        said = f'"{expression}" found nothing in the last reply'
        return Unresolved("variable-undefined", said)
    return found[0] if isinstance(found[0], str) else dump_json(found[0])


def _at_xpath(document: str, expression: str, path: str) -> str | Unresolved:
    found = xpath_value(document, path)
    if isinstance(found, XPathFault):
        return Unresolved("variable-undefined", f'"{expression}" has no value: {found.message}')
    if found is None:
        return Unresolved("variable-undefined", f'"{expression}" found nothing in the last reply')
    return found
