"""Edits that mend what is told of a file, offered where the pointer touches the place."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scopes import scope
from wirelens.ide.diagnostics_cache import file_diagnostics
from wirelens.ide.fixes import LONGEST_TITLE, fixes
from wirelens.ide.scope import Definition, Scope, Source
from wirelens.secret import Secret, SecretText
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Edit, Fix
from wirelens.syntax.requests import given_names, requests
from wirelens.text import Span

KEY = "sk-Zx8Qw3Er7Ty2UiAsDf5Gh"
ENVIRONMENT = [
    Definition("host", Source.ENVIRONMENT, SecretText(("http://h",))),
    Definition(
        "chat_key",
        Source.ENVIRONMENT,
        SecretText((Secret(KEY, "test"),)),
        detail="http-client.private.env.json (dev)",
    ),
]


def known(text: str) -> Scope:
    names = (name for _, block in requests(parse(text).file) for name, _ in given_names(block))
    return replace(scope(text, definitions=ENVIRONMENT), requests=frozenset(names))


def offered(marked: str) -> list[tuple[str, Fix]]:
    """The fixes at `$0`, each with the code that it answers."""
    at, text = marked.index("$0"), marked.replace("$0", "")
    file, variables = parse(text).file, known(text)
    return [
        (found.code, fix)
        for found in file_diagnostics(file, variables)
        if found.span.start <= at <= found.span.end
        for fix in fixes(file, found, variables)
    ]


def titles(marked: str) -> list[str]:
    return [fix.title for _, fix in offered(marked)]


def codes(text: str) -> list[str]:
    return [each.code for each in file_diagnostics(parse(text).file, known(text))]


def check(marked: str, title: str, after: str) -> Fix:
    """The fix of this title makes `after` of the text, where its code is told less often."""
    ((code, fix),) = [each for each in offered(marked) if each[1].title == title]
    before = marked.replace("$0", "")
    assert fix.applied(before) == after
    assert codes(after).count(code) < codes(before).count(code)
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


def test_an_undefined_variable_is_named_right() -> None:
    fix = check("GET {{hos$0t1}}/a\n", 'Change to "host"', "GET {{host}}/a\n")
    assert fix.preferred
    check("GET http://h/{{ %hots$0 }}\n", 'Change to "host"', "GET http://h/{{ %host }}\n")
    check("GET {{host}}/{{$uud$0i 4}}\n", 'Change to "$uuid"', "GET {{host}}/{{$uuid 4}}\n")


def test_a_request_is_referred_to_by_its_right_name() -> None:
    named = "# @name login\nGET http://h\n###\n"
    check(
        f"{named}GET http://h/{{{{logn$0.response.body.a}}}}\n",
        'Change to "login"',
        f"{named}GET http://h/{{{{login.response.body.a}}}}\n",
    )
    check(
        f"{named}# @ref loggin$0\nGET http://h\n",
        'Change to "login"',
        f"{named}# @ref login\nGET http://h\n",
    )


def test_of_several_names_none_is_preferred() -> None:
    found = [fix for _, fix in offered("@user_a = 1\n@user_b = 2\nGET {{host}}/{{user$0_}}\n")]
    assert [fix.title for fix in found] == [
        'Change to "user_b"',
        'Change to "user_a"',
        'Define "@user_ = " at the top of the file',
    ]
    assert not any(fix.preferred for fix in found)


def test_a_variable_is_defined_at_the_top_of_the_file() -> None:
    title = 'Define "@who = " at the top of the file'
    check("### a\r\nGET {{w$0ho}}\r\n", title, "@who = \r\n### a\r\nGET {{who}}\r\n")
    check("\ufeffGET {{wh$0o}}\n", title, "\ufeff@who = \nGET {{who}}\n")
    check("@a = {{w$0ho}}x\nGET {{a}}\n", title, "@who = \n@a = {{who}}x\nGET {{a}}\n")


@pytest.mark.parametrize(
    "marked",
    [
        "@ab = {{a b}}\nGET {{a$0b}}\n",
        "GET http://h/{{a b$0}}\n",
        "GET http://h/{{login.resp$0onse}}\n",
    ],
)
def test_what_is_no_name_is_not_defined(marked: str) -> None:
    assert titles(marked) == []


def test_a_use_that_leads_to_an_undefined_name_is_not_renamed() -> None:
    assert titles("@hos = {{hoz}}\nGET {{ho$0s}}\n") == []


def test_a_definition_is_moved_above_its_use() -> None:
    title = 'Move the definition of "a" to the top of the file'
    check(
        "### x\r\nGET {{host}}/{{a$0}}\r\n###\r\n  @a = {{host}}/1\r\nGET http://h\r\n",
        title,
        "@a = {{host}}/1\r\n### x\r\nGET {{host}}/{{a}}\r\n###\r\nGET http://h\r\n",
    )
    check(
        "GET {{host}}/{{%a$0}}\n###\n@a = 1",
        title,
        "@a = 1\nGET {{host}}/{{%a}}\n###\n",
    )


@pytest.mark.parametrize(
    "rest", ["@b = 1\n@a = {{b}}", "@a = 1\n@a = 2", "@b = 1\n@a = {{ {{b}} }}"]
)
def test_a_definition_that_cannot_be_moved_alone_stays(rest: str) -> None:
    assert titles(f"GET {{{{host}}}}/{{{{a$0}}}}\n###\n{rest}\nGET http://h\n") == []


def test_the_second_request_of_a_name_is_numbered() -> None:
    text = "# @name a b\nGET http://h\n###\n# @name a-b$0\nGET http://h\n### @name a-b-2\nGET http://h\n"
    check(text, 'Change to "a-b-3"', text.replace("a-b$0", "a-b-3"))
    assert titles("# @name a$0\nGET http://h\n###\n# @name a\nGET http://h\n") == []


def test_a_key_becomes_the_variable_that_has_its_value() -> None:
    fix = check(
        f"GET http://h\nAuthorization: Bearer sk$0{KEY[2:]}\n",
        'Change to "{{chat_key}}" of http-client.private.env.json (dev)',
        "GET http://h\nAuthorization: Bearer {{chat_key}}\n",
    )
    assert fix.preferred


OTHER_KEY = "sk-ant-api03-Zx8Qw3Er7Ty2Ui"
MOVE = 'Change to "{{anthropic_key}}", and put the key into "http-client.private.env.json"'


def test_a_key_becomes_a_variable_that_is_to_be_defined() -> None:
    fix = check(
        f'POST http://h\n\n{{"k": "$0{OTHER_KEY}"}}',
        MOVE,
        'POST http://h\n\n{"k": "{{anthropic_key}}"}',
    )
    assert not fix.preferred
    check(
        f"@anthropic_key = $0{OTHER_KEY}\nGET http://h\n",
        MOVE.replace("key}", "key_2}"),
        "@anthropic_key = {{anthropic_key_2}}\nGET http://h\n",
    )


def test_a_key_where_no_variable_is_read_is_not_replaced() -> None:
    assert titles(f"# $0{OTHER_KEY}\nGET http://h\n") == []


def test_no_variable_gets_itself_for_a_value() -> None:
    text = f"@chat_key = $0{KEY}\nGET http://h\n"
    assert titles(text) == [MOVE.replace("anthropic", "openai")]


PIECES = st.sampled_from(
    [
        *(
            "###\n",
            "### @name a\r\n",
            "# @name a\n",
            "# @mege x\n",
            "# @merge opnai\n",
            "@a {{b}}\n",
        ),
        *("# @jsonpath $.a[b\n", "?? sta = 2\n", "@a = {{b}}\n", "@b = 1\n", "  get {{a}}/x\r\n"),
        *(
            "POST http://h/v1/messages\n",
            "POST {{c}}/chat/completions\n",
            "POST h.t/m:generateContent",
        ),
        *("\n", "Accept a/b\n", "A: b\n", '{"messages": [],\n', '"stream": {{b}} }', "{}", "}\n"),
        *(f"{KEY}\n", f"# {OTHER_KEY}\n", "GET http://h\n", "😀", "\ufeff", "\t", "< x.json\n"),
    ]
)


@given(st.lists(PIECES, max_size=12))
@settings(deadline=None, max_examples=200)
def test_every_edit_lies_in_the_text_and_none_over_another(pieces: list[str]) -> None:
    text = "".join(pieces)
    file, variables = parse(text).file, known(text)
    for found in file_diagnostics(file, variables):
        for fix in fixes(file, found, variables):
            spans = sorted((edit.span.start, edit.span.end) for edit in fix.edits)
            places = [0, *(offset for span in spans for offset in span), len(text)]
            assert places == sorted(places)
            assert fix.applied(text) != text
            assert fix.title.isprintable()
            assert len(fix.title) <= LONGEST_TITLE
