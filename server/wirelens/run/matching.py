"""Which recording answers a request: by path, then by how like the recorded request it is.

A request is checked as a provider checks it, by what the recorded request has.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import parse_qs, unquote

from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.recording import Recording
from wirelens.run.incoming import IncomingRequest, Refusal
from wirelens.run.playing import ends_well

PLAY = "/play/"

_ORIGIN = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?]*")
_MODEL_IN_PATH = re.compile(r".*/models/([^/:]+):")
_STREAMS_BY_DEFAULT = ("/api/chat", "/api/generate")
_REQUIRED_MEMBERS = ("model", "messages", "input", "contents", "prompt")
_REQUIRED_FIELDS = ("anthropic-version",)

JsonObject = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class _Route:
    """A recording as a request can find it."""

    recording: Recording
    method: str
    path: str
    alt: str | None
    body: JsonObject | None  # None: it is no JSON, or not before its variables are known
    fields: frozenset[str]

    @property
    def members(self) -> JsonObject:
        """What is known of the body."""
        return self.body or {}


class Matcher:
    """Finds the recording for a request."""

    def __init__(self, recordings: Mapping[str, Recording]) -> None:
        self._recordings = dict(recordings)
        self._routes = [route for each in recordings.values() if (route := _route(each))]

    def answer(self, request: IncomingRequest) -> Recording | Refusal:
        """The recording that fits best, or why there is none."""
        if request.path.startswith(PLAY):
            return self._named(request.path.removeprefix(PLAY).partition("/")[0])
        at_path = [r for r in self._routes if _fits(r.path, request.path)]
        at_path = [r for r in at_path if r.alt == request.query.get("alt")]
        if not at_path:
            return self._unknown(request)
        routes = [r for r in at_path if r.method == request.method]
        if not routes:
            expected = f'expected "{at_path[0].method}", found "{request.method[:20]}"'
            return Refusal(405, f'"{request.path}": {expected}', "method_not_allowed")
        body = _request_body(request, routes)
        return body if isinstance(body, Refusal) else _best(request, body, routes)

    def _named(self, name: str) -> Recording | Refusal:
        if name in self._recordings:
            return self._recordings[name]
        known = ", ".join(self._recordings)
        return Refusal(404, f'no recording "{name[:80]}": expected one of {known}', "not_found")

    def _unknown(self, request: IncomingRequest) -> Refusal:
        if request.path.endswith(":generateContent"):
            return _only("streamed", request.path, 'call ":streamGenerateContent?alt=sse"')
        known = sorted(
            {f"{r.method} {r.path}{'?alt=' + r.alt if r.alt else ''}" for r in self._routes}
        )
        asked = f'no recording answers "{request.method[:20]} {request.path[:200]}"'
        named = f'"{PLAY}NAME" with NAME one of {", ".join(self._recordings)}'
        return Refusal(404, f"{asked}: expected one of {', '.join(known)}, or {named}", "not_found")


def _route(recording: Recording) -> _Route | None:
    """None if the recorded target's path is not known as long as its variables are not."""
    request = recording.request
    if request is None:
        return None
    path, _, query = _ORIGIN.sub("", request.target, count=1).partition("?")
    if "{{" in path:
        return None
    body = parse_json(request.body)
    return _Route(
        recording=recording,
        method=request.method,
        path=unquote(path) or "/",
        alt=parse_qs(query).get("alt", [None])[-1],
        body=body if isinstance(body, dict) else None,
        fields=frozenset(line.partition(":")[0].strip().lower() for line in request.headers),
    )


def _fits(recorded: str, asked: str) -> bool:
    """Whether the paths are the same, the model and what stands before a known end left aside."""
    ours, theirs = (
        _MODEL_IN_PATH.sub("/models/*:", path.rstrip("/")) for path in (recorded, asked)
    )
    shorter, longer = sorted((ours, theirs), key=len)
    # `/v1/chat/completions` is also found as `/chat/completions` and below a gateway's own path.
    return ours == theirs or (shorter.count("/") > 1 and longer.endswith(shorter))


def _request_body(request: IncomingRequest, routes: list[_Route]) -> JsonObject | Refusal:
    if all(route.body is None for route in routes):
        return {}
    body = parse_json(request.content.decode("utf-8", "replace"))
    if isinstance(body, JsonFault):
        return Refusal(400, f"expected a JSON object as content: {body}", "invalid_json")
    if not isinstance(body, dict):
        return Refusal(400, "expected a JSON object as content", "invalid_json")
    return body


def _best(request: IncomingRequest, body: JsonObject, routes: list[_Route]) -> Recording | Refusal:
    streamed = _streams(request.path, body)
    alike = [r for r in routes if r.body is None or _streams(r.path, r.body) == streamed]
    if not alike and streamed:
        return _only("plain", request.path, 'set "stream" to false')
    if not alike:
        return _only("streamed", request.path, 'set "stream" to true')
    model = _model(request.path, body)
    best = max(alike, key=lambda route: _likeness(route, model, body))
    for member in _REQUIRED_MEMBERS:
        if member in best.members and member not in body:
            return Refusal(400, f'missing required parameter "{member}"', "missing_parameter")
    for field in _REQUIRED_FIELDS:
        if field in best.fields and field not in request.headers:
            return Refusal(400, f'missing required header field "{field}"', "missing_header")
    return best.recording


def _likeness(route: _Route, model: str, body: JsonObject) -> tuple[bool, int, bool, bool]:
    return (
        route.body == body,
        _common_start(_model(route.path, route.members), model),
        bool(route.members.get("tools")) == bool(body.get("tools")),
        ends_well(route.recording),
    )


def _common_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _model(path: str, body: JsonObject) -> str:
    in_path = _MODEL_IN_PATH.match(path)
    return in_path[1] if in_path else str(body.get("model", ""))


def _streams(path: str, body: JsonObject) -> bool:
    return bool(body.get("stream", path.endswith(_STREAMS_BY_DEFAULT)))


def _only(kind: str, path: str, hint: str) -> Refusal:
    message = f'only {kind} replies are recorded for "{path[:200]}": {hint}'
    return Refusal(400, message, "not_recorded")
