"""What a variable puts into a request target stays where the variable stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scopes import scope, surroundings
from wirelens.ide.scope import Source, given_definitions, scoped
from wirelens.ide.target import encoded_target, plain_target
from wirelens.ide.variables import Resolver
from wirelens.secret import Secret
from wirelens.syntax.parse import parse_template


def check(target: str, expected: str, **values: str) -> None:
    known = scoped(given_definitions(values, Source.OVERRIDE), surroundings())
    found = encoded_target(Resolver(known).resolve(parse_template(target)).pieces)
    assert [problem.message for problem in found.problems] == []
    assert found.text.reveal() == expected


def check_problem(target: str, message: str, **values: str) -> None:
    known = scoped(given_definitions(values, Source.OVERRIDE), surroundings())
    found = encoded_target(Resolver(known).resolve(parse_template(target)).pieces)
    assert [(each.code, each.message) for each in found.problems] == [("variable-unsafe", message)]


def test_written_text_is_encoded_where_no_uri_can_hold_it() -> None:
    check('http://h/a b{x}|"ü"?q=<>^`\\', "http://h/a%20b%7Bx%7D%7C%22%C3%BC%22?q=%3C%3E%5E%60%5C")


def test_written_text_is_not_encoded_twice() -> None:
    check("http://h/a%20b/100%?x=%zz%C3", "http://h/a%20b/100%25?x=%25zz%C3")


def test_written_brackets_signs_and_parameters_stay() -> None:
    check(
        "http://h/v1:run(x)/$count?f[a]=1&b=c+d,e;f'g'@h/?",
        "http://h/v1:run(x)/$count?f[a]=1&b=c+d,e;f'g'@h/?",
    )


def test_host_of_other_letters_is_left_to_idna() -> None:
    check("http://bücher.example/ü", "http://bücher.example/%C3%BC")


def test_fragment_is_not_sent() -> None:
    check("http://h/a?b=1#c d", "http://h/a?b=1")
    check("http://h/a#{{x}}?b", "http://h/a", x="y")


def test_base_address_in_a_variable_is_taken_as_written() -> None:
    check("{{base}}/x", "http://h:80/v1/x", base="http://h:80/v1")
    check("{{base}}/x", "localhost:8080/x", base="localhost:8080")
    check("{{url}}", "http://u:p@h/a%20b?c=d&e=f%20g", url="http://u:p@h/a b?c=d&e=f g")
    check("{{base}}{{path}}", "http://h/p?q=1&r=2", base="http://h", path="/p?q=1&r=2")


def test_scheme_host_and_port_may_be_variables() -> None:
    check("{{s}}://{{h}}:{{p}}/x", "https://h.example:8443/x", s="https", h="h.example", p="8443")
    check("https://{{name}}.example.com/x", "https://a-b.example.com/x", name="a-b")
    check("http://{{h}}/x", "http://h:80/base/x", h="h:80/base")
    check("{{h}}:{{p}}/{{x}}", "h:80/y%3Fz", h="h", p="80", x="y?z")


def test_user_and_password_are_encoded() -> None:
    check("http://{{u}}:{{p}}@h/x", "http://a%40b:c%2Fd%3A%23@h/x", u="a@b", p="c/d:#")


@pytest.mark.parametrize("value", ["@evil.example", "\\@evil.example", "a b", "x\ty"])
def test_value_that_changes_the_host_is_refused(value: str) -> None:
    sign = next(each for each in value if each in "@\\ \t")
    message = f'the value holds "{sign}" and would change the host, expected a host'
    check_problem("http://good.example{{x}}/y", message, x=value)
    check_problem("http://127.0.0.1:{{x}}/y", message, x=value)


def test_value_that_would_cut_the_target_short_is_refused() -> None:
    message = 'the value holds "#" and would end the target, expected a part of an address'
    check_problem("{{base}}/x", message, base="http://h/#")
    check("{{base}}", "http://h/", base="http://h/#top")


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("v1/chat", "v1/chat"),
        ("a b?x=#y", "a%20b%3Fx=%23y"),
        ("@evil.example", "@evil.example"),
        ("a\\b", "a%5Cb"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("x/%2e%2E/y", "x%2F%252e%252E%2Fy"),
        ("a%20b", "a%20b"),
        ("100%", "100%25"),
        ("ü", "%C3%BC"),
        ("a;b=c&d+e", "a;b=c&d+e"),
    ],
)
def test_value_in_the_path_stays_in_the_path(value: str, encoded: str) -> None:
    check("http://h/{{x}}/z", f"http://h/{encoded}/z", x=value)


@pytest.mark.parametrize("value", ["..", ".", "../", "%2e%2e"])
def test_value_that_is_only_dots_is_refused_in_the_path(value: str) -> None:
    message = "the value is a dot segment, expected a segment of a path"
    check_problem("http://h/a/{{x}}/b", message, x=value)


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("a&b=c", "a%26b=c"),
        ("a+b c", "a%2Bb%20c"),
        ("a%2Bb+c", "a%2Bb+c"),
        ("50% off", "50%25%20off"),
        ("#1?", "%231%3F"),
        ("abc==", "abc=="),
        ("../x", "../x"),
        ("https://r.example/cb?x=1&y=2", "https://r.example/cb%3Fx=1%26y=2"),
        ("{}[]", "%7B%7D%5B%5D"),
    ],
)
def test_value_in_the_query_stays_one_value(value: str, encoded: str) -> None:
    check("http://h/?q={{x}}&z", f"http://h/?q={encoded}&z", x=value)


def test_value_where_a_parameter_begins_may_be_whole_parameters() -> None:
    check("http://h/?{{x}}", "http://h/?a=1&b=2%20+3", x="a=1&b=2 +3")
    check("http://h/?a=1&{{x}}", "http://h/?a=1&b=%23", x="b=#")
    check("http://h/?{{x}}=1", "http://h/?a%26b=1", x="a&b")


def test_braces_of_their_own_and_percent_choose_the_encoding() -> None:
    check("http://h/a{{{x}}}b?q={{{y}}}", "http://h/a/p?q=1b?q=a&b", x="/p?q=1", y="a&b")
    check("http://h/{{%x}}", "http://h/a%2Fb%3F", x="a/b?")
    check("http://h/{a}{{x}}", "http://h/%7Ba%7D1", x="1")


def test_target_is_left_alone_where_the_request_says_so() -> None:
    known = scope("@x = a b&{c}")
    pieces = Resolver(known).resolve(parse_template("http://h/ü x?q={{x}}#f")).pieces
    assert plain_target(pieces).text.reveal() == "http://h/ü x?q=a b&{c}"


def test_encoded_secret_is_a_secret() -> None:
    known = scoped(given_definitions({"k": Secret("a&b", "test")}, Source.PROMPT), surroundings())
    text = encoded_target(Resolver(known).resolve(parse_template("http://h/?k={{k}}")).pieces).text
    assert (text.masked(), text.reveal()) == ("http://h/?k=***", "http://h/?k=a%26b")
    assert [origin.reveal() for origin in text.secrets[0].origins] == ["a&b"]


@given(st.text(max_size=20), st.sampled_from(["http://h/{{x}}", "http://h/?a={{x}}&b"]))
def test_no_value_leaves_its_place(value: str, target: str) -> None:
    known = scoped(given_definitions({"x": value}, Source.OVERRIDE), surroundings())
    resolved = Resolver(known).resolve(parse_template(target))
    found = encoded_target(resolved.pieces)
    text = found.text.reveal()
    assert text.startswith(target.partition("{{")[0])
    assert text.count("?") == target.count("?")
    assert text.count("&") == target.count("&") or "?" not in target
    assert text.isascii()
