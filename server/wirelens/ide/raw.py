"""The raw view: status line, header section, blank line, the bytes of the body as they came.

LF and CRLF end a line; a bare CR is shown and ends one too, as it does in an event stream. All else
that would be obeyed or stay unseen is spelled out.
"""

import codecs
from collections.abc import Iterator

from wirelens.ide.escapes import visible, visible_line
from wirelens.ide.hexdump import WIDTH, hexdump
from wirelens.ide.masking import masked_bytes, masked_ranges
from wirelens.ide.measures import size
from wirelens.secret import MASK
from wirelens.stream.run import Head, Run

# A body beyond both shows its beginning and its end.
HEAD_BYTES = 2 * 1024 * 1024
TAIL_BYTES = 6 * 1024 * 1024
STEP_BYTES = 1024 * 1024  # the part left out grows by so much at once, so that text only grows
LONGEST_LOOK = 65536  # for a line's end to begin the second part at


def raw_view(run: Run) -> str:
    """The response of `run` so far."""
    head = "" if run.response is None else _head(run.response)
    return head + "".join(_body(run))


def _head(head: Head) -> str:
    status = f"{head.http_version} {head.status} {visible_line(head.reason)}".rstrip()
    fields = [f"{visible_line(name)}: {_value(name, value)}" for name, value in head.headers]
    return "\n".join([status, *fields, "", ""])


def _value(name: str, value: str) -> str:
    if name.lower() != "set-cookie":
        return visible_line(value)
    # A session belongs to whoever has the cookie: its name and its attributes tell enough.
    cookie, _, attributes = value.partition(";")
    shown = f"{cookie.partition('=')[0]}={MASK}" + (f";{attributes}" if attributes else "")
    return visible_line(shown)


def _body(run: Run) -> Iterator[str]:
    hidden, length = left_out(run), len(run.log.body)
    yield shown_bytes(run, 0, hidden.start if hidden else length)
    if hidden:
        yield f"\n… {size(len(hidden))} are left out here …\n"
        yield shown_bytes(run, hidden.stop, length)


def left_out(run: Run) -> range:
    """The bytes that the view of a long body leaves out; what follows them begins a line."""
    body = run.log.body
    if len(body) <= HEAD_BYTES + TAIL_BYTES:
        return range(0)
    tail = len(body) - TAIL_BYTES
    tail -= tail % STEP_BYTES
    if tail <= HEAD_BYTES:
        return range(0)
    if is_binary(run):
        return range(HEAD_BYTES, tail - tail % WIDTH)
    line_end = body.slice(tail, tail + LONGEST_LOOK).find(b"\n")
    return range(HEAD_BYTES, tail + line_end + 1)


def is_binary(run: Run) -> bool:
    """Whether the bytes are shown as a hexdump."""
    return run.framing == "aws-event-stream"


def shown_bytes(run: Run, start: int, end: int) -> str:
    """What the view shows of these bytes of the body, secrets in one piece not yet masked."""
    if is_binary(run):
        return hexdump(run.log.body.slice(start, end), start, masked_ranges(run, start, end))
    data = masked_bytes(run, start, end)
    # What may be half a character or half a CRLF waits for its other half.
    whole = not run.pending or end < len(run.log.body)
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(data, final=whole)
    if not whole and text.endswith("\r"):
        text = text[:-1]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "␍\n")
    return visible(text)
