"""Which requests must run before another, and in which order."""

from dataclasses import replace
from datetime import UTC, datetime

from wirelens.ide.dependencies import Known, RequestPlace, dependencies, reference_names, run_order
from wirelens.ide.dynamic import Surroundings
from wirelens.ide.scope import file_definitions, scoped
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Problem

SURROUNDINGS = Surroundings(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), below=lambda _: 0)


def known(text: str) -> Known:
    file = parse(text).file
    names = reference_names(file)
    scope = replace(scoped(file_definitions(file), SURROUNDINGS), requests=frozenset(names))
    return Known([(file, scope)], names)


def check(text: str, name: str, *expected: str, sent: tuple[str, ...] = ()) -> None:
    """The names of what runs before the request of that name."""
    requests = known(text)
    found = run_order(requests, requests.names[name], lambda each: each in sent)
    assert not isinstance(found, Problem), found
    assert [step.name for step in found] == list(expected)


def check_problem(text: str, name: str, code: str, message: str, place: str) -> None:
    requests = known(text)
    found = run_order(requests, requests.names[name], lambda _: False)
    assert isinstance(found, Problem)
    assert (found.code, found.message) == (code, message)
    assert found.span.of(requests.block(requests.names[name]).text) == place


LOGIN = "### login\nGET http://h/login\n"


def test_a_request_alone_needs_nothing() -> None:
    check(LOGIN, "login")


def test_a_directive_names_what_is_needed() -> None:
    check(f"{LOGIN}### me\n# @ref login\nGET http://h/me\n", "me", "login")


def test_a_reference_to_an_exchange_needs_it() -> None:
    check(f"{LOGIN}### me\nGET http://h/{{{{login.response.body.id}}}}\n", "me", "login")


def test_a_variable_may_stand_between() -> None:
    text = f"@id = {{{{login.response.body.id}}}}\n{LOGIN}### me\nGET http://h/\nX-Id: {{{{id}}}}\n"
    check(text, "me", "login")


def test_needs_are_followed_in_order_and_each_runs_once() -> None:
    text = (
        f"{LOGIN}"
        "### cart\n# @ref login\nGET http://h/{{login.response.body.id}}\n"
        "### pay\n# @ref cart\n# @ref login\nPOST http://h/pay\n"
    )
    check(text, "pay", "login", "cart")


def test_what_was_sent_is_not_sent_again_unless_it_is_forced() -> None:
    check(f"{LOGIN}### me\n# @ref login\nGET http://h/\n", "me", sent=("login",))
    check(f"{LOGIN}### me\n# @forceRef login\nGET http://h/\n", "me", "login", sent=("login",))


def test_only_a_directive_allows_to_send_unasked() -> None:
    text = f"{LOGIN}### a\n# @ref login\nGET http://h/\n### b\nGET http://h/{{{{login.response.body}}}}\n"
    requests = known(text)
    asked = [
        [each.is_asked for each in dependencies(requests.block(requests.names[name]), scope)]
        for name in ("a", "b")
        for scope in [requests.files[0][1]]
    ]
    assert asked == [[True], [False]]


def test_a_circle_is_told_with_its_way() -> None:
    text = "### a\n# @ref b\nGET http://h/\n### b\n# @ref a\nGET http://h/\n"
    check_problem(text, "a", "variable-loop", 'request "a" needs itself: a → b → a', "b")


def test_a_name_that_nothing_bears_is_told() -> None:
    text = "### a\n# @ref nobody\nGET http://h/\n"
    check_problem(text, "a", "request-unknown", 'no request is named "nobody"', "nobody")


def test_titles_are_called_by_their_slug() -> None:
    text = "### Log in!\nGET http://h/\n### me\n# @ref Log-in\nGET http://h/\n"
    check(text, "me", "Log-in")
    assert reference_names(parse(text).file)["Log-in"] == RequestPlace(0, 0)


def test_a_row_without_end_is_told() -> None:
    text = "".join(f"### r{n}\n# @ref r{n + 1}\nGET http://h/\n" for n in range(200))
    requests = known(text + "### r200\nGET http://h/\n")
    found = run_order(requests, requests.names["r0"], lambda _: False)
    assert isinstance(found, Problem)
    assert found.message == "more than 64 requests need one another"
