"""The base protocol: any chunking gives the same contents, bad bytes a clear end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.lsp.frames import FrameDecoder, FrameError, frame

HELLO = {"jsonrpc": "2.0", "id": 1, "method": "x", "params": {"text": "é\u2028"}}


def check(data: bytes, expected: list[bytes]) -> None:
    assert FrameDecoder().feed(data) == expected
    single = FrameDecoder()
    assert [content for byte in data for content in single.feed(bytes([byte]))] == expected


def test_two_frames_in_one_read() -> None:
    check(b"Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n{ }", [b"{}", b"{ }"])


def test_other_header_fields_and_any_case_are_accepted() -> None:
    check(b"content-type: x; charset=utf-8\r\ncontent-LENGTH:2\r\n\r\n{}", [b"{}"])


def test_a_message_survives_its_frame() -> None:
    content = FrameDecoder().feed(frame(HELLO))[0]
    assert content.startswith(b'{"jsonrpc":"2.0"')
    assert b"\xe2" not in content


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Content-Length: -5\r\n\r\n", "no number"),
        (b"Content-Length: 99999999999\r\n\r\n", "exceeds"),
        (b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", "no number"),
        (b"Garbage: 1\r\n\r\n", "without"),
        (b"x" * 9000, "no header part"),
    ],
)
def test_bytes_that_are_no_frame_end_the_connection(data: bytes, said: str) -> None:
    with pytest.raises(FrameError, match=said):
        FrameDecoder().feed(data)


@given(st.lists(st.binary(max_size=40), max_size=5), st.data())
def test_chunking_never_shows(contents: list[bytes], draw: st.DataObject) -> None:
    data = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(each), each) for each in contents)
    cut = draw.draw(st.integers(0, len(data)))
    decoder = FrameDecoder()
    assert decoder.feed(data[:cut]) + decoder.feed(data[cut:]) == contents
