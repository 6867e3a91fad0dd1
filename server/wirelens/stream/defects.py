"""What is wrong with the bytes themselves, and with the order of the events, as findings."""

from collections.abc import Iterator
from dataclasses import replace

from wirelens.stream.bodytext import SHOWN
from wirelens.stream.finding import Finding, bounded
from wirelens.stream.items import Ignored
from wirelens.stream.remedy import UseDialect
from wirelens.stream.run import Run

# What a cancelled run leaves half read is no fault of the peer.
_OF_OUR_MAKING = frozenset({"event-unterminated", "json-invalid"})
_SAID = {
    "json-invalid": "a value is no JSON",
    "utf8-invalid": "the bytes are no UTF-8",
    "field-unknown": "the field is unknown",
    "retry-invalid": "the reconnection time is invalid",
    "id-invalid": "the id is invalid",
    "line-too-long": "the line is longer than the bound",
    "event-too-large": "the event is larger than the bound",
}


def defects(run: Run) -> Iterator[Finding]:
    """The defects of a stream, each at its place, the first of each kind."""
    yield from _content_type(run)
    yield from bounded(_ignored(run))
    yield from bounded(_noted(run))


def _content_type(run: Run) -> Iterator[Finding]:
    if run.content_type_mismatch and run.response is not None:
        told = run.response.header("content-type")
        said = "no content type" if told is None else f'content type "{told}"'
        yield Finding("content-type-mismatch", f'{said}, but the body is "{run.framing}"', offset=0)


def cut_off(run: Run) -> Ignored | None:
    """The event that the end of the body cut off; None where there is none, or we ended the run."""
    items = [entry.item for entry in run.log.ignored()]
    last = next((each for each in reversed(items) if isinstance(each, Ignored)), None)
    if last is None or last.code != "event-unterminated" or last.end < len(run.log.body):
        return None
    return None if _is_of_our_making(run, last) else last


def _ignored(run: Run) -> Iterator[Finding]:
    for entry in run.log.ignored():
        item = entry.item
        if not isinstance(item, Ignored) or _is_stray(run, item) or _is_of_our_making(run, item):
            continue
        yield Finding(item.code, _message(run, item), offset=item.offset)


def _is_of_our_making(run: Run, item: Ignored) -> bool:
    cancelled = run.ended is not None and run.ended.transport == "cancelled"
    return cancelled and item.code in _OF_OUR_MAKING and item.end >= len(run.log.body)


def _is_stray(run: Run, item: Ignored) -> bool:
    """Whether the line is of a JSON value that was read as a whole."""
    return any(start <= item.offset < end for start, end in run.strays)


def _message(run: Run, item: Ignored) -> str:
    text = _shown(run, item.text)
    if item.code == "event-unterminated":
        lines = item.text.count("\n") + 1
        what = f"{lines} lines of data, " if lines > 1 else ""
        lost = f'; lost {what}"{text}"' if text else ""
        return f"the event at byte {item.offset} was not dispatched: {item.detail}{lost}"
    said = _SAID.get(item.code, item.code)
    detail = f": {item.detail}" if item.detail else ""
    found = f', found "{text}"' if text and '"' + text not in detail else ""
    return f"{said}{detail}{found}"


def _shown(run: Run, text: str) -> str:
    """As much of `text` as a message shows, without what may be the beginning of a secret."""
    if len(text) <= SHOWN:
        return text
    known, _ = run.redaction.split(text[:SHOWN])
    return known + "…"


def _noted(run: Run) -> Iterator[Finding]:
    shown = run.merger.shown
    for note in run.reply.notes:
        offset = run.log.event_offset(note.event) if 0 < note.event <= run.log.events else None
        found = Finding(note.code, note.message, note.event, offset)
        if note.code == "dialect-mismatch" and shown is not None:
            found = replace(found, directive=0, remedies=(UseDialect(shown),))
        yield found
