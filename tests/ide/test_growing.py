"""A view as it grows: keep so much, then add this."""

import pytest

from runs import DONE, begun, event, feed, finish, reasoning, text, tool
from wirelens.ide import timeline
from wirelens.ide.growing import GrowingView
from wirelens.ide.views import VIEWS, view
from wirelens.stream.run import End

PIECES = [
    ": hi\n\n",
    event({"choices": []}),
    *reasoning("Hm", " so\n", "\nit is."),
    *text("Let", " me see"),
    tool("", "get_weather"),
    tool('{"city": '),
    tool('"Paris"}'),
    finish("tool_calls"),
    DONE,
]


@pytest.mark.parametrize("name", VIEWS)
def test_growths_add_up_to_the_view(name: str) -> None:
    run = begun()
    growing = GrowingView(name, run)
    shown = ""
    for number, piece in enumerate(PIECES):
        feed(run, (0.1 * number, piece))
        growth = growing.feed()
        shown = shown[: growth.keep] + growth.text
        assert shown == growing.text == view(name, run)
    run.end(End(9.0, "eof"))
    growth = growing.feed()
    assert shown[: growth.keep] + growth.text == view(name, run)


@pytest.mark.parametrize("name", ["reply", "timeline", "raw"])
def test_what_is_read_live_is_only_added_to(name: str) -> None:
    run = begun()
    growing = GrowingView(name, run)
    length = 0
    for number, piece in enumerate(PIECES):
        feed(run, (0.1 * number, piece))
        growth = growing.feed()
        assert growth.keep == length
        length += len(growth.text)


def test_nothing_new_is_nothing_to_add() -> None:
    run = feed(begun(), (0.1, text("Hi")[0]))
    growing = GrowingView("timeline", run)
    length = len(growing.feed().text)
    growth = growing.feed()
    assert (growth.keep, growth.text) == (length, "")


def test_events_shown_before_their_dialect_was_told_are_shown_again() -> None:
    run = feed(begun(), (0.1, event({"n": 1}) * 4))
    growing = GrowingView("timeline", run)
    before = growing.feed().text
    feed(run, (0.2, text("Hi")[0]))
    growing.feed()
    assert "Hi" not in before
    assert growing.text == view("timeline", run)


def test_a_very_long_timeline_grows_within_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "SHOWN_HEAD", 4)
    monkeypatch.setattr(timeline, "SHOWN_TAIL", 8)
    monkeypatch.setattr(timeline, "STEP", 4)
    run = begun()
    growing = GrowingView("timeline", run)
    added = 0
    for number in range(40):
        feed(run, (0.1 * number, text(f"w{number}")[0]))
        before = len(growing.text)
        added += growing.feed().keep == before
        assert growing.text == view("timeline", run)
        assert growing.text.count("│") <= 12
    assert added >= 32
