"""Edits that mend what is told of a file, offered where the pointer touches the place."""

import pytest

from scopes import scope
from wirelens.ide.diagnostics_cache import file_diagnostics
from wirelens.ide.fixes import fixes
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Edit, Fix
from wirelens.text import Span


def offered(marked: str) -> list[tuple[str, Fix]]:
    """The fixes at `$0`, each with the code that it answers."""
    at, text = marked.index("$0"), marked.replace("$0", "")
    file, known = parse(text).file, scope(text)
    return [
        (found.code, fix)
        for found in file_diagnostics(file, known)
        if found.span.start <= at <= found.span.end
        for fix in fixes(file, found, known)
    ]


def codes(text: str) -> list[str]:
    return [each.code for each in file_diagnostics(parse(text).file, scope(text))]


def check(marked: str, title: str, after: str) -> Fix:
    """The fix of this title makes `after` of the text, which has one problem of the code less."""
    ((code, fix),) = [each for each in offered(marked) if each[1].title == title]
    before = marked.replace("$0", "")
    assert fix.applied(before) == after
    assert codes(after).count(code) == codes(before).count(code) - 1
    return fix


def test_a_directive_is_spelled_right() -> None:
    check(
        "# @mer$0gee openai\nGET http://h\n",
        'Change to "@merge"',
        "# @merge openai\nGET http://h\n",
    )


def test_a_fix_is_offered_where_the_pointer_only_touches_the_place() -> None:
    for marked in ("# @$0mege auto\nGET http://h\n", "# @mege$0 auto\nGET http://h\n"):
        check(marked, 'Change to "@merge"', "# @merge auto\nGET http://h\n")
    assert not offered("# @mege $0auto\nGET http://h\n")


def test_edits_of_one_fix_all_count_in_the_text_before_them() -> None:
    text = "abcdef"
    two = Fix("t", (Edit(Span(0, 1), "xyz"), Edit(Span(4, 5), "")))
    assert two.applied(text) == "xyzbcdf"
    assert two.moved(1).applied(text) == "axyzcde"


def test_a_line_of_a_body_may_be_meant_as_it_is() -> None:
    fix = check(
        "POST http://h\n\nx\nGET$0 http://b\n",
        'Insert "###"',
        "POST http://h\n\nx\n###\nGET http://b\n",
    )
    assert not fix.preferred


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("@jsonpath text: $.a.$00.b", "$.a[0].b", "@jsonpath text: $.a[0].b"),
        ("@jsonpath $.choices[$0delta", "$.choices['delta']", "@jsonpath $.choices['delta']"),
        ("@until $.a[?@.b $0= 1]", "$.a[?@.b == 1]", "@until $.a[?@.b == 1]"),
        ("@assert any event a $.a.$00 == 1", "$.a[0]", "@assert any event a $.a[0] == 1"),
    ],
)
def test_a_path_is_mended(before: str, path: str, after: str) -> None:
    request = "\nGET http://h\n"
    check(f"# {before}{request}", f'Change to "{path}"', f"# {after}{request}")


@pytest.mark.parametrize(
    ("before", "meant"),
    [
        ("sta$0tus = 200", "status == 200"),
        ("text contain$0 Hi", "text contains Hi"),
        ("statsu$0 == 200", "status == 200"),
        ("not txet$0 match ^Hi", "not text matches ^Hi"),
        ("usag$0e.total_tokens gt 5", "usage.total_tokens > 5"),
        ("txet.$0x == 5", None),
        ("header$0 x-a exist", "header x-a exists"),
        ("no$0thing like it", None),
    ],
)
def test_an_assertion_is_mended(before: str, meant: str | None) -> None:
    for mark in ("# @assert", "??"):
        marked = f"{mark} {before}\nGET http://h\n"
        if meant is None:
            assert offered(marked) == []
        else:
            check(marked, f'Change to "{meant}"', f"{mark} {meant}\nGET http://h\n")
