"""Bytes that are no text, sixteen a line: offset, hexadecimal, and what of them is printable."""

WIDTH = 16


def hexdump(data: bytes, first_offset: int = 0) -> str:
    """The lines for `data`, which begins at `first_offset`."""
    starts = range(0, len(data), WIDTH)
    return "".join(_line(data[start : start + WIDTH], first_offset + start) for start in starts)


def is_binary(data: bytes) -> bool:
    """Whether bytes from the start of a body are no text: a NUL, or one in ten undecodable."""
    if not data:
        return False
    # The end of `data` may cut a character in two; errors="ignore" drops that and what is no UTF-8.
    return b"\0" in data or len(data.decode("utf-8", "ignore").encode()) < 0.9 * len(data)


def _line(data: bytes, offset: int) -> str:
    printable = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in data)
    return f"{offset:08x}  {data.hex(' '):<{3 * WIDTH - 1}}  {printable}\n"
