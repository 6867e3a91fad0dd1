"""Bytes that are no text, sixteen a line: offset, hexadecimal, and what of them is printable."""

from collections.abc import Iterable

WIDTH = 16
_FIRST = len("00000000  ")
_PRINTABLE = _FIRST + len("00 ") * WIDTH + 1


def hexdump(data: bytes, first_offset: int = 0, masked: Iterable[range] = ()) -> str:
    """The lines for `data`, which begins at `first_offset`; bytes at `masked` offsets as `**`."""
    last = first_offset + len(data)
    hidden = {
        offset
        for each in masked
        for offset in range(max(each.start, first_offset), min(each.stop, last))
    }
    starts = range(0, len(data), WIDTH)
    return "".join(
        _line(data[start : start + WIDTH], first_offset + start, hidden) for start in starts
    )


def column_of(index: int) -> int:
    """Where on its line a byte begins that is the `index`th there, from 0."""
    return _FIRST + len("00 ") * index


def byte_at(column: int) -> int:
    """Which byte of its line stands at a column; the first at the offset before them."""
    if column >= _PRINTABLE:
        return min(column - _PRINTABLE, WIDTH - 1)
    return min(max(column - _FIRST, 0) // len("00 "), WIDTH - 1)


def is_binary(data: bytes) -> bool:
    """Whether bytes from the start of a body are no text: a NUL, or one in ten undecodable."""
    if not data:
        return False
    # The end of `data` may cut a character in two; errors="ignore" drops that and what is no UTF-8.
    return b"\0" in data or len(data.decode("utf-8", "ignore").encode()) < 0.9 * len(data)


def _line(data: bytes, offset: int, hidden: set[int]) -> str:
    if hidden.isdisjoint(range(offset, offset + len(data))):
        digits, printable = data.hex(" "), "".join(map(_printable, data))
    else:
        shown = [None if offset + i in hidden else byte for i, byte in enumerate(data)]
        digits = " ".join("**" if byte is None else f"{byte:02x}" for byte in shown)
        printable = "".join("*" if byte is None else _printable(byte) for byte in shown)
    return f"{offset:08x}  {digits:<{3 * WIDTH - 1}}  {printable}\n"


def _printable(byte: int) -> str:
    return chr(byte) if 0x20 <= byte < 0x7F else "."
