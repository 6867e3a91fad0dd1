"""Recorded bodies that the index calls nonconforming: each gives the finding that names why."""

import csv
from collections import Counter
from collections.abc import Iterator

import corpus
from recorded import Recorded, recorded
from wirelens.ide.views import view
from wirelens.stream.findings import findings
from wirelens.stream.verdict import verdict

# What the index says of a body: the codes that name it. Two replies in one body are allowed by
# Anthropic's protocol, and Groq gives each chunk of one reply an id of its own.
NAMED = {
    "no-final-blank-line": {"event-unterminated"},
    "single-newline-separated": {"event-unterminated", "truncated"},
    "repeated-message_start": {"message-restarted"},
    "several-ids:2": {"message-restarted"},
    "non-json-data;truncated-last-event": {"json-invalid", "truncated"},
    "no-final-blank-line;non-json-data;truncated-last-event": {"event-unterminated", "truncated"},
    "several-messages": set(),
    "several-ids:226": set(),
}
TIMED = {"delivered-in-burst"}  # the bodies have no times of their own


def nonconforming() -> Iterator[tuple[str, Recorded]]:
    """What the index says, and the body."""
    folder = corpus.path("streams")
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        said = {row["file"]: row["nonconforming"] for row in csv.DictReader(index, delimiter="\t")}
    return ((said[each.file], each) for each in recorded() if said[each.file])


def codes(each: Recorded) -> set[str]:
    return {finding.code for finding in findings(each.run())} - TIMED


def test_each_body_has_the_finding_that_names_what_is_wrong_with_it() -> None:
    for said, each in nonconforming():
        assert NAMED[said] <= codes(each), each.file


def test_in_total() -> None:
    told = Counter(code for _, each in nonconforming() for code in codes(each))
    assert told == {
        "event-unterminated": 7,
        "truncated": 5,
        "message-restarted": 2,
        "json-invalid": 1,
        "error-in-band": 1,
        "finish-missing": 1,
        "index-reused": 1,
        "length-limited": 1,
        "terminator-missing": 2,
    }
    assert Counter(said for said, _ in nonconforming()) == {
        "no-final-blank-line": 3,
        "single-newline-separated": 3,
        "several-messages": 2,
        "no-final-blank-line;non-json-data;truncated-last-event": 1,
        "non-json-data;truncated-last-event": 1,
        "repeated-message_start": 1,
        "several-ids:2": 1,
        "several-ids:226": 1,
    }


def test_several_messages_are_shown_apart() -> None:
    several = [each for said, each in nonconforming() if said == "several-messages"]
    assert [len(each.run().reply.messages) for each in several] == [15, 2]


def test_what_is_lost_at_the_end_is_shown() -> None:
    for said, each in nonconforming():
        if NAMED[said] >= {"event-unterminated"}:
            assert "The body ended inside an event" in view("reply", each.run()), each.file


def test_a_body_whose_only_event_is_lost_is_cut_and_says_what_was_lost() -> None:
    alone = [each for each in recorded() if each.framing == "sse" and not each.run().log.events]
    assert len(alone) == 10
    for each in alone:
        assert codes(each) == {"truncated", "event-unterminated"}, each.file
        (lost,) = [f for f in findings(each.run()) if f.code == "event-unterminated"]
        data = each.body.partition(b"data:")[2].strip()[:50].decode()
        assert f'"{data}' in lost.message
        assert verdict(each.run()) == "truncated"
