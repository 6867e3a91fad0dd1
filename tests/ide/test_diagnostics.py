"""Problems of the file and findings of its runs, at their places in the text."""

from datetime import UTC, datetime
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs import begun, event, every, feed, played, text
from wirelens.ide.diagnostics import href, run_diagnostics
from wirelens.ide.diagnostics_cache import (
    LISTED,
    DiagnosticsCache,
    file_diagnostics,
    has_same_variables,
)
from wirelens.ide.dynamic import Surroundings
from wirelens.ide.rules import block_rules
from wirelens.ide.scope import Scope, file_definitions, scoped
from wirelens.stream.rules import Rules
from wirelens.stream.run import Run
from wirelens.syntax.nodes import RequestFile
from wirelens.syntax.parse import edited, parse
from wirelens.syntax.requests import requests
from wirelens.text import Span

SURROUNDINGS = Surroundings(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), below=lambda _: 0)
CHAT = 'POST http://h/v1/chat/completions\n\n{"messages": []}\n'


def scope_of(file: RequestFile) -> Scope:
    return scoped(file_definitions(file), SURROUNDINGS)


def check(content: str, *expected: tuple[str, str]) -> None:
    """Code and place of each diagnostic of a file, variables looked at."""
    file = parse(content).file
    found = file_diagnostics(file, scope_of(file))
    assert [(each.code, each.span.of(content)) for each in found] == list(expected)


def check_run(content: str, run: Run, *expected: tuple[str, str]) -> list[str]:
    """Code and place of each finding of the run in the file; returns what they say."""
    ((start, block),) = requests(parse(content).file)
    found = run_diagnostics(start, block, run)
    assert [(each.code, each.span.of(content)) for each in found] == list(expected)
    return [each.message for each in found]


def test_a_file_that_is_well_has_none() -> None:
    check("@host = http://h\n###\nGET {{host}}/v1\n")


def test_problems_of_every_source_in_the_order_of_their_places() -> None:
    check(
        "### a\n# @merge nonsense\n# @jsonpath $[\nGET {{nobody}}\n###\nget http://h\n",
        ("directive-value", "nonsense"),
        ("jsonpath-invalid", jsonpath_place()),
        ("variable-undefined", "{{nobody}}"),
        ("method-unusual", "get"),
    )


def jsonpath_place() -> str:
    """The place that the rules themselves give."""
    block = parse("# @jsonpath $[\nGET http://h\n").file.blocks[0]
    return block_rules(block).problems[0].span.of(block.text)


def test_advice_stands_at_the_request_line() -> None:
    check(f"###\n{CHAT}", ("stream-not-requested", "POST http://h/v1/chat/completions"))


def test_names_given_twice_are_told_at_each_place() -> None:
    request = "# @name a\nGET http://h\n"
    check(
        f"{request}###\n{request}###\nGET http://h\n",
        ("request-name-duplicate", "a"),
        ("request-name-duplicate", "a"),
    )


def test_variables_are_looked_at_only_with_a_scope() -> None:
    file = parse("GET {{nobody}}\n").file
    assert file_diagnostics(file) == []
    assert [each.code for each in file_diagnostics(file, scope_of(file))] == ["variable-undefined"]


def test_a_hint_and_a_fix_come_along() -> None:
    (found,) = file_diagnostics(parse("### x\n# @mege openai\nGET http://h\n").file)
    assert found.message.endswith('no directive has that name (did you mean "@merge"?)')
    assert [edit.span for fix in found.fixes for edit in fix.edits] == [found.span]


def test_of_very_many_the_rest_is_counted() -> None:
    content = "###\nget http://h\n" * (LISTED + 7)
    found = file_diagnostics(parse(content).file)
    assert len(found) == LISTED + 1
    assert found[-1].message == f"7 more problems in this file, {LISTED + 7} in all"
    assert found[-1].span.of(content) == "get"


def test_a_code_has_a_page() -> None:
    assert href("gap").endswith("/docs/findings.md#gap")


PIECES = st.sampled_from(
    ["###\n", "get http://h\n", "# @name a\n", "@v = {{w}}\n", "GET {{v}}\n", "\n", "x", CHAT]
)


@given(st.lists(PIECES), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), PIECES), max_size=6))
@settings(deadline=None, max_examples=60)
def test_after_any_edits_all_is_as_if_looked_at_once(
    pieces: list[str], edits: list[tuple[float, float, str]]
) -> None:
    parsed = parse("".join(pieces))
    cache = DiagnosticsCache()
    scope = scope_of(parsed.file)
    cache.update(parsed.file, scope)
    for first, second, piece in edits:
        length = len(parsed.text)
        start, end = sorted((int(first * length), int(second * length)))
        before, parsed = parsed, edited(parsed, Span(start, end), piece)
        if not has_same_variables(before.file, parsed.file):
            scope = scope_of(parsed.file)
        assert cache.update(parsed.file, scope) == file_diagnostics(parsed.file, scope)


def keystroke(count: int) -> float:
    """The least seconds of a keystroke's diagnostics in a file of so many requests."""
    parsed = parse("".join(f"###\n# @name n{n}\n{CHAT}" for n in range(count)))
    cache = DiagnosticsCache()
    scope = scope_of(parsed.file)
    cache.update(parsed.file, scope)
    took = []
    at = len(parsed.text) // 2
    for _ in range(30):
        parsed = edited(parsed, Span(at, at), "x")
        start = perf_counter()
        cache.update(parsed.file, scope)
        took.append(perf_counter() - start)
    return min(took)


def test_a_keystroke_costs_no_more_in_a_large_file_than_in_one_that_fills_a_list() -> None:
    # Both files have more problems than are listed, so that the listing costs the same.
    assert keystroke(3000) < 3 * keystroke(600)


def test_findings_stand_at_the_request_line() -> None:
    check_run(
        "### Chat\nPOST http://h\n  /v1\n",
        played((0.5, text("Hi")[0])),
        ("truncated", "POST http://h"),
    )


def test_a_rule_that_matched_nothing_is_told_at_its_line() -> None:
    content = "###\n# @jsonpath $.a\n# @jsonpath reasoning: $.b\nGET http://h\n"
    ((_, block),) = requests(parse(content).file)
    run = played((0.5, event({"a": "x"})), run=begun(block_rules(block).rules))
    check_run(content, run, ("rule-unmatched", "# @jsonpath reasoning: $.b"))


def test_what_is_said_of_rules_is_not_told_of_others() -> None:
    run = played((0.5, event({"a": "x y"})))
    check_run("GET http://h\n", run, ("dialect-unknown", "GET http://h"))
    check_run("# @jsonpath $.a\nGET http://h\n", run)
    check_run("# @merge none\nGET http://h\n", run)
    check_run("# @events a\nGET http://h\n", run)


def test_types_that_a_request_asks_for_in_a_field_are_told_at_its_line() -> None:
    run = played((0.5, event({})), run=begun(Rules(events=frozenset({"a"}))))
    check_run("SSE http://h\nEvent: a\n", run, ("rule-unmatched", "SSE http://h"))


def test_event_types_that_never_came_are_told_at_their_line() -> None:
    content = "# @merge none\n# @events delta\nGET http://h\n"
    ((_, block),) = requests(parse(content).file)
    run = played((0.5, event({"a": "x"})), run=begun(block_rules(block).rules))
    check_run(content, run, ("rule-unmatched", "# @events delta"))


def test_a_dialect_that_does_not_fit_is_told_at_its_line() -> None:
    content = "# @merge anthropic-messages\nGET http://h\n"
    ((_, block),) = requests(parse(content).file)
    run = played(*every(0.1, text("a", "b")), run=begun(block_rules(block).rules))
    found = run_diagnostics(0, block, run)
    places = {each.code: each.span.of(content) for each in found}
    assert places["dialect-mismatch"] == "# @merge anthropic-messages"


def test_findings_of_one_code_are_counted() -> None:
    run = feed(begun(), (0.5, "datum: 1\n" * 25 + "\n"))
    (said,) = check_run("GET http://h\n", run, ("field-unknown", "GET http://h"))
    assert said.endswith(" (the first of 25)")


@pytest.mark.parametrize("words", ["no hunter2hunter2 here", "x" * 995 + "hunter2hunter2"])
def test_a_server_cannot_give_a_secret_away(words: str) -> None:
    run = played((0.5, event({"error": {"message": words}})), run=begun(secret="hunter2hunter2"))
    ((start, block),) = requests(parse("GET http://h\n").file)
    assert all("hunter" not in each.message for each in run_diagnostics(start, block, run))


def test_a_failed_assertion_is_told_at_its_own_line() -> None:
    content = (
        "# @assert status == 200\n# @assert text contains Bob\nPOST http://h/x\n\n?? events > 9\n"
    )
    ((_, block),) = requests(parse(content).file)
    run = played(*every(0.1, text("Hi")), run=begun(block_rules(block).rules))
    told = check_run(
        content,
        run,
        ("truncated", "POST http://h/x"),
        ("assertion-failed", "text contains Bob"),
        ("assertion-failed", "events > 9"),
    )
    assert told[1] == "text contains Bob: expected contains Bob, found Hi"
