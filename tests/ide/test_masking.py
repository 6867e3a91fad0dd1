"""Secrets do not leave by a view, in one piece or in several."""

import base64
import re

import pytest

from frames import AWS, chunk, frame
from runs import DONE, begun, feed, finish, text, tool
from wirelens.ide.masking import masked_data, masked_delta
from wirelens.ide.timeline import Timeline
from wirelens.ide.views import VIEWS, view
from wirelens.stream.run import End, Run

SECRET = "sk-4f1c9a7be2"


def echoing(*pieces: str) -> Run:
    run = feed(begun(secret=SECRET), *((0.1, each) for each in text(*pieces)), (0.2, finish()))
    feed(run, (0.3, DONE))
    run.end(End(0.4, "eof"))
    return run


def check(run: Run, *expected: str) -> None:
    """The deltas of the run are shown so."""
    provenance = run.reply.provenance
    shown = [masked_delta(run, provenance[row]) for row in range(len(provenance))]
    assert shown == list(expected)


def test_a_secret_in_one_delta_is_masked() -> None:
    check(echoing("it is ", f"<{SECRET}>", "."), "it is ", "<***>", ".")


def test_a_secret_in_pieces_is_masked_where_it_begins() -> None:
    check(echoing("it is sk-4", "f1c9", "a7be2."), "it is ***", "", ".")


def test_two_secrets_may_touch() -> None:
    check(echoing(SECRET + SECRET[:5], SECRET[5:]), "******", "")


def test_without_secrets_nothing_is_masked() -> None:
    run = feed(begun(), (0.1, text(SECRET)[0]))
    check(run, SECRET)


def test_the_data_of_an_event_with_a_piece_is_masked() -> None:
    run = echoing("it is sk-4f", "1c9a7be2.")
    shown = [
        masked_data(run, number, text(piece)[0])
        for number, piece in enumerate(("it is sk-4f", "1c9a7be2."), 1)
    ]
    assert "sk-4f" not in shown[0]
    assert '"content": "it is ***"' in shown[0]
    assert "1c9a7be2" not in shown[1]


@pytest.mark.parametrize("name", VIEWS)
def test_no_view_shows_a_secret(name: str) -> None:
    assert SECRET not in view(name, echoing("it is ", SECRET))


@pytest.mark.parametrize("name", ["reply", "timeline", "json", "raw"])
def test_no_view_shows_the_pieces_of_a_secret(name: str) -> None:
    shown = view(name, echoing("it is sk-4f1c", "9a7be2."))
    assert "***" in shown
    assert "sk-4f1c" not in shown
    assert "9a7be2" not in shown


def test_what_may_become_a_secret_waits() -> None:
    run = feed(begun(secret=SECRET), (0.1, text("it is sk-4f")[0]))
    growing = Timeline(run)
    assert "sk-4f" not in growing.feed()
    assert "sk-4" not in view("reply", run)
    feed(run, (0.2, text("ew more")[0]))
    assert "sk-4few more" in view("reply", run)
    assert "it is sk-4f" in growing.feed()


def test_what_never_became_a_secret_is_shown_in_the_end() -> None:
    run = feed(begun(secret=SECRET), (0.1, text("it is sk-4f")[0]))
    run.end(End(1.0, "eof"))
    assert "it is sk-4f" in view("reply", run)
    assert "it is sk-4f" in view("timeline", run)


def test_a_secret_in_a_long_delta_is_masked_before_it_is_wrapped() -> None:
    run = feed(begun(secret=SECRET), (0.1, text("w " * 24 + SECRET)[0]))
    run.end(End(1.0, "eof"))
    assert "sk-4" not in view("timeline", run)


def test_a_secret_in_arguments_is_masked() -> None:
    run = feed(begun(secret=SECRET), (0.1, tool(f'{{"key": "{SECRET}"}}', "f")))
    run.end(End(1.0, "eof"))
    assert '"key": "***"' in view("reply", run)


def binary(*frames: bytes, secret: str = SECRET) -> Run:
    run = begun(secret=secret, headers=(("content-type", AWS),))
    for number, each in enumerate(frames):
        run.read(0.1 * number, each)
    return run


def converse(said: str) -> bytes:
    return frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": said}})


def bytes_shown(run: Run) -> bytes:
    """The bytes of the body that the raw view shows, `*` for those that it masks."""
    rows = re.findall(r"^[0-9a-f]{8}  ([0-9a-f* ]{47})", view("raw", run), re.MULTILINE)
    return bytes(0x2A if each == "**" else int(each, 16) for row in rows for each in row.split())


def check_bytes(run: Run, *hidden: bytes) -> None:
    """Of the body these bytes are masked, and no others."""
    expected = run.log.body.slice(0, len(run.log.body))
    for each in hidden:
        assert each in expected
        expected = expected.replace(each, b"*" * len(each))
    assert bytes_shown(run) == expected


def test_a_secret_in_a_binary_body_is_masked_byte_by_byte() -> None:
    check_bytes(binary(converse(f"it is {SECRET}.")), SECRET.encode())


def test_a_secret_of_many_bytes_a_character_is_masked_where_it_stands() -> None:
    run = binary("\x00\x01é€".encode() + "pässwörtér".encode() + b"\xff\xfe", secret="pässwörtér")
    run.framing = "aws-event-stream"
    check_bytes(run, "pässwörtér".encode())


def test_a_secret_in_base64_is_masked_too() -> None:
    run = binary(chunk({"type": "message_start", "message": {"content": f"it is {SECRET}"}}))
    inner = base64.b64encode(SECRET.encode()).rstrip(b"=")
    assert b"**" in bytes_shown(run)
    assert inner[4:-4] not in bytes_shown(run)


def test_a_frame_with_a_piece_of_a_secret_is_masked_whole() -> None:
    first, second = converse("it is sk-4f1c"), converse("9a7be2.")
    run = binary(converse("Hi: "), first, second, converse("Bye"))
    run.end(End(1.0, "eof"))
    check_bytes(run, first, second)


def test_bytes_that_may_become_a_secret_are_masked_until_it_is_known() -> None:
    told = converse(f"it is {SECRET}")
    run = binary(converse("Hi"), told[: told.index(SECRET.encode()) + 7])
    body = run.log.body.slice(0, len(run.log.body))
    held = body[body.index(b"sk-4") :]
    assert SECRET.encode().startswith(held)
    check_bytes(run, held)
    run.end(End(1.0, "eof"))
    assert bytes_shown(run).endswith(held)


def test_a_secret_in_a_plain_binary_body_is_masked() -> None:
    run = begun(secret=SECRET, headers=(("content-type", "image/png"),))
    run.read(0.1, b"\0\0" + SECRET.encode())
    shown = view("body", run)
    assert SECRET[:6] not in shown
    assert "00 00 ** **" in shown
