"""From a line of the raw view or the timeline, or a word of the JSON, to its event."""

import json

import pytest

from frames import frame
from runs import DONE, begun, every, feed, finish, played, text, tool
from tracing import check, check_told, check_words, marked
from wirelens.ide import raw, timeline
from wirelens.ide.provenance import Shown, Traces, events_at, highlights, places, told
from wirelens.ide.views import view
from wirelens.stream.run import End

GEMINI = (("content-type", "application/json"),)
NDJSON = (("content-type", "application/x-ndjson"),)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_the_raw_view(end: str) -> None:
    blocks = [each.replace("\n", end) for each in (": hi\n\n", *text("One", "two"), DONE)]
    run = played((0.5, "".join(blocks)))
    check(run, "raw", "HT$0TP")
    check(run, "raw", ": h$0i")
    check(run, "raw", '$0data: {"object"', 1)
    check(run, "raw", '"tw$0o"', 2)
    check(run, "raw", "[DON$0E]", 3)


def test_events_that_share_a_line_of_the_raw_view() -> None:
    def candidate(words: str) -> str:
        value = {"candidates": [{"content": {"parts": [{"text": words}], "role": "model"}}]}
        return json.dumps(value, ensure_ascii=False)

    first, second, third = map(candidate, ("é\x7f One", " 😀 two", "!"))
    body = f"[{first},{second}\n,{third}]"
    run = played((0.5, body), run=begun(headers=GEMINI))
    assert run.framing == "json-array"
    check(run, "reply", "On$0e", 1)
    check(run, "reply", "t$0wo", 2)
    check(run, "raw", "O$0ne", 1)
    check(run, "raw", '$0{"candidates"', 1)
    check(run, "raw", "two$0", 2)
    check(run, "raw", "$0!", 3)
    (place,) = places(Traces(run), [1], "raw", None).spans
    assert place.of(view("raw", run)) == candidate("é␡ One")
    check_words(run, 2, " 😀 two")


def test_lines_of_json() -> None:
    lines = [
        json.dumps({"model": "m", "message": {"role": "assistant", "content": word}, "done": False})
        for word in ("One ", "two")
    ]
    run = played((0.5, "\n".join(lines) + "\n"), run=begun(headers=NDJSON))
    assert run.framing == "ndjson"
    check(run, "reply", "t$0wo", 2)
    check(run, "raw", '"O$0ne', 1)


def test_a_binary_framing_is_told_by_its_bytes() -> None:
    run = begun(headers=(("content-type", "application/vnd.amazon.eventstream"),))
    body = frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "One "}})
    body += frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "two"}})
    run.read(0.5, body)
    run.end(End(1.0, "eof"))
    check(run, "reply", "O$0ne", 1)
    check(run, "reply", "t$0wo", 2)
    offset = run.log.event_offset(2)
    assert offset % 16
    check_told(run, "reply", "t$0wo", f"bytes {offset} to", f"`{offset:08x}` in the dump", '"two"')
    (span,) = places(Traces(run), [2], "raw", None).spans
    assert view("raw", run)[span.start :].startswith(body[offset : offset + 1].hex())
    line = view("raw", run).splitlines()[3 + offset // 16]
    traces, text = Traces(run), view("raw", run)
    at = text.index(line)
    column = 10 + 3 * (offset % 16)
    assert events_at(traces, Shown("raw", text), at + column - 3) == [1]
    assert events_at(traces, Shown("raw", text), at + column) == [2]
    assert events_at(traces, Shown("raw", text), at + 59 + offset % 16 - 1) == [1]
    assert events_at(traces, Shown("raw", text), at + 59 + offset % 16) == [2]


def test_rows_of_the_timeline() -> None:
    run = played(*every(3.0, [*text("One ", "word " * 30), finish(), ": hi\n\n", DONE]))
    check(run, "timeline", "│ On$0e", 1)
    check(run, "timeline", "│     word$0", 2)
    check(run, "timeline", "reason st$0op", 3)
    check(run, "timeline", "$0nothing for")
    check(run, "timeline", ": h$0i")
    check(run, "timeline", "PO$0ST")
    check(run, "timeline", "2$000 OK")
    traces = Traces(run)
    shown, offset = marked(run, "timeline", "│     word$0")
    (span,) = highlights(traces, shown, offset)
    rows = span.of(shown.text).split("\n")
    assert len(rows) > 1
    assert rows[0].startswith("    2     3.500")
    assert all(row.startswith(" " * 40) for row in rows[1:])


def test_strings_of_the_json_view() -> None:
    pieces = *text("On\x1be ", 'tw"o', "\n\u2028three"), tool('{"a": ', "f"), tool('"b"}')
    run = played((0.5, "".join((*pieces, finish("tool_calls"), DONE))))
    check(run, "json", "$0On", 1)
    check(run, "json", 'tw\\"$0o', 2)
    check(run, "json", "\\u2$0028", 3)
    check(run, "json", '\\"b$0\\"', 5)
    check(run, "json", "tool_$0calls")
    check(run, "json", "assist$0ant")


def test_a_string_that_the_json_view_has_twice_is_nobodys() -> None:
    run = played((0.5, text("stop")[0] + finish() + DONE))
    check(run, "json", '"content": "s$0top')


def test_other_views_tell_nothing() -> None:
    run = played((0.5, text("One")[0]))
    for name in ("stats", "body"):
        traces = Traces(run)
        shown = Shown(name, view(name, run))
        assert told(traces, shown, 3) is None
        assert [*events_at(traces, shown, 3), *highlights(traces, shown, 3)] == []


def test_events_that_the_raw_view_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "HEAD_BYTES", 300)
    monkeypatch.setattr(raw, "TAIL_BYTES", 300)
    monkeypatch.setattr(raw, "STEP_BYTES", 1)
    run = played(*every(0.1, text(*(f"word{number} " for number in range(20)))))
    shown, offset = marked(run, "reply", "$0word9 ")
    traces = Traces(run)
    found = places(traces, events_at(traces, shown, offset), "raw", None)
    (sentence,) = (span.of(found.text) for span in found.spans)
    assert sentence.endswith("are left out here …")
    check_told(run, "reply", "$0word9 ", "left out of the raw view")
    check(run, "raw", "are left$0 out")
    check(run, "reply", "wo$0rd0", 1)
    check(run, "reply", "wo$0rd19", 20)


def test_rows_that_the_timeline_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "SHOWN_HEAD", 2)
    monkeypatch.setattr(timeline, "SHOWN_TAIL", 3)
    monkeypatch.setattr(timeline, "STEP", 1)
    run = played(*every(0.1, text(*(f"word{number} " for number in range(20)))))
    check(run, "timeline", "wo$0rd19", 20)
    check(run, "timeline", "left$0 out")


def test_a_secret_of_several_lines_moves_the_lines_of_the_raw_view() -> None:
    run = begun(secret="BEGIN\nhunter2\nhunter2\nEND")
    feed(run, (0.5, ": xBEGIN\nhunter2\nhunter2\nEND\n\n"), (0.6, "".join(text("One ", "two"))))
    run.end(End(1.0, "eof"))
    check(run, "reply", "t$0wo", 2)
    check(run, "raw", '"tw$0o"', 2)
