"""AWS event streams: frames, their header fields, their checksums."""

import struct
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoding import check_ranges, decoded_in_every_chunking, items_of, told
from frames import AWS, exception, frame, framed, sealed
from replies import run_of
from wirelens.stream.eventstream import EventStreamDecoder
from wirelens.stream.findings import findings
from wirelens.stream.framing import FramingDetector, decoder_for, decoder_within
from wirelens.stream.items import Ignored, Item, Limits
from wirelens.stream.run import Run

A = frame("a", {"x": 1})
B = frame("b", {"y": "é😀"})


def check(body: bytes, *expected: str, limits: Limits | None = None) -> list[Item]:
    """The items of the body, however it is cut; the bytes of each give it again."""

    def made() -> EventStreamDecoder:
        return EventStreamDecoder(limits or Limits())

    items = decoded_in_every_chunking(made, body)
    check_ranges(made, body, items)
    assert told(items) == list(expected)
    return items


def test_a_frame_is_an_event() -> None:
    items = check(A + B, 'a: {"x": 1}', 'b: {"y": "\\u00e9\\ud83d\\ude00"}')
    assert [(item.offset, item.end) for item in items] == [(0, len(A)), (len(A), len(A + B))]


def test_an_empty_body_has_no_items() -> None:
    check(b"")


def test_a_frame_without_payload_has_no_data() -> None:
    check(framed({":event-type": "a"}, b""), "a: ")


def test_a_frame_without_a_type_is_a_message() -> None:
    check(sealed(b"", b"1"), "message: 1")


def test_an_exception_keeps_its_name() -> None:
    check(
        exception("throttlingException", {"message": "slow down"}),
        'throttlingException: {"message": "slow down"}',
    )


def test_an_exception_without_payload_is_told_by_its_name() -> None:
    fields = {":message-type": "exception", ":exception-type": "badException"}
    check(framed(fields, b""), 'badException: {"code":"badException"}')


def test_an_error_is_told_by_its_header_fields() -> None:
    fields = {":message-type": "error", ":error-code": "500", ":error-message": "oh no"}
    check(framed(fields, b""), 'error: {"code":"500","message":"oh no"}')
    check(framed({":message-type": "exception"}, b"{}"), "error: {}")


def test_header_fields_of_every_type_are_read_over() -> None:
    values = [
        *(b"\0", b"\1", b"\2x", b"\3xx", b"\4xxxx", b"\5xxxxxxxx"),
        *(b"\6\0\3abc", b"\7\0\1s", b"\10xxxxxxxx", b"\11" + b"x" * 16),
        b"\7\0\0",
    ]
    section = b"".join(b"\1n" + value for value in values) + b"\13:event-type\7\0\1t"
    check(sealed(section, b"1"), "t: 1")


@pytest.mark.parametrize(
    "section",
    [
        *(b"\1", b"\5n", b"\1n", b"\1n\12", b"\1n\7", b"\1n\7\0", b"\1n\7\0\2x", b"\1n\4xxx"),
        b"\1n\0\1n\6\0\1",
    ],
)
def test_malformed_header_fields_cost_their_frame_only(section: bytes) -> None:
    items = check(
        sealed(section, b"1") + A,
        "! event-unterminated: 1",
        'a: {"x": 1}',
    )
    assert isinstance(items[0], Ignored)
    expected = "expected header fields, each a name, a type and a value"
    assert items[0].detail == f'{expected}, found "{section.decode()}"'


def test_a_wrong_checksum_costs_its_frame_only() -> None:
    body = bytearray(A + B)
    body[len(A) - 6] ^= 1
    items = check(
        bytes(body), '! event-unterminated: {"x": 0}', 'b: {"y": "\\u00e9\\ud83d\\ude00"}'
    )
    assert isinstance(items[0], Ignored)
    expected, found = f"{crc32(bytes(body[: len(A) - 4])):08x}", A[-4:].hex()
    assert items[0].detail == f'expected the checksum "{expected}" at its end, found "{found}"'


@pytest.mark.parametrize("place", range(12))
def test_wrong_lengths_end_the_decoding(place: int) -> None:
    body = bytearray(A + B + A)
    body[len(A) + place] ^= 1
    items = items_of(EventStreamDecoder(), [bytes(body)])
    found = bytes(body[len(A) + 8 : len(A) + 12]).hex()
    check(bytes(body), 'a: {"x": 1}', "! event-unterminated: ")
    assert isinstance(items[-1], Ignored)
    assert items[-1].detail.endswith(f'of its lengths, found "{found}"')
    assert (items[-1].offset, items[-1].end) == (len(A), len(A) + 12)


def _prelude(length: int, headers: int) -> bytes:
    lengths = struct.pack(">II", length, headers)
    return lengths + struct.pack(">I", crc32(lengths))


@pytest.mark.parametrize(("length", "headers"), [(0, 0), (15, 0), (16, 1), (100, 85)])
def test_lengths_that_do_not_fit_each_other_end_the_decoding(length: int, headers: int) -> None:
    items = check(_prelude(length, headers) + A, "! event-unterminated: ")
    assert isinstance(items[0], Ignored)
    assert items[0].detail == f"expected a frame of at least {16 + headers} bytes, found {length}"


def test_a_frame_that_is_too_large_is_not_waited_for() -> None:
    check(A, 'a: {"x": 1}', limits=Limits(event=len(A)))
    items = check(B + A, f"! event-too-large: {len(B)}", limits=Limits(event=len(A)))
    assert isinstance(items[0], Ignored)
    assert items[0].detail == f"expected at most {len(A)} bytes in a frame"


@pytest.mark.parametrize(
    ("size", "whole", "lost"),
    [(1, 16, ""), (11, 16, ""), (12, 95, ""), (88, 95, '{"x":'), (94, 95, '{"x": 1}')],
)
def test_a_frame_that_is_cut_is_told_with_what_came_of_it(size: int, whole: int, lost: str) -> None:
    items = check(
        B + A[:size], 'b: {"y": "\\u00e9\\ud83d\\ude00"}', f"! event-unterminated: {lost}"
    )
    assert isinstance(items[1], Ignored)
    assert items[1].detail == f"expected the {whole} bytes of a frame, found {size}"


def test_a_payload_that_is_no_utf8_is_told_beside_its_event() -> None:
    body = framed({":event-type": "a"}, b"\xffx")
    check(body, "a: \ufffdx", "! utf8-invalid: \ufffdx")


def test_a_bom_is_no_part_of_the_format() -> None:
    check(b"\xef\xbb\xbf" + A, "! event-unterminated: ")
    check(framed({":event-type": "a"}, b"\xef\xbb\xbf1"), "a: \ufeff1")


bodies = st.lists(
    st.one_of(
        st.sampled_from([A, B, exception("x", None), sealed(b"", b""), _prelude(40, 2)]),
        st.builds(framed, st.just({":event-type": "t"}), st.binary(max_size=9)),
        st.builds(sealed, st.binary(max_size=9), st.binary(max_size=9)),
    ),
    max_size=4,
).map(b"".join)


@settings(max_examples=200, deadline=None)
@given(bodies, st.data())
def test_no_damage_and_no_cut_shows_more_than_itself(body: bytes, data: st.DataObject) -> None:
    damaged = bytearray(body)
    for place in data.draw(st.lists(st.integers(0, max(len(body) - 1, 0)), max_size=2)):
        damaged[place : place + 1] = data.draw(st.binary(max_size=2))
    whole = bytes(damaged)
    limits = data.draw(st.sampled_from([Limits(), Limits(event=60)]))
    items = items_of(decoder_for("aws-event-stream", limits), [whole])
    places = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    chunks = [whole[a:b] for a, b in zip([0, *places], [*places, len(whole)], strict=True)]
    assert items_of(decoder_for("aws-event-stream", limits), chunks) == items
    check_ranges(lambda: decoder_within("aws-event-stream", limits), whole, items)


@pytest.mark.parametrize(
    "type_", [None, "text/plain", "application/json", "text/event-stream", "application/x-ndjson"]
)
def test_frames_under_another_type_are_frames(type_: str | None) -> None:
    for size in (1, 5, 12, 40):
        detector = FramingDetector(type_)
        chunks = [A[i : i + size] for i in range(0, len(A), size)]
        assert [detector.feed(each) for each in chunks][-1] == "aws-event-stream"
        assert detector.mismatch


def test_zeros_under_the_type_of_an_event_stream_are_lines() -> None:
    detector = FramingDetector("text/event-stream")
    assert detector.feed(bytes(11)) is None
    assert detector.feed(b"\0") == "sse"


def test_text_under_the_type_of_frames_is_told() -> None:
    run = run_of([b"Internal Server Error"], AWS)
    assert run.framing == "aws-event-stream"
    (finding,) = _findings(run, "event-unterminated")
    assert finding.startswith("the event at byte 0 was not dispatched: expected the checksum")


def test_damage_is_told_at_its_place() -> None:
    body = bytearray(A + B)
    body[len(A) + 20] ^= 1
    run = run_of([bytes(body)], AWS)
    assert run.log.events == 1
    (finding,) = [each for each in findings(run) if each.code == "event-unterminated"]
    assert finding.offset == len(A)
    assert finding.message.startswith(
        f'the event at byte {len(A)} was not dispatched: expected the checksum "'
    )
    assert finding.message.endswith('; lost "{"y": "\\u00e9\\ud83d\\ude00"}"')


def test_a_frame_beyond_the_bound_ends_the_run() -> None:
    run = run_of([_prelude(17 * 1024 * 1024, 0)], AWS)
    assert run.stop == "limit"


def _findings(run: Run, code: str) -> list[str]:
    return [each.message for each in findings(run) if each.code == code]
