"""From a word of the reply view to its events and their lines, and back."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs import DONE, begun, chat, event, every, feed, finish, played, reasoning, text, tool
from tracing import check, check_told, check_words, marked
from wirelens.ide import reply_trace, views
from wirelens.ide.growing import GrowingView
from wirelens.ide.provenance import Shown, Traces, events_at, highlights, places, told
from wirelens.ide.views import view
from wirelens.jsonvalue import JsonValue
from wirelens.stream.run import End


def test_a_word_that_came_in_several_events() -> None:
    run = played((0.5, "".join(text("Hel", "lo wor", "ld.", " It"))))
    check(run, "reply", "He$0llo", 1, 2)
    check(run, "reply", "Hello$0 world", 1, 2)
    check(run, "reply", "w$0orld", 2, 3)
    check(run, "reply", "$0It", 4)
    check(run, "reply", "\ntrunc$0ated ·")
    check_words(run, 2, "lo wor")


def test_each_character_of_a_script_without_blanks_is_a_word() -> None:
    run = played((0.5, "".join(text("日本", "語で"))))
    check(run, "reply", "日$0本", 1)
    check(run, "reply", "$0語", 2)


def test_reasoning_in_its_quote() -> None:
    run = played((0.5, "".join(reasoning("\nOne t", "wo\n\nth", "ree </details> x"))))
    check(run, "reply", "t$0wo", 1, 2)
    check(run, "reply", "> th$0ree", 2, 3)
    check(run, "reply", "&lt;/deta$0ils", 3)
    check(run, "reply", "Reas$0oning", 1, 2, 3)
    check(run, "reply", "$0<details>", 1, 2, 3)
    check(run, "reply", "$0> One")
    check_words(run, 2, "wo\n>\n> th")


def test_a_thought_in_the_text_is_apart_from_the_answer() -> None:
    run = played((0.5, "".join(text("<thi", "nk>Hm so", "</think>\n\nHi", " there"))))
    check(run, "reply", "H$0m", 2)
    check(run, "reply", "H$0i there", 3)
    check(run, "reply", "Reas$0oning", 2)
    check_words(run, 1)
    check_words(run, 3, "Hi")
    check_told(run, "reply", "H$0m", 'adds `"nk>Hm so"` to reasoning')
    check_told(run, "reply", "H$0i", "to text")


def test_the_arguments_of_a_tool_call_laid_out() -> None:
    pieces = tool('{"ci', "get_weather"), tool('ty":"Par'), tool('is","n":[1,'), tool("20]}")
    run = played((0.5, "".join((*pieces, finish("tool_calls"), DONE))))
    check(run, "reply", "ci$0ty", 1, 2)
    check(run, "reply", "Par$0is", 2, 3)
    check(run, "reply", "    $020", 4)
    check(run, "reply", "$0    20")
    check(run, "reply", "get_$0weather", 1, 2, 3, 4)
    check_words(run, 3, 'is",\n  "n": [\n    1,')
    check_told(run, "reply", "Par$0is", "to tool `get_weather`", "from 2 events: 2–3")


def test_arguments_that_are_no_json() -> None:
    run = played((0.5, tool("x = ", "run") + tool("`1`\x1b\n") + tool("y")))
    check(run, "reply", "$0x", 1)
    check(run, "reply", "`1`$0␛", 2)
    check(run, "reply", "\n$0y", 3)


def test_several_messages() -> None:
    first, second = chat({"content": "One"}), chat({"content": "Two"}, index=1)
    run = played((0.5, second + first + chat({"content": " two"}, index=0)))
    check(run, "reply", "O$0ne two", 2)
    check(run, "reply", "One t$0wo", 3)
    check(run, "reply", "\n$0Two", 1)
    check(run, "reply", "Mess$0age 2")
    check_told(run, "reply", "\n$0Two", "to text of message 2")


def test_text_that_is_escaped_when_shown() -> None:
    run = played((0.5, "".join(text("a\x1b", "\u200bb", "\u009bc"))))
    check(run, "reply", "$0␛", 1)
    check(run, "reply", "\\u{200$0b}", 2)
    check(run, "reply", "\\u{9b$0}", 3)
    check_words(run, 2, "\\u{200b}b")


def test_a_character_of_two_halves_came_with_the_second_one() -> None:
    run = played((0.5, "".join(text("<\ud83d", "\ude00>"))))
    check(run, "reply", "$0😀", 2)
    check(run, "reply", "<$0😀", 2)
    check_words(run, 1, "<")


def test_a_secret_in_pieces() -> None:
    secret = "sk-4f1c9a7be2"
    run = begun(secret=secret)
    played((0.5, "".join(text("it is sk-4f", "1c9a", "7be2.", " So"))), run=run)
    check(run, "reply", "is *$0**", 1, 2, 3)
    check(run, "reply", "$0So", 4)
    markdown = check_told(run, "reply", "is *$0**", "***")
    assert not any(piece in markdown for piece in ("sk-4", "1c9a", "7be2"))
    found = [highlights(Traces(run), *marked(run, "reply", "is *$0**"))]
    assert all(found)


def test_what_may_become_a_secret_is_not_told_yet() -> None:
    run = feed(begun(secret="sk-4f1c9a7be2"), (0.5, "".join(text("it is ", "sk-4f1c"))))
    (line,) = places(Traces(run), [2], "raw", None).spans
    shown = Shown("timeline", GrowingView("timeline", run).feed().text)
    assert "sk-4" not in shown.text
    hover = told(Traces(run), Shown("raw", view("raw", run)), line.start)
    assert hover is not None
    assert "may be the beginning of a secret" in hover.markdown
    assert "sk-4" not in hover.markdown


def test_a_delta_that_was_replaced_since() -> None:
    def done(type_: str, **more: JsonValue) -> str:
        item: dict[str, JsonValue] = {
            "type": type_,
            "item_id": "m",
            "output_index": 0,
            "content_index": 0,
        }
        return event({**item, **more}, type_)

    run = played(
        (0.5, done("response.output_text.delta", delta="Helo")),
        (0.6, done("response.output_text.done", text="Hello")),
    )
    check(run, "reply", "He$0llo", 2)
    check_words(run, 1)
    check_told(run, "timeline", "1   $0", "not in the reply as it is shown now")


def test_what_is_told_of_an_event() -> None:
    a, b, c = text("One ", "two", " three")
    run = played((0.5, a), (0.75, b + c[:20]), (1.0, c[20:] + finish() + DONE))
    said = check_told(
        run,
        "reply",
        "t$0wo",
        "**Event 2** · 0.750 s after sending · gap 250 ms · `message`",
        '- adds `"two"` to text\n- line 1 of the reply\n',
        f"- network read 2, alone\n- bytes {len(a)} to {len(a + b)} of the body\n",
        f"```json\n{json.dumps(json.loads(b[6:]))}\n```",
    )
    assert "from" not in said.split("\n")[0]
    read = "- network read 3, shared with events 4–5, begun in read 2"
    check_told(run, "reply", "thr$0ee", "gap 250 ms", read)
    check_told(
        run, "raw", 'reason": "st$0op', "gives the finish reason `stop`", "no gap of its own"
    )
    check_told(run, "raw", "[DO$0NE]", "adds nothing to the reply")


def test_long_data_and_many_events_are_bounded() -> None:
    run = played(*every(0.01, text(*("x" * 2000,) * 3)))
    said = check_told(run, "reply", "$0xxx", "more characters")
    assert len(said) < 3000
    picture = played(*every(0.01, text(*("x" * 2,) * 100)))
    said = check_told(picture, "reply", "x$0x", "from 100 events: 1–100")
    assert len(events_at(Traces(picture), *marked(picture, "reply", "x$0x"))) == 64


def test_what_came_with_the_same_event_is_highlighted() -> None:
    both = chat({"reasoning_content": "Hm ", "content": "One "})
    run = played((0.5, both + text("two")[0]))
    for around in ("$0Hm", "O$0ne"):
        shown, offset = marked(run, "reply", around)
        found = highlights(Traces(run), shown, offset)
        assert [span.of(shown.text).strip() for span in found] == ["Hm", "One"]
    shown, offset = marked(run, "raw", '"tw$0o"')
    (line,) = highlights(Traces(run), shown, offset)
    assert line.of(shown.text) == text("two")[0].rstrip()


def test_the_client_shows_an_older_text() -> None:
    run = feed(begun(), (0.5, "".join(text("One ", "two"))))
    older = view("reply", run)
    feed(run, (0.6, "".join(text(" three", " four"))))
    check(run, "reply", "t$0wo", 2, shown=older)
    traces = Traces(run)
    assert places(traces, [3], "reply", older).spans == []
    assert [s.of(older) for s in places(traces, [2], "reply", older).spans] == ["two"]


def test_the_client_shows_the_text_of_another_run() -> None:
    run = played((0.5, "".join(text("One ", "two"))))
    check(run, "reply", "On$0e", 1, shown="One more")
    check(run, "reply", "m$0ore", shown="One more")
    check(
        run, "timeline", "2     9.$0000", shown="POST\n\n # \n\n    2     9.000       5  message\n"
    )
    check(run, "raw", "data: no$0", shown="HTTP/1.1 200 OK\n\ndata: no")


def test_a_trace_follows_a_run_that_grows() -> None:
    run = begun()
    traces = Traces(run)
    for number, word in enumerate(("One ", "two ", "three "), 1):
        feed(run, (0.1 * number, text(word)[0]))
        shown, offset = marked(run, "reply", f"$0{word.strip()}")
        assert events_at(traces, shown, offset) == [number]
    run.end(End(1.0, "eof"))
    shown, offset = marked(run, "reply", "$0three")
    assert events_at(traces, shown, offset) == [3]


def test_a_view_of_which_the_middle_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SHOWN", 300)
    monkeypatch.setattr(reply_trace, "NEARLY_SHOWN", 300)
    monkeypatch.setattr(views, "SHOWN_HEAD", 100)
    run = played(*every(0.1, text(*(f"word{number}\n" for number in range(100)))))
    check(run, "reply", "wo$0rd0\n", 1)
    check(run, "reply", "wo$0rd99", 100)
    check(run, "reply", "left$0 out")
    assert places(Traces(run), [50], "reply", None).spans == []


PIECES = st.lists(
    st.sampled_from(
        [
            *text(
                "Hi ", " two\nlines\n", "\n\nx\x1b ", "<think>", "</think>", "sk-", "4f1c9a", "❤"
            ),
            *reasoning("Hm", "\n\n so", "</details>"),
            tool('{"a": ["', "f"),
            tool('b\\n", {}'),
            tool("]}"),
            chat({"content": "other"}, index=1),
            event({"n": 1}, "named"),
            ": hi\n\n",
            finish(),
        ]
    ),
    max_size=12,
)


@given(PIECES, st.booleans())
@settings(deadline=None, max_examples=80)
def test_every_place_leads_back_to_its_event(pieces: list[str], ends: bool) -> None:
    run = feed(begun(secret="sk-4f1c9a"), *every(0.1, pieces))
    if ends:
        run.end(End(9.0, "eof"))
    traces = Traces(run)
    for name in ("reply", "raw"):
        shown = Shown(name, view(name, run))
        for number in range(1, run.log.events + 1):
            found = places(traces, [number], name, None)
            assert shown.text.startswith(found.text)
            for span in found.spans:
                assert number in traces.present(name).events(span)
                assert span in highlights(traces, shown, span.start) or name == "reply"
