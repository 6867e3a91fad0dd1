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
