"""The reply: parts that grow, statements that replace, and where each piece came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.stream.changes import (
    Append,
    Change,
    Citation,
    Citations,
    Failure,
    Finish,
    Model,
    Note,
    Opened,
    Replace,
    Terminator,
    Tool,
    Usage,
)
from wirelens.stream.growing import PIECES_A_BLOCK, GrowingText
from wirelens.stream.reply import Reply


def reply_of(*changes: Change) -> Reply:
    """A reply to which event 1 made the first change, event 2 the second, and so on."""
    reply = Reply()
    for event, change in enumerate(changes, start=1):
        reply.apply(event, change)
    return reply


def text(delta: str, part: str = "text", message: int = 0) -> Append:
    return Append(message, part, "text", delta)


def pieces(reply: Reply) -> list[tuple[int, int, str]]:
    rows = (reply.provenance[row] for row in range(len(reply.provenance)))
    return [(piece.event, piece.message, piece.text) for piece in rows]


def test_deltas_of_one_part_are_joined_and_parts_keep_their_order() -> None:
    reply = reply_of(text("a", "one"), text("b", "two"), text("c", "one"))
    (message,) = reply.messages
    assert [part.text for part in message.parts.values()] == ["ac", "b"]
    assert message.joined("text") == "acb"
    assert pieces(reply) == [(1, 0, "a"), (2, 0, "b"), (3, 0, "c")]


def test_messages_stand_in_order_of_index() -> None:
    reply = reply_of(text("b", message=1), text("a", message=0), Finish(1, "stop"))
    assert [message.index for message in reply.messages] == [0, 1]
    assert reply.finish_reason == "stop"


def test_an_empty_delta_opens_the_part_and_brings_no_piece() -> None:
    reply = reply_of(Append(0, "call", "tool", ""))
    assert [call.arguments for call in reply.messages[0].tool_calls] == [""]
    assert pieces(reply) == []


def test_a_statement_equal_to_the_deltas_changes_nothing() -> None:
    reply = reply_of(text("a"), text("b"), Replace(0, "text", "text", "ab"))
    assert pieces(reply) == [(1, 0, "a"), (2, 0, "b")]


def test_a_statement_that_goes_on_from_the_deltas_brings_the_rest() -> None:
    reply = reply_of(text("a"), Replace(0, "text", "text", "ab"), text("c"))
    assert reply.messages[0].joined("text") == "abc"
    assert pieces(reply) == [(1, 0, "a"), (2, 0, "b"), (3, 0, "c")]


def test_a_statement_that_differs_replaces_the_part_and_its_pieces() -> None:
    reply = reply_of(
        Tool(0, "call", "c", "f", free_text=True),
        Append(0, "call", "tool", "ax"),
        Replace(0, "call", "tool", "ab"),
    )
    (call,) = reply.messages[0].tool_calls
    assert (call.id, call.name, call.arguments, call.free_text) == ("c", "f", "ab", True)
    (part,) = reply.messages[0].parts.values()
    assert [(piece.event, piece.text) for piece in reply.provenance.of_part(part)] == [(3, "ab")]
    assert [piece.text for piece in reply.provenance.of_event(2)] == ["ax"]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["x", "yz", "two"]))))
def test_the_pieces_of_a_range_of_a_part(deltas: list[tuple[str, str]]) -> None:
    reply = reply_of(*(Append(0, key, "text", text) for key, text in deltas))
    for part in reply.messages[0].parts.values() if deltas else ():
        of_part = list(reply.provenance.of_part(part))
        for start in range(part.length):
            for end in range(start + 1, part.length + 1):
                found = [each for each in of_part if each.start < end and start < each.end]
                assert reply.provenance.within(part, start, end) == found


@pytest.mark.parametrize(
    ("deltas", "joined", "grown"),
    [
        (["\ud83d", "\ude00"], "😀", ["😀"]),
        (["a\ud83d", "\ude00b"], "a😀b", ["a", "😀b"]),
        (["\ud83d", "x"], "\ufffdx", ["\ufffdx"]),
        (["\ude00", "x"], "\ufffdx", ["\ufffd", "x"]),
        (["\ud83d", "\ud83d", "\ude00"], "\ufffd😀", ["\ufffd", "😀"]),
        (["a", "\ud83d"], "a\ufffd", ["a"]),
        (["\ud83d", "", "\ude00"], "😀", ["😀"]),
    ],
)
def test_halves_of_a_character_wait_for_each_other(
    deltas: list[str], joined: str, grown: list[str]
) -> None:
    reply = reply_of(*map(text, deltas))
    assert reply.messages[0].joined("text") == joined
    assert [piece for _, _, piece in pieces(reply)] == grown


def test_usage_is_replaced_by_key_and_never_by_null() -> None:
    reply = reply_of(Usage({"a": 1, "b": None}), Usage({"a": None, "b": 2, "c": None}))
    assert reply.usage == {"a": 1, "b": 2, "c": None}


def test_what_is_told_of_a_call_later_is_learnt() -> None:
    reply = reply_of(
        Append(0, "call", "tool", "{"), Tool(0, "call", name="f"), Tool(0, "call", id="c")
    )
    (call,) = reply.messages[0].tool_calls
    assert (call.id, call.name, call.arguments) == ("c", "f", "{")


def test_steps_are_parts_but_no_tool_calls() -> None:
    reply = reply_of(Tool(0, "step", name="shell", step=True), Append(0, "step", "tool", "ls"))
    assert reply.messages[0].tool_calls == []
    assert [part.text for part in reply.messages[0].parts.values()] == ["ls"]


def test_citations_are_added_or_stated() -> None:
    reply = reply_of(Citation(0, "a"), Citations(0, ("b", "c")), Citation(0, "d"))
    assert reply.messages[0].citations == ["b", "c", "d"]


def test_marks_are_kept_with_their_events() -> None:
    failure = Failure("no", {"error": "no"})
    reply = reply_of(
        Opened(0, "assistant"),
        Opened(0),
        Model("m1"),
        Model("m2"),
        Note("block-order", "x"),
        failure,
        Failure("again", None),
        Terminator("[DONE]"),
    )
    assert reply.messages[0].role == "assistant"
    assert reply.model == "m2"
    assert [(note.code, note.event) for note in reply.notes] == [("block-order", 5)]
    assert (reply.error, reply.error_event) == (failure, 6)
    assert reply.terminators == ["[DONE]"]


@given(st.lists(st.text(max_size=3), max_size=3 * PIECES_A_BLOCK), st.data())
def test_a_slice_of_a_growing_text_is_a_slice_of_the_whole(
    texts: list[str], data: st.DataObject
) -> None:
    # Repeated, so that the pieces fill blocks and leave some over.
    growing = GrowingText()
    whole = ""
    for piece in texts * data.draw(st.integers(1, PIECES_A_BLOCK)):
        growing.append(piece)
        whole += piece
        if len(whole) > 5000:
            break
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    assert growing.whole() == whole
    assert growing.length == len(whole)
    assert growing.slice(start, end) == whole[start:end]
