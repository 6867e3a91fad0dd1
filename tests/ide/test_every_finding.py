"""Every code of a run: a body that has it, one that all but has it, and where each shows it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from runs import DONE, EVENT_STREAM, begun, chat, event, every, feed, finish, played, text, tool
from wirelens.ide.diagnostics import run_diagnostics
from wirelens.ide.result import result
from wirelens.ide.rules import block_rules
from wirelens.ide.view_places import view_diagnostics
from wirelens.ide.views import view
from wirelens.jsonvalue import JsonValue
from wirelens.stream.finding import SEVERITIES
from wirelens.stream.items import Limits
from wirelens.stream.rules import Rules
from wirelens.stream.run import End, Head, Run
from wirelens.syntax.parse import parse
from wirelens.syntax.requests import requests

Made = Callable[[Rules], Run]

LINE = "POST http://h/x"
HI = text("Hi")[0]
WHOLE = HI + finish() + DONE
SHORT_LINES = Limits(line=1000)
SMALL_EVENTS = Limits(event=1000)


def body(content: str, media_type: str = "text/event-stream", limits: Limits | None = None) -> Made:
    """A run that received this body at once and ended well."""

    def made(rules: Rules) -> Run:
        run = Run(begun().requested, rules=rules, limits=limits or Limits())
        run.head(Head(0.1, 200, "OK", "HTTP/1.1", (("content-type", media_type),)))
        return played((0.5, content), run=run)

    return made


def broken(code: str, content: str = "") -> Made:
    """A run that the transport ended with this code, after this body if there was any."""

    def made(rules: Rules) -> Run:
        run = feed(begun(rules), (0.5, content)) if content else Run(begun().requested, rules=rules)
        run.end(End(1.0, "error", code, "it broke"))
        return run

    return made


def timed(*reads: tuple[float, str]) -> Made:
    return lambda rules: played(*reads, end=9.0, run=begun(rules))


def status(number: int) -> Made:
    return lambda rules: played((0.5, WHOLE), run=begun(rules, EVENT_STREAM, number))


def claude(*events: JsonValue) -> str:
    return "".join(map(event, events))


def numbered(*numbers: int) -> str:
    """Events of `openai-responses` with these sequence numbers, from created to completed."""
    types = ["response.created", *["response.in_progress"] * (len(numbers) - 2)]
    whole: JsonValue = {"status": "completed", "output": []}
    return "".join(
        event({"type": type_, "sequence_number": number, "response": whole})
        for type_, number in zip([*types, "response.completed"], numbers, strict=True)
    )


def calls(*ids: tuple[int, str]) -> str:
    made: list[JsonValue] = [
        {"index": index, "id": id_, "function": {"name": "f", "arguments": "{}"}}
        for index, id_ in ids
    ]
    return "".join(chat({"tool_calls": [each]}) for each in made) + finish("tool_calls") + DONE


START: JsonValue = {"type": "message_start", "message": {"id": "m1"}}
OTHER: JsonValue = {"type": "message_start", "message": {"id": "m2"}}
BLOCK: JsonValue = {"type": "content_block_start", "index": 0, "content_block": {"type": "text"}}
DELTA: JsonValue = {
    "type": "content_block_delta",
    "index": 0,
    "delta": {"type": "text_delta", "text": "Hi"},
}
CLOSE: JsonValue = {"type": "content_block_stop", "index": 0}
REASON: JsonValue = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}
STOP: JsonValue = {"type": "message_stop"}


@dataclass(frozen=True)
class Case:
    """A body with the finding, and one that is as near to it as can be without.

    `event` and `raw` are the number of the event and the beginning of the raw view's line at which
    it stands, where it has such a place; `file` is where it stands in the request file.
    """

    code: str
    made: Made
    near: Made
    event: int | None = None
    raw: str | None = None
    file: str = LINE
    directives: str = ""


CASES = [
    *(
        Case(code, broken(code), body(WHOLE))
        for code in (
            "connect-failed",
            "tls-failed",
            "timeout",
            "redirect-refused",
            "secret-origin",
            "untrusted",
        )
    ),
    Case("http-status", status(429), status(200)),
    Case(
        "error-in-band",
        body(HI + event({"error": {"message": "Overloaded"}})),
        body(HI + event({"error": None, "choices": []}) + finish() + DONE),
        2,
        'data: {"error"',
    ),
    Case("truncated", body(HI + HI), body(HI + finish()), 2, ""),
    Case("stalled", broken("stalled", HI), body(WHOLE), 1, 'data: {"object"'),
    Case(
        "line-too-long",
        body(WHOLE + f": {'x' * 999}\n", limits=SHORT_LINES),
        body(WHOLE + f": {'x' * 998}\n", limits=SHORT_LINES),
        None,
        ": xxx",
    ),
    Case(
        "event-too-large",
        body(WHOLE + f"data: {'x' * 1001}\n\n", limits=SMALL_EVENTS),
        body(WHOLE + f": {'x' * 1001}\n\n", limits=SMALL_EVENTS),
        None,
        "data: xxx",
    ),
    Case("inflation-limit", broken("inflation-limit", WHOLE), body(WHOLE), 3, "data: [DONE]"),
    Case("terminator-missing", body(HI + finish()), body(WHOLE), 2, 'data: {"object"'),
    Case("finish-missing", body(HI + DONE), body(WHOLE), 2, "data: [DONE]"),
    Case("data-after-end", body(WHOLE + HI), body(WHOLE + DONE), 4, 'data: {"object"'),
    Case(
        "length-limited",
        body(HI + finish("length") + DONE),
        body(HI + finish("stop") + DONE),
        2,
        'data: {"object"',
    ),
    Case(
        "content-filtered",
        body(HI + finish("content_filter") + DONE),
        body(HI + finish("tool_calls") + DONE),
        2,
        'data: {"object"',
    ),
    Case(
        "delivered-in-burst",
        timed((2.0, "".join(text(*"abcde"))), (2.0, finish() + DONE)),
        timed(*every(0.1, [*text(*"abcde"), finish() + DONE])),
    ),
    Case(
        "gap",
        timed((0.5, HI), (2.6, HI), (2.7, finish() + DONE)),
        timed((0.5, HI), (2.5, HI), (2.6, finish() + DONE)),
        2,
        'data: {"object"',
    ),
    Case(
        "dialect-unknown",
        body(event({"said": "Hi you"}) * 2),
        body(WHOLE),
        1,
        'data: {"said"',
    ),
    Case(
        "dialect-mismatch",
        body(WHOLE),
        body(claude(START, BLOCK, DELTA, CLOSE, REASON, STOP)),
        1,
        'data: {"object"',
        "# @merge anthropic-messages",
        "# @merge anthropic-messages\n",
    ),
    Case(
        "rule-unmatched",
        body(event({"said": "Hi"})),
        body(event({"said": "Hi", "sad": "Ho"})),
        None,
        None,
        "# @jsonpath $.sad",
        "# @jsonpath $.said\n# @jsonpath $.sad\n",
    ),
    Case(
        "arguments-invalid",
        body(tool('{"a": ', "f") + finish("tool_calls") + DONE),
        body(tool('{"a": 1}', "f") + finish("tool_calls") + DONE),
        1,
        'data: {"object"',
    ),
    Case(
        "event-unterminated",
        body(WHOLE + "data: {}\n"),
        body(WHOLE + ": bye\n"),
        None,
        "data: {}",
    ),
    Case(
        "json-invalid",
        body(HI + 'data: {"a":\n\n' + finish() + DONE),
        body(HI + "data:\n\n" + finish() + DONE),
        2,
        'data: {"a":',
    ),
    Case(
        "utf8-invalid",
        body(WHOLE + ": \udce9t\udce9\n\n"),
        body(WHOLE + ": été\n\n"),
        None,
        ": ",
    ),
    Case(
        "field-unknown", body("datum: 1\n" + WHOLE), body(":datum: 1\n" + WHOLE), None, "datum: 1"
    ),
    Case(
        "retry-invalid", body("retry: 3s\n" + WHOLE), body("retry: 3\n" + WHOLE), None, "retry: 3s"
    ),
    Case("id-invalid", body("id: a\0b\n" + WHOLE), body("id: ab\n" + WHOLE), None, "id: a"),
    Case(
        "content-type-mismatch",
        body(WHOLE, "application/json"),
        body(WHOLE, "text/event-stream; charset=utf-8"),
        None,
        'data: {"object"',
    ),
    Case(
        "block-order",
        body(claude(START, DELTA, REASON, STOP)),
        body(claude(START, BLOCK, DELTA, CLOSE, REASON, STOP)),
        2,
        'data: {"type": "content_block_delta"',
    ),
    Case(
        "message-restarted",
        body(claude(START, BLOCK, DELTA, OTHER, BLOCK, DELTA, CLOSE, REASON, STOP)),
        body(claude(START, BLOCK, DELTA, CLOSE, REASON, STOP, OTHER, REASON, STOP)),
        4,
        'data: {"type": "message_start"',
    ),
    Case("sequence-gap", body(numbered(0, 1, 3)), body(numbered(0, 1, 2)), 3, 'data: {"type"'),
    Case(
        "index-reused",
        body(calls((0, "a"), (0, "b"))),
        body(calls((0, "a"), (1, "b"))),
        2,
        'data: {"object"',
    ),
]


def play(case: Case, made: Made) -> tuple[str, Run]:
    """The request file and the run of its request under its own rules."""
    content = f"{case.directives}{LINE}\n"
    ((_, block),) = requests(parse(content).file)
    return content, made(block_rules(block).rules)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_body_that_has_it_shows_it_at_its_places(case: Case) -> None:
    content, run = play(case, case.made)
    told = [each for each in listed(run) if each["code"] == case.code]
    assert [each["event"] for each in told] == [case.event]
    assert [each["severity"] for each in told] == [SEVERITIES[case.code]]
    ((start, block),) = requests(parse(content).file)
    in_file = [each for each in run_diagnostics(start, block, run) if each.code == case.code]
    assert [each.span.of(content) for each in in_file] == [case.file]
    assert lines_of("raw", run, case.code) == ([] if case.raw is None else [case.raw])
    row = None if case.event is None else f"{case.event:>5}  "
    assert lines_of("timeline", run, case.code) == ([] if row is None else [row])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_body_that_all_but_has_it_does_not(case: Case) -> None:
    _, run = play(case, case.near)
    assert case.code not in [each["code"] for each in listed(run)]


def test_every_code_of_a_run_is_here() -> None:
    assert {case.code for case in CASES} == SEVERITIES.keys() - {"assertion-failed"}


def listed(run: Run) -> list[dict[str, JsonValue]]:
    found = result(run)["findings"]
    assert isinstance(found, list)
    return [each for each in found if isinstance(each, dict)]


def lines_of(name: str, run: Run, code: str) -> list[str]:
    """The beginnings of the lines of a view at which the finding stands, as far as expected."""
    lines = view(name, run).split("\n")
    found = [lines[each.line] for each in view_diagnostics(name, run) if each.code == code]
    expected = {case.code: case for case in CASES}[code]
    width = len(expected.raw or "") if name == "raw" else 7
    return [line[:width] for line in found]
