"""Findings at their lines in the views."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs import begun, event, every, feed, played, reasoning, text
from wirelens.ide import timeline
from wirelens.ide.raw_lines import RawLines
from wirelens.ide.timeline import Timeline
from wirelens.ide.view_places import view_diagnostics
from wirelens.ide.views import view
from wirelens.stream.run import End, Run


def check(name: str, run: Run, *expected: tuple[str, str]) -> None:
    """Code of each finding in the view, and the beginning of the line where it stands."""
    lines = view(name, run).split("\n")
    found = [(each.code, lines[each.line]) for each in view_diagnostics(name, run)]
    assert [code for code, _ in found] == [code for code, _ in expected]
    for (_, line), (_, start) in zip(found, expected, strict=True):
        assert line.startswith(start)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_defect_stands_at_its_line_of_the_raw_view(end: str) -> None:
    body = f": hi{end}{end}datum: 1{end}data: 2{end}{end}retry: x{end}{end}"
    run = feed(begun(), (0.5, body))
    check("raw", run, ("field-unknown", "datum: 1"), ("retry-invalid", "retry: x"))


def test_a_gap_stands_at_the_event_after_it() -> None:
    a, b = text("a", "b")
    run = feed(begun(), (0.5, a), (5.0, b))
    check("raw", run, ("gap", b.rstrip()))
    check("timeline", run, ("gap", "    2     5.000"))


def test_the_end_of_a_truncated_stream() -> None:
    run = played((0.5, "".join(text("a", "b"))))
    check("raw", run, ("truncated", ""))
    check("timeline", run, ("truncated", "    2     0.500"))


def test_other_views_have_no_places() -> None:
    assert view_diagnostics("stats", played((0.5, text("a")[0]))) == []


def test_what_the_timeline_leaves_out_has_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "SHOWN_HEAD", 3)
    monkeypatch.setattr(timeline, "SHOWN_TAIL", 4)
    monkeypatch.setattr(timeline, "STEP", 2)
    reads = [(3.0 * number, each) for number, each in enumerate(text(*"abcdefghijkl"))]
    run = feed(begun(), *reads)
    found = view_diagnostics("timeline", run)
    lines = view("timeline", run).splitlines()
    assert [lines[each.line].split()[0] for each in found] == ["2", "3"]


def test_a_secret_of_several_lines_is_masked_as_one() -> None:
    secret = "BEGIN\nhunter2\nhunter2\nEND"
    run = begun(secret=secret)
    feed(run, (0.5, f": x{secret}\n\ndatum: 1\n\n"))
    run.end(End(1.0, "eof"))
    lines = view("raw", run).split("\n")
    assert "hunter" not in "".join(lines)
    assert lines[view_diagnostics("raw", run)[-1].line] == "datum: 1"


EVENTS = st.lists(
    st.sampled_from(
        [
            *text("Hi ", "two\nlines", "long " * 30),
            *reasoning("Hm"),
            event({"n": 1}, "named"),
            ": hi\n\n",
            "retry: 1\r\n\r\n",
            "data: a\rdata: b\r\r",
        ]
    ),
    max_size=12,
)


@given(EVENTS, st.sampled_from([0.0, 0.2, 3.0]))
@settings(deadline=None, max_examples=60)
def test_every_event_is_on_the_line_that_is_told(pieces: list[str], gap: float) -> None:
    run = played(*every(gap, pieces))
    shown = Timeline(run)
    lines = shown.feed().split("\n")
    assert list(shown.event_lines) == list(range(1, run.log.events + 1))
    for number, line in shown.event_lines.items():
        assert lines[line].split()[0] == str(number)
    raw_lines = view("raw", run).split("\n")
    raw_places = RawLines(run)
    for number in range(1, run.log.events + 1):
        offset = run.log.event_offset(number)
        first = run.log.body.slice(offset, len(run.log.body)).splitlines()[0].decode()
        assert raw_lines[raw_places.line(offset)].startswith(first)
