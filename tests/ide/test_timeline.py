"""The timeline: what came when, and the text as it unfolded."""

from runs import (
    DONE,
    EVENT_STREAM,
    begun,
    chat,
    event,
    every,
    feed,
    finish,
    played,
    reasoning,
    text,
    tool,
)
from wirelens.ide import timeline
from wirelens.ide.timeline import Timeline, left_out
from wirelens.ide.views import view
from wirelens.stream.rules import Rules
from wirelens.stream.run import End, Head, Hop, Run


def rows(run: Run) -> list[str]:
    """The lines between the columns' names and the end."""
    _, _, body = view("timeline", run).partition("same read as above\n\n")
    return body.rpartition("\n\n")[0].splitlines()


def check(run: Run, *expected: str) -> None:
    """The rows of the run, runs of blanks made one."""
    assert [" ".join(row.split()) for row in rows(run)] == list(expected)


def test_each_event_has_a_row_with_number_time_gap_type_and_part() -> None:
    run = played((0.412, text("Hi")[0]), (0.431, event({"choices": []}, "named")))
    check(run, "1 0.412 – message text │ Hi", "2 0.431 19 named")


def test_successive_deltas_of_a_part_read_as_running_text() -> None:
    shown = rows(played(*every(0.02, text("The", " user", " asks\n", "what"))))
    assert [row.partition("│ ")[2] for row in shown] == [
        "The",
        "    user",
        "         asks⏎",
        "what",
    ]


def test_a_new_part_begins_below_a_blank_line() -> None:
    run = played(*every(0.02, [*reasoning("Hm"), *text("Hi")]))
    check(run, "1 0.500 – message reasoning │ Hm", "", "2 0.520 20 message text │ Hi")


def test_events_of_one_read_are_seen_to_share_it() -> None:
    run = played((0.5, "".join(text("a", "b"))), (0.6, text("c")[0]))
    check(
        run,
        "1 0.500 – message text │ a",
        '2 0.500 " message text │ b',
        "3 0.600 100 message text │ c",
    )
    assert "2 of 3 events shared a read, so gaps are between reads\n" in view("timeline", run)


def test_the_mark_of_a_shared_read_is_explained_above_the_rows() -> None:
    run = feed(begun(), (0.5, "".join(text("a", "b"))))
    names = next(row for row in view("timeline", run).splitlines() if "gap ms" in row)
    assert names.endswith("delta" + '" in the gap: same read as above'.rjust(48))
    assert len(names) == 120


def test_where_each_event_has_a_read_of_its_own_nothing_is_said_of_sharing() -> None:
    assert "shared" not in view("timeline", played((0.5, text("a")[0]), (0.6, text("b")[0])))


def test_a_tool_call_is_named() -> None:
    run = played((0.5, tool("{", "get_weather")), (0.6, tool("}")))
    assert "tool get_weather   │ {" in rows(run)[0]


def test_reasoning_within_the_text_is_called_reasoning() -> None:
    run = played(*every(0.1, text("<th", "ink>", "Hm", "</th", "ink>", "\n", "Hi")))
    parts = [row.split()[4] for row in rows(run) if row]
    assert parts == ["reasoning"] * 5 + ["text"] * 2


def test_what_brought_no_text_is_told_off_the_bar() -> None:
    run = played((0.5, chat({"role": "assistant", "content": ""})), (0.6, finish() + DONE))
    check(
        run,
        "1 0.500 – message role assistant",
        "2 0.600 100 message finish_reason stop",
        '3 0.600 " message [DONE]',
    )


def test_comments_and_ignored_lines_have_no_number() -> None:
    run = played((0.5, ": ping\n\nretry: 3000\n\ndatum: 1\n\n" + text("a")[0]))
    check(
        run,
        "· 0.500 – comment : ping",
        '· 0.500 " retry reconnect after 3.0 s',
        '· 0.500 " ignored field-unknown: datum: 1',
        '1 0.500 " message text │ a',
    )


def test_a_block_without_data_has_a_row_but_no_number() -> None:
    run = played((0.5, "event: ping\n\n" + text("a")[0]))
    check(run, "· 0.500 – ping no data, so not dispatched", '1 0.500 " message text │ a')


def test_a_pause_has_a_row_of_its_own() -> None:
    run = played((0.5, text("a")[0]), (2.9, text("b")[0]))
    check(
        run,
        "1 0.500 – message text │ a",
        "⋮ nothing for 2.4 s",
        "2 2.900 2400 message text │ b",
    )


def test_choices_are_told_apart() -> None:
    run = played((0.5, text("A")[0] + chat({"content": "B"}, index=1)))
    check(run, "1 0.500 – message text │ A", "", '2 0.500 " message text (2) │ B')


def test_an_event_that_feeds_two_parts_has_a_line_for_each() -> None:
    run = played((0.5, chat({"reasoning_content": "Hm", "content": "Hi"})))
    check(run, "1 0.500 – message reasoning │ Hm", "text │ Hi")


def test_blanks_alone_can_be_seen() -> None:
    assert rows(played((0.5, text("  ")[0])))[0].endswith("│ ··")


def test_a_long_delta_goes_on_below_its_event() -> None:
    shown = rows(played((0.5, text("word " * 15)[0])))
    assert len(shown) == 2
    assert shown[1].index("│") == shown[0].index("│")
    assert all(len(row) <= 120 for row in shown)


def test_long_names_are_cut_where_they_say_least() -> None:
    run = played((0.5, event({"n": 1}, "response.function_call_arguments.delta")))
    assert "  …ll_arguments.delta  " in rows(run)[0]


def test_the_head_shows_redirects_and_status() -> None:
    run = Run(begun().requested)
    run.hop(Hop(0.05, 307, "http://127.0.0.1/v2"))
    run.head(Head(0.1, 200, "OK", "HTTP/1.1", EVENT_STREAM))
    assert view("timeline", run) == (
        "POST http://127.0.0.1/v1/chat/completions\n"
        "307 → http://127.0.0.1/v2 after 50 ms\n"
        "200 OK · text/event-stream · headers after 100 ms\n"
    )


def test_the_end_is_told_in_words() -> None:
    run = played((0.5, text("Hi")[0]), (0.6, finish()), (0.7, DONE), end=0.8)
    assert view("timeline", run).splitlines()[-2:] == [
        '          0.800          complete: finish reason "stop", terminator "[DONE]"',
        "                         openai-chat · 3 events in 3 network reads · ttft 500 ms",
    ]


def test_what_a_stop_rests_on_is_told() -> None:
    run = played((0.5, text("Hi")[0]), run=begun(Rules(max_events=1)))
    assert "stopped: as @max-events says" in view("timeline", run)


def test_a_server_cannot_forge_a_row() -> None:
    run = played((0.5, "event: a\u2028b\x1b[2K\n" + event({"x\ny": "1\r2"})))
    check(run, "1 0.500 – a\\u{2028}b␛[2K x␊y 1␍2")


def test_lines_come_once_and_stay() -> None:
    pieces = [": hi\n\n", *reasoning("Hm", " so"), *text("Hi"), tool("{}", "f"), finish(), DONE]
    run = begun()
    growing = Timeline(run)
    shown = growing.feed()
    for number, piece in enumerate(pieces):
        feed(run, (0.3 * number, piece))
        assert view("timeline", run).startswith(shown)
        shown += growing.feed()
        assert shown == view("timeline", run)
    run.end(End(9.0, "eof"))
    assert shown + growing.feed() == view("timeline", run)
    assert growing.feed() == ""


def test_events_wait_for_the_dialect_to_be_told() -> None:
    undecided = event({"choices": []})
    run = feed(begun(), (0.5, undecided))
    growing = Timeline(run)
    assert "message" not in growing.feed()
    feed(run, (0.6, text("Hi")[0]))
    assert "1     0.500" in (told := growing.feed())
    assert "text               │ Hi" in told


def test_events_of_an_unknown_dialect_do_not_wait_for_ever() -> None:
    run = feed(begun(), (0.5, event({"n": 1}) * 4))
    growing = Timeline(run)
    assert growing.feed().count("n 1") == 4
    assert not growing.is_stale
    feed(run, (0.6, text("Hi")[0]))
    assert growing.is_stale


def test_of_a_very_long_timeline_the_middle_is_left_out() -> None:
    run = played((0.5, "data: 1\n\n" * 12_001))
    hidden = left_out(run.log)
    assert hidden == range(timeline.SHOWN_HEAD, timeline.SHOWN_HEAD + 2 * timeline.STEP)
    shown = view("timeline", run)
    assert "\n\n… 4000 items are left out here …\n\n" in shown
    assert " 2000     0.500" in shown
    assert " 2001     0.500" not in shown
    assert ' 6001     0.500       "' in shown


def test_a_plain_response_has_no_events_to_count() -> None:
    run = played((0.5, "no"), run=begun(headers=(("content-type", "text/plain"),)))
    assert view("timeline", run).endswith("no stream · 2 B in 1 network read\n")
