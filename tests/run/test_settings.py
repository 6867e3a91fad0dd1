"""Settings from a command line and from an editor are held to the same rules."""

import math

import pytest

from wirelens.jsonvalue import JsonValue
from wirelens.run.settings import Settings, Timeouts, from_mapping, from_text

PROXY = 'setting "proxy" expects "http://" or "https://", a host and a port that may be left out'
SECONDS = "seconds, 0 to 10000000"
VIEWS_EXPECTED = 'setting "openViews" expects a list of reply, timeline, raw, json, stats, body, '
TIMEOUTS = "timeouts.total, timeouts.connect, timeouts.headers, timeouts.idle"
REFUSED = [
    ("proxy=zzz", PROXY),
    ("proxy=socks5://h:1", PROXY),
    ("proxy=http://h:99999", PROXY),
    ("proxy=http://user:pass@/", PROXY),
    (
        "timeouts.headers=1e400",
        'setting "timeouts.headers" expects seconds, 0 to 10000000, found "1e400"',
    ),
    (
        "timeouts.idle=-1",
        'setting "timeouts.idle" expects seconds, 0 to 10000000, found "-1"',
    ),
    ("timeouts.idle=1e99", f'setting "timeouts.idle" expects {SECONDS}, found "1e99"'),
    (
        "timeouts.none=1",
        'unknown setting "timeouts.none", expected one of ' + TIMEOUTS,
    ),
    (
        "timeouts=1",
        'setting "timeouts" expects an object of total, connect, headers, idle, found "1"',
    ),
    ("gapThreshold=soon", f'setting "gapThreshold" expects {SECONDS}, found "soon"'),
    ("gapThreshold=true", f'setting "gapThreshold" expects {SECONDS}, found "true"'),
    (
        "maxConcurrentRuns=0",
        'setting "maxConcurrentRuns" expects a whole number, 1 to 1000, found "0"',
    ),
    (
        "maxConcurrentRuns=1.5",
        'setting "maxConcurrentRuns" expects a whole number, 1 to 1000, found "1.5"',
    ),
    ("recordingsFolder=", 'setting "recordingsFolder" expects a path, found ""'),
    ("recordingsFolder=a\0b", 'setting "recordingsFolder" expects a path, found "a\0b"'),
    (
        'openViews=["reply", "replies"]',
        VIEWS_EXPECTED + 'found "["reply", "replies"]"',
    ),
    ("lenses=yes", 'setting "lenses" expects true or false, found "yes"'),
    ("proxy", '"--set proxy" expects SETTING=VALUE'),
]


@pytest.mark.parametrize(("assignment", "message"), REFUSED)
def test_a_value_that_means_nothing_is_refused(assignment: str, message: str) -> None:
    assert from_text(Settings(), assignment) == message


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        (
            "proxy=http://user:pass@127.0.0.1:3128",
            Settings(proxy="http://user:pass@127.0.0.1:3128"),
        ),
        ("proxy=https://[::1]", Settings(proxy="https://[::1]")),
        ("proxy=", Settings()),
        ("timeouts.idle=1.5", Settings(timeouts=Timeouts(idle=1.5))),
        ('timeouts={"total": 3}', Settings(timeouts=Timeouts(total=3))),
        ("environment=1", Settings(environment="1")),
        ("insecureHosts=localhost", Settings(insecure_hosts=("localhost",))),
        ('secretNames=["a*", "b"]', Settings(secret_names=("a*", "b"))),
        ("openViews=timeline", Settings(open_views=("timeline",))),
        ("recordingsFolder=null", Settings(recordings_folder="null")),
        ("maxConcurrentRuns=3", Settings(max_concurrent_runs=3)),
    ],
)
def test_a_value_is_json_or_bare_text(assignment: str, expected: Settings) -> None:
    assert from_text(Settings(), assignment) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("proxy", "zzz"),
        ("proxy", 7),
        ("timeouts", {"idle": math.inf}),
        ("timeouts", {"idle": "1"}),
        ("timeouts", {"none": 1}),
        ("gapThreshold", math.nan),
        ("maxConcurrentRuns", 0),
        ("recordingsFolder", None),
        ("secretNames", [1]),
    ],
)
def test_an_editor_is_told_the_same_and_its_other_settings_hold(
    name: str, value: JsonValue
) -> None:
    settings, messages = from_mapping({name: value, "environment": "dev"})
    assert settings == Settings(environment="dev")
    assert len(messages) == 1
    assert messages[0].startswith(f'setting "{name}" expects ')


def test_null_is_the_default_where_a_setting_may_be_absent() -> None:
    absent = dict.fromkeys(("environment", "proxy", "caFile", "trusted"))
    assert from_mapping(absent) == (Settings(), [])


def test_no_message_shows_the_password_of_a_proxy() -> None:
    assert "pass" not in str(from_text(Settings(), "proxy=http//user:pass@h"))
