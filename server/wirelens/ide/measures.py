"""Times, rates, sizes and counts as people read them."""

from wirelens.stream.timing import Rate


def duration(seconds: float) -> str:
    """`412 ms`, `2.1 s`, `3 m 07 s`."""
    if round(seconds * 1000) < 1000:
        return f"{round(seconds * 1000)} ms"
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s"
    return f"{round(seconds) // 60} m {round(seconds) % 60:02} s"


def milliseconds(seconds: float) -> str:
    """`0.412 s`: to the millisecond, for what stands in a column."""
    return f"{seconds:.3f} s"


def speed(rate: Rate) -> str | None:
    """`38 tok/s`; `~` says that the tokens are estimated."""
    per_second = rate.per_second
    if per_second is None:
        return None
    digits = 0 if per_second >= 10 else 1
    return f"{approximately(rate.estimated)}{per_second:.{digits}f} tok/s"


def approximately(estimated: bool) -> str:
    """The sign before an estimated number."""
    return "~" if estimated else ""


def counted(count: int, noun: str) -> str:
    """`1 event`, `2 events`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def size(count: int) -> str:
    """`812 B`, `1.2 kB`, `3.4 MB`."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1000:.1f} kB"
    return f"{count / 1_000_000:.1f} MB"
