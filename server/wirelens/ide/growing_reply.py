"""What makes the reply view grow: mostly one text at its end, while all else stays the same."""

from dataclasses import dataclass
from itertools import groupby

from wirelens.ide.escapes import visible
from wirelens.ide.markdown import quoted
from wirelens.ide.reply_view import harmless
from wirelens.ide.thinking import begins_thinking
from wirelens.stream.changes import Slot
from wirelens.stream.reply import Part
from wirelens.stream.run import Run

_TAG = 64  # characters within which a thought shows by its tag


@dataclass(frozen=True, slots=True)
class GrowingPart:
    """The part at the end of the view, positions counting its code points, and what is beside it.

    Parts are the same as long as they are one object: a text that is stated anew makes another.
    """

    part: Part
    slot: Slot
    others: tuple[tuple[object, ...], ...]

    def rendered(self, start: int) -> tuple[str, str, int]:
        """The lines before the last one that holds more than blanks, that one, and their length."""
        text = self.part.slice(start, self.part.length)
        reach = text.rfind("\n", 0, len(text.rstrip())) + 1
        # A line end ends the last quoted line, it does not open another one.
        lines = self._shown(text[: reach - 1]) + "\n" if reach else ""
        return lines, self._shown(text[reach:].rstrip()), reach

    def _shown(self, text: str) -> str:
        return visible(quoted(harmless(text)) if self.slot == "reasoning" else text)


def growing_part(run: Run) -> GrowingPart | None:
    """The text that makes the view grow; None where something else does."""
    messages = run.reply.messages
    if not run.pending or not messages or messages[-1].citations:
        return None
    parts = list(messages[-1].parts.values())
    if not parts or parts[-1].slot not in ("text", "reasoning"):
        return None
    last = parts[-1]
    beside = next(len(list(group)) for _, group in groupby(reversed(parts), key=lambda p: p.slot))
    if beside > 1 or (last.slot == "text" and begins_thinking(last.slice(0, _TAG))):
        return None
    others = [
        (message.role, part, part.name, part.id, 0 if part is last else part.length)
        for message in messages
        for part in message.parts.values()
    ]
    cited = tuple(len(message.citations) for message in messages)
    return GrowingPart(last, last.slot, (cited, *others))
