"""The log gives back every item as it was, also those that it no longer keeps in memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.stream import log
from wirelens.stream.log import Log
from wirelens.stream.run import End, Head, Requested, Run

HEAD = Head(0.1, 200, "OK", "HTTP/1.1", (("content-type", "text/event-stream"),))


def logged(body: bytes) -> Log:
    run = Run(Requested("GET", "http://x/"))
    run.head(HEAD)
    run.read(0.2, body)
    run.end(End(0.3, "eof"))
    return run.log


def check(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = list(logged(body))
    with monkeypatch.context() as bounds:
        bounds.setattr(log, "KEPT_CHARACTERS", 0)
        assert list(logged(body)) == kept


@pytest.mark.parametrize(
    "body",
    [
        b"id: 7\ndata: a\n\ndata: b\n\n: c\nretry: 5\nfoo: d\n\n",
        b"x\xff: 1\n\n",
        b"data: a\nfoo: b\ndata: c",
        b"data: a\n\n\xef\xbb\xbf: b\n",
        b"event: a\n: b\n\nevent: c\nid: 7\n\ndata: d\n\n",
    ],
)
def test_items_are_decoded_again_to_what_they_were(
    body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(body, monkeypatch)


LINES = st.lists(
    st.sampled_from(
        [b"data: a", b"id: 7", b"", b": c", b"foo: d", b"\xff", b"retry: 5", b"data", b"event: a"]
    )
)


@given(LINES, st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_any_body_is_logged_the_same_way(lines: list[bytes], end: bytes) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        check(end.join(lines), monkeypatch)


def check_ranges(body: bytes) -> None:
    """What is found by bisection is what looking at every event finds."""
    log = logged(body)
    ranges = {n: (log.event_offset(n), log.event_end(n)) for n in range(1, log.events + 1)}
    for start in range(len(body)):
        for end in range(start + 1, len(body) + 1):
            touched = [n for n, (first, last) in ranges.items() if first < end and start < last]
            assert list(log.events_within(start, end)) == touched


def test_the_events_of_a_range_of_bytes() -> None:
    check_ranges(b": c\n\ndata: a\n\n: c\n\nid: 1\ndata: b\n\ndata: c\n\n\n")
    assert not logged(b": c\n\n").events_within(0, 5)


def test_the_events_of_a_read() -> None:
    run = Run(Requested("GET", "http://x/"))
    run.head(HEAD)
    for number, data in enumerate((b"data: a\n\ndata: b", b"\n", b"\ndata: c\n\n", b": d\n\n")):
        run.read(0.2 + number, data)
    assert [list(run.log.events_of_read(read)) for read in range(1, 5)] == [[1], [], [2, 3], []]
