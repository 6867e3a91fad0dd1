"""Edits that make the request file read a stream which nothing, or the wrong thing, read."""

from runs import begun, chat, event, played
from wirelens.ide.diagnostics import Diagnostic, run_diagnostics
from wirelens.ide.rules import block_rules
from wirelens.stream.run import Run
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Fix
from wirelens.syntax.requests import requests


def run_of(text: str, body: str, secret: str = "") -> Run:
    ((_, block),) = requests(parse(text).file)
    return played((0.5, body), run=begun(block_rules(block).rules, secret=secret))


def told(text: str, run: Run) -> list[Diagnostic]:
    ((start, block),) = requests(parse(text).file)
    return run_diagnostics(start, block, run)


def offered(text: str, body: str, secret: str = "") -> list[tuple[str, Fix]]:
    run = run_of(text, body, secret)
    return [(found.code, fix) for found in told(text, run) for fix in found.fixes]


def check(before: str, body: str, title: str, after: str) -> Fix:
    """The fix of this title makes `after` of a request that got `body`.

    What it answers is told neither of the old run any more nor of one of the new text.
    """
    ((code, fix),) = [each for each in offered(before, body) if each[1].title == title]
    assert fix.applied(before) == after
    for run in (run_of(before, body), run_of(after, body)):
        assert code not in [each.code for each in told(after, run)]
    return fix


UNKNOWN = event({"out": {"say": "Hi "}}) + event({"out": {"say": "you"}})
READ = 'Read text from "$.out.say": "Hi you"'


def test_a_rule_is_written_above_the_request_line() -> None:
    fix = check(
        "### a\n# @name a\nPOST http://h\nA: b\n",
        UNKNOWN,
        READ,
        "### a\n# @name a\n# @jsonpath $.out.say\nPOST http://h\nA: b\n",
    )
    assert fix.preferred


def test_a_rule_keeps_line_ends_indent_and_byte_order_mark() -> None:
    check(
        "###\r\n  GET http://h", UNKNOWN, READ, "###\r\n  # @jsonpath $.out.say\r\n  GET http://h"
    )
    check("\ufeffGET http://h", UNKNOWN, READ, "\ufeff# @jsonpath $.out.say\nGET http://h")


def test_one_rule_for_each_slot_is_offered_before_each_alone() -> None:
    body = event({"think": "so it is", "say": "Hi you", "also": "a b"})
    found = offered("GET http://h\n", body)
    assert [(fix.title, fix.preferred) for _, fix in found] == [
        ('Read reasoning from "$.think" and text from "$.say"', True),
        ('Read reasoning from "$.think": "so it is"', False),
        ('Read text from "$.say": "Hi you"', False),
        ('Read text from "$.also": "a b"', False),
    ]
    check(
        "GET http://h\n",
        body,
        found[0][1].title,
        "# @jsonpath reasoning: $.think\n# @jsonpath $.say\nGET http://h\n",
    )


def test_a_path_that_meets_nothing_is_replaced_by_one_that_does() -> None:
    check(
        "# @jsonpath text : out.sai\nGET http://h\n",
        UNKNOWN,
        'Change to "$.out.say": "Hi you"',
        "# @jsonpath text : $.out.say\nGET http://h\n",
    )
    check(
        "// @jsonpath $.nothing[*].like.it\nGET http://h\n",
        UNKNOWN,
        'Change to "$.out.say": "Hi you"',
        "// @jsonpath $.out.say\nGET http://h\n",
    )


def test_each_of_several_paths_is_replaced_in_its_own_line() -> None:
    check(
        "# @jsonpath $.out.say\n# @jsonpath finish: $.endd\nGET http://h\n",
        UNKNOWN + event({"end": "stop"}),
        'Change to "$.end": "stop"',
        "# @jsonpath $.out.say\n# @jsonpath finish: $.end\nGET http://h\n",
    )


def test_event_types_that_never_came_are_replaced_by_one_that_did() -> None:
    check(
        "# @events delt, other\n# @jsonpath $.a\nGET http://h\n",
        event({"a": "b"}, "delta"),
        'Change to "delta"',
        "# @events delta\n# @jsonpath $.a\nGET http://h\n",
    )


def test_a_type_that_a_directive_cannot_name_is_not_offered() -> None:
    assert offered("# @events a\n# @merge none\nGET http://h\n", event({}, "b,c")) == []


def test_a_wrong_dialect_is_replaced_by_the_one_that_the_bytes_show() -> None:
    body = chat({"content": "Hi"}, "stop") + "data: [DONE]\n\n"
    for wrong in ("ollama-chat", "claude"):
        fix = check(
            f"# @merge openai\n# @merge {wrong}\nGET http://h\n",
            body,
            'Change to "openai-chat"',
            "# @merge openai\n# @merge openai-chat\nGET http://h\n",
        )
        assert fix.preferred


def test_a_wrong_dialect_is_removed() -> None:
    fix = check(
        "### a\r\n# @merge ollama\r\nGET http://h\r\n",
        chat({"content": "Hi"}),
        'Remove "@merge ollama"',
        "### a\r\nGET http://h\r\n",
    )
    assert not fix.preferred


def test_a_separator_is_not_removed_with_its_directive() -> None:
    found = offered("### @merge ollama\nGET http://h\n", chat({"content": "Hi"}))
    assert [fix.title for _, fix in found] == ['Change to "openai-chat"']


def test_a_server_writes_nothing_but_a_path_into_the_file() -> None:
    body = event({"a']\n### \nGET http://evil\u2028": "Hi you"})
    ((_, fix),) = offered("GET http://h\n", body)
    after = fix.applied("GET http://h\n")
    assert len(after.splitlines()) == 2
    assert "dialect-unknown" not in [each.code for each in told(after, run_of(after, body))]


def test_a_server_gives_no_secret_away_in_a_title() -> None:
    body = event({"say": "my hunter2hunter2"}) + event({"hunter2hunter2": "a b c d"})
    found = offered("GET http://h\n", body, secret="hunter2hunter2")
    assert [fix.title for _, fix in found] == ['Read text from "$.say": "my ***"']
