"""Dynamic variables: `{{$name arguments}}`, from a table that completion and hover read too.

What they say of the world is in `Surroundings`, passed in: this module reads no clock and no
environment, and rolls no dice of its own.
"""

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from wirelens.ide.datetimes import UNITS, dayjs_format, iso_format, moved
from wirelens.ide.near import near_names, near_question
from wirelens.secret import Secret, SecretText
from wirelens.syntax.decisions import AUTO, Decisions

LONGEST_RANDOM = 100_000  # characters


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What dynamic variables may know of the world.

    `now` gives an aware time in the local zone, `below(n)` a random whole number of 0 to n-1,
    `example_server` the base address that plays a recording, "" for all of them.
    """

    now: Callable[[], datetime]
    below: Callable[[int], int]
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    dotenv: Mapping[str, Secret] = field(default_factory=dict)
    example_server: Callable[[str], str] | None = None
    project_root: str = ""
    date_format: Callable[[datetime, str], str] = dayjs_format
    decisions: Decisions = AUTO


@dataclass(frozen=True, slots=True)
class DynamicFault:
    """Why a dynamic variable has no value; `near` are those that may have been meant."""

    message: str
    hint: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A dynamic variable in use: its name and its arguments."""

    name: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.name, *self.arguments))


Evaluation = str | SecretText | DynamicFault


@dataclass(frozen=True, slots=True)
class DynamicVariable:
    """One row of the table."""

    signature: str
    description: str
    example: str
    evaluate: Callable[[Call, Surroundings], Evaluation]

    @property
    def name(self) -> str:
        """The signature without the arguments."""
        return _NAME.split(self.signature, maxsplit=1)[0]


def parsed_call(expression: str) -> Call:
    """Name and arguments, separated by blanks (quotes join) or in parentheses by commas."""
    if found := _PARENTHESES.fullmatch(expression):
        listed = tuple(each.strip().strip("\"'") for each in found[2].split(","))
        return Call(found[1], tuple(each for each in listed if each))
    words = (
        next(each for each in match.groups() if each is not None)
        for match in _ARGUMENT.finditer(expression)
    )
    name, *arguments = words
    return Call(name, tuple(arguments))


def evaluated(call: Call, surroundings: Surroundings) -> SecretText | DynamicFault:
    """The value of a dynamic variable, here and now."""
    variable = DYNAMIC_VARIABLES.get(call.name)
    if variable is None and call.name.startswith(_ENVIRONMENT):
        name = call.name.removeprefix(_ENVIRONMENT)
        return evaluated(Call("$processEnv", (name,)), surroundings)
    if variable is None and call.name in ELSEWHERE:
        return DynamicFault(f'"{call.name}" is not supported', ELSEWHERE[call.name])
    if variable is None:
        near = near_names(call.name, DYNAMIC_VARIABLES)
        message = f'dynamic variable "{call.name}" is unknown'
        return DynamicFault(message, near_question(near), near)
    value = variable.evaluate(call, surroundings)
    return SecretText.from_text(value) if isinstance(value, str) else value


_ENVIRONMENT = "$env."  # JetBrains' spelling of `$processEnv`
_FROM_ELSEWHERE = 'put a token into a private environment file, or use "$auth.token"'
_ASKED = 'write it in the request that uses it, or "# @prompt name"'
# What other tools have and wirelens does not, each with what to do instead.
ELSEWHERE = {
    "$aadToken": _FROM_ELSEWHERE,
    "$aadV2Token": _FROM_ELSEWHERE,
    "$oidcAccessToken": _FROM_ELSEWHERE,
    "$historyFolder": 'write a path; recordings lie in the folder of "recordingsFolder"',
    "$placeholder": "write a value in its place",
    **dict.fromkeys(("$input", "$prompt", "$password", "$pick"), _ASKED),
}

_NAME = re.compile(r"[ (]")
_PARENTHESES = re.compile(r"(\$[\w.]+)\s*\((.*)\)", re.DOTALL)
_ARGUMENT = re.compile(r'"([^"]*)"|\'([^\']*)\'|(\S+)')
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")


def _fault(call: Call, expected: str) -> DynamicFault:
    found = f'"{" ".join(call.arguments)}"' if call.arguments else "nothing"
    return DynamicFault(f'"{call.name}" expected {expected}, found {found}')


def _uuid(_call: Call, surroundings: Surroundings) -> Evaluation:
    return str(UUID(int=surroundings.below(1 << 128), version=4))


def _moment(call: Call, offset: tuple[str, ...], moment: datetime) -> datetime | DynamicFault:
    """`moment`, moved by an offset such as `-3 h`."""
    if not offset:
        return moment
    if len(offset) != 2 or not _WHOLE_NUMBER.fullmatch(offset[0]) or offset[1] not in UNITS:
        return _fault(call, f"a number and a unit of {', '.join(UNITS)} for the offset")
    try:
        return moved(moment, int(offset[0]), offset[1])
    except (OverflowError, ValueError):
        return _fault(call, "an offset within the years 1 to 9999")


def _timestamp(call: Call, surroundings: Surroundings) -> Evaluation:
    moment = _moment(call, call.arguments, surroundings.now())
    if isinstance(moment, DynamicFault):
        return moment
    return str(int(moment.timestamp() * surroundings.decisions.timestamps_per_second))


def _iso_timestamp(_call: Call, surroundings: Surroundings) -> Evaluation:
    return iso_format(surroundings.now().astimezone(UTC))


def _date(_call: Call, surroundings: Surroundings) -> Evaluation:
    return surroundings.now().date().isoformat()


def _datetime(call: Call, surroundings: Surroundings) -> Evaluation:
    return _formatted(call, surroundings, surroundings.now().astimezone(UTC))


def _local_datetime(call: Call, surroundings: Surroundings) -> Evaluation:
    return _formatted(call, surroundings, surroundings.now())


def _formatted(call: Call, surroundings: Surroundings, start: datetime) -> Evaluation:
    pattern, *offset = call.arguments or ("iso8601",)
    moment = _moment(call, tuple(offset), start)
    if isinstance(moment, DynamicFault):
        return moment
    if pattern == "iso8601":
        return iso_format(moment)
    if pattern == "rfc1123":
        zone = "[GMT]" if moment.utcoffset() == UTC.utcoffset(None) else "ZZ"
        return dayjs_format(moment, f"ddd, DD MMM YYYY HH:mm:ss {zone}")
    return surroundings.date_format(moment, pattern)


def _random_integer(call: Call, surroundings: Surroundings) -> Evaluation:
    limits = call.arguments or ("0", str(surroundings.decisions.random_limit))
    if len(limits) != 2 or not all(map(_WHOLE_NUMBER.fullmatch, limits)):
        return _fault(call, "two whole numbers, the first included and the second not")
    low, high = map(int, limits)
    if low >= high:
        return _fault(call, "the first number to be less than the second")
    return str(low + surroundings.below(high - low))


def _random_float(call: Call, surroundings: Surroundings) -> Evaluation:
    limits = call.arguments or ("0", "1000")
    if len(limits) != 2 or not all(map(_DECIMAL.fullmatch, limits)):
        return _fault(call, "two numbers")
    low, high = map(float, limits)
    if low >= high:
        return _fault(call, "the first number to be less than the second")
    return str(low + (high - low) * surroundings.below(1 << 53) / (1 << 53))


def _random_text(alphabet: str) -> Callable[[Call, Surroundings], Evaluation]:
    def evaluate(call: Call, surroundings: Surroundings) -> Evaluation:
        match call.arguments:
            case (digits,) if re.fullmatch(r"[0-9]{1,6}", digits):
                length = int(digits)
            case _:
                length = LONGEST_RANDOM + 1
        if length > LONGEST_RANDOM:
            return _fault(call, f"a length of at most {LONGEST_RANDOM}")
        return "".join(alphabet[surroundings.below(len(alphabet))] for _ in range(length))

    return evaluate


def _random_email(_call: Call, surroundings: Surroundings) -> Evaluation:
    # example.com is reserved (RFC 2606): no letter of a test reaches anyone.
    name = "".join(string.ascii_lowercase[surroundings.below(26)] for _ in range(10))
    return f"{name}@example.com"


def _process_environment(call: Call, surroundings: Surroundings) -> Evaluation:
    if len(call.arguments) != 1:
        return _fault(call, "the name of an environment variable")
    value = surroundings.environ.get(call.arguments[0])
    if value is None:
        hint = "set it in the environment of the program that sends the request"
        return DynamicFault(f'"{call}" has no value, expected an environment variable', hint)
    return SecretText((Secret(value, f"process environment: {call.arguments[0]}"),))


def _dotenv(call: Call, surroundings: Surroundings) -> Evaluation:
    if len(call.arguments) != 1:
        return _fault(call, 'a name of a ".env" file')
    secret = surroundings.dotenv.get(call.arguments[0])
    if secret is None:
        hint = 'a line "NAME=value" in ".env" beside the request file or above it defines it'
        return DynamicFault(f'"{call}" has no value, expected a name of a ".env" file', hint)
    return SecretText((secret,))


def _example_server(call: Call, surroundings: Surroundings) -> Evaluation:
    if len(call.arguments) > 1:
        return _fault(call, "one name of a recording, or nothing")
    if surroundings.example_server is None:
        return DynamicFault(f'"{call}" has no value here, expected a run to start the server')
    return surroundings.example_server(call.arguments[0] if call.arguments else "")


def _project_root(_call: Call, surroundings: Surroundings) -> Evaluation:
    return surroundings.project_root


_HEXADECIMAL = "0123456789abcdef"
_ROWS = (
    DynamicVariable(
        "$uuid", "A random UUID, version 4", "0b6f1a3c-8c1e-4f0e-9d6b-2f7a5c3e1d90", _uuid
    ),
    DynamicVariable("$guid", "As `$uuid`", "0b6f1a3c-8c1e-4f0e-9d6b-2f7a5c3e1d90", _uuid),
    DynamicVariable(
        "$timestamp [offset unit]",
        "Seconds since 1970, moved by an offset",
        "1767225600",
        _timestamp,
    ),
    DynamicVariable(
        "$isoTimestamp", "The time in UTC, ISO 8601", "2026-01-01T00:00:00.000Z", _iso_timestamp
    ),
    DynamicVariable(
        '$datetime rfc1123|iso8601|"format" [offset unit]',
        "The time in UTC; formats are written in the tokens of Day.js",
        "Thu, 01 Jan 2026 00:00:00 GMT",
        _datetime,
    ),
    DynamicVariable(
        '$localDatetime rfc1123|iso8601|"format" [offset unit]',
        "The local time; formats are written in the tokens of Day.js",
        "2026-01-01T01:00:00.000+01:00",
        _local_datetime,
    ),
    DynamicVariable(
        "$randomInt [min max]",
        "A random whole number, `min` included and `max` not; 0 to 999 without them",
        "421",
        _random_integer,
    ),
    DynamicVariable("$random.integer(from, to)", "As `$randomInt from to`", "421", _random_integer),
    DynamicVariable(
        "$random.float(from, to)", "A random number between the two", "0.7361", _random_float
    ),
    DynamicVariable(
        "$random.alphabetic(length)",
        "Random letters",
        "kQzPwVta",
        _random_text(string.ascii_letters),
    ),
    DynamicVariable(
        "$random.alphanumeric(length)",
        "Random letters and digits",
        "k4zPw9ta",
        _random_text(string.ascii_letters + string.digits),
    ),
    DynamicVariable(
        "$random.hexadecimal(length)",
        "Random hexadecimal digits",
        "9f04c1d7",
        _random_text(_HEXADECIMAL),
    ),
    DynamicVariable(
        "$random.email", "A random address at example.com", "qwhzkdmbxa@example.com", _random_email
    ),
    DynamicVariable("$random.uuid", "As `$uuid`", "0b6f1a3c-8c1e-4f0e-9d6b-2f7a5c3e1d90", _uuid),
    DynamicVariable("$date", "The local date", "2026-01-01", _date),
    DynamicVariable(
        "$processEnv [%]NAME",
        "A variable of the process environment, as a secret; `%` reads the name from a variable",
        "***",
        _process_environment,
    ),
    DynamicVariable(
        "$dotenv [%]NAME",
        "A value of the `.env` files, as a secret; `%` reads the name from a variable",
        "***",
        _dotenv,
    ),
    DynamicVariable(
        "$exampleServer [RECORDING]",
        "The address of a server inside wirelens that plays recordings",
        "http://127.0.0.1:49152",
        _example_server,
    ),
    DynamicVariable(
        "$projectRoot", "The folder of the workspace", "/home/me/project", _project_root
    ),
)

DYNAMIC_VARIABLES: Mapping[str, DynamicVariable] = {row.name: row for row in _ROWS}
