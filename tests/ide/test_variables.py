"""What references stand for: precedence, nesting, bounds, and what is told where they fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scopes import NOW, scope, surroundings
from wirelens.ide.scope import (
    JETBRAINS_PRECEDENCE,
    Definition,
    Scope,
    Source,
    Unresolved,
    as_secret,
    given_definitions,
    scoped,
)
from wirelens.ide.variables import LONGEST_RESULT, Resolved, Resolver, unsafe_problems
from wirelens.secret import Chained, Secret, SecretText
from wirelens.syntax.parse import parse_template


def resolved(template: str, known: Scope) -> Resolved:
    return Resolver(known).resolve(parse_template(template))


def check(template: str, expected: str, file: str = "") -> None:
    result = resolved(template, scope(file))
    assert [problem.message for problem in result.problems] == []
    assert result.text.reveal() == expected


def check_problem(template: str, code: str, message: str, file: str = "") -> None:
    (problem,) = resolved(template, scope(file)).problems
    assert (problem.code, problem.message) == (code, message)


def test_variable_of_the_file_is_replaced() -> None:
    check("{{host}}/{{ path }}", "http://x/y", "@host = http://x\n@path=y")


def test_last_definition_in_the_file_holds_everywhere() -> None:
    check("{{a}}", "2", "@a = 1\n###\n@a = 2")


def test_value_may_refer_to_variables_defined_later() -> None:
    check("{{a}}", "x-y", "@a = x-{{b}}\n@b = y")


def test_escapes_of_a_file_variable_are_applied_at_use() -> None:
    check("{{a}}", "1\n2\t3\\4\\d\r", r"@a = 1\n2\t3\\4\d\r")


def test_empty_value_is_a_value() -> None:
    check("[{{a}}]", "[]", "@a =")


def test_name_may_have_any_mark_but_blanks_and_equals() -> None:
    check("{{x:}}{{a.b-c}}", "12", "@x: = 1\n@a.b-c = 2")


def test_reference_in_a_reference_chooses_the_name() -> None:
    check("{{ {{kind}}_url }}", "http://d", "@kind = dev\n@dev_url = http://d")
    check("{{ {{ {{a}} }} }}", "end", "@a = b\n@b = c\n@c = end")
    check("{{x}}", "end", "@x = {{ {{a}} }}\n@a = b\n@b = end")


def test_braces_around_a_reference_stay() -> None:
    check('{"a":{{{b}}}}', '{"a":{1}}', "@b = 1")


def test_percent_before_the_name_encodes_the_value() -> None:
    check("{{%a}}", "a%2Fb%20%26%C3%BC", "@a = a/b &ü")


def test_undefined_variable_is_told_with_near_names() -> None:
    check_problem("{{tokn}}", "variable-undefined", 'variable "tokn" is undefined', "@token = 1")
    (problem,) = resolved("{{tokn}}", scope("@token = 1")).problems
    assert problem.hint == 'did you mean "token"?'
    assert problem.span.of("{{tokn}}") == "{{tokn}}"


def test_undefined_variable_in_a_value_is_told_at_the_outer_reference() -> None:
    result = resolved("a {{x}} b", scope("@x = {{y}}"))
    assert [(each.message, each.span.start) for each in result.problems] == [
        ('variable "y" is undefined', 2)
    ]


def test_loop_is_told_with_its_path() -> None:
    message = 'variable refers to itself: "a" → "b" → "a"'
    check_problem("{{a}}", "variable-loop", message, "@a = {{b}}\n@b = {{a}}")
    check_problem("{{a}}", "variable-loop", 'variable refers to itself: "a" → "a"', "@a = {{a}}")


def test_depth_is_bounded() -> None:
    file = "".join(f"@a{i} = {{{{a{i + 1}}}}}\n" for i in range(1000)) + "@a1000 = end"
    check_problem("{{a0}}", "variable-loop", 'variable "a0" is nested more than 64 deep', file)
    check("{{a950}}", "end", file)


def test_growth_is_bounded() -> None:
    file = (
        "".join(f"@a{i} = {{{{a{i + 1}}}}}{{{{a{i + 1}}}}}\n" for i in range(30)) + "@a30 = laugh"
    )
    (problem,) = resolved("{{a0}}", scope(file)).problems
    assert problem.code == "variable-loop"
    assert problem.message.endswith("makes the text grow past 1 MiB")


def test_growth_of_one_text_is_bounded() -> None:
    file = "@a = " + "x" * (LONGEST_RESULT // 4)
    assert len(resolved("{{a}}" * 4, scope(file)).text.reveal()) == LONGEST_RESULT
    assert resolved("{{a}}" * 5, scope(file)).problems[0].code == "variable-loop"


def test_braces_without_end_cost_no_more_than_their_length() -> None:
    result = resolved("{{" * 50_000 + "{{a}}" + "}}" * 50_000, scope("@a = 1"))
    assert len(result.problems) <= 1


@given(st.text("{}ab$%\"'(). \n", max_size=60))
def test_any_text_is_resolved_or_told(text: str) -> None:
    result = resolved(text, scope("@a = {{b}}\n@b = x"))
    assert result.problems or "{{a}}" not in result.text.reveal()


def test_prompt_and_override_win_then_file_then_environment_then_dotenv() -> None:
    sources = [Source.DOTENV, Source.ENVIRONMENT, Source.FILE, Source.PROMPT, Source.OVERRIDE]
    definitions: list[Definition] = []
    for source in sources:
        definitions.append(Definition("a", source, SecretText((source.value,))))
        known = scoped(definitions, surroundings())
        assert resolved("{{a}}", known).text.reveal() == source.value
        assert [each.source for each in known.shadowed("a")] == sources[: len(definitions) - 1][
            ::-1
        ]


def test_environment_wins_over_the_file_where_jetbrains_reads() -> None:
    definitions = [
        Definition("a", Source.FILE, SecretText(("file",))),
        Definition("a", Source.ENVIRONMENT, SecretText(("environment",))),
    ]
    known = scoped(definitions, surroundings(), precedence=JETBRAINS_PRECEDENCE)
    assert resolved("{{a}}", known).text.reveal() == "environment"


def test_given_value_is_no_template() -> None:
    known = scoped(given_definitions({"a": "{{b}}"}, Source.OVERRIDE), surroundings())
    assert resolved("{{a}}", known).text.reveal() == "{{b}}"


def test_secret_names_make_values_secret_wherever_they_come_from() -> None:
    known = scope("@api_key = k1\n@other = o", secret_names=["*_key"])
    text = resolved("{{api_key}} {{other}}", known).text
    assert (text.masked(), text.reveal()) == ("*** o", "k1 o")
    assert [secret.reveal() for secret in known.secrets] == ["k1"]


def test_composed_secret_is_one_secret_made_of_those_in_it() -> None:
    template = Definition("t", Source.ENVIRONMENT, parse_template("https://{{h}}/{{k}}"), "env")
    key = Definition("k", Source.DOTENV, SecretText((Secret("v", "dotenv"),)))
    host = Definition("h", Source.ENVIRONMENT, SecretText(("h",)))
    known = scoped([as_secret(template), key, host], surroundings())
    text = resolved("{{t}}!", known).text
    assert text.parts == (Secret("https://h/v", "env: t", (Secret("v", "dotenv"),)), "!")
    assert [secret.reveal() for secret in known.secrets] == ["v"]
    alone = as_secret(Definition("t", Source.ENVIRONMENT, parse_template("{{h}}"), "env"))
    assert resolved("{{t}}", scoped([alone, host], surroundings())).text.masked() == "***"


def test_text_out_of_a_response_is_never_read_as_a_template() -> None:
    def chain(expression: str) -> SecretText | Unresolved | None:
        if expression == "login.response.body.token":
            return SecretText((Chained("{{key}}", "login"),))
        return None

    known = scope("@key = k\n@copy = {{login.response.body.token}}", chain=chain)
    assert resolved("{{login.response.body.token}}", known).text.reveal() == "{{key}}"
    assert resolved("{{copy}}", known).text.parts == (Chained("{{key}}", "login"),)
    assert resolved("{{logon.response.body.x}}", known).problems[0].code == "variable-undefined"


def test_response_cannot_choose_what_is_read() -> None:
    def chain(expression: str) -> SecretText | None:
        return SecretText((Chained("$processEnv KEY", "r"),)) if expression == "r.x" else None

    known = scope("", chain=chain, environ={"KEY": "secret"})
    (problem,) = resolved("{{ {{r.x}} }}", known).problems
    assert problem.code == "variable-unsafe"


def test_request_that_has_not_run_says_so() -> None:
    known = scope(
        "",
        chain=lambda _: Unresolved("variable-undefined", 'request "login" has not run', "run it"),
    )
    (problem,) = resolved("{{login.response.body.token}}", known).problems
    assert (problem.message, problem.hint) == ('request "login" has not run', "run it")


def test_dynamic_variable_in_a_definition_is_evaluated_once_a_run() -> None:
    numbers = iter(range(100))
    known = scope("@id = {{$randomInt}}", below=lambda _: next(numbers))
    assert resolved("{{id}} {{id}} {{$randomInt}}", known).text.reveal() == "0 0 1"


def test_name_of_an_environment_variable_may_stand_in_a_variable() -> None:
    known = scope("@which = MY_KEY", environ={"MY_KEY": "v"}, dotenv={"MY_KEY": "d"})
    assert resolved("{{$processEnv %which}}{{$dotenv %which}}", known).text.reveal() == "vd"


def test_half_a_surrogate_pair_is_refused() -> None:
    known = scoped([Definition("a", Source.ENVIRONMENT, SecretText(("\ud800",)))], surroundings())
    (problem,) = resolved("{{a}}", known).problems
    assert problem.code == "variable-unsafe"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (r"a\nb", "a line end"),
        (r"a\r", "a line end"),
        ("a\0", "a NUL"),
        ("\x1b", "a control character"),
    ],
)
def test_control_character_is_refused_where_text_has_one_line(value: str, found: str) -> None:
    result = resolved("x {{a}}", scope(f"@a = {value}."))
    (problem,) = unsafe_problems(result, 'field "X"')
    assert problem.message == f'field "X" expected text of one line, found {found}'
    assert problem.span.start == 2


def test_tab_and_line_ends_of_the_file_itself_are_no_variables_fault() -> None:
    assert unsafe_problems(resolved("a\n{{a}}", scope("@a = 1\t2")), "x") == []


def test_no_object_and_no_message_shows_a_secret() -> None:
    canary = "CANARY-9f8e7d"
    known = scope(
        "@name = {{secret}}\n@bad = {{ {{secret}} }}\n@env = {{$processEnv %secret}}"
        "\n@random = {{$random.alphabetic({{secret}})}}\n@dynamic = {{ ${{secret}} }}",
        environ={"OTHER": canary},
        dotenv={"D": canary},
        definitions=[
            as_secret(Definition("secret", Source.ENVIRONMENT, parse_template(canary), "env")),
            as_secret(
                Definition("half", Source.ENVIRONMENT, parse_template(canary + "{{x}}"), "e")
            ),
            *given_definitions({"asked": Secret(canary, "prompt")}, Source.PROMPT),
        ],
    )
    assert canary not in repr(known)
    for name in ("name", "bad", "env", "random", "dynamic", "half", "asked", "$dotenv D"):
        result = resolved(f"{{{{{name}}}}}", known)
        assert canary not in f"{result}{result.text}{result.problems}"
        assert result.problems or result.text.reveal() == canary


def test_now_is_what_it_was_told() -> None:
    check("{{$timestamp}}", str(int(NOW.timestamp())))
