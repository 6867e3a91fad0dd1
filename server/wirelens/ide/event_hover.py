"""What is told of the events behind a place in a view. Nothing in it is secret or obeyed."""

from collections.abc import Iterable, Iterator, Sequence

from wirelens.ide.escapes import short_line
from wirelens.ide.json_layout import looks_like_json
from wirelens.ide.markdown import code, fenced
from wirelens.ide.masking import masked_data, masked_delta, may_become_secret
from wirelens.ide.measures import counted, duration, milliseconds
from wirelens.ide.raw import is_binary, left_out
from wirelens.ide.thinking import told_at
from wirelens.ide.trace import Trace
from wirelens.jsonvalue import dump_json
from wirelens.stream.items import Event
from wirelens.stream.log import Entry
from wirelens.stream.reply import Piece
from wirelens.stream.run import Run

TOLD_EVENTS = 3
TOLD_RANGES = 6
LONGEST_DATA = 1200  # characters, of all events together
LONGEST_DELTA = 60


def event_hover(run: Run, events: Sequence[int], reply: Trace) -> str:
    """The events as Markdown; `reply` tells where in the reply view their deltas stand."""
    first = events[:TOLD_EVENTS]
    longest = LONGEST_DATA // len(first)
    sections = ["\n".join(_about(run, number, reply, longest)) for number in first]
    if len(events) > 1:
        sections.insert(0, f"from {counted(len(events), 'event')}: {ranges(events)}")
    return run.redaction.redact("\n\n".join(sections))


def ranges(numbers: Sequence[int]) -> str:
    """`4–9, 12`; of many ranges the first ones, and the last number."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    told = ["–".join(map(str, each)) for each in found]
    if len(told) > TOLD_RANGES:
        told[TOLD_RANGES:] = [f"… {numbers[-1]}"]
    return ", ".join(told)


def _about(run: Run, number: int, reply: Trace, longest: int) -> Iterator[str]:
    entry = run.log.event(number)
    pieces = run.reply.provenance.of_event(number)
    yield f"**Event {number}** · {' · '.join(_when(run, number, entry))}"
    yield ""
    held = run.pending and any(may_become_secret(run, each) for each in pieces)
    if held:
        yield "- what it adds may be the beginning of a secret"
    else:
        yield from (f"- {each}" for each in _additions(run, number, pieces))
    yield from (f"- {each}" for each in _whereabouts(run, number, reply, pieces))
    if isinstance(entry.item, Event) and entry.item.data and not held:
        yield ""
        yield _data(masked_data(run, number, entry.item.data), longest)


def _when(run: Run, number: int, entry: Entry) -> Iterator[str]:
    position = run.log.event_position(number)
    yield f"{milliseconds(entry.at)} after sending"
    if position:
        before = run.log[position - 1]
        gap = f"gap {duration(entry.at - before.at)}"
        yield "no gap of its own" if before.read == entry.read else gap
    if isinstance(entry.item, Event):
        yield code(entry.item.type)


def _additions(run: Run, number: int, pieces: Iterable[Piece]) -> Iterator[str]:
    added = False
    for piece in pieces:
        added = True
        delta = code(short_line(dump_json(masked_delta(run, piece)), LONGEST_DELTA))
        yield f"adds {delta} to {_part(run, piece)}"
    for message in run.reply.messages:
        if message.finish_event == number and message.finish_reason is not None:
            added = True
            yield f"gives the finish reason {code(message.finish_reason)}"
    if run.reply.error_event == number:
        yield "carries the error"
    elif not added:
        yield "adds nothing to the reply"


def _part(run: Run, piece: Piece) -> str:
    part = piece.part
    which = ""
    if len(run.reply.messages) > 1:
        indices = [each.index for each in run.reply.messages]
        which = f" of message {indices.index(piece.message) + 1}"
    if part.slot == "tool":
        return f"tool {code(part.name)}{which}" if part.name else f"a tool{which}"
    if part.slot == "text" and piece.end <= told_at(part.text)[1].start:
        return f"reasoning{which}"
    return f"{part.slot}{which}"


def _whereabouts(run: Run, number: int, reply: Trace, pieces: list[Piece]) -> Iterator[str]:
    log = run.log
    lines: dict[int, None] = {}
    for place in reply.places(number):
        first = reply.text.count("\n", 0, place.start) + 1
        last = first + reply.text.count("\n", place.start, max(place.end - 1, place.start))
        lines.update(dict.fromkeys(range(first, last + 1)))
    if lines:
        yield f"{'line' if len(lines) == 1 else 'lines'} {ranges(sorted(lines))} of the reply"
    elif pieces:
        yield "not in the reply as it is shown now"
    read = log.event_read(number)
    others = [each for each in log.events_of_read(read) if each != number]
    noun = "event" if len(others) == 1 else "events"
    shared = f"shared with {noun} {ranges(others)}" if others else "alone"
    offset, end = log.event_offset(number), log.event_end(number)
    begun = log.read_at(offset)
    since = f", begun in read {begun}" if begun != read else ""
    yield f"network read {read}, {shared}{since}"
    in_dump = f", {code(f'{offset:08x}')} in the dump" if is_binary(run) else ""
    hidden = ", left out of the raw view" if offset in left_out(run) else ""
    yield f"bytes {offset} to {end} of the body{in_dump}{hidden}"


def _data(data: str, longest: int) -> str:
    shown = data[:longest]
    block = fenced(shown, "json" if looks_like_json(shown) else "")
    left = len(data) - len(shown)
    return f"{block}\n… {counted(left, 'more character')}" if left else block.rstrip("\n")
