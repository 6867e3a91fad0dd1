"""The reply as Markdown, whole and while it grows."""

from runs import DONE, begun, chat, event, feed, finish, played, reasoning, text, tool, usage
from wirelens.ide.views import view
from wirelens.stream.run import End, Run


def check(expected: str, *texts: str, run: Run | None = None) -> None:
    """The reply of a run that brought these texts reads as expected, its facts left aside."""
    run = feed(begun() if run is None else run, (0.5, "".join(texts)))
    run.end(End(1.0, "eof"))
    shown, rule, _ = view("reply", run).rpartition("\n\n---\n\n")
    assert rule
    assert shown == expected.strip("\n")


def test_an_answer_is_shown_as_it_is() -> None:
    check("# Hi\n\n*there*", *text("# Hi\n", "\n*there*"), finish(), DONE)


def test_reasoning_is_folded_and_apart_from_the_answer() -> None:
    check(
        """
<details>
<summary>Reasoning</summary>

> One.
>
> Two.

</details>

Hi
""",
        *reasoning("One.\n", "\nTwo.\n"),
        *text("\n\nHi"),
        finish(),
        DONE,
    )


def test_reasoning_within_the_text_is_shown_as_reasoning() -> None:
    check(
        "<details>\n<summary>Reasoning</summary>\n\n> Hm\n\n</details>\n\nHi",
        *text("<think>", "\nHm\n", "</think>", "\n\nHi"),
        finish(),
        DONE,
    )


def test_reasoning_cannot_end_its_fold() -> None:
    check(
        "<details>\n<summary>Reasoning</summary>\n\n> &lt;/details> a\n\n</details>\n\nHi",
        *reasoning("</details> a"),
        *text("Hi"),
        finish(),
        DONE,
    )


def test_a_tool_call_shows_its_arguments_laid_out() -> None:
    check(
        """
### Tool call `get_weather` · `call_1`

```json
{
  "city": "Paris"
}
```
""",
        tool('{"city"', "get_weather"),
        tool(': "Paris"}'),
        finish("tool_calls"),
        DONE,
    )


def test_arguments_that_are_no_json_are_fenced_as_they_are() -> None:
    check(
        "### Tool call `sh` · `call_1`\n\n````\nls ```\n````",
        tool("ls ```", "sh"),
        finish("tool_calls"),
        DONE,
    )


def test_a_fence_that_the_answer_leaves_open_is_closed() -> None:
    check(
        "```py\nx = 1\n```\n\n### Tool call `sh` · `call_1`",
        *text("```py\nx = 1"),
        tool("", "sh"),
        finish("tool_calls"),
        DONE,
    )


def test_a_refusal_is_called_one() -> None:
    check("**Refusal:** No.", chat({"refusal": "No."}), finish(), DONE)


def test_each_of_several_choices_has_a_heading() -> None:
    first, second = chat({"role": "assistant", "content": "A"}), chat({"content": "B"}, index=1)
    check(
        "## Message 1 · assistant\n\nA\n\n## Message 2\n\nB",
        first,
        second,
        finish(),
        chat({}, "stop", index=1),
        DONE,
    )


def test_controls_are_shown_and_not_obeyed() -> None:
    check("a␛[2Jb\\u{202e}", *text("a\x1b[2Jb\u202e"), finish(), DONE)


def test_an_error_is_told_below_what_came() -> None:
    error = event({"error": {"message": "Overloaded"}})
    check("Hi\n\n> error: Overloaded", *text("Hi"), error)


def test_a_cut_is_told_below_what_came() -> None:
    check(
        'Hi\n\n> truncated: neither a finish reason nor the terminator "[DONE]" came', *text("Hi")
    )


def test_an_unknown_dialect_says_where_to_look() -> None:
    run = played((0.5, event({"n": 1})))
    assert "the timeline shows them" in view("reply", run)


def test_a_plain_body_is_shown_laid_out() -> None:
    run = begun(headers=(("content-type", "application/json"),))
    check('```json\n{\n  "a": 1\n}\n```', '{"a":1}', run=run)


def test_a_run_that_never_connected_says_why() -> None:
    run = Run(begun().requested)
    run.end(End(1.0, "error", "connect-failed", 'cannot resolve "nowhere.test"'))
    assert view("reply", run) == '> error: cannot resolve "nowhere.test"\n\n---\n\nerror · 1.0 s\n'


def test_the_facts_are_one_line() -> None:
    told = usage(completion_tokens=30, completion_tokens_details={"reasoning_tokens": 20})
    run = played(
        (0.412, reasoning("Hm")[0]),
        (1.0, text("Hi")[0]),
        (2.0, text("!")[0] + finish() + told + DONE),
        end=2.1,
    )
    facts = view("reply", run).splitlines()[-1]
    assert facts == ("complete · stop · ttft 412 ms · 6.3 tok/s · 30 tokens (20 reasoning) · 2.1 s")


def test_estimates_are_marked() -> None:
    run = played((0.5, text("four")[0]), (1.5, text("four")[0] + finish() + DONE), end=2.0)
    facts = view("reply", run).splitlines()[-1]
    assert facts == "complete · stop · ttft 500 ms · ~2.0 tok/s · ~2 tokens · 2.0 s"


def test_while_it_grows_nothing_that_was_shown_changes() -> None:
    pieces = [
        chat({"role": "assistant"}),
        *reasoning("The us", "er\n", "\nasks.", " </", "b>\n\n"),
        *text("\n", "Let me ", "see:\n\n``", "`py\n", "x = 1\n", "``", "`\n", "\n"),
        tool("", "get_weather"),
        *[tool(piece) for piece in ['{"ci', 'ty":', ' "Pa', 'ris", ', '"x": [', "]", "}"]],
        finish("tool_calls"),
        DONE,
    ]
    run = begun()
    shown = ""
    for number, piece in enumerate(pieces):
        feed(run, (0.1 * number, piece))
        now = view("reply", run)
        assert now.startswith(shown)
        shown = now
    run.end(End(9.0, "eof"))
    assert view("reply", run).startswith(shown)


def test_a_tag_that_is_not_whole_yet_waits() -> None:
    run = feed(begun(), (0.5, text("<thi")[0]))
    assert view("reply", run) == ""
    feed(run, (0.6, text("s> is")[0]))
    assert view("reply", run) == "<this> is"


def test_half_a_character_waits_for_its_other_half() -> None:
    run = feed(begun(), (0.5, text("Hi \ud83d")[0]))
    assert view("reply", run) == "Hi"
    feed(run, (0.6, text("\ude42")[0]))
    assert view("reply", run) == "Hi 🙂"


def test_the_facts_begin_with_a_status_that_is_an_error() -> None:
    run = played((0.5, "no"), run=begun(headers=(("content-type", "text/plain"),), status=429))
    assert view("reply", run) == "```\nno\n```\n\n---\n\n429 Too Many Requests · complete · 9.0 s\n"


LOST = "*The body ended inside an event, so it was not dispatched and is no part of the reply:*"
INSIDE = "> truncated: the body ended inside an event\n\n"


def test_an_event_without_its_blank_line_is_shown_as_lost() -> None:
    event_cut = text("there")[0].rstrip("\n") + "\n"
    run = played((0.5, text("Hi")[0] + finish() + DONE + event_cut))
    shown = view("reply", run)
    assert shown.startswith(f"Hi\n\n{LOST}\n\n```json\n{{\n")
    assert '"content": "there"' in shown
    assert "there" not in run.reply.messages[0].joined("text")


def test_a_lone_event_without_its_blank_line_is_all_there_is() -> None:
    check(f"{INSIDE}{LOST}\n\n```\ntick\n```", "data: tick\n")


def test_of_a_long_lost_event_the_beginning_is_shown() -> None:
    check(f"{INSIDE}{LOST}\n\n```\n{'x' * 2000}…\n```", f"data: {'x' * 2001}")


def test_half_of_a_secret_is_not_shown_at_the_end_of_what_is_lost() -> None:
    run = begun(secret="sk-4f1c9a7be2")
    check(f"{INSIDE}{LOST}\n\n```\n{'x' * 1990}…\n```", f"data: {'x' * 1990}sk-4f1c9a7be2", run=run)


def test_what_the_user_cancelled_is_not_called_lost() -> None:
    run = feed(begun(), (0.5, text("Hi")[0] + "data: {"))
    run.end(End(1.0, "cancelled"))
    assert LOST not in view("reply", run)


def test_an_error_of_no_known_dialect_is_told_once() -> None:
    error = event({"error": {"message": "Overloaded"}})
    check("> error: Overloaded", error)
    check("> error: Overloaded", event({"n": 1}), error)
    check("> error: out of\n> memory", "event: error\ndata: out of\ndata: memory\n\n")


def test_events_of_no_known_dialect_without_an_error_are_told_as_that() -> None:
    run = played((0.5, event({"n": 1})))
    assert view("reply", run).startswith("*The events are of no known dialect;")
