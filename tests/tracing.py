"""Questions about places in views, as the tests of provenance ask them. `$0` is the cursor."""

from wirelens.ide.provenance import Shown, Traces, events_at, places, told
from wirelens.ide.views import view
from wirelens.stream.run import Run


def marked(run: Run, name: str, around: str, shown: str | None = None) -> tuple[Shown, int]:
    """The view, and the offset of `$0` where the text around it stands there."""
    text = view(name, run) if shown is None else shown
    found = text.find(around.replace("$0", ""))
    assert found >= 0, text
    return Shown(name, text), found + around.index("$0")


def check(run: Run, name: str, around: str, *expected: int, shown: str | None = None) -> None:
    """The word at `$0` came with the expected events, whose lines in the raw view are found."""
    traces = Traces(run)
    place = marked(run, name, around, shown)
    events = events_at(traces, *place)
    assert events == list(expected)
    hover = told(traces, *place)
    assert (hover is not None) is bool(expected)
    for number in events:
        found = places(traces, [number], "raw", None)
        (span,) = found.spans
        assert found.text == view("raw", run)
        assert events_at(traces, Shown("raw", found.text), span.start) == [number]
        assert events_at(traces, Shown("raw", found.text), span.end - 1) == [number]


def check_words(run: Run, number: int, *expected: str) -> None:
    """From the event's lines in the raw view one comes to these words of the reply."""
    traces = Traces(run)
    (line,) = places(traces, [number], "raw", None).spans
    events = events_at(traces, Shown("raw", view("raw", run)), line.start)
    found = places(traces, events, "reply", None)
    assert view("reply", run).startswith(found.text)
    assert [span.of(found.text) for span in found.spans] == list(expected)


def check_told(run: Run, name: str, around: str, *expected: str) -> str:
    """What is told at `$0` has each of these texts in it."""
    hover = told(Traces(run), *marked(run, name, around))
    assert hover is not None
    for each in expected:
        assert each in hover.markdown
    return hover.markdown
