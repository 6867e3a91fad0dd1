"""A view that grows at its end is the view, whatever comes in whatever order."""

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs import DONE, begun, chat, event, feed, finish, reasoning, text, tool
from wirelens.ide import raw
from wirelens.ide.growing_end import GrowingEnd
from wirelens.ide.growing_raw import growing_bytes
from wirelens.ide.growing_reply import growing_part
from wirelens.ide.views import view
from wirelens.jsonvalue import JsonValue
from wirelens.stream.run import End, Run

SECRET = "hunter2\nhunter2!"


def reply(run: Run) -> GrowingEnd:
    return GrowingEnd("reply", run, growing_part)


def raw_of(run: Run) -> GrowingEnd:
    return GrowingEnd("raw", run, growing_bytes)


def check(*events: str, secret: str = "") -> None:
    """After each event the growing views are the views, and at the end too."""
    run = begun(secret=secret)
    growing = {"reply": reply(run), "raw": raw_of(run)}
    for number, each in enumerate(events):
        feed(run, (0.1 * number, each))
        assert {name: each.text() for name, each in growing.items()} == shown(run)
    run.end(End(9.0, "eof"))
    assert {name: each.text() for name, each in growing.items()} == shown(run)


def shown(run: Run) -> dict[str, str]:
    return {name: view(name, run) for name in ("reply", "raw")}


PIECES = ["Hi", " ", "\n", "\n\n", "```\n", "- a\n", "<think>", "</think>", "</details>", "é\u200d"]
PIECES += ["hunter2", "\nhunter2!", "hunt", "\x1b[2J", "\ud83d", "\ude00", "> q\n", "x" * 70]
WORDS = st.sampled_from(PIECES)
CITED: JsonValue = [{"type": "url_citation", "url_citation": {"url": "u"}}]
EVENTS = st.one_of(
    WORDS.map(lambda word: text(word)[0]),
    WORDS.map(lambda word: text(word)[0]),
    WORDS.map(lambda word: reasoning(word)[0]),
    WORDS.map(lambda word: chat({"content": word}, index=1)),
    st.sampled_from([tool("", "f"), tool('{"a": 1}\n'), finish(), DONE, ": ping\n\n"]),
    st.just(chat({"annotations": CITED})),
    st.just(chat({"refusal": "No\n"})),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(EVENTS, max_size=14))
def test_any_events_give_the_view(events: list[str]) -> None:
    check(*events)
    check(*events, secret=SECRET)


def test_many_lines_give_the_view() -> None:
    lines = [f"line {number}\n" for number in range(50)]
    check(*reasoning(*lines), *text(*lines, "the last line"), finish(), DONE)


def test_a_part_that_is_stated_anew_is_shown_anew() -> None:
    whole = event({"object": "chat.completion", "choices": [{"message": {"content": "B\nb\nc"}}]})
    check(*text("A\n", "a\n", "a"), whole, *text("d"))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["data: a\n", "\n", "\r", "\r\n", "hunter2\n", "hunter2!", "é"])))
def test_any_bytes_give_the_raw_view(pieces: list[str]) -> None:
    check(*pieces)
    check(*pieces, secret=SECRET)


def test_a_character_may_come_in_two_reads() -> None:
    run = begun()
    growing = raw_of(run)
    for piece in (b"a\nb", b"\xe2", b"\x82", b"\xac\n", b"\xff\n", b"c\r", b"\n"):
        run.read(0.1, piece)
        assert growing.text() == view("raw", run)


def test_a_very_long_body_grows_within_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("HEAD_BYTES", 40), ("TAIL_BYTES", 60), ("STEP_BYTES", 20)):
        monkeypatch.setattr(raw, name, size)
    run = begun()
    growing = raw_of(run)
    for number in range(60):
        feed(run, (0.1 * number, f"data: {number}\n\n"))
        assert growing.text() == view("raw", run)


def test_a_secret_that_comes_in_pieces_is_masked_in_what_was_shown() -> None:
    check(*text("a\n", "it is hunter2\n", "hunter2!", " b\n", "c"), secret=SECRET)


@pytest.mark.parametrize("made", [reply, raw_of])
def test_a_refresh_costs_what_is_new(made: Callable[[Run], GrowingEnd]) -> None:
    run = begun()
    growing = made(run)
    early = cost(run, growing, 300)
    feed(run, (1.0, "".join(text(*("word " * 9 + "\n" for _ in range(20_000))))))
    growing.text()
    assert cost(run, growing, 300) < 10 * early + 0.2


def cost(run: Run, growing: GrowingEnd, events: int) -> float:
    """CPU seconds of so many refreshes, each after an event."""
    spent = 0.0
    for _ in range(events):
        feed(run, (1.0, text("word \n")[0]))
        started = process_time()
        growing.text()
        spent += process_time() - started
    return spent
