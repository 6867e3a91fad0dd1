"""What is told about variables before anything is sent."""

import pytest

from scopes import scope
from wirelens.ide.scope import Definition, Source
from wirelens.ide.variable_problems import variable_problems
from wirelens.secret import SecretText
from wirelens.syntax.parse import parse


def check(text: str, *expected: str) -> None:
    """Each expected problem is its code and the text that it marks."""
    known = scope(text, definitions=[Definition("env", Source.ENVIRONMENT, SecretText(("e",)))])
    found = variable_problems(parse(text).file, known)
    assert [f"{each.code} {each.span.of(text)}" for each in found] == list(expected)


def test_undefined_variable_is_marked_wherever_it_stands() -> None:
    check(
        "@a = {{one}}\n\nPOST http://{{two}}/\n  ?q={{three}}\nX-{{four}}: {{five}}\n{{six}}\n\n"
        "{{seven}}\n< ./{{eight}}.json\n",
        *(
            f"variable-undefined {{{{{name}}}}}"
            for name in ("one", "two", "three", "four", "five", "six", "seven", "eight")
        ),
    )


def test_defined_variable_is_no_problem() -> None:
    check("@a = 1\nGET http://{{a}}/{{env}}/{{%a}}\n###\nGET http://{{a}}/")


def test_what_only_a_run_can_know_is_taken_for_granted() -> None:
    check("GET http://h/{{$processEnv NOPE}}{{$dotenv NOPE}}{{$exampleServer}}{{$uuid}}")


def test_unknown_dynamic_variable_is_marked() -> None:
    check("GET http://h/{{$uid}}", "variable-undefined {{$uid}}")


def test_prompted_variable_is_defined_in_its_block_alone() -> None:
    check(
        "# @prompt user Who are you\nGET http://h/{{user}}\n###\nGET http://h/{{user}}",
        "variable-undefined {{user}}",
    )


def test_use_before_definition_is_told_and_resolved() -> None:
    check(
        "GET http://h/{{a}}/{{%b}}\n###\n@a = 1\n@b = 2\nGET http://h/{{a}}\n###\n@a = 3",
        "variable-before-definition {{a}}",
        "variable-before-definition {{%b}}",
    )


def test_loop_is_marked_in_the_definitions_and_at_the_use() -> None:
    check(
        "@a = {{b}}\n@b = {{a}}\nGET http://h/{{a}}",
        "variable-loop {{b}}",
        "variable-before-definition {{b}}",
        "variable-loop {{a}}",
        "variable-loop {{a}}",
    )


@pytest.mark.parametrize(
    "key",
    [
        "sk-ant-api03-Zx8Qw3Er7Ty2Ui",
        "sk-proj-Zx8Qw3Er7Ty2UiAs",
        "sk-Zx8Qw3Er7Ty2UiAsDf5Gh",
        "AIzaSyZx8Qw3Er7Ty2UiAsDf5GhJk1Lq9Wm4Nb6",
        "ghp_Zx8Qw3Er7Ty2UiAsDf5GhJk1Lq9Wm4Nb6VcR",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N",
    ],
)
def test_literal_that_looks_like_a_key_is_marked_and_not_shown(key: str) -> None:
    text = f"@key = {key}\nGET http://h/\nAuthorization: Bearer {key}"
    check(text, f"key-in-file {key}", f"key-in-file {key}")
    (first, _) = variable_problems(parse(text).file, scope(text))
    assert key not in f"{first.message}{first.hint}"


@pytest.mark.parametrize(
    "text",
    ["sk-your-api-key-goes-here", "sk-xxxxxxxxxxxxxxxxxxxxxxxx", "task-force-of-the-north-sea"],
)
def test_placeholder_is_no_key(text: str) -> None:
    check(f"GET http://h/\nAuthorization: Bearer {text}")


def test_file_of_many_references_is_checked_in_time() -> None:
    text = "@a = 1\n" + "GET http://h/{{a}}\nX: {{a}}\n###\n" * 2000
    check(text)
