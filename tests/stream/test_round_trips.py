"""A reply, streamed as each provider would, merges back to itself; cut off, to what came."""

import json

from hypothesis import given, note, settings
from hypothesis import strategies as st

from providers.sent import Call, Deltas, Said, Stream, whole
from providers.table import PROVIDERS
from replies import check_provenance, cut, run_of
from wirelens.jsonvalue import dump_json
from wirelens.stream.reply import Message
from wirelens.stream.verdict import verdict

EXAMPLES = settings(max_examples=50, deadline=None)
PLACES = st.floats(0, 1)  # in a body, whose length differs from provider to provider

CHARACTERS = st.characters(exclude_categories=["Cs"])
WORDS = st.text(CHARACTERS | st.sampled_from('😀\n\r\0\u2028"\\{'), max_size=8) | st.sampled_from(
    ("<think>", "</think>", "data: [DONE]\n\n", "[DONE]", " ", "\ufeff", "👩‍👩‍👧")
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda child: st.lists(child, max_size=2) | st.dictionaries(WORDS, child, max_size=2),
    max_leaves=4,
)


@st.composite
def deltas(draw: st.DrawFn, text: str) -> Deltas:
    """The text in pieces that may end between the halves of a surrogate pair."""
    units = text.encode("utf-16-le")
    places = sorted(draw(st.lists(st.integers(0, len(units) // 2), max_size=4)))
    pieces = cut(units, [2 * place for place in places])
    return tuple(piece.decode("utf-16-le", "surrogatepass") for piece in pieces)


@st.composite
def calls(draw: st.DrawFn) -> tuple[Call, ...]:
    """Calls whose arguments are JSON in any writing."""
    values = draw(st.lists(st.dictionaries(WORDS, VALUES, max_size=2), max_size=3))
    indent = draw(st.sampled_from((None, 1)))
    texts = [json.dumps(each, ensure_ascii=draw(st.booleans()), indent=indent) for each in values]
    return tuple(
        Call(f"call_{number}", f"f{number}", draw(deltas(text)))
        for number, text in enumerate(texts)
    )


@st.composite
def messages(draw: st.DrawFn) -> tuple[Said, ...]:
    """One to three messages; where a format has no other place, the last one has the calls."""
    texts = draw(st.lists(st.lists(WORDS, max_size=3).map("".join), min_size=1, max_size=3))
    said = [Said(draw(deltas(f"{text}.")), draw(deltas(draw(WORDS)))) for text in texts]
    last = said.pop()
    refusal = draw(deltas(draw(WORDS)))
    return (*said, Said(last.text, last.reasoning, refusal, draw(calls())))


@EXAMPLES
@given(messages(), st.lists(PLACES, max_size=8), st.booleans())
def test_a_reply_merges_back_to_itself_however_it_is_cut(
    messages: tuple[Said, ...], places: list[float], is_ascii: bool
) -> None:
    for provider in PROVIDERS:
        said = provider.sayable(messages)
        stream = provider.stream(*said)
        body = b"".join(stream.pieces(is_ascii)) + stream.write.after
        cuts = cut(body, sorted(int(place * len(body)) for place in places))
        run = run_of(cuts, stream.write.media_type)
        note(provider.name)
        assert run.merger.dialect_id == provider.dialect
        assert verdict(run) == "complete"
        assert run.reply.notes == []
        assert run.reply.usage == stream.usage
        assert run.reply.messages[-1].finish_reason == stream.finish
        assert [_told(message) for message in run.reply.messages] == [
            _expected(each, stream) for each in said
        ]
        check_provenance(run.reply)


@EXAMPLES
@given(messages(), PLACES | st.just(1.0), st.booleans())
def test_a_reply_that_is_cut_off_is_what_came_and_truncated(
    messages: tuple[Said, ...], place: float, is_ascii: bool
) -> None:
    for provider in PROVIDERS:
        (said,) = provider.sayable(messages[-1:])
        stream = provider.stream(said)
        body = b"".join(stream.pieces(is_ascii)[: len(stream.events)])
        run = run_of([body[: int(place * len(body))]], stream.write.media_type)
        came = _texts(run.reply.messages)
        sent = ("", "") if stream.at_once else (whole(said.text), whole(said.reasoning))
        note(provider.name)
        for so_far, all_ in zip(came, sent, strict=True):
            assert all_.startswith(so_far.removesuffix("\ufffd"))
        assert came == sent or place < 1.0
        assert run.merger.dialect_id in (provider.dialect, "unknown")
        is_told = run.merger.dialect_id == provider.dialect and not stream.endless
        assert verdict(run) == "truncated" or not is_told


Called = tuple[str | None, str | None, str]
Told = tuple[str, str, str, list[Called]]


def _told(message: Message) -> Told:
    calls = [(call.id, call.name, call.arguments) for call in message.tool_calls]
    return (*_texts([message]), message.joined("refusal"), calls)


def _expected(said: Said, stream: Stream) -> Told:
    calls: list[Called] = [
        (
            call.id if stream.ids else None,
            call.name,
            dump_json(call.value) if stream.values else call.written,
        )
        for call in said.calls
    ]
    return whole(said.text), whole(said.reasoning), whole(said.refusal), calls


def _texts(messages: list[Message]) -> tuple[str, str]:
    text = "".join(message.joined("text") for message in messages)
    return text, "".join(message.joined("reasoning") for message in messages)
