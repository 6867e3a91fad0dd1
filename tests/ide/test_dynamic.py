"""Dynamic variables: what each gives at a known moment with known dice."""

import re
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from scopes import NOW, surroundings
from wirelens.ide.datetimes import dotnet_format
from wirelens.ide.dynamic import (
    DYNAMIC_VARIABLES,
    DynamicFault,
    Surroundings,
    evaluated,
    parsed_call,
)

WEST = timezone(timedelta(hours=-5))


def value(expression: str, world: Surroundings | None = None) -> str:
    found = evaluated(parsed_call(expression), world or surroundings(environ={"KEY": "from env"}))
    return found.message if isinstance(found, DynamicFault) else found.reveal()


def check(expression: str, expected: str) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$timestamp", "1769864709"),
        ("$timestamp -1 d", "1769778309"),
        ("$timestamp 2 h", "1769871909"),
        ("$isoTimestamp", "2026-01-31T13:05:09.042Z"),
        ("$date", "2026-01-31"),
        ("$env.KEY", "from env"),
        ("$datetime iso8601", "2026-01-31T13:05:09.042Z"),
        ("$datetime", "2026-01-31T13:05:09.042Z"),
        ("$datetime rfc1123", "Sat, 31 Jan 2026 13:05:09 GMT"),
        ("$datetime iso8601 1 M", "2026-02-28T13:05:09.042Z"),
        ("$datetime iso8601 -1 Q", "2025-10-31T13:05:09.042Z"),
        ("$datetime iso8601 1 y", "2027-01-31T13:05:09.042Z"),
        ("$datetime iso8601 +1 w", "2026-02-07T13:05:09.042Z"),
        ("$datetime iso8601 -50 ms", "2026-01-31T13:05:08.992Z"),
        ('$datetime "YYYY-MM-DD HH:mm:ss.SSS"', "2026-01-31 13:05:09.042"),
        ("$datetime 'D/M/YY h:m:s a A' 1 d", "1/2/26 1:5:9 pm PM"),
        ('$datetime "dddd ddd dd d Do MMMM MMM Q"', "Saturday Sat Sa 6 31st January Jan 1"),
        (
            '$datetime "[YYYY is] YYYY Z ZZ X x"',
            "YYYY is 2026 +00:00 +0000 1769864709 1769864709042",
        ),
        ("$datetime DD-MM-YYYY", "31-01-2026"),
    ],
)
def test_time_is_written_as_asked(expression: str, expected: str) -> None:
    check(expression, expected)


def test_local_time_is_local() -> None:
    world = replace(surroundings(), now=lambda: NOW.astimezone(WEST))
    assert value("$localDatetime iso8601", world) == "2026-01-31T08:05:09.042-05:00"
    assert value("$localDatetime rfc1123", world) == "Sat, 31 Jan 2026 08:05:09 -0500"
    assert value("$datetime iso8601", world) == "2026-01-31T13:05:09.042Z"
    assert value("$timestamp", world) == "1769864709"


def test_tokens_of_dotnet_are_read_where_visual_studio_reads() -> None:
    world = replace(surroundings(), date_format=dotnet_format)
    assert value("$datetime \"dd-MM-yyyy HH:mm:ss.fff 'at' zzz\"", world) == (
        "31-01-2026 13:05:09.042 at +00:00"
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$uuid", "ffffffff-ffff-4fff-bfff-ffffffffffff"),
        ("$guid", "ffffffff-ffff-4fff-bfff-ffffffffffff"),
        ("$random.uuid", "ffffffff-ffff-4fff-bfff-ffffffffffff"),
        ("$randomInt", "999"),
        ("$randomInt -5 5", "4"),
        ("$random.integer(10, 20)", "19"),
        ("$random.integer()", "999"),
        ("$random.alphabetic(3)", "ZZZ"),
        ("$random.alphanumeric(3)", "999"),
        ("$random.hexadecimal(4)", "ffff"),
        ("$random.email", "zzzzzzzzzz@example.com"),
        ("$processEnv KEY", "from env"),
        ("$exampleServer", "http://127.0.0.1:49152/"),
        ("$exampleServer anthropic", "http://127.0.0.1:49152/anthropic"),
        ("$projectRoot", "/project"),
    ],
)
def test_value_is_made_of_what_the_world_gives(expression: str, expected: str) -> None:
    check(expression, expected)


def test_random_float_lies_between_its_limits() -> None:
    assert 1.5 <= float(value("$random.float(1.5, 2)")) <= 2


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$nope", 'dynamic variable "$nope" is unknown'),
        (
            "$randomInt 1",
            '"$randomInt" expected two whole numbers, the first included and the second',
        ),
        ("$randomInt 5 5", '"$randomInt" expected the first number to be less than the second'),
        ("$timestamp 3 parsecs", '"$timestamp" expected a number and a unit of y, Q, M, w, d, h'),
        (
            "$datetime iso8601 999999999 y",
            '"$datetime" expected an offset within the years 1 to 9999',
        ),
        ("$datetime iso8601 999999999999999 s", '"$datetime" expected an offset within the years'),
        ("$random.alphabetic()", '"$random.alphabetic" expected a length of at most 100000, found'),
        (
            "$random.hexadecimal(999999)",
            '"$random.hexadecimal" expected a length of at most 100000',
        ),
        (
            "$processEnv",
            '"$processEnv" expected the name of an environment variable, found nothing',
        ),
        ("$processEnv NOPE", '"$processEnv NOPE" has no value, expected an environment variable'),
        ("$dotenv NOPE", '"$dotenv NOPE" has no value, expected a name of a ".env" file'),
    ],
)
def test_what_is_wrong_is_said_with_what_was_expected(expression: str, expected: str) -> None:
    assert value(expression).startswith(expected)


def test_near_name_is_offered_for_an_unknown_one() -> None:
    found = evaluated(parsed_call("$dotEnv KEY"), surroundings())
    assert isinstance(found, DynamicFault)
    assert found.hint == 'did you mean "$dotenv"?'


def test_environment_and_dotenv_give_secrets() -> None:
    world = surroundings(environ={"KEY": "value-1"}, dotenv={"KEY": "value-2"})
    for expression in ("$processEnv KEY", "$dotenv KEY"):
        found = evaluated(parsed_call(expression), world)
        assert str(found) == "***"
    assert "value-1" not in repr(world)
    assert "value-2" not in repr(world)


def test_every_row_tells_what_completion_and_hover_need() -> None:
    for name, row in DYNAMIC_VARIABLES.items():
        assert re.fullmatch(r"\$[A-Za-z.]+", name)
        assert row.signature.startswith(name)
        assert row.description
        assert row.example


@pytest.mark.parametrize("name", ["$aadV2Token", "$historyFolder", "$placeholder", "$input"])
def test_what_only_other_tools_have_says_what_to_do_instead(name: str) -> None:
    found = evaluated(parsed_call(f"{name} x"), surroundings())
    assert isinstance(found, DynamicFault)
    assert found.message == f'"{name}" is not supported'
    assert found.hint
