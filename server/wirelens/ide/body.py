"""The body of a plain response: JSON laid out, other text as it is, all else in hexadecimal."""

from wirelens.ide.escapes import visible
from wirelens.ide.hexdump import hexdump, is_binary
from wirelens.ide.json_layout import laid_out
from wirelens.ide.masking import masked_bytes, masked_ranges
from wirelens.ide.measures import size
from wirelens.jsonvalue import JsonFault, parse_json
from wirelens.stream.run import Run

SNIFFED = 4096  # bytes that tell text from anything else
SHOWN_TEXT = 8 * 1024 * 1024
SHOWN_BINARY = 4096


def body_view(run: Run) -> str:
    """The body of `run`, made to be read."""
    length = len(run.log.body)
    if not _charset(run) and is_binary(run.log.body.slice(0, min(length, SNIFFED))):
        end = min(length, SHOWN_BINARY)
        shown = hexdump(run.log.body.slice(0, end), masked=masked_ranges(run, 0, end))
        rest = f"… {size(length - SHOWN_BINARY)} more\n" if length > SHOWN_BINARY else ""
        return f"{size(length)} of binary data\n\n{shown}{rest}"
    text = body_text(run)
    if text.lstrip()[:1] in ("{", "[") and not isinstance(parse_json(text), JsonFault):
        text = laid_out(text)
    return visible(text.replace("\r\n", "\n").rstrip("\n")) + "\n" if text else ""


def body_text(run: Run) -> str:
    """The body's text in the charset that the response names; UTF-8 where it names none."""
    data = masked_bytes(run, 0, min(len(run.log.body), SHOWN_TEXT))
    try:
        return data.decode(_charset(run) or "utf-8", "replace")
    except (LookupError, UnicodeError):  # a name that nobody knows, or no encoding of text
        return data.decode("utf-8", "replace")


def _charset(run: Run) -> str:
    told = (run.response.header("content-type") or "") if run.response is not None else ""
    return told.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
