"""What makes the raw view grow: the bytes at the end of the body."""

from dataclasses import dataclass

from wirelens.ide.masking import events_with_pieces
from wirelens.ide.raw import is_binary, left_out, shown_bytes
from wirelens.stream.run import Head, Run


@dataclass(frozen=True, slots=True)
class GrowingBytes:
    """The body behind what is left out of it, and what stands before that or hides pieces of it."""

    run: Run
    head: Head | None
    hidden: range
    masked: tuple[int, ...]

    def rendered(self, start: int) -> tuple[str, str, int]:
        """The lines of the body, what follows them, and how many bytes the lines are."""
        body = self.run.log.body
        first, end = self.hidden.stop + start, len(body)
        reach = body.slice(first, end).rfind(b"\n") + 1
        lines = shown_bytes(self.run, first, first + reach) if reach else ""
        return lines, shown_bytes(self.run, first + reach, end), reach


def growing_bytes(run: Run) -> GrowingBytes | None:
    """The bytes that make the view grow; None where each refresh may change any of them."""
    if not run.pending or is_binary(run):
        return None
    return GrowingBytes(run, run.response, left_out(run), tuple(events_with_pieces(run)))
