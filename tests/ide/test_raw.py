"""The raw view, and where a byte of the body stands in it."""

import pytest

from runs import Headers, begun, event, feed, played
from wirelens.ide import raw
from wirelens.ide.raw_lines import RawLines
from wirelens.ide.views import view
from wirelens.stream.run import End, Run

HEAD = "HTTP/1.1 200 OK\ncontent-type: text/event-stream\n\n"


def check(expected: str, body: bytes, headers: Headers = ()) -> None:
    """A body is shown as expected below the head."""
    run = begun(headers=(("content-type", "text/event-stream"), *headers))
    run.read(0.5, body)
    run.end(End(1.0, "eof"))
    shown = view("raw", run)
    assert shown.partition("\n\n")[2] == expected


def test_the_head_and_the_bytes_as_they_came() -> None:
    assert view("raw", played((0.5, ": hi\n\ndata: 1\n\n"))) == HEAD + ": hi\n\ndata: 1\n\n"


def test_crlf_ends_a_line_and_a_bare_cr_is_seen_to() -> None:
    check("a\nb␍\nc\n", b"a\r\nb\rc\n")


def test_controls_are_shown_and_not_obeyed() -> None:
    check("a␛[2J\\u{2028}\\u{9b}", "a\x1b[2J\u2028\x9b".encode())


def test_bytes_that_are_no_text_are_replaced() -> None:
    check("a\ufffdb", b"a\xffb")


def test_a_cookie_keeps_its_value_to_itself() -> None:
    headers = (("set-cookie", "session=4f1c; Path=/; HttpOnly"),)
    run = played((0.5, ""), run=begun(headers=headers))
    assert "\nset-cookie: session=***; Path=/; HttpOnly\n" in view("raw", run)


def test_a_header_field_cannot_forge_another() -> None:
    run = played((0.5, ""), run=begun(headers=(("x", "1\r\ny: 2"),)))
    assert "\nx: 1␍␊y: 2\n" in view("raw", run)


def test_half_a_character_and_half_a_line_end_wait() -> None:
    run = begun()
    run.read(0.5, b"data: \xe2\x82")
    assert view("raw", run) == HEAD + "data: "
    run.read(0.6, b"\xac\r")
    assert view("raw", run) == HEAD + "data: €"
    run.read(0.7, b"\n")
    assert view("raw", run) == HEAD + "data: €\n"


def test_binary_framings_are_shown_in_hexadecimal() -> None:
    run = feed(begun(headers=(("content-type", "application/vnd.amazon.eventstream"),)))
    run.framing = "aws-event-stream"
    run.log.add_read(0.5, bytes(range(64, 82)))
    assert view("raw", run).splitlines()[3:] == [
        "00000000  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO",
        "00000010  50 51                                            PQ",
    ]
    assert RawLines(run).line(17) == 4


def check_lines(run: Run) -> None:
    """Each marked line of the body is where `RawLines` says, and knows its bytes."""
    lines = RawLines(run)
    body = run.log.body.slice(0, len(run.log.body))
    shown = raw.raw_view(run).splitlines()
    position = body.find(b"<")
    while position >= 0:
        mark = body[position : body.index(b">", position) + 1].decode()
        if any(mark in line for line in shown):
            line = lines.line(position)
            assert mark in shown[line]
            assert position in lines.bytes(line)
        position = body.find(b"<", position + 1)


def test_a_byte_of_the_body_is_found_on_its_line() -> None:
    check_lines(played((0.5, "<1>\n\n<2>\r\n<3>\r<4>\r\r\n<5>")))


@pytest.mark.parametrize("marks", [9, 40, 41])
def test_of_a_very_long_body_the_middle_is_left_out(
    marks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw, "HEAD_BYTES", 32)
    monkeypatch.setattr(raw, "TAIL_BYTES", 64)
    monkeypatch.setattr(raw, "STEP_BYTES", 1)
    run = played((0.5, "".join(f"<{number:04}>\r\n" for number in range(marks))))
    check_lines(run)
    assert ("are left out here" in view("raw", run)) is (marks > 12)


def test_what_is_left_out_of_a_binary_body_is_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "HEAD_BYTES", 32)
    monkeypatch.setattr(raw, "TAIL_BYTES", 40)
    monkeypatch.setattr(raw, "STEP_BYTES", 1)
    run = begun()
    run.framing = "aws-event-stream"
    run.log.add_read(0.5, bytes(200))
    shown = raw.raw_view(run).splitlines()
    assert shown[RawLines(run).line(170)].startswith("000000a0  ")
    assert shown[RawLines(run).line(31)].startswith("00000010  ")


def test_events_are_raw_too() -> None:
    assert event({"a": 1}) in view("raw", played((0.5, event({"a": 1}))))
