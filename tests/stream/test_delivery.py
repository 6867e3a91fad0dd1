"""Whether a reply streamed, judged on recordings: at the thresholds, and with what explains it."""

import pytest

from runs import chat, finish
from wirelens.recording import read_recording
from wirelens.stream.finding import Finding
from wirelens.stream.findings import findings
from wirelens.stream.run import Requested, Run
from wirelens.stream.timing import Delivery, timing

CHUNKED = "transfer-encoding: chunked\n"
DONE = "data: [DONE]\n\n"


def recorded(*reads: tuple[float, int], end: float, fields: str = CHUNKED) -> Run:
    """A run played from a recording: in each read so many deltas, at the end the last words."""
    lines = "".join(f"@{at}\n{delta() * deltas}" for at, deltas in reads)
    text = (
        "@wirelens recording 1\n\n@request\nPOST http://127.0.0.1/v1/chat/completions\n\n"
        f"@response 0.1\nHTTP/1.1 200 OK\ncontent-type: text/event-stream\n{fields}\n"
        f"{lines}@{reads[-1][0]}\n{finish()}{DONE}@end {end} eof\n"
    )
    recording = read_recording(text.encode())
    assert recording.problems == ()
    assert recording.head is not None
    assert recording.end is not None
    run = Run(Requested("POST", "http://127.0.0.1/v1/chat/completions"))
    run.head(recording.head)
    for read in recording.reads:
        run.read(read.at, read.data)
    run.end(recording.end)
    return run


def delta() -> str:
    return chat({"content": "a"})


def check(expected: Delivery, *reads: tuple[float, int], end: float = 9.0) -> None:
    """The delivery is judged so, and told as a finding where it was a burst."""
    run = recorded(*reads, end=end)
    assert timing(run).delivery == expected
    assert (bursts(run) != []) == (expected == "buffered")


def bursts(run: Run) -> list[Finding]:
    return [each for each in findings(run) if each.code == "delivered-in-burst"]


def spread(first: float, last: float) -> list[tuple[float, int]]:
    """Five deltas in five reads, from the first time to the last."""
    return [(round(first + (last - first) * n / 4, 6), 1) for n in range(5)]


def test_five_deltas_can_be_judged_and_four_cannot() -> None:
    check("unknown", (2.0, 4))
    check("buffered", (2.0, 5))
    check("unknown", *spread(1.0, 5.0)[:4])
    check("streamed", *spread(1.0, 5.0))


def test_ninety_percent_in_one_read_are_a_burst() -> None:
    check("buffered", (1.0, 9), (5.0, 1))
    check("buffered", (1.0, 1), (5.0, 18), (6.0, 1))
    check("streamed", (1.0, 8), (5.0, 1))
    check("streamed", (1.0, 17), (5.0, 2))
    check("streamed", (1.0, 8), (5.0, 2))


def test_many_events_at_exactly_ninety_percent_are_a_burst() -> None:
    for tenths in range(1, 40):
        check("buffered", (1.0, 9 * tenths), (5.0, tenths))


def test_reads_within_50_ms_at_the_end_of_a_long_wait_are_a_burst() -> None:
    check("buffered", *spread(8.0, 8.05), end=9.0)
    check("streamed", *spread(8.0, 8.051), end=9.0)


def test_reads_within_5_percent_of_a_short_run_are_a_burst() -> None:
    check("buffered", *spread(0.95, 0.99), end=0.99)
    check("buffered", *spread(0.55, 0.58), end=0.6)
    check("streamed", *spread(0.55, 0.581), end=0.6)
    check("streamed", *spread(0.2, 0.24), end=0.25)


def test_both_bounds_at_once_are_a_burst() -> None:
    check("buffered", *spread(0.95, 1.0), end=1.0)
    check("streamed", *spread(0.94, 0.99), end=0.999)


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ("content-encoding: gzip\n", '"content-encoding: gzip", a compressor'),
        ("content-encoding: GZIP, br\n", '"content-encoding: GZIP, br"'),
        ("content-encoding: identity\ncontent-length: 9\n", '"content-length: 9", the reply was'),
        ("content-length: 9\nserver: nginx\n", '"content-length: 9"'),
        ("x-cache: Hit from cloudfront\n", '"x-cache: Hit from cloudfront", a cache answered'),
        ("cf-cache-status: HIT\ncf-ray: 1\n", '"cf-cache-status: HIT", a cache answered'),
        ("age: 12\n", '"age: 12", a cache answered'),
        ("x-accel-buffering: yes\n", '"x-accel-buffering: yes", a proxy on the way was told'),
        ("via: 1.1 proxy\nserver: nginx\n", '"via: 1.1 proxy", a proxy may'),
        ("server: nginx/1.27\n", '"server: nginx/1.27", it collects what it passes on unless'),
        ("server: openresty\n", '"server: openresty", it collects'),
        ("server: cloudflare\ncf-ray: 1\n", '"server: cloudflare", its edge may collect'),
        ("server: uvicorn\ncf-ray: 1\n", '"cf-ray: 1", the edge of Cloudflare may collect'),
        ("x-amz-cf-id: 1\n", '"x-amz-cf-id: 1", the edge of CloudFront may collect'),
        ("x-served-by: cache-fra\n", '"x-served-by: cache-fra", an edge'),
    ],
)
def test_the_header_field_that_explains_it_most_is_named(fields: str, cause: str) -> None:
    (finding,) = bursts(recorded((2.0, 5), end=3.0, fields=fields + CHUNKED))
    assert finding.message.startswith("5 events came all at once after 2.000 s: " + cause)
    assert (finding.severity, finding.event) == ("warning", None)


@pytest.mark.parametrize(
    "fields",
    [
        "",
        "content-encoding: identity\n",
        "age: 0\n",
        "cf-cache-status: DYNAMIC\nx-accel-buffering: no\n",
        "x-cache: Miss from cloudfront\n",
        "server: nginx\nx-accel-buffering: no\n",
        "server: cloudflare\ncf-ray: 1\nx-accel-buffering: no\n",
        "server: uvicorn\n",
    ],
)
def test_where_nothing_explains_it_that_is_said(fields: str) -> None:
    (finding,) = bursts(recorded((2.0, 5), end=3.0, fields=fields + CHUNKED))
    assert "no header field explains it, so the server or a proxy" in finding.message


def test_a_body_that_was_not_sent_in_chunks_explains_it_last() -> None:
    (finding,) = bursts(recorded((2.0, 5), end=3.0, fields=""))
    assert finding.message.endswith('no "transfer-encoding: chunked", so it was not sent in chunks')


def test_a_version_that_knows_no_chunks_explains_it() -> None:
    run = recorded((2.0, 5), end=3.0, fields="")
    assert run.response is not None
    old = Run(run.requested)
    old.head(type(run.response)(0.1, 200, "OK", "HTTP/1.0", run.response.headers))
    old.read(2.0, run.log.body.slice(0, len(run.log.body)))
    assert run.ended is not None
    old.end(run.ended)
    (finding,) = bursts(old)
    assert finding.message.endswith("HTTP/1.0, which cannot send in chunks")
