"""Why nothing was merged, and what in the request file would have done it."""

from runs import begun, chat, event, played
from wirelens.jsonpath import PathProblem, compile_path
from wirelens.jsonvalue import JsonValue
from wirelens.stream.finding import Finding
from wirelens.stream.findings import findings
from wirelens.stream.remedy import UseDialect, UseEvents, UseRule
from wirelens.stream.rules import PathRule, Rules, RuleSlot
from wirelens.stream.run import Run

CHUNK: JsonValue = {"choices": [{"delta": {"content": "Hi you"}}]}


def check(run: Run, *messages: str) -> list[Finding]:
    """These are the messages of the findings about the merge, in order."""
    codes = ("dialect-unknown", "dialect-mismatch", "rule-unmatched")
    found = [each for each in findings(run) if each.code in codes]
    assert [each.message for each in found] == list(messages)
    return found


def rule(slot: RuleSlot, path: str) -> PathRule:
    compiled = compile_path(path)
    assert not isinstance(compiled, PathProblem)
    return PathRule(slot, compiled)


def test_an_unknown_dialect_comes_with_rules_and_what_they_would_yield() -> None:
    words = ["Hello", " there", ", you"]
    body = "".join(event({"id": "a1", "output": {"word": word}}) for word in words)
    (found,) = check(
        played((0.5, body)),
        "the events are of no known dialect; "
        '"# @jsonpath $.output.word" would yield "Hello there, you"',
    )
    assert found.remedies == (UseRule("text", "$.output.word", "Hello there, you"),)


def test_a_long_sample_is_cut() -> None:
    (found,) = findings(played((0.5, event({"a": "word " * 20}))))[-1].remedies
    assert isinstance(found, UseRule)
    assert found.sample == "word " * 7 + "word…"


def test_the_nearest_dialect_is_named_with_what_the_events_lack() -> None:
    body = event({"selections": [{"delta": {"content": "Hi you"}, "finish_reason": None}]})
    check(
        played((0.5, body)),
        'the events are of no known dialect; nearest is "openai-chat", by "content", "delta", '
        '"finish_reason": expected "$.choices[0].delta", found none; '
        '"# @jsonpath $.selections[0].delta.content" would yield "Hi you"',
    )


def test_a_known_dialect_in_an_envelope_is_named() -> None:
    check(
        played((0.5, event({"id": 1, "data": CHUNK}))),
        'the events are of no known dialect; inside "$.data" they are "openai-chat"; '
        '"# @jsonpath $.data.choices[0].delta.content" would yield "Hi you"',
    )


def test_data_that_is_no_json_is_for_a_script() -> None:
    check(
        played((0.5, "data: tick\n\n")),
        "expected JSON of a known dialect, found other data; a script can read it",
    )


def test_who_asks_for_no_merge_is_not_told_about_dialects() -> None:
    check(played((0.5, event({"n": 1})), run=begun(Rules(merge="none"))))


def test_a_secret_is_in_no_sample_and_in_no_path() -> None:
    values: list[JsonValue] = [{"a": "my hunter2"}, {"a": "hunter2 is"}, {"hunter2hunter2": "a b"}]
    run = played((0.5, "".join(map(event, values))), run=begun(secret="hunter2hunter2"))
    (found,) = check(
        run,
        'the events are of no known dialect; "# @jsonpath $.a" would yield "my *** is"',
    )
    assert found.remedies == (UseRule("text", "$.a", "my *** is"),)


def test_a_rule_that_matched_nothing_is_named_with_what_would_match() -> None:
    rules = Rules(paths=(rule("text", "$.text"), rule("reasoning", "$.thinkin")))
    body = event({"text": "Hi", "thinking": "hm"}) * 2
    (found,) = check(
        played((0.5, body), run=begun(rules)),
        '"@jsonpath reasoning: $.thinkin" matched 0 of 2 events; '
        '"reasoning: $.thinking" would yield "hmhm"',
    )
    assert found.directive == 1
    assert found.remedies == (UseRule("reasoning", "$.thinking", "hmhm"),)


def test_a_rule_is_not_replaced_by_one_that_the_file_has() -> None:
    rules = Rules(paths=(rule("text", "$.say"), rule("text", "$.sai")))
    check(
        played((0.5, event({"say": "Hi you"})), run=begun(rules)),
        '"@jsonpath text: $.sai" matched 0 of 1 events',
    )


def test_a_rule_that_is_like_no_path_is_replaced_by_what_reads_as_text() -> None:
    run = played((0.5, event({"say": "Hi you"})), run=begun(Rules(paths=(rule("text", "$.x[0]"),))))
    check(run, '"@jsonpath text: $.x[0]" matched 0 of 1 events; "$.say" would yield "Hi you"')


def test_event_types_that_never_came_are_told_with_those_that_came() -> None:
    body = event({}, "content.delt") + event({}, "ping") * 2
    rules = Rules(merge="none", events=frozenset({"content.delta"}))
    (found,) = check(
        played((0.5, body), run=begun(rules)),
        '"@events content.delta" matched 0 of 3 events, found "content.delt", "ping"',
    )
    assert found.remedies == (UseEvents("content.delt"), UseEvents("ping"))


def test_events_that_are_all_left_out_are_of_no_dialect_that_could_be_told() -> None:
    rules = Rules(events=frozenset({"delta"}))
    check(
        played((0.5, event({"a": "b c"})), run=begun(rules)),
        '"@events delta" matched 0 of 1 events, found "message"',
    )


def test_events_that_are_left_out_have_no_part_in_the_rules() -> None:
    body = event({"log": "a b c d"}, "log") + event({"say": "a b"}, "say")
    check(
        played((0.5, body), run=begun(Rules(events=frozenset({"say"})))),
        'the events are of no known dialect; "# @jsonpath $.say" would yield "a b"',
    )


def test_a_dialect_that_the_bytes_contradict_comes_with_the_one_they_show() -> None:
    (found,) = check(
        played((0.5, chat({"content": "Hi"})), run=begun(Rules(merge="ollama-chat"))),
        '"@merge ollama-chat" does not fit the stream: its events are "openai-chat"',
    )
    assert (found.event, found.directive) == (1, 0)
    assert found.remedies == (UseDialect("openai-chat"),)
