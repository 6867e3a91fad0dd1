"""The reply as JSON."""

import json

from runs import DONE, Headers, begun, event, finish, played, text
from wirelens.ide.json_view import json_value
from wirelens.ide.views import view
from wirelens.jsonpath import PathProblem, compile_path
from wirelens.stream.rules import PathRule, Rules

JSON: Headers = (("content-type", "application/json"),)


def test_a_known_dialect_gives_the_providers_own_object() -> None:
    merged = json.loads(view("json", played((0.5, "".join(text("H", "i")) + finish() + DONE))))
    assert merged["choices"][0]["message"]["content"] == "Hi"
    assert merged["choices"][0]["finish_reason"] == "stop"


def test_rules_give_their_slots() -> None:
    path = compile_path("$.word")
    assert not isinstance(path, PathProblem)
    run = played(
        (0.5, event({"word": "H"}) + event({"word": "i"})),
        run=begun(Rules(paths=(PathRule("text", path),))),
    )
    assert view("json", run) == '{\n  "text": "Hi"\n}\n'


def test_an_unknown_stream_gives_its_events() -> None:
    run = played((0.5, event({"n": 1}) + "data: tick\n\n"))
    assert json_value(run) == [{"n": 1}, "tick"]


def test_a_plain_body_gives_its_json() -> None:
    assert json_value(played((0.5, '{"a": 1}'), run=begun(headers=JSON))) == {"a": 1}


def test_a_plain_body_that_is_no_json_gives_null() -> None:
    run = played((0.5, "<p>"), run=begun(headers=(("content-type", "text/html"),)))
    assert view("json", run) == "null\n"
